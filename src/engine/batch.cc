#include "engine/batch.h"

#include <algorithm>
#include <exception>

#include "base/core/mutant.h"
#include "engine/invariants.h"

namespace herlaad::engine {
namespace {

template <class T>
void SortUnique(std::vector<T>& items) {
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());
}

// In key order, each once: the order in which locks are taken.
void Normalise(Needs& needs) {
  SortUnique(needs.claims);
  SortUnique(needs.orders);
  SortUnique(needs.numbers);
  SortUnique(needs.keys);
}

Answer FaultAnswer(Answer::Fault fault) {
  Answer answer;
  answer.fault = fault;
  return answer;
}

}  // namespace

BatchRunner::BatchRunner(Store& store, const catalog::Catalog& catalog,
                         const orders::Timings& timings, IdSource ids, Options options,
                         Reporter report)
    : store_(store),
      catalog_(catalog),
      timings_(timings),
      ids_(ids),
      options_(options),
      report_(std::move(report)) {}

void BatchRunner::Run(std::vector<Submitted> batch, Instant now) {
  latest_ = std::max(latest_, now);
  for (int tries = 0; tries < options_.tries_max; ++tries) {
    switch (TryOnce(batch, latest_)) {
      case Attempt::kDone:
        return;
      case Attempt::kAgain:
        continue;
      case Attempt::kUnavailable:
        AnswerAll(batch, Answer::Fault::kUnavailable);
        return;
      case Attempt::kOneByOne:
        if (batch.size() == 1) {
          report_(batch.front().command->Kind(), "the store refused a row");
          AnswerAll(batch, Answer::Fault::kRejected);
          return;
        }
        for (Submitted& submitted : batch) {
          std::vector<Submitted> alone;
          alone.push_back(std::move(submitted));
          Run(std::move(alone), latest_);
        }
        return;
    }
  }
  AnswerAll(batch, Answer::Fault::kUnavailable);
}

BatchRunner::Attempt BatchRunner::TryOnce(std::vector<Submitted>& batch, Instant now) {
  workspace_.Clear();
  Needs needs;
  for (const Submitted& submitted : batch) submitted.command->AddNeeds(needs);
  Normalise(needs);
  const auto loaded = store_.Load(needs, workspace_);
  if (!loaded.ok()) {
    store_.Abandon();
    return loaded.error().kind == StoreError::Kind::kBusy ? Attempt::kAgain : Attempt::kUnavailable;
  }
  const Moment moment{now, ids_, catalog_, timings_, options_.node};
  Draft draft(workspace_);
  std::vector<Decided> decided;
  decided.reserve(batch.size());
  for (const Submitted& submitted : batch) {
    decided.push_back(DecideOne(*submitted.command, moment, draft));
  }
  return Commit(draft, batch, decided, now);
}

BatchRunner::Decided BatchRunner::DecideOne(const Command& command, const Moment& moment,
                                            Draft& draft) {
  std::string problem;
  try {
    Decision decision = command.Decide(workspace_, moment);
    if (auto broken = BrokenInvariant(workspace_, decision)) {
      problem = *std::move(broken);
    } else {
      Decided decided{decision.answer, decision.order ? decision.order->order.id : OrderId()};
      if (draft.Apply(std::move(decision), moment.now)) return decided;
      problem = "a ledger balance would leave 64 bits";
    }
  } catch (const std::exception& error) {
    problem = error.what();
  }
  report_(command.Kind(), problem);
  return {FaultAnswer(Answer::Fault::kRejected), {}};
}

BatchRunner::Attempt BatchRunner::Commit(Draft& draft, std::vector<Submitted>& batch,
                                         std::vector<Decided>& decided, Instant now) {
  const WriteSet writes = draft.Finish();
  if (writes.empty()) {
    store_.Abandon();
    AnswerAll(batch, decided);
    return Attempt::kDone;
  }
  if (MutantIs("answer_before_commit")) AnswerAll(batch, decided);
  switch (store_.Commit(writes)) {
    case CommitResult::kCommitted:
      break;
    case CommitResult::kUnknown:
      if (MutantIs("unanswered_commit_believed")) break;
      return Attempt::kAgain;
    case CommitResult::kConflict:
      return Attempt::kAgain;
    case CommitResult::kPoisoned:
      return Attempt::kOneByOne;
    case CommitResult::kFailed:
      return Attempt::kUnavailable;
  }
  for (CommitListener* listener : listeners_) listener->OnCommit(writes, now);
  if (!MutantIs("answer_before_commit")) AnswerAll(batch, decided);
  return Attempt::kDone;
}

void BatchRunner::AnswerAll(std::vector<Submitted>& batch, const std::vector<Decided>& decided) {
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (!batch[i].done) continue;
    const OrderRecord* const record =
        decided[i].touched.empty() ? nullptr : workspace_.Find(decided[i].touched);
    batch[i].done(decided[i].answer, record);
  }
}

void BatchRunner::AnswerAll(std::vector<Submitted>& batch, Answer::Fault fault) {
  for (Submitted& submitted : batch) {
    if (submitted.done) submitted.done(FaultAnswer(fault), nullptr);
  }
}

}  // namespace herlaad::engine
