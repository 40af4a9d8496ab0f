#include "sim/node.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>

#include "base/core/check.h"
#include "base/core/even_time.h"
#include "engine/kinds/begin_attempt.h"
#include "sim/mortal_store.h"

namespace herlaad::sim {

using engine::Answer;
using engine::AttemptOutcome;
using engine::OrderRecord;
using orders::Effect;

namespace {

constexpr std::size_t kBatchMax = 256;
constexpr std::size_t kAtOnce = 128;  // effects of a lane in one node's hands
constexpr Millis kLookAgain{1'000};

using EffectKey = std::tuple<OrderId, orders::Purpose, std::int32_t>;
EffectKey KeyOf(const Effect& effect) { return {effect.order, effect.purpose, effect.n}; }

}  // namespace

struct Node::Lane {
  std::string id;
  std::set<EffectKey> taken = {};
  std::set<Msisdn> busy = {};
  std::set<Msisdn> waited_for = {};
  std::unordered_map<OrderId, Msisdn> numbers = {};  // of orders that were read once
  std::optional<Instant> next_look = {};
  bool missed = false;  // something was due while it was still in our hands
};

struct Node::Life {
  Life(int the_number, Books the_books) : number(the_number), books(std::move(the_books)) {}

  int number;
  Millis clock_off{0};  // from the one that all share
  EvenTime time = {};
  Books books;
  engine::Stats stats;
  std::unique_ptr<MortalStore> store;
  std::unique_ptr<engine::BatchRunner> runner;
  std::vector<engine::Submitted> queue;
  bool batch_waits = false;
  std::int64_t answers_left = -1;  // until it dies; below zero: it does not
  std::vector<std::unique_ptr<engine::DecidedBatch>> unkept;  // committed, not durable yet
  std::map<std::string, Lane> lanes;
};

template <class F>
std::function<void()> Node::InThisLife(F what) {
  return [this, planned = std::weak_ptr<Life>(life_), what = std::move(what)] {
    const auto life = planned.lock();
    if (life == nullptr || life != life_) return;
    try {
      what(*life);
    } catch (const Died& died) {
      Die(died);
    }
  };
}

void Node::Start() {
  const int number = ++ground_.lives;
  auto life = std::make_shared<Life>(number, ground_.disk.Open());
  if (!stage_.honest()) life->clock_off = stage_.Between(-1'500, 1'500);
  (void)ClockOf(*life);
  life->store = std::make_unique<MortalStore>(
      stage_, life->books.store, life->books.syncs_apart,
      [this](const engine::WriteSet& writes) { ground_.committed(index_, writes); });
  const auto greatest = life->books.queries->GreatestId();
  CHECK(greatest.ok(), "a process that starts can read its books");
  life->runner = std::make_unique<engine::BatchRunner>(
      *life->store, ground_.catalog, ground_.timings,
      IdSource(Home{0}, number % kNodesMax, *greatest),
      engine::BatchRunner::Options{number, 10, {}},
      [this](std::string_view kind, const std::string& problem) {
        stage_.Break("a decision of " + std::string(kind) + " was rejected: " + problem);
      });
  life->runner->HandOverTo([this](std::unique_ptr<engine::DecidedBatch> batch) {
    life_->unkept.push_back(std::move(batch));
    if (life_->unkept.size() > 1) return;
    const std::int64_t most = stage_.Happens(stage_.rates().sync_slow) ? 500 : 15;
    stage_.schedule.After(stage_.Between(0, most), InThisLife([this](Life& l) { Keep(l); }));
  });
  life_ = life;
  const auto open_lane = [&](const std::string& id) {
    Lane& lane = life->lanes.emplace(id, Lane{id}).first->second;
    LookLater(*life, lane, stage_.now());
  };
  for (const auto& [id, op] : ground_.parties.operators) open_lane(id);
  for (const auto& [id, gateway] : ground_.parties.gateways) open_lane(id);
  open_lane(std::string(orders::kTextLane));
  open_lane(std::string(orders::kMailLane));
}

// What is committed outlives the process, but only what is durable outlives the power.
void Node::Die(const Died&) {
  const bool power_too = life_->books.syncs_apart && stage_.random.Chance(50);
  life_->store->EndWith(power_too ? ground_.disk.LosePower(stage_.random) : life_->store->unkept());
  life_.reset();
  stage_.schedule.After(stage_.Between(200, 20'000), [this] {
    if (!alive()) Start();
  });
}

Instant Node::ClockOf(Life& life) const {
  const EvenTime::Steady steady{Millis(stage_.now().ms)};
  return life.time.Now(stage_.now() + stage_.clock_set + life.clock_off, steady);
}

// When this life's clock will show `at`, as far as anybody can tell.
Instant Node::TimeWhen(Life& life, Instant at) const { return stage_.now() + (at - ClockOf(life)); }

bool Node::Submit(std::unique_ptr<engine::Command> command, engine::Done done) {
  if (!alive()) return false;
  auto mortal = [this, done = std::move(done)](const Answer& answer, const OrderRecord* record) {
    if (life_->answers_left == 0) stage_.Die(Death::kBetweenAnswers);
    --life_->answers_left;
    done(answer, record);
  };
  life_->queue.push_back({std::move(command), std::move(mortal)});
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

// The engine's keeper: meanwhile other batches may have been decided on top of these.
void Node::Keep(Life& life) {
  auto batches = std::exchange(life.unkept, {});
  if (!life.store->MakeDurable()) return stage_.Break("a simulated disk does not fail to sync");
  std::size_t callers = 0;
  for (const auto& batch : batches) callers += batch->commands.size();
  const bool dies = stage_.WouldDie(Death::kBetweenAnswers);
  life.answers_left = dies ? static_cast<std::int64_t>(stage_.random.Below(callers)) : -1;
  for (auto& batch : batches) life.runner->Settle(std::move(batch), true);
}

void Node::OnCommit(int node, const std::vector<Effect>& effects) {
  if (!alive()) return;
  for (const Effect& effect : effects) {
    const auto lane = life_->lanes.find(effect.lane);
    if (lane == life_->lanes.end()) continue;
    // Other nodes find it when they look.
    const Millis wait = node == index_ ? Millis(0) : stage_.Between(0, kLookAgain.count());
    const Instant at = std::max(stage_.now(), TimeWhen(*life_, effect.next_at));
    LookLater(*life_, lane->second, at + wait);
  }
}

void Node::LookLater(Life&, Lane& lane, Instant at) {
  at = std::max(at, stage_.now());
  if (lane.next_look && *lane.next_look <= at) return;
  lane.next_look = at;
  stage_.schedule.At(at, InThisLife([this, at, &lane](Life& life) {
                       if (lane.next_look == at) Look(life, lane);
                     }));
}

void Node::Look(Life& life, Lane& lane) {
  lane.next_look.reset();
  stage_.MayDie(Death::kIdle);
  const Instant now = ClockOf(life);
  const auto due = life.books.queries->DueEffects(lane.id, now, lane.taken.size() + kAtOnce);
  if (due.ok()) {
    for (const Effect& effect : *due) {
      if (lane.taken.insert(KeyOf(effect)).second) {
        Carry(life, lane, effect);
      } else {
        lane.missed = true;
      }
    }
  }
  const auto next = life.books.queries->NextDue(lane.id, now);
  if (next.ok() && *next) LookLater(life, lane, TimeWhen(life, **next));
}

// One at a time per number, as the real couriers do.
void Node::Carry(Life& life, Lane& lane, const Effect& effect) {
  const auto known = lane.numbers.find(effect.order);
  if (known != lane.numbers.end() && lane.busy.contains(known->second)) {
    lane.waited_for.insert(known->second);
    lane.taken.erase(KeyOf(effect));
    return;
  }
  const auto found = life.books.queries->FindOrder(effect.order);
  if (!found.ok() || !*found) {
    lane.taken.erase(KeyOf(effect));
    return;
  }
  const Msisdn msisdn = (*found)->order.msisdn;
  lane.numbers.insert_or_assign(effect.order, msisdn);
  if (!lane.busy.insert(msisdn).second) {
    lane.waited_for.insert(msisdn);
    lane.taken.erase(KeyOf(effect));
    return;
  }
  (void)Submit(engine::BeginAttempt::Check(effect),
               [this, &life, &lane, effect, record = **found](const Answer& answer,
                                                              const OrderRecord* marked) {
                 OnPermission(life, lane, effect, record, answer, marked);
               });
}

void Node::OnPermission(Life& life, Lane& lane, const Effect& effect, const OrderRecord& found,
                        const Answer& answer, const OrderRecord* marked) {
  const OrderRecord& record = marked != nullptr ? *marked : found;
  const auto outcome = static_cast<AttemptOutcome>(answer.outcome);
  if (answer.fault != Answer::Fault::kNone || outcome == AttemptOutcome::kNothing) {
    return Release(life, lane, effect, record.order.msisdn, true);
  }
  const bool send = outcome == AttemptOutcome::kSend;
  Millis wait = stage_.Between(0, 20);
  if (send) {
    stage_.MayDie(Death::kAfterMark);
    if (stage_.Happens(stage_.rates().paused)) wait = stage_.Between(100, 600'000);
  }
  stage_.schedule.After(wait, InThisLife([this, &lane, effect, record, send](Life& l) {
                          TouchWire(l, lane, effect, record, send);
                        }));
}

void Node::TouchWire(Life& life, Lane& lane, const Effect& effect, const OrderRecord& record,
                     bool send) {
  const engine::Errand errand(ground_.parties, ground_.return_url);
  stage_.wire_takes = Millis(0);
  // Shared, because what is planned must be copyable.
  const auto command = std::make_shared<std::unique_ptr<engine::Command>>(
      errand.Run(effect, record, send, {ClockOf(life), life.time.Since()}, life.stats));
  const Millis takes = stage_.wire_takes;
  stage_.MayDie(Death::kAfterWire);
  stage_.schedule.After(
      takes, InThisLife([this, &lane, effect, command, send, msisdn = record.order.msisdn](Life&) {
        Record(lane, effect, msisdn, send, std::move(*command));
      }));
}

void Node::Record(Lane& lane, const Effect& effect, Msisdn msisdn, bool sent,
                  std::unique_ptr<engine::Command> command) {
  Life& life = *life_;
  (void)Submit(std::move(command), [this, &life, &lane, effect, msisdn, sent](const Answer& answer,
                                                                              const OrderRecord*) {
    const bool kept = answer.fault == Answer::Fault::kNone;
    if (kept && sent) ground_.recorded(effect);
    Release(life, lane, effect, msisdn, !kept);
  });
}

void Node::Release(Life& life, Lane& lane, const Effect& effect, Msisdn msisdn, bool again) {
  lane.taken.erase(KeyOf(effect));
  lane.busy.erase(msisdn);
  const bool waited = lane.waited_for.erase(msisdn) > 0;
  if (std::exchange(lane.missed, false) || waited) {
    LookLater(life, lane, stage_.now());
  } else if (again) {
    LookLater(life, lane, stage_.now() + kLookAgain);
  }
}

}  // namespace herlaad::sim
