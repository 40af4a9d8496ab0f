#include "engine/batches/batch.h"

#include <algorithm>
#include <exception>

#include "base/core/check.h"
#include "base/core/mutant.h"
#include "engine/batches/invariants.h"
#include "engine/commands/check_store.h"
#include "engine/commands/consequences.h"

namespace herlaad::engine {
namespace {

constexpr std::size_t kSparesMax = 4;

// "order tu_…: " if the command is about one order.
std::string About(const Command& command) {
  Needs needs;
  command.AddNeeds(needs);
  const auto& orders = needs.Of<OrderRecord>();
  return orders.size() == 1 ? "order " + ToText(orders.front()) + ": " : "";
}

}  // namespace

BatchRunner::BatchRunner(Store& store, const catalogue::Catalogue& catalogue,
                         const orders::Timings& timings, IdSource ids, Options options,
                         Reporter report)
    : store_(store),
      catalogue_(catalogue),
      timings_(timings),
      ids_(ids),
      options_(std::move(options)),
      report_(std::move(report)) {}

void BatchRunner::Run(std::vector<Submitted> batch, Instant now) {
  latest_ = std::max(latest_, now);
  Run(std::move(batch), Doubt{});
}

void BatchRunner::Run(std::vector<Submitted> batch, Doubt doubt) {
  auto attempt = Attempt::kAgain;
  for (int tries = 0; attempt == Attempt::kAgain && tries < options_.tries_max; ++tries) {
    attempt = TryOnce(batch, latest_, doubt);
  }
  if (attempt == Attempt::kDone) return;
  if (attempt == Attempt::kOneByOne) return RunOneByOne(batch, doubt);
  if (doubt.exists) LookForWitness(doubt);
  AnswerAll(batch, doubt.exists ? Fault::kUnknown : Fault::kUnavailable);
}

void BatchRunner::RunOneByOne(std::vector<Submitted>& batch, const Doubt& doubt) {
  if (batch.size() == 1) {
    Report(batch.front().submission->command(), given_up_ + "; nothing was changed");
    return AnswerAll(batch, Fault::kRejected);
  }
  for (Submitted& submitted : batch) {
    std::vector<Submitted> alone;
    alone.push_back(std::move(submitted));
    Run(std::move(alone),
        Doubt{doubt.exists, std::nullopt});  // the witness may belong to another command
  }
}

// An earlier doubt without a witness stays without one.
void BatchRunner::NoteDoubt(const WriteSet& writes, Doubt& doubt) {
  const auto& records = writes.inserted.Of<IdempotencyRecord>();
  const bool has_witness = !records.empty() && (!doubt.exists || doubt.witness);
  doubt = {true, has_witness ? std::optional(records.front()) : std::nullopt};
}

// The doubt is resolved once the batch was decided again on the current rows.
void BatchRunner::Resolve(const ReadSet& read_set, Doubt& doubt) {
  if (doubt.witness && read_set.Find<IdempotencyRecord>(doubt.witness->key) == nullptr) doubt = {};
}

void BatchRunner::LookForWitness(Doubt& doubt) {
  if (!doubt.witness) return;
  Needs needs;
  needs.PutKeyOf(*doubt.witness);
  ReadSet read_set;
  if (Load(needs, read_set).ok()) Resolve(read_set, doubt);
  store_.Abandon();
}

Status<StoreError> BatchRunner::Load(const Needs& needs, ReadSet& read_set) {
  StoreWatch* const watch = options_.watch;
  if (watch != nullptr) watch->Asked();
  auto loaded = store_.Load(needs, read_set);
  if (watch == nullptr) return loaded;
  const bool failed = !loaded.ok() && loaded.error().kind != StoreError::Kind::kBusy &&
                      loaded.error().kind != StoreError::Kind::kWrongRow;
  failed ? watch->CannotReach(loaded.error().message) : watch->Answered();
  return loaded;
}

CommitResult BatchRunner::CommitWrites(const WriteSet& writes) {
  StoreWatch* const watch = options_.watch;
  if (watch != nullptr) watch->Asked();
  const CommitResult result = store_.Commit(writes);
  if (watch == nullptr) return result;
  const bool failed = result == CommitResult::kUnknown || result == CommitResult::kFailed;
  if (result == CommitResult::kCommitted) {
    watch->Written();
  } else if (failed) {
    watch->CannotWrite(store_.LastProblem());
  } else {
    watch->Answered();
  }
  return result;
}

void BatchRunner::LookAtStore(Instant now) {
  if (options_.watch == nullptr) return;
  if (!options_.watch->in_outage()) {
    ReadSet read_set;
    if (Load({}, read_set).ok()) store_.Abandon();
    return;
  }
  std::vector<Submitted> batch;
  batch.emplace_back(std::make_unique<CheckStore>(), Unheard());
  Run(std::move(batch), now);
}

BatchRunner::Attempt BatchRunner::TryOnce(std::vector<Submitted>& batch, Instant now,
                                          Doubt& doubt) {
  auto decided = TakeSpare();
  decided->now = now;
  Needs needs;
  for (const Submitted& submitted : batch) submitted.submission->command().AddNeeds(needs);
  if (needs.audit) needs.Put<AuditTail>(ids_.node());
  needs.SortUnique();  // so that all batches take locks in the same order
  const auto loaded = Load(needs, decided->read_set);
  if (!loaded.ok()) {
    store_.Abandon();
    if (loaded.error().kind == StoreError::Kind::kBusy) return Attempt::kAgain;
    if (loaded.error().kind != StoreError::Kind::kWrongRow) return Attempt::kUnavailable;
    given_up_ = loaded.error().message;
    return Attempt::kOneByOne;
  }
  Resolve(decided->read_set, doubt);
  const DecisionContext context{
      now, ids_, catalogue_, timings_, options_.node, options_.restored_at, &options_.costs};
  WriteSetBuilder write_set_builder(decided->read_set, needs);
  decided->decided.reserve(batch.size());
  for (const Submitted& submitted : batch) {
    decided->decided.push_back(
        DecideOne(*submitted.submission, decided->read_set, context, doubt, write_set_builder));
  }
  if (!Finish(write_set_builder, decided->writes)) {
    store_.Abandon();
    return Attempt::kOneByOne;
  }
  return Commit(std::move(decided), batch, doubt);
}

bool BatchRunner::Finish(WriteSetBuilder& write_set_builder, WriteSet& writes) {
  try {
    const GiveUpOnMistakes scope;
    writes = write_set_builder.Finish();
    return true;
  } catch (const std::exception& error) {
    given_up_ = error.what();
    return false;
  }
}

void BatchRunner::Report(const Command& command, const std::string& problem) const {
  report_(command.Kind(), About(command) + problem);
}

DecidedBatch::Decided BatchRunner::DecideOne(Submission& submission, const ReadSet& read_set,
                                             const DecisionContext& context, const Doubt& doubt,
                                             WriteSetBuilder& write_set_builder) {
  std::string problem;
  try {
    const GiveUpOnMistakes scope;
    Decision decision = submission.Decide(read_set, context);
    if (doubt.exists && decision.empty() && submission.command().RefusesItsRepeat())
      return {Fault::kUnknown, {}};
    AddConsequences(read_set, context, decision);
    if (auto broken = BrokenInvariant(read_set, decision)) {
      problem = *std::move(broken);
    } else {
      const OrderId touched = decision.order ? decision.order->order.id : OrderId();
      if (write_set_builder.Apply(std::move(decision), context)) return {std::nullopt, touched};
      problem = "a ledger balance would leave 64 bits";
    }
  } catch (const std::exception& error) {
    problem = error.what();
  }
  Report(submission.command(), problem + "; nothing was changed");
  return {Fault::kRejected, {}};
}

// A batch without changes waits for the disk too: it may have read what is not durable yet.
BatchRunner::Attempt BatchRunner::ConfirmReads(std::unique_ptr<DecidedBatch> decided,
                                               std::vector<Submitted>& batch, Doubt& doubt) {
  StoreWatch* const watch = options_.watch;
  if (watch != nullptr) watch->Asked();
  const CommitResult result = store_.ConfirmReads();
  if (watch != nullptr) watch->Answered();
  switch (result) {
    case CommitResult::kCommitted:
      HandOver(std::move(decided), batch);
      return Attempt::kDone;
    case CommitResult::kConflict:
      return Attempt::kAgain;
    case CommitResult::kUnknown:
    case CommitResult::kPoisoned:
    case CommitResult::kFailed:
      break;
  }
  // The rows read may still be lost.
  doubt = {true, std::nullopt};
  if (watch != nullptr) watch->CannotWrite(store_.LastProblem());
  return Attempt::kAgain;
}

BatchRunner::Attempt BatchRunner::Commit(std::unique_ptr<DecidedBatch> decided,
                                         std::vector<Submitted>& batch, Doubt& doubt) {
  if (decided->writes.empty()) return ConfirmReads(std::move(decided), batch, doubt);
  if (MutantIs("answer_before_commit")) {
    AnswerAll(*decided, batch);
    decided->answered = true;
    MutantPause();
  }
  switch (CommitWrites(decided->writes)) {
    case CommitResult::kCommitted:
      if (MutantIs("unavailable_after_commit") &&
          !decided->writes.inserted.Of<OrderRecord>().empty()) {
        for (auto& one : decided->decided) one.fault = Fault::kUnavailable;
      }
      break;
    case CommitResult::kUnknown:
      if (MutantIs("unanswered_commit_believed")) break;
      NoteDoubt(decided->writes, doubt);
      return Attempt::kAgain;
    case CommitResult::kConflict:
      return Attempt::kAgain;
    case CommitResult::kPoisoned:
      given_up_ = "the store refused a row: " + store_.LastProblem();
      return Attempt::kOneByOne;
    case CommitResult::kFailed:
      return Attempt::kUnavailable;
  }
  HandOver(std::move(decided), batch);
  return Attempt::kDone;
}

void BatchRunner::HandOver(std::unique_ptr<DecidedBatch> decided, std::vector<Submitted>& batch) {
  decided->commands = std::move(batch);
  if (MutantIs("answer_before_durable")) {
    AnswerAll(*decided, decided->commands);
    decided->answered = true;
  }
  if (keep_) return keep_(std::move(decided));
  const bool is_durable = store_.MakeDurable();
  Settle(std::move(decided), is_durable);
}

void BatchRunner::Settle(std::unique_ptr<DecidedBatch> batch, bool is_durable) {
  if (!is_durable) return AnswerAll(batch->commands, Fault::kUnknown);
  if (!batch->writes.empty()) {
    for (CommitListener* listener : listeners_) listener->OnCommit(batch->writes, batch->now);
  }
  if (!batch->answered) AnswerAll(*batch, batch->commands);
  batch->commands.clear();
  batch->decided.clear();
  batch->read_set.Clear();
  batch->writes = {};
  const std::lock_guard lock(spares_mutex_);
  if (spares_.size() < kSparesMax) spares_.push_back(std::move(batch));
}

std::unique_ptr<DecidedBatch> BatchRunner::TakeSpare() {
  const std::lock_guard lock(spares_mutex_);
  if (spares_.empty()) return std::make_unique<DecidedBatch>();
  auto spare = std::move(spares_.back());
  spares_.pop_back();
  return spare;
}

void BatchRunner::AnswerAll(DecidedBatch& batch, std::vector<Submitted>& commands) const {
  for (std::size_t i = 0; i < commands.size(); ++i) {
    const OrderId touched = batch.decided[i].touched;
    const OrderRecord* const record =
        touched.empty() ? nullptr : batch.read_set.Find<OrderRecord>(touched);
    Tell(*commands[i].submission, batch.decided[i].fault, record);
  }
}

// The decision stands even if its answer cannot be delivered.
void BatchRunner::Tell(Submission& submission, std::optional<Fault> fault,
                       const OrderRecord* record) const {
  try {
    const GiveUpOnMistakes scope;
    submission.Tell(fault, record);
  } catch (const std::exception& error) {
    Report(submission.command(), std::string("its answer could not be delivered: ") + error.what());
  }
}

void BatchRunner::AnswerAll(std::vector<Submitted>& batch, Fault fault) {
  for (const Submitted& submitted : batch) submitted.submission->Tell(fault, nullptr);
}

}  // namespace herlaad::engine
