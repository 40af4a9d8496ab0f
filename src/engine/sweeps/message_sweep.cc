#include "engine/sweeps/message_sweep.h"

#include <utility>
#include <vector>

#include "base/core/check.h"
#include "engine/commands/outbox/manage_messages.h"

namespace herlaad::engine {

MessageSweep::MessageSweep(Queries& queries, Submit submit, Options options, Stats& stats)
    : queries_(queries), submit_(std::move(submit)), options_(options), stats_(stats) {
  CHECK(options_.rows > 0 && options_.rows <= kDeletedMax, "a chunk is bounded");
}

void MessageSweep::Start(Clock& clock) {
  thread_.Start("message sweep", clock, [this](Instant now) { return Step(now); });
}

void MessageSweep::Stop() { thread_.Stop(); }

Millis MessageSweep::Step(Instant now) {
  const auto rows =
      queries_.ReadRows(RowQuery<outbox::Message>{.from = from_, .limit = options_.rows});
  if (!rows.ok()) return options_.pass_every;  // the outage is reported elsewhere
  std::vector<outbox::MessageId> finished;
  bool is_over = rows->size() < options_.rows;
  for (const outbox::Message& message : *rows) {
    // It cannot have ended before it was made.
    is_over = is_over || message.created_at + outbox::kFinishedKept > now;
    if (outbox::IsToBeDeleted(message, now)) finished.push_back(message.id);
    from_ = outbox::MessageId(message.id.value() + 1);
  }
  if (!finished.empty()) {
    const bool taken = submit_(
        {DeleteMessages::Check(std::move(finished)),
         [&stats = stats_](const Answered<DeleteMessagesResult>& answered, const OrderRecord*) {
           if (answered.ok()) stats.messages_deleted.Add(answered->deleted);
         }});
    if (!taken) return EndPass();
  }
  return is_over ? EndPass() : options_.pause;
}

Millis MessageSweep::EndPass() {
  from_.reset();
  return options_.pass_every;
}

}  // namespace herlaad::engine
