#include "tests/crash/load.h"

#include <gtest/gtest.h>

#include <chrono>
#include <nlohmann/json.hpp>

namespace herlaad::testing {
namespace {

constexpr int kPatience = 3'000;  // attempts before a client gives up, which fails the test

void Pause(int ms) { std::this_thread::sleep_for(std::chrono::milliseconds(ms)); }

std::string Body(const Acknowledged& wish) {
  return nlohmann::json{{"msisdn", wish.msisdn},
                        {"operator", wish.operator_id},
                        {"amount", {{"amount", 1'500}, {"currency", "EUR"}}},
                        {"tender", wish.payment_method}}
      .dump();
}

// The payer's choice on the payment page; most choices are ordinary.
std::string Deed(CardsBy cards_by, Random& random) {
  static constexpr const char* kAtStripe[] = {
      "approve",          "approve",           "approve",
      "approve",          "approve_repeating", "approve_reordering",
      "approve_silently", "process_shortly",   "decline"};
  if (cards_by == CardsBy::kStripe) return kAtStripe[random.Below(std::size(kAtStripe))];
  static constexpr const char* kDeeds[] = {
      "approve",    "approve", "approve", "approve", "twice", "double_charge",
      "lose_reply", "decline", "leave",   "slow",    "late",  "wrong_amount"};
  return kDeeds[random.Below(std::size(kDeeds))];
}

}  // namespace

Load::~Load() {
  stopping_ = true;
  all_placed_ = true;
  for (auto* threads : {&placers_, &payers_}) {
    for (std::thread& thread : *threads) {
      if (thread.joinable()) thread.join();
    }
  }
}

void Load::Start(int people) {
  for (int i = 0; i < people; ++i) {
    const std::uint64_t seed = seed_ * 1'000 + static_cast<std::uint64_t>(i);
    placers_.emplace_back([this, seed] { Place(seed); });
    payers_.emplace_back([this, seed] { PayAll(seed + 500); });
  }
}

void Load::Stop() {
  stopping_ = true;
  for (std::thread& thread : placers_) thread.join();
  placers_.clear();
  all_placed_ = true;
  for (std::thread& thread : payers_) thread.join();
  payers_.clear();
}

std::vector<Acknowledged> Load::acknowledged() {
  const std::lock_guard lock(mutex_);
  return acknowledged_;
}

void Load::Place(std::uint64_t seed) {
  Random random(seed);
  for (int i = 0; !stopping_; ++i) {
    PlaceOne(random, "crash-" + std::to_string(seed) + "-" + std::to_string(i));
    Pause(static_cast<int>(random.Below(8)));
  }
}

void Load::PlaceOne(Random& random, const std::string& key) {
  Acknowledged wish;
  wish.payment_method = random.Chance(50) ? "cash" : "card";
  if (random.Chance(50)) {
    wish.operator_id = "proximus";
    wish.msisdn = "+" + std::to_string(kFirstHostedNumber + random.Between(0, kHostedNumbers - 1));
  } else {
    // Every remote number is new: numbers have a pause between top-ups, and their last three digits
    // select the sandbox's behaviour.
    wish.operator_id = "telenet";
    wish.msisdn = "+" + std::to_string(32485000000 + ++remote_);
  }
  net::ClientRequest request;
  request.method = "POST";
  request.headers = {{"content-type", "application/json"},
                     {"idempotency-key", key},
                     {"authorization", "Bearer " + cluster_.key()}};
  request.body = Body(wish);
  for (int tries = 0; tries < kPatience; ++tries) {
    // A client without an answer retries on any node.
    request.url = cluster_.url(random.Below(cluster_.nodes())) + "/v1/topups";
    const auto answer = cluster_.Send(request);
    if (answer && answer->status == 201) {
      const auto body = nlohmann::json::parse(answer->body);
      wish.id = body.at("id");
      wish.total = body.at("total").at("amount");
      if (wish.payment_method == "card") wish.pay_url = body.at("payment").at("url");
      const std::lock_guard lock(mutex_);
      acknowledged_.push_back(wish);
      if (wish.payment_method == "card") to_pay_.push_back(wish);
      return;
    }
    if (answer && answer->status == 422) return;  // the month's limit of that number
    EXPECT_TRUE(!answer || answer->status == 503) << answer->status << " " << answer->body;
    Pause(20);
  }
  ADD_FAILURE() << "no answer for " << key;
}

void Load::PayAll(std::uint64_t seed) {
  Random random(seed);
  for (;;) {
    std::optional<Acknowledged> order;
    {
      const std::lock_guard lock(mutex_);
      if (!to_pay_.empty()) {
        order = to_pay_.front();
        to_pay_.pop_front();
      } else if (all_placed_) {
        return;
      }
    }
    if (!order) {
      Pause(10);
    } else {
      (void)Pay(random, *order);
    }
  }
}

// Follows the payment link to the bank's page and submits it. A payer who is too late finds nothing
// to pay.
bool Load::Pay(Random& random, const Acknowledged& order) {
  const std::string deed = Deed(cluster_.cards_by(), random);
  for (int tries = 0; tries < 200; ++tries) {
    net::ClientRequest link;
    link.url = order.pay_url;
    const auto page = cluster_.Send(link);
    const auto location = page && page->status == 302 ? page->Find("location") : std::nullopt;
    const bool is_page = location && (location->find("/sandbox/bank/pay/") != std::string::npos ||
                                      location->find("/pay/") != std::string::npos);
    if (is_page && location->find("/orders/") == std::string::npos) {
      net::ClientRequest button;
      button.method = "POST";
      button.url = std::string(*location);
      button.headers = {{"content-type", "application/x-www-form-urlencoded"}};
      button.body = "action=" + deed;
      return cluster_.Send(button).has_value();
    }
    if (page && (page->status == 303 || page->status == 410 || location)) return false;
    Pause(20);
  }
  return false;
}

}  // namespace herlaad::testing
