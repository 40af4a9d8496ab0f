// What a simulated process does with the outbox messages of other owners than orders, as the real
// workers do it, without their threads.
#include "engine/commands/outbox/send_message.h"
#include "engine/outbox/message_kinds.h"
#include "simulation/nodes/node_life.h"

namespace herlaad::simulation {

using engine::Answered;
using engine::FindMessageKind;
using engine::OrderRecord;
using outbox::Message;

void Node::LookForMessages(Life& life, Queue& queue, Instant now) {
  if (queue.id == webhooks::kDestinationPrefix) return LookForDeliveries(life, queue, now);
  LookForMessages(life, queue, queue.id, now);
  const auto next = life.opened.queries->NextMessageDue(queue.id, now);
  if (next.ok() && *next) LookLater(life, queue, TimeWhen(life, **next));
}

void Node::LookForDeliveries(Life& life, Queue& queue, Instant now) {
  const auto open = life.opened.queries->OpenQueues(queue.id, "", kAtOnce);
  if (!open.ok()) return LookLater(life, queue, stage_.now() + kLookAgain);
  for (const engine::Queries::OpenQueue& one : *open) {
    if (one.next_at > now) {
      LookLater(life, queue, TimeWhen(life, one.next_at));
    } else {
      LookForMessages(life, queue, one.destination, now);
    }
  }
}

void Node::LookForMessages(Life& life, Queue& queue, const std::string& destination, Instant now) {
  const auto due =
      life.opened.queries->DueMessages(destination, now, queue.messages.size() + kAtOnce);
  if (due.ok()) {
    for (const Message& message : *due) {
      if (queue.messages.insert(message.id).second) LeaseMessage(queue, message);
    }
  }
}

void Node::LeaseMessage(Queue& queue, const Message& message) {
  const Instant lease_end = ClockOf(*life_) + ground_.timings.lease;
  (void)Submit(engine::LeaseMessage::Check(message, FindMessageKind(message.kind)->rules),
               [this, &queue, message, lease_end](
                   const Answered<engine::LeaseMessageResult>& answered, const OrderRecord*) {
                 const auto step = answered.ok() ? answered->step : outbox::Step::kNothing;
                 if ((step != outbox::Step::kSend && step != outbox::Step::kAsk)) {
                   queue.messages.erase(message.id);
                   return LookLater(*life_, queue, stage_.now() + kLookAgain);
                 }
                 stage_.MayDie(Death::kAfterMark);
                 Millis wait = stage_.Between(0, 20);
                 if (stage_.Happens(stage_.rates().paused)) wait = stage_.Between(100, 600'000);
                 stage_.schedule.After(
                     wait, InThisLife([this, &queue, message, attempt = answered->attempt, step,
                                       lease_end](Life& life) {
                       SendMessage(life, queue, message, attempt, step == outbox::Step::kAsk,
                                   lease_end);
                     }));
               });
}

void Node::SendMessage(Life& life, Queue& queue, const Message& message, std::int32_t attempt,
                       bool ask, Instant lease_end) {
  stage_.wire_takes = Millis(0);
  const engine::Sending sending =
      engine::SendLeased(*FindMessageKind(message.kind), message, ask, lease_end,
                         {ground_.parties, *life.opened.queries, ClockOf(life)});
  const Millis takes = stage_.wire_takes;
  stage_.MayDie(Death::kAfterWire);
  stage_.schedule.After(takes, InThisLife([this, &queue, message, attempt, sending](Life&) {
                          RecordMessage(queue, message, attempt, sending.answer);
                        }));
}

void Node::RecordMessage(Queue& queue, const Message& message, std::int32_t attempt,
                         outbox::Answer answer) {
  (void)Submit(
      engine::RecordMessage::Answered(message, attempt, answer,
                                      FindMessageKind(message.kind)->rules),
      [this, &queue, message](const Answered<engine::RecordMessageResult>&, const OrderRecord*) {
        queue.messages.erase(message.id);
        LookLater(*life_, queue, stage_.now() + kLookAgain);
      });
}

}  // namespace herlaad::simulation
