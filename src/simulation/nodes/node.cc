#include "simulation/nodes/node.h"

#include <algorithm>

#include "base/core/check.h"
#include "engine/commands/outbox/begin_attempt.h"
#include "simulation/nodes/node_life.h"

namespace herlaad::simulation {

using engine::Answered;
using engine::AttemptOutcome;
using engine::OrderRecord;
using orders::OutboxMessage;

namespace {

// A submission whose process may die before the answer is told.
class MortalSubmission final : public engine::Submission {
 public:
  MortalSubmission(std::unique_ptr<engine::Submission> told, std::function<void()> may_die)
      : told_(std::move(told)), may_die_(std::move(may_die)) {}

  [[nodiscard]] const engine::Command& command() const override { return told_->command(); }
  engine::Decision Decide(const engine::ReadSet& read_set,
                          const engine::DecisionContext& context) override {
    return told_->Decide(read_set, context);
  }
  void Tell(std::optional<engine::Fault> fault, const engine::OrderRecord* record) override {
    may_die_();
    told_->Tell(fault, record);
  }

 private:
  std::unique_ptr<engine::Submission> told_;
  std::function<void()> may_die_;
};

constexpr std::size_t kBatchMax = 256;

OutboxMessageKey MessageKey(const OutboxMessage& outbox_message) {
  return {outbox_message.order, outbox_message.purpose, outbox_message.n};
}

}  // namespace

void Node::Start() {
  const int number = ++ground_.lives;
  auto life = std::make_shared<Life>(number, ground_.disk.Open());
  if (!stage_.honest()) life->clock_off = stage_.Between(-1'500, 1'500);
  (void)ClockOf(*life);
  life->store = std::make_unique<FaultyStore>(
      stage_, life->opened.store, life->opened.syncs_apart,
      [this](const engine::WriteSet& writes) { ground_.committed(index_, writes); });
  const auto greatest = life->opened.queries->GreatestId();
  CHECK(greatest.ok(), "a starting process can read its database");
  life->runner = std::make_unique<engine::BatchRunner>(
      *life->store, ground_.catalogue, ground_.timings,
      IdSource(Shard{0}, number % kNodesMax, *greatest),
      engine::BatchRunner::Options{number, 10, {}},
      [this](std::string_view kind, const std::string& problem) {
        stage_.Break("a decision of " + std::string(kind) + " was rejected: " + problem);
      });
  life->runner->HandOverTo([this](std::unique_ptr<engine::DecidedBatch> batch) {
    life_->not_durable.push_back(std::move(batch));
    if (life_->not_durable.size() > 1) return;
    const std::int64_t most = stage_.Happens(stage_.rates().sync_slow) ? 500 : 15;
    stage_.schedule.After(stage_.Between(0, most), InThisLife([this](Life& l) { Keep(l); }));
  });
  life_ = life;
  const auto open_queue = [&](const std::string& id) {
    Queue& queue = life->queues.emplace(id, Queue{id}).first->second;
    LookLater(*life, queue, stage_.now());
  };
  for (const auto& [id, op] : ground_.parties.operators) open_queue(id);
  for (const auto& [id, gateway] : ground_.parties.gateways) {
    open_queue(id);
    open_queue(orders::WatchDestination(id));
    open_queue(orders::CloseDestination(id));
  }
  open_queue(std::string(orders::kSmsDestination));
  open_queue(std::string(orders::kMailDestination));
  open_queue(std::string(webhooks::kDestinationPrefix));
}

// Commits outlive the process, but only durable ones outlive a loss of power.
void Node::Die(const Died&) {
  const bool power_too = life_->opened.syncs_apart && stage_.random.Chance(50);
  life_->store->EndWith(power_too ? ground_.disk.LosePower(stage_.random)
                                  : life_->store->not_durable());
  life_.reset();
  stage_.schedule.After(stage_.Between(200, 20'000), [this] {
    if (!alive()) Start();
  });
}

Instant Node::ClockOf(Life& life) const {
  const EvenTime::Steady steady{Millis(stage_.now().ms)};
  return life.time.Now(stage_.now() + stage_.clock_set + life.clock_off, steady);
}

// When this process's clock will show `at`, as far as is known.
Instant Node::TimeWhen(Life& life, Instant at) const { return stage_.now() + (at - ClockOf(life)); }

bool Node::Submit(engine::Submitted submitted) {
  if (!alive()) return false;
  life_->queue.emplace_back(
      std::make_unique<MortalSubmission>(std::move(submitted.submission), [this] {
        if (life_->answers_left == 0) stage_.Die(Death::kBetweenAnswers);
        --life_->answers_left;
      }));
  if (life_->batch_waits) return true;
  life_->batch_waits = true;
  stage_.schedule.After(stage_.Between(1, 40), InThisLife([this](Life& life) { RunBatch(life); }));
  return true;
}

void Node::RunBatch(Life& life) {
  std::vector<engine::Submitted> batch;
  const auto size = static_cast<std::ptrdiff_t>(std::min(life.queue.size(), kBatchMax));
  std::move(life.queue.begin(), life.queue.begin() + size, std::back_inserter(batch));
  life.queue.erase(life.queue.begin(), life.queue.begin() + size);
  life.batch_waits = !life.queue.empty();
  if (life.batch_waits) {
    stage_.schedule.After(stage_.Between(1, 10), InThisLife([this](Life& l) { RunBatch(l); }));
  }
  life.runner->Run(std::move(batch), ClockOf(life));
}

// Does the durability thread's work; other batches may have been decided in the meantime.
void Node::Keep(Life& life) {
  auto batches = std::exchange(life.not_durable, {});
  if (!life.store->MakeDurable()) return stage_.Break("a simulated disk does not fail to sync");
  std::size_t clients = 0;
  for (const auto& batch : batches) clients += batch->commands.size();
  const bool dies = stage_.WouldDie(Death::kBetweenAnswers);
  life.answers_left = dies ? static_cast<std::int64_t>(stage_.random.Below(clients)) : -1;
  for (auto& batch : batches) life.runner->Settle(std::move(batch), true);
}

void Node::Sweep() {
  if (!alive() || life_->sweep != nullptr) return;
  engine::LapseSweep::Options options;
  options.rows = static_cast<std::size_t>(stage_.random.Between(2, 9));
  life_->sweep = std::make_unique<engine::LapseSweep>(
      *life_->opened.queries, ground_.catalogue,
      [this](engine::Submitted submitted) { return Submit(std::move(submitted)); }, options,
      [](const engine::LapseSweep::Pass&) {}, life_->stats);
  stage_.schedule.After(Millis(0), InThisLife([this](Life& life) { SweepOn(life); }));
}

void Node::SweepOn(Life& life) {
  stage_.MayDie(Death::kIdle);
  const engine::LapseSweep::Next next = life.sweep->Step(ClockOf(life));
  if (next.is_pass_over) return life.sweep.reset();
  stage_.schedule.After(next.wait, InThisLife([this](Life& l) { SweepOn(l); }));
}

void Node::OnCommit(int node, const engine::WriteSet& writes) {
  if (!alive()) return;
  for (const OutboxMessage& outbox_message : writes.changed.Of<orders::OutboxMessage>())
    Wake(node, outbox_message.destination, outbox_message.next_at);
  for (const outbox::Message& message : writes.changed.Of<outbox::Message>()) {
    if (message.state == outbox::MessageState::kDue)
      Wake(node, message.destination, message.next_at);
  }
}

void Node::Wake(int node, const std::string& destination, Instant due) {
  // The endpoints of webhooks share a queue here.
  const std::string prefix(webhooks::kDestinationPrefix);
  const auto queue = life_->queues.find(destination.starts_with(prefix) ? prefix : destination);
  if (queue == life_->queues.end()) return;
  // Other nodes find it when they next read the store.
  const Millis wait = node == index_ ? Millis(0) : stage_.Between(0, kLookAgain.count());
  const Instant at = std::max(stage_.now(), TimeWhen(*life_, due));
  LookLater(*life_, queue->second, at + wait);
}

void Node::LookLater(Life&, Queue& queue, Instant at) {
  at = std::max(at, stage_.now());
  if (queue.next_look && *queue.next_look <= at) return;
  queue.next_look = at;
  stage_.schedule.At(at, InThisLife([this, at, &queue](Life& life) {
                       if (queue.next_look == at) Look(life, queue);
                     }));
}

void Node::Look(Life& life, Queue& queue) {
  queue.next_look.reset();
  stage_.MayDie(Death::kIdle);
  const Instant now = ClockOf(life);
  const auto due =
      life.opened.queries->DueOutboxMessages(queue.id, now, queue.taken.size() + kAtOnce);
  if (due.ok()) {
    for (const OutboxMessage& outbox_message : *due) {
      if (queue.taken.insert(MessageKey(outbox_message)).second) {
        Carry(life, queue, outbox_message);
      } else {
        queue.missed = true;
      }
    }
  }
  const auto next = life.opened.queries->NextDue(queue.id, now);
  if (next.ok() && *next) LookLater(life, queue, TimeWhen(life, **next));
  LookForMessages(life, queue, now);
}

// One attempt at a time per number, as the real outbox workers do.
void Node::Carry(Life& life, Queue& queue, const OutboxMessage& outbox_message) {
  const auto known = queue.numbers.find(outbox_message.order);
  if (known != queue.numbers.end() && queue.busy.contains(known->second)) {
    queue.waited_for.insert(known->second);
    queue.taken.erase(MessageKey(outbox_message));
    return;
  }
  const auto found = life.opened.queries->FindOrder(outbox_message.order);
  if (!found.ok() || !*found) {
    queue.taken.erase(MessageKey(outbox_message));
    return;
  }
  const Msisdn msisdn = (*found)->order.msisdn();
  queue.numbers.insert_or_assign(outbox_message.order, msisdn);
  if (!queue.busy.insert(msisdn).second) {
    queue.waited_for.insert(msisdn);
    queue.taken.erase(MessageKey(outbox_message));
    return;
  }
  (void)Submit(engine::BeginAttempt::Check(outbox_message),
               [this, &life, &queue, outbox_message, record = **found](
                   const Answered<AttemptOutcome>& answer, const OrderRecord* leased) {
                 OnPermission(life, queue, outbox_message, record, answer, leased);
               });
}

void Node::OnPermission(Life& life, Queue& queue, const OutboxMessage& outbox_message,
                        const OrderRecord& found, const Answered<AttemptOutcome>& answer,
                        const OrderRecord* leased) {
  const OrderRecord& record = leased != nullptr ? *leased : found;
  if (!answer.ok() || *answer == AttemptOutcome::kNothing) {
    return Release(life, queue, outbox_message, record.order.msisdn(), true);
  }
  const bool send = *answer == AttemptOutcome::kSend;
  Millis wait = stage_.Between(0, 20);
  if (send) {
    stage_.MayDie(Death::kAfterMark);
    if (stage_.Happens(stage_.rates().paused)) wait = stage_.Between(100, 600'000);
  }
  stage_.schedule.After(wait, InThisLife([this, &queue, outbox_message, record, send](Life& l) {
                          TouchWire(l, queue, outbox_message, record, send);
                        }));
}

void Node::TouchWire(Life& life, Queue& queue, const OutboxMessage& outbox_message,
                     const OrderRecord& record, bool send) {
  const engine::Errand errand(ground_.parties, ground_.return_url);
  stage_.wire_takes = Millis(0);
  // Shared, because planned functions must be copyable.
  const auto command = std::make_shared<std::unique_ptr<engine::Recording>>(
      errand.Run(outbox_message, record, send, {ClockOf(life), life.time.Since()}, life.stats));
  const Millis takes = stage_.wire_takes;
  stage_.MayDie(Death::kAfterWire);
  stage_.schedule.After(takes, InThisLife([this, &queue, outbox_message, command, send,
                                           msisdn = record.order.msisdn()](Life&) {
                          Record(queue, outbox_message, msisdn, send, std::move(*command));
                        }));
}

void Node::Record(Queue& queue, const OutboxMessage& outbox_message, Msisdn msisdn, bool sent,
                  std::unique_ptr<engine::Recording> command) {
  Life& life = *life_;
  (void)Submit(std::move(command),
               [this, &life, &queue, outbox_message, msisdn, sent](
                   const engine::AnsweredTo<engine::Recording>& answer, const OrderRecord*) {
                 const bool kept = answer.ok();
                 if (kept && sent) ground_.recorded(outbox_message);
                 Release(life, queue, outbox_message, msisdn, !kept);
               });
}

void Node::Release(Life& life, Queue& queue, const OutboxMessage& outbox_message, Msisdn msisdn,
                   bool again) {
  queue.taken.erase(MessageKey(outbox_message));
  queue.busy.erase(msisdn);
  const bool waited = queue.waited_for.erase(msisdn) > 0;
  if (std::exchange(queue.missed, false) || waited) {
    LookLater(life, queue, stage_.now());
  } else if (again) {
    LookLater(life, queue, stage_.now() + kLookAgain);
  }
}

}  // namespace herlaad::simulation
