// BatchRunner: load, decide, check, commit, answer. It has no thread of its own: the engine drives
// it from one, the simulator step by step.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/draft.h"
#include "engine/kinds/command.h"
#include "engine/ports/store.h"

namespace herlaad::engine {

// `record` is the order as committed when the command changed one, otherwise nullptr; it lives
// during the call only.
using Done = std::function<void(const Answer& answer, const OrderRecord* record)>;

struct Submitted {
  std::unique_ptr<Command> command;
  Done done;
};

// Told after every commit, from the thread that runs batches, before the callers are answered. Must
// be quick.
class CommitListener {
 public:
  virtual ~CommitListener() = default;
  virtual void OnCommit(const WriteSet& writes, Instant now) = 0;
};

// Where a rejected decision is reported: a mistake of ours, with the kind of the command.
using Reporter = std::function<void(std::string_view kind, const std::string& problem)>;

class BatchRunner {
 public:
  struct Options {
    std::int64_t node = 0;  // of this process's life
    int tries_max = 10;     // of a batch that conflicts or whose COMMIT was not answered
  };

  BatchRunner(Store& store, const catalog::Catalog& catalog, const orders::Timings& timings,
              IdSource ids, Options options, Reporter report);

  void AddListener(CommitListener* listener) { listeners_.push_back(listener); }

  // Decides and commits all of `batch` at `now` and answers each of it once. Instants never go back
  // from batch to batch.
  void Run(std::vector<Submitted> batch, Instant now);

 private:
  struct Decided {
    Answer answer;
    OrderId touched;
  };
  enum class Attempt { kDone, kAgain, kOneByOne, kUnavailable };

  Attempt TryOnce(std::vector<Submitted>& batch, Instant now);
  Decided DecideOne(const Command& command, const Moment& moment, Draft& draft);
  Attempt Commit(Draft& draft, std::vector<Submitted>& batch, std::vector<Decided>& decided,
                 Instant now);
  void AnswerAll(std::vector<Submitted>& batch, const std::vector<Decided>& decided);
  static void AnswerAll(std::vector<Submitted>& batch, Answer::Fault fault);

  Store& store_;
  const catalog::Catalog& catalog_;
  orders::Timings timings_;
  IdSource ids_;
  Options options_;
  Reporter report_;
  std::vector<CommitListener*> listeners_;
  Workspace workspace_;
  Instant latest_{};
};

}  // namespace herlaad::engine
