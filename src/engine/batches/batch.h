// BatchRunner: loads, decides, checks and commits a batch, and answers its commands once it is
// durable. It has no thread of its own: the engine runs batches on one thread and settles them on
// another; tests and the simulation do both step by step.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "engine/batches/submitted.h"
#include "engine/batches/write_set_builder.h"
#include "engine/commands/command.h"
#include "engine/monitoring/store_watch.h"
#include "engine/ports/store.h"

namespace herlaad::engine {

// Called for every commit once it is durable, in order of commit and from one thread, before the
// clients are answered. Must be quick.
class CommitListener {
 public:
  virtual ~CommitListener() = default;
  virtual void OnCommit(const WriteSet& writes, Instant now) = 0;
};

// A decided and committed batch; the results for its clients are in `commands`.
struct DecidedBatch {
  struct Decided {
    std::optional<Fault> fault;
    OrderId touched;
  };
  std::vector<Submitted> commands;
  std::vector<Decided> decided;  // one per command
  ReadSet read_set;              // as changed by the batch
  WriteSet writes;
  Instant now{};
  bool answered = false;  // already answered, by a deliberate bug of a test
};

// Reports a bug that was caught: the kind of the command that was to be decided, and what is wrong.
// Called from the threads of Run and Settle.
using Reporter = std::function<void(std::string_view kind, const std::string& problem)>;

class BatchRunner {
 public:
  struct Options {
    std::int64_t node = 0;             // id of this process run
    int tries_max = 10;                // of a batch that conflicts or whose COMMIT was not answered
    Instant restored_at{};             // when the database was last restored from a backup
    StoreWatch* watch = nullptr;       // informed about the state of the store; may be nullptr
    payments::MethodCosts costs = {};  // booked with every payment that is taken in
  };

  // Receives the batches that wait for the disk.
  using Keep = std::function<void(std::unique_ptr<DecidedBatch> batch)>;

  BatchRunner(Store& store, const catalogue::Catalogue& catalogue, const orders::Timings& timings,
              IdSource ids, Options options, Reporter report);

  void AddListener(CommitListener* listener) { listeners_.push_back(listener); }
  // From now on committed batches go to `keep`, whose owner must call Settle for each, in order.
  // Without it, Run itself waits for the disk and settles.
  void HandOverTo(Keep keep) { keep_ = std::move(keep); }

  // Decides and commits all of `batch` at `now`; each command is answered once. Instants never go
  // back from batch to batch. To be called from one thread.
  void Run(std::vector<Submitted> batch, Instant now);

  // Checks whether the store can be used, so that the start and end of an outage are noticed
  // without any request. To be called from Run's thread.
  void LookAtStore(Instant now);

  // Informs the listeners and answers the clients of a durable batch, or answers kUnknown. To be
  // called from one thread, which may differ from Run's.
  void Settle(std::unique_ptr<DecidedBatch> batch, bool is_durable);

 private:
  enum class Attempt { kDone, kAgain, kOneByOne, kUnavailable };

  // Whether an earlier try of the batch may have been committed without an answer.
  struct Doubt {
    bool exists = false;
    std::optional<IdempotencyRecord>
        witness;  // if this record is missing, that try was not committed
  };

  void Run(std::vector<Submitted> batch, Doubt doubt);
  void RunOneByOne(std::vector<Submitted>& batch, const Doubt& doubt);
  Attempt TryOnce(std::vector<Submitted>& batch, Instant now, Doubt& doubt);
  Status<StoreError> Load(const Needs& needs, ReadSet& read_set);
  CommitResult CommitWrites(const WriteSet& writes);
  Attempt ConfirmReads(std::unique_ptr<DecidedBatch> decided, std::vector<Submitted>& batch,
                       Doubt& doubt);
  static void NoteDoubt(const WriteSet& writes, Doubt& doubt);
  static void Resolve(const ReadSet& read_set, Doubt& doubt);
  void LookForWitness(Doubt& doubt);
  DecidedBatch::Decided DecideOne(Submission& submission, const ReadSet& read_set,
                                  const DecisionContext& context, const Doubt& doubt,
                                  WriteSetBuilder& write_set_builder);
  // False if the batch as a whole cannot be written; given_up_ says why.
  bool Finish(WriteSetBuilder& write_set_builder, WriteSet& writes);
  void Report(const Command& command, const std::string& problem) const;
  void Tell(Submission& submission, std::optional<Fault> fault, const OrderRecord* record) const;
  Attempt Commit(std::unique_ptr<DecidedBatch> decided, std::vector<Submitted>& batch,
                 Doubt& doubt);
  void HandOver(std::unique_ptr<DecidedBatch> decided, std::vector<Submitted>& batch);
  std::unique_ptr<DecidedBatch> TakeSpare();
  void AnswerAll(DecidedBatch& batch, std::vector<Submitted>& commands) const;
  static void AnswerAll(std::vector<Submitted>& batch, Fault fault);

  Store& store_;
  const catalogue::Catalogue& catalogue_;
  orders::Timings timings_;
  IdSource ids_;
  Options options_;
  Reporter report_;
  std::vector<CommitListener*> listeners_;
  Keep keep_;
  Instant latest_{};
  std::string given_up_;  // why the batch is run one command at a time
  std::mutex spares_mutex_;
  std::vector<std::unique_ptr<DecidedBatch>> spares_;  // reused to save allocations
};

}  // namespace herlaad::engine
