// BatchRunner: load, decide, check, commit, and, once that is durable, answer. It has no thread of
// its own: the engine drives it from one and answers from another; a test or the simulator does
// both, step by step.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engine/draft.h"
#include "engine/kinds/command.h"
#include "engine/ports/store.h"
#include "engine/store_watch.h"

namespace herlaad::engine {

// `record` is the order as committed when the command changed one, otherwise nullptr; it lives
// during the call only.
using Done = std::function<void(const Answer& answer, const OrderRecord* record)>;

struct Submitted {
  std::unique_ptr<Command> command;
  Done done;
  // Not begun by then, it is refused with nothing done.
  std::chrono::steady_clock::time_point refused_at = std::chrono::steady_clock::time_point::max();
};

// Told of every commit once it is durable, in their order and from one thread, before the callers
// are answered. Must be quick.
class CommitListener {
 public:
  virtual ~CommitListener() = default;
  virtual void OnCommit(const WriteSet& writes, Instant now) = 0;
};

// A batch that was decided and committed, with what its callers are to be told.
struct DecidedBatch {
  struct Decided {
    Answer answer;
    OrderId touched;
  };
  std::vector<Submitted> commands;
  std::vector<Decided> decided;  // one for each command
  Workspace workspace;           // as the batch left it
  WriteSet writes;
  Instant now{};
  bool answered = false;  // by a deliberate mistake of a test
};

// Where a rejected decision is reported: a mistake of ours, with the kind of the command.
// Told of a mistake of ours that was caught: what was to be decided, and what is wrong. From the
// threads of Run and Settle.
using Reporter = std::function<void(std::string_view kind, const std::string& problem)>;

class BatchRunner {
 public:
  struct Options {
    std::int64_t node = 0;        // of this process's life
    int tries_max = 10;           // of a batch that conflicts or whose COMMIT was not answered
    Instant restored_at{};        // when the books were last put back from a copy
    StoreWatch* watch = nullptr;  // told how the store fares; may be missing
  };

  // Who takes the batches that wait for the disk.
  using Keep = std::function<void(std::unique_ptr<DecidedBatch> batch)>;

  BatchRunner(Store& store, const catalog::Catalog& catalog, const orders::Timings& timings,
              IdSource ids, Options options, Reporter report);

  void AddListener(CommitListener* listener) { listeners_.push_back(listener); }
  // From now on whoever takes the batches calls Settle for each, in their order. Without anybody
  // Run itself waits for the disk and settles.
  void HandOverTo(Keep keep) { keep_ = std::move(keep); }

  // Decides and commits all of `batch` at `now`; each of it is answered once. Instants never go
  // back from batch to batch. One thread.
  void Run(std::vector<Submitted> batch, Instant now);

  // Looks whether the store can be used while nobody asks for anything: an outage is to be known
  // before somebody stumbles over it, and its end as well. Run's thread.
  void LookAtStore(Instant now);

  // Tells the listeners and answers the callers of a batch that is durable, or says to them that
  // nobody knows. One thread, which may be another than Run's.
  void Settle(std::unique_ptr<DecidedBatch> batch, bool is_durable);

 private:
  enum class Attempt { kDone, kAgain, kOneByOne, kUnavailable };

  // Whether an earlier try of a batch may have been committed though nobody was told so.
  struct Doubt {
    bool exists = false;
    std::optional<Claim> witness;  // there is nothing of that try where this one is not
  };

  void Run(std::vector<Submitted> batch, Doubt doubt);
  void RunOneByOne(std::vector<Submitted>& batch, const Doubt& doubt);
  Attempt TryOnce(std::vector<Submitted>& batch, Instant now, Doubt& doubt);
  Status<StoreError> Load(const Needs& needs, Workspace& workspace);
  CommitResult CommitWrites(const WriteSet& writes);
  Attempt ConfirmReads(std::unique_ptr<DecidedBatch> decided, std::vector<Submitted>& batch,
                       Doubt& doubt);
  static void NoteDoubt(const WriteSet& writes, Doubt& doubt);
  static void Resolve(const Workspace& workspace, Doubt& doubt);
  void LookForWitness(Doubt& doubt);
  DecidedBatch::Decided DecideOne(const Command& command, const Workspace& workspace,
                                  const Moment& moment, Draft& draft);
  // False when the batch as a whole cannot be written down: given_up_ says why.
  bool Finish(Draft& draft, WriteSet& writes);
  void Report(const Command& command, const std::string& problem) const;
  void Tell(const Submitted& submitted, const Answer& answer, const OrderRecord* record) const;
  Attempt Commit(std::unique_ptr<DecidedBatch> decided, std::vector<Submitted>& batch,
                 Doubt& doubt);
  void HandOver(std::unique_ptr<DecidedBatch> decided, std::vector<Submitted>& batch);
  std::unique_ptr<DecidedBatch> TakeSpare();
  void AnswerAll(DecidedBatch& batch, std::vector<Submitted>& commands) const;
  static void AnswerAll(std::vector<Submitted>& batch, Answer::Fault fault);

  Store& store_;
  const catalog::Catalog& catalog_;
  orders::Timings timings_;
  IdSource ids_;
  Options options_;
  Reporter report_;
  std::vector<CommitListener*> listeners_;
  Keep keep_;
  Instant latest_{};
  std::string given_up_;  // why the batch is tried one by one
  std::mutex spares_mutex_;
  std::vector<std::unique_ptr<DecidedBatch>> spares_;  // kept for their memory
};

}  // namespace herlaad::engine
