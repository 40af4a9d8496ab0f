#include "api/http/topups/status/followers.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <exception>
#include <optional>
#include <set>

#include "api/http/core/access/authenticate.h"
#include "api/http/topups/status/render_topup.h"
#include "base/core/check.h"
#include "domain/orders/status/status_view.h"

namespace herlaad::http {
namespace {

constexpr Millis kForAsLongAsNobodyFollows{3'600'000};
constexpr Millis kTick{500};  // the greatest delay of a comment or a poll

}  // namespace

std::string EventId(const Digest& told) {
  char digits[17];
  (void)std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(told.low));
  return digits;
}

std::string TopupEvent(const std::string& topup, const Digest& digest) {
  return "id: " + EventId(digest) + "\nevent: topup\ndata: " + topup + "\n\n";
}

Followers::Followers(const Services& services, engine::Readers& readers, const Links& links,
                     FollowLimits limits)
    : services_(services),
      readers_(readers),
      links_(links),
      limits_(limits),
      watch_(services.watch != nullptr ? *services.watch : own_watch_),
      looks_(services.watch == nullptr || services.others_commit),
      thread_([this] { Loop(); }) {}

Followers::~Followers() {
  stopping_ = true;
  watch_.Wake();
  thread_.join();
  for (const auto& [id, order] : orders_) {
    for (std::size_t i = 0; i < order.followers.size(); ++i) watch_.Unfollow(id);
  }
}

bool Followers::Add(Follower follower) {
  const std::lock_guard lock(mutex_);
  if (!HasPlaceFor(follower.customer)) DropGone();
  if (!HasPlaceFor(follower.customer)) return false;
  const Time now = std::chrono::steady_clock::now();
  Order& order = orders_[follower.order];
  order.look_interval = limits_.first_look;
  order.next_look = now + limits_.first_look;
  // The order may have changed since it was read for this follower, so it is read once more.
  if (added_.empty()) watch_.Wake();
  added_.push_back(follower.order);
  watch_.Follow(follower.order);
  ++by_customer_[follower.customer];
  order.followers.push_back(
      {std::move(follower), now + limits_.comment_every, now + limits_.longest});
  services_.stats.followers.Set(static_cast<std::int64_t>(count_.fetch_add(1) + 1));
  return true;
}

bool Followers::HasPlaceFor(const std::string& customer) const {
  if (count() >= limits_.in_all) return false;
  const auto found = by_customer_.find(customer);
  return found == by_customer_.end() || found->second < limits_.per_customer;
}

void Followers::Loop() {
  while (!stopping_) {
    std::vector<OrderId> looks =
        watch_.Wait(count() == 0 ? kForAsLongAsNobodyFollows
                                 : std::min({kTick, limits_.first_look, limits_.comment_every}));
    const Time now = std::chrono::steady_clock::now();
    AddDueTo(looks, now);
    for (const OrderId id : looks) {
      if (stopping_) return;
      LookOrGiveUp(id);
    }
    Comment(now);
    // Frequent changes are sent in steps that people can see.
    if (!looks.empty()) std::this_thread::sleep_for(limits_.pause);
  }
}

// Each time nothing has changed, the interval to the next poll doubles.
void Followers::AddDueTo(std::vector<OrderId>& looks, Time now) {
  const std::lock_guard lock(mutex_);
  looks.insert(looks.end(), added_.begin(), added_.end());
  added_.clear();
  const Instant wall = services_.clock.Now();
  for (auto& [id, order] : orders_) {
    if (IsDue(order, now, wall)) looks.push_back(id);
  }
}

bool Followers::IsDue(Order& order, Time now, Instant wall) const {
  if (order.says_more_at.ms != 0 && order.says_more_at <= wall) {
    order.says_more_at = {};
    return true;
  }
  if (!looks_ || order.next_look > now) return false;
  order.look_interval = std::min(order.look_interval * 2, limits_.longest_look);
  order.next_look = now + order.look_interval;
  return true;
}

// An internal error about one order only ends its followers, whose pages then poll by themselves.
void Followers::LookOrGiveUp(OrderId id) {
  try {
    const GiveUpOnMistakes scope;
    Look(id);
  } catch (const std::exception& problem) {
    if (services_.log) services_.log("request.failed", {{"reason", problem.what()}});
    const std::lock_guard lock(mutex_);
    const auto at = orders_.find(id);
    if (at == orders_.end()) return;
    DropFollowers(id, at->second, [](const Listening&) { return true; });
    orders_.erase(at);
  }
}

std::vector<ClientPtr> Followers::ClientsOf(OrderId id) {
  const std::lock_guard lock(mutex_);
  std::vector<ClientPtr> clients;
  const auto at = orders_.find(id);
  if (at == orders_.end()) return clients;
  for (const Listening& listening : at->second.followers) {
    if (!listening.follower.client->IsAnonymous()) clients.push_back(listening.follower.client);
  }
  return clients;
}

// What an order has become is told to nobody whose session or key has ended meanwhile.
void Followers::Look(OrderId id) {
  struct Found {
    std::optional<engine::OrderRecord> record;
    std::set<ClientPtr> ended;
  };
  const auto found =
      readers_.Call([id, clients = ClientsOf(id), now = services_.clock.Now()](
                        engine::Queries& queries) -> Result<Found, engine::StoreError> {
        auto record = queries.FindOrder(id);
        if (!record.ok()) return Failure{record.error()};
        Found all{*std::move(record), {}};
        for (const ClientPtr& client : clients) {
          const auto good = IsStillGood(queries, *client, now);
          if (!good.ok()) return Failure{good.error()};
          if (!*good) all.ended.insert(client);
        }
        return all;
      });
  const std::lock_guard lock(mutex_);
  if (!found.ok()) return added_.push_back(id);  // retried in the next round
  const auto at = orders_.find(id);
  if (at == orders_.end()) return;
  DropFollowers(id, at->second,
                [&found](Listening& one) { return found->ended.contains(one.follower.client); });
  if (found->record) Tell(at->second, found->record->order);
  const bool over = !found->record || orders::IsAtRest(found->record->order);
  DropFollowers(id, at->second,
                [over](Listening& one) { return over || one.follower.writer.gone(); });
  if (at->second.followers.empty()) orders_.erase(at);
}

void Followers::Tell(Order& followed, const orders::Order& order) {
  bool changed = false;
  const Instant now = services_.clock.Now();
  followed.says_more_at = orders::StatusOf(order, order.operator_id(), now).changes_at;
  // Most have no key, and all of those see the same in each language.
  std::array<std::string, messages::kLanguages.size()> for_anybody;
  for (Listening& listening : followed.followers) {
    Follower& follower = listening.follower;
    std::string own;
    std::string& topup = follower.client->IsAnonymous()
                             ? for_anybody.at(static_cast<std::size_t>(follower.language) - 1)
                             : own;
    if (topup.empty()) {
      topup = RenderTopup(order, {*follower.client, follower.language, now}, links_,
                          services_.catalogue);
    }
    const Digest digest = DigestOf(topup);
    if (digest == follower.told) continue;
    follower.told = digest;
    changed = true;
    follower.writer.Write(TopupEvent(topup, digest));
  }
  if (!changed) return;
  followed.look_interval = limits_.first_look;
  followed.next_look = std::chrono::steady_clock::now() + limits_.first_look;
}

// Sent regularly, so that proxies do not close a quiet stream, and a dead connection is noticed.
void Followers::Comment(Time now) {
  const std::lock_guard lock(mutex_);
  for (auto order = orders_.begin(); order != orders_.end();) {
    for (Listening& listening : order->second.followers) {
      if (listening.next_comment > now) continue;
      listening.next_comment = now + limits_.comment_every;
      listening.follower.writer.Write(kStreamComment);
    }
    DropFollowers(order->first, order->second, [now](Listening& one) {
      return one.follower.writer.gone() || one.ends_at <= now;
    });
    order = order->second.followers.empty() ? orders_.erase(order) : std::next(order);
  }
}

void Followers::DropGone() {
  for (auto order = orders_.begin(); order != orders_.end();) {
    DropFollowers(order->first, order->second,
                  [](Listening& one) { return one.follower.writer.gone(); });
    order = order->second.followers.empty() ? orders_.erase(order) : std::next(order);
  }
}

template <class Leaves>
void Followers::DropFollowers(OrderId id, Order& order, Leaves leaves) {
  auto& followers = order.followers;
  for (auto at = followers.begin(); at != followers.end();) {
    if (!leaves(*at)) {
      ++at;
      continue;
    }
    Leave(at->follower);
    watch_.Unfollow(id);
    at = followers.erase(at);
  }
}

void Followers::Leave(const Follower& follower) {
  services_.stats.followers.Set(static_cast<std::int64_t>(count_.fetch_sub(1) - 1));
  const auto found = by_customer_.find(follower.customer);
  if (--found->second == 0) by_customer_.erase(found);
}

}  // namespace herlaad::http
