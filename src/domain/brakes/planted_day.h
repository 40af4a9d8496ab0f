// A day of orders for tests: 10,000 ordinary ones, and 200 frauds of eight patterns, 25 each.
//
// A fraud is what one thief does with a card, an address, a device or for a number: a row of
// orders. The first ones are like anybody's, and nothing can tell them apart; from the one on that
// makes it a fraud (`must_stop`), each has to be stopped before its credit. Where that is follows
// from the pattern as it is described here, not from the rules.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/calendar/calendar.h"
#include "base/core/random.h"
#include "domain/brakes/judge.h"

namespace herlaad::brakes::planted {

enum class Pattern : std::uint8_t {
  kNone = 0,
  kCardManyNumbers = 1,     // one card, a number every three minutes: from the seventh
  kNumberManyCards = 2,     // one number, card after card: from the sixth
  kAddressManyNumbers = 3,  // a script at one address: from the sixth; a farm of devices: the 61st
  kTestsThenLarge = 4,      // four small payments of a card, then large ones: from the large one
  kNightBurst = 5,          // one address at night, one new number after the other: from the 11th
  kDeviceManyCards = 6,     // one device behind changing addresses: from the ninth card
  kSlowDrip = 7,            // one card all day, below the caps of an hour: from the ninth
  kBlockedCard = 8,         // a card that staff blocked, with new numbers: each
};
inline constexpr int kPatterns = 8;
inline constexpr int kFrauds = 200;
inline constexpr int kOrdinary = 10'000;

struct Planned {
  Instant at{};
  std::int64_t number = 0;  // an index of numbers
  bool first_of_number = false;
  std::string card;
  std::string address;
  std::string device;  // empty: none
  std::int64_t cents = 1'000;
  bool with_key = false;  // ordered with an API key
  Pattern pattern = Pattern::kNone;
  int fraud = -1;
  bool must_stop = false;
};

// 22 November 2026, a Sunday, 00:00 in Brussels.
inline Instant Midnight() {
  return calendar::StartOfMonth(calendar::Month{202611}) + Millis(21LL * 86'400'000);
}
inline std::string BlockedCard(int fraud) { return "stolen-" + std::to_string(fraud); }

class Day {
 public:
  explicit Day(std::uint64_t seed) : random_(seed) {
    for (int fraud = 0; fraud < kFrauds; ++fraud) Plant(fraud);
    Ordinary();
    std::stable_sort(orders_.begin(), orders_.end(),
                     [](const Planned& a, const Planned& b) { return a.at < b.at; });
  }
  [[nodiscard]] const std::vector<Planned>& orders() const { return orders_; }

 private:
  static constexpr std::int64_t kMinute = 60'000;

  std::string Fresh(const char* what) { return what + std::to_string(++fresh_); }
  Instant At(std::int64_t minute) {
    return Midnight() + Millis(minute * kMinute + random_.Between(0, kMinute - 1));
  }
  // Of a payer: nearly all by day.
  Instant ByDay() { return At(random_.Between(420, 1'379)); }

  // A new number, card, address and device.
  Planned New() {
    Planned order;
    order.number = ++number_;
    order.first_of_number = true;
    order.card = Fresh("card-");
    order.address = Fresh("address-");
    order.device = Fresh("device-");
    return order;
  }
  Planned Fraud(int fraud, std::int64_t minute, bool must_stop) {
    Planned order = New();
    order.at = At(minute);
    order.fraud = fraud;
    order.pattern = static_cast<Pattern>(fraud % kPatterns + 1);
    order.must_stop = must_stop;
    return order;
  }

  void Plant(int fraud) {
    const std::int64_t begin = random_.Between(420, 1'100);
    switch (static_cast<Pattern>(fraud % kPatterns + 1)) {
      case Pattern::kCardManyNumbers:
        return CardManyNumbers(fraud, begin);
      case Pattern::kNumberManyCards:
        return NumberManyCards(fraud, begin);
      case Pattern::kAddressManyNumbers:
        return AddressManyNumbers(fraud, begin);
      case Pattern::kTestsThenLarge:
        return TestsThenLarge(fraud, begin);
      case Pattern::kNightBurst:
        return NightBurst(fraud);
      case Pattern::kDeviceManyCards:
        return DeviceManyCards(fraud, begin);
      case Pattern::kSlowDrip:
        return SlowDrip(fraud);
      case Pattern::kBlockedCard:
        return OfBlockedCard(fraud, begin);
      case Pattern::kNone:
        return;
    }
  }
  void CardManyNumbers(int fraud, std::int64_t begin) {
    const std::string card = Fresh("card-");
    for (int i = 0; i < 12; ++i) {
      Planned order = Fraud(fraud, begin + 3LL * i, i >= 6);
      order.card = card;
      orders_.push_back(order);
    }
  }
  void NumberManyCards(int fraud, std::int64_t begin) {
    const std::int64_t number = ++number_;
    for (int i = 0; i < 10; ++i) {
      Planned order = Fraud(fraud, begin + 10LL * i, i >= 5);
      order.number = number;
      order.first_of_number = i == 0;
      orders_.push_back(order);
    }
  }
  void AddressManyNumbers(int fraud, std::int64_t begin) {
    const std::string address = Fresh("address-");
    const bool farm = fraud % 5 == 0;
    for (int i = 0; i < (farm ? 75 : 30); ++i) {
      Planned order = Fraud(fraud, begin + i / 2, i >= (farm ? 60 : 5));
      order.address = address;
      if (!farm) order.device.clear();
      orders_.push_back(order);
    }
    KeepOrder(fraud);
  }
  void TestsThenLarge(int fraud, std::int64_t begin) {
    const std::string card = Fresh("card-");
    for (int i = 0; i < 6; ++i) {
      Planned order = Fraud(fraud, begin + 15LL * i, i >= 4);
      order.card = card;
      order.cents = i >= 4 ? 5'000 : 1'000;
      orders_.push_back(order);
    }
  }
  void NightBurst(int fraud) {
    const std::string address = Fresh("address-");
    const std::int64_t begin = random_.Between(60, 240);
    for (int i = 0; i < 20; ++i) {
      Planned order = Fraud(fraud, begin + i, i >= 10);
      order.address = address;
      orders_.push_back(order);
    }
  }
  void DeviceManyCards(int fraud, std::int64_t begin) {
    const std::string device = Fresh("device-");
    for (int i = 0; i < 12; ++i) {
      Planned order = Fraud(fraud, begin + 12LL * i, i >= 8);
      order.device = device;
      orders_.push_back(order);
    }
  }
  void SlowDrip(int fraud) {
    const std::string card = Fresh("card-");
    const std::int64_t begin = random_.Between(0, 120);
    for (int i = 0; i < 16; ++i) {
      Planned order = Fraud(fraud, begin + 78LL * i, i >= 8);
      order.card = card;
      orders_.push_back(order);
    }
  }
  void OfBlockedCard(int fraud, std::int64_t begin) {
    for (int i = 0; i < 3; ++i) {
      Planned order = Fraud(fraud, begin + 40LL * i, true);
      order.card = BlockedCard(fraud);
      orders_.push_back(order);
    }
  }
  // Which order is the sixth follows from the times within a minute.
  void KeepOrder(int fraud) {
    const auto begin = std::find_if(orders_.begin(), orders_.end(),
                                    [fraud](const Planned& o) { return o.fraud == fraud; });
    std::vector<Instant> times;
    for (auto at = begin; at != orders_.end(); ++at) times.push_back(at->at);
    std::sort(times.begin(), times.end());
    for (auto at = begin; at != orders_.end(); ++at)
      at->at = times[static_cast<std::size_t>(at - begin)];
  }

  void Ordinary() {
    Families(300);
    SharedAddress("shop-", 20, 40, 540, 1'170);
    SharedAddress("airport-", 1, 400, 330, 1'400);
    SharedAddress("carrier-", 10, 70, 420, 1'400);
    NightOwls(300);
    Companies(10);
    while (ordinary_ < kOrdinary) Payer();
  }
  void Add(const Planned& order) {
    if (ordinary_ == kOrdinary) return;
    ++ordinary_;
    orders_.push_back(order);
  }
  // A family tops up its numbers by one card, one after the other.
  void Families(int families) {
    for (int i = 0; i < families; ++i) {
      const Planned parent = New();
      const std::int64_t begin = random_.Between(480, 1'300);
      const std::int64_t numbers = random_.Between(3, 5);
      for (int n = 0; n < numbers; ++n) {
        Planned order = New();
        order.at = At(begin + 2 * n);
        order.first_of_number = random_.Chance(20);
        order.card = parent.card;
        order.address = parent.address;
        order.device = parent.device;
        order.cents = random_.Chance(50) ? 1'000 : 1'550;
        Add(order);
      }
    }
  }
  // Many payers with telephones and cards of their own at one address; travellers have new numbers.
  void SharedAddress(const char* name, int addresses, int orders, std::int64_t from,
                     std::int64_t until) {
    for (int a = 0; a < addresses; ++a) {
      const std::string address = Fresh(name);
      for (int i = 0; i < orders; ++i) {
        Planned order = New();
        order.at = At(random_.Between(from, until));
        order.address = address;
        order.first_of_number = random_.Chance(name[0] == 'a' ? 90 : 20);
        order.cents = random_.Chance(60) ? 1'000 : 1'550;
        // A few have no JavaScript.
        if (i % 40 == 39) order.device.clear();
        Add(order);
      }
    }
  }
  void NightOwls(int owls) {
    for (int i = 0; i < owls; ++i) {
      Planned order = New();
      const std::int64_t minute = random_.Between(0, 419);
      order.at = At(minute < 360 ? minute : minute + 1'020);  // 00:00 to 06:00, 23:00 to 24:00
      order.first_of_number = random_.Chance(50);
      order.cents = random_.Chance(50) ? 1'000 : 1'550;
      // Some by a mobile operator that has one address for many.
      if (random_.Chance(33)) order.address = "carrier-at-night-" + std::to_string(i % 10);
      Add(order);
    }
  }
  // With an API key, by one card, at once.
  void Companies(int companies) {
    for (int i = 0; i < companies; ++i) {
      const std::string card = Fresh("card-");
      const std::int64_t begin = random_.Between(480, 1'000);
      for (int n = 0; n < 30; ++n) {
        Planned order = New();
        order.at = At(begin + n / 15);
        order.first_of_number = false;
        order.card = card;
        order.address.clear();
        order.device.clear();
        order.cents = 5'000;
        order.with_key = true;
        Add(order);
      }
    }
  }
  // Once, sometimes again later in the day.
  void Payer() {
    Planned order = New();
    order.at = ByDay();
    order.first_of_number = random_.Chance(15);
    order.cents = std::array<std::int64_t, 4>{1'000, 1'000, 1'550, 5'000}.at(random_.Below(4));
    Add(order);
    if (!random_.Chance(10)) return;
    order.at = order.at + Millis(random_.Between(10, 40) * kMinute);
    order.first_of_number = false;
    Add(order);
  }

  Random random_;
  std::vector<Planned> orders_;
  std::int64_t number_ = 0;
  int fresh_ = 0;
  int ordinary_ = 0;
};

}  // namespace herlaad::brakes::planted
