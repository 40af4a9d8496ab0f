#include "engine/courier.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <future>
#include <set>
#include <tuple>
#include <utility>

#include "base/core/check.h"
#include "base/core/thread_name.h"
#include "engine/kinds/begin_attempt.h"

namespace herlaad::engine {
namespace {

using orders::Effect;

constexpr std::size_t kReadyMax = 256;  // effects of a lane in memory; the others wait in the store

using EffectKey = std::tuple<OrderId, orders::Purpose, std::int32_t>;
EffectKey KeyOf(const Effect& effect) { return {effect.order, effect.purpose, effect.n}; }

}  // namespace

struct Couriers::Lane {
  explicit Lane(std::string lane_id) : id(std::move(lane_id)) {}

  const std::string id;
  std::mutex mutex;
  std::condition_variable wake;
  std::deque<Effect> ready;
  std::set<EffectKey> taken;               // ready, in a worker's hands, or set aside
  std::map<EffectKey, Instant> set_aside;  // until when
  std::set<Msisdn> busy;                   // numbers something is being done for
  std::set<Msisdn> waited_for;             // busy numbers for which there is more to do
  bool looking = false;                    // a worker reads the store for all of them
  bool look_now = true;
  bool missed = false;  // something was due while it was still in our hands
  Instant next_look{};
  std::vector<std::thread> workers;
};

Couriers::Couriers(Engine& engine, Queries& queries, Clock& clock, Parties parties,
                   ReturnUrl return_url, Options options, Stats& stats)
    : engine_(engine),
      queries_(queries),
      clock_(clock),
      parties_(std::move(parties)),
      return_url_(std::move(return_url)),
      options_(options),
      stats_(stats) {
  for (const auto& [id, op] : parties_.operators) lanes_.push_back(std::make_unique<Lane>(id));
  for (const auto& [id, gateway] : parties_.gateways) {
    CHECK(Find(id) == nullptr, "operators and gateways have different ids");
    lanes_.push_back(std::make_unique<Lane>(id));
  }
  if (parties_.messenger != nullptr) {
    CHECK(Find(orders::kTextLane) == nullptr, "texts have a lane of their own");
    lanes_.push_back(std::make_unique<Lane>(std::string(orders::kTextLane)));
  }
  if (parties_.mailer != nullptr) {
    CHECK(Find(orders::kMailLane) == nullptr, "mail has a lane of its own");
    lanes_.push_back(std::make_unique<Lane>(std::string(orders::kMailLane)));
  }
}

Couriers::~Couriers() { Stop(); }

void Couriers::Start() {
  for (const auto& lane : lanes_) {
    for (int i = 0; i < options_.workers_per_lane; ++i) {
      lane->workers.emplace_back([this, &lane = *lane] {
        NameThisThread("courier");
        Work(lane);
      });
    }
  }
}

void Couriers::Stop() {
  stopping_ = true;
  for (const auto& lane : lanes_) {
    { const std::lock_guard lock(lane->mutex); }
    lane->wake.notify_all();
    for (std::thread& worker : lane->workers) worker.join();
    lane->workers.clear();
  }
}

void Couriers::Hold(bool held) {
  held_ = held;
  for (const auto& lane : lanes_) {
    {
      const std::lock_guard lock(lane->mutex);
      lane->look_now = true;
    }
    lane->wake.notify_all();
  }
}

bool Couriers::held() const { return held_; }

std::vector<std::string> Couriers::queues() const {
  std::vector<std::string> ids;
  for (const auto& lane : lanes_) ids.push_back(lane->id);
  return ids;
}

Couriers::Lane* Couriers::Find(std::string_view id) {
  const auto at =
      std::find_if(lanes_.begin(), lanes_.end(), [id](const auto& lane) { return lane->id == id; });
  return at == lanes_.end() ? nullptr : at->get();
}

void Couriers::OnCommit(const WriteSet& writes, Instant now) {
  for (const Effect& effect : writes.effects) {
    Lane* const lane = Find(effect.lane);
    if (lane == nullptr) continue;
    {
      const std::lock_guard lock(lane->mutex);
      if (effect.next_at <= now) {
        lane->look_now = true;
      } else if (effect.next_at < lane->next_look) {
        lane->next_look = effect.next_at;
      } else {
        continue;
      }
    }
    lane->wake.notify_one();
  }
}

void Couriers::Work(Lane& lane) {
  Effect effect;
  while (TakeNext(lane, effect)) {
    const bool begun = Carry(lane, effect);
    const std::lock_guard lock(lane.mutex);
    if (begun) {
      lane.taken.erase(KeyOf(effect));
    } else {
      lane.set_aside[KeyOf(effect)] = clock_.Now() + options_.set_aside;
    }
    if (std::exchange(lane.missed, false)) lane.look_now = true;
  }
}

bool Couriers::TakeNext(Lane& lane, Effect& effect) {
  std::unique_lock lock(lane.mutex);
  for (;;) {
    if (stopping_) return false;
    if (!held_ && !lane.ready.empty()) {
      effect = std::move(lane.ready.front());
      lane.ready.pop_front();
      return true;
    }
    const Instant now = clock_.Now();
    if (!held_ && !lane.looking && (lane.look_now || now >= lane.next_look)) {
      LookAtStore(lane, lock);
      continue;
    }
    const Millis wait = held_ ? options_.look_again : lane.next_look - now;
    lane.wake.wait_for(lock, std::clamp(wait, Millis(1), options_.look_again));
  }
}

// Reads what is due, without the lock: a commit must never wait for a read.
void Couriers::LookAtStore(Lane& lane, std::unique_lock<std::mutex>& lock) {
  lane.looking = true;
  lane.look_now = false;
  const Instant now = clock_.Now();
  std::erase_if(lane.set_aside, [&](const auto& entry) {
    const bool over = now >= entry.second;
    if (over) lane.taken.erase(entry.first);
    return over;
  });
  const std::size_t limit = lane.taken.size() + kReadyMax;
  lane.next_look = now + options_.look_again;
  lock.unlock();
  auto due = queries_.DueEffects(lane.id, now, limit);
  const auto next = queries_.NextDue(lane.id, now);
  lock.lock();
  lane.looking = false;
  if (next.ok() && *next) lane.next_look = std::min(lane.next_look, **next);
  if (!due.ok()) return;
  for (Effect& effect : *due) {
    if (lane.ready.size() >= kReadyMax) break;
    if (lane.taken.insert(KeyOf(effect)).second) {
      lane.ready.push_back(std::move(effect));
    } else if (!lane.set_aside.contains(KeyOf(effect))) {
      lane.missed = true;
    }
  }
  if (!lane.ready.empty()) lane.wake.notify_all();
}

// One at a time per number: an effect for a number that is busy stays in the store until the number
// is free.
bool Couriers::Carry(Lane& lane, const Effect& effect) {
  auto found = queries_.FindOrder(effect.order);
  if (!found.ok()) {
    const bool wrong = found.error().kind == StoreError::Kind::kWrongRow;
    if (wrong && options_.report) options_.report(effect.order, found.error().message);
    return !wrong;
  }
  if (!*found) return true;
  const Msisdn msisdn = (*found)->order.msisdn;
  {
    const std::lock_guard lock(lane.mutex);
    if (!lane.busy.insert(msisdn).second) {
      lane.waited_for.insert(msisdn);
      return true;
    }
  }
  const bool begun = CarryFor(effect, **std::move(found));
  const std::lock_guard lock(lane.mutex);
  lane.busy.erase(msisdn);
  if (lane.waited_for.erase(msisdn) > 0) {
    lane.look_now = true;
    lane.wake.notify_one();
  }
  return begun;
}

bool Couriers::CarryFor(const Effect& effect, OrderRecord record) {
  std::promise<AttemptOutcome> promise;
  auto permission = promise.get_future();
  bool rejected = false;
  const bool taken = engine_.SubmitWaiting(
      BeginAttempt::Check(effect), [&](const Answer& answer, const OrderRecord* marked) {
        if (marked != nullptr) record = *marked;
        rejected = answer.fault == Answer::Fault::kRejected;
        const bool decided = answer.fault == Answer::Fault::kNone;
        promise.set_value(decided ? static_cast<AttemptOutcome>(answer.outcome)
                                  : AttemptOutcome::kNothing);
      });
  if (!taken) return true;
  const AttemptOutcome outcome = permission.get();
  if (outcome == AttemptOutcome::kNothing) return !rejected;
  auto recorded = RunErrand(effect, record, outcome == AttemptOutcome::kSend);
  return recorded != nullptr && Record(std::move(recorded));
}

std::unique_ptr<Command> Couriers::RunErrand(const Effect& effect, const OrderRecord& record,
                                             bool send) {
  const Errand errand(parties_, return_url_);
  const Instant now = clock_.Now();
  try {
    const GiveUpOnMistakes scope;
    return errand.Run(effect, record, send, {now, clock_.EvenSince()}, stats_);
  } catch (const std::exception& error) {
    if (options_.report) options_.report(effect.order, error.what());
    return nullptr;
  }
}

// An answer that cannot be recorded is lost, which is what an unanswered mark is there for: it will
// be asked again.
bool Couriers::Record(std::unique_ptr<Command> command) {
  std::promise<bool> promise;
  auto recorded = promise.get_future();
  const bool taken = engine_.SubmitWaiting(
      std::move(command), [&promise](const Answer& answer, const OrderRecord*) {
        promise.set_value(answer.fault != Answer::Fault::kRejected);
      });
  return !taken || recorded.get();
}

}  // namespace herlaad::engine
