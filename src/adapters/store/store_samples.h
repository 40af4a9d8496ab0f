// Orders, numbers and all the rest for tests and measurements of stores. Every field takes every
// kind of value, from a seed; what is made is what the tables allow, not what the rules would do.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "base/core/id.h"
#include "base/core/random.h"
#include "engine/ports/workspace.h"

namespace herlaad::store {

// A folder that is gone with the test.
class Folder {
 public:
  Folder() {
    std::string path = std::filesystem::temp_directory_path() / "herlaad-store-XXXXXX";
    CHECK(mkdtemp(path.data()) != nullptr, "a test can make a folder");
    path_ = path;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

inline constexpr Instant kSampleNow{1'800'000'000'000};

class Samples {
 public:
  explicit Samples(std::uint64_t seed) : random_(seed), ids_(Home{}, 0) {}

  Random& random() { return random_; }
  Instant now() const { return now_; }
  void Pass(Millis time) { now_ = now_ + time; }
  std::int64_t NextId() { return ids_.Next(now_); }

  static Msisdn Number(std::int64_t n) { return Msisdn::FromStored(32'470'000'000 + n); }
  Msisdn AnyNumber() { return Number(random_.Between(0, 999'999)); }

  std::string Text(std::size_t longest) {
    static constexpr const char* kPieces[] = {
        "a", "Z", "0", " ", "'", "\"", "\n", "é", "\xe2\x82\xac", "%", "--", ";", ""};
    std::string text;
    const auto pieces = random_.Below(longest + 1);
    while (text.size() < pieces) text += kPieces[random_.Below(12)];
    return text;
  }

  orders::Order Order() { return Order(OrderId(NextId()), AnyNumber()); }
  orders::Order Order(OrderId id, Msisdn msisdn) {
    orders::Order order(id, msisdn);
    order.operator_id = Text(15);
    order.house = random_.Chance(50);
    order.terms = Terms();
    order.tender = Any(orders::Tender::kCard, orders::Tender::kCash);
    order.collector = Text(20);
    order.caller = Text(30);
    order.created_at = At();
    order.expires_at = At();
    order.cancel_wanted = random_.Chance(50);
    if (random_.Chance(30)) {
      order.attention = Any(orders::Attention::kNone, orders::Attention::kTooManyCharges);
      order.attention_since = At();
    }
    order.resolution = Text(40);
    order.limit_month.number = static_cast<std::int32_t>(random_.Between(0, 202'712));
    order.topup_before = At();
    order.previous = OrderId(random_.Chance(50) ? random_.Between(0, id.value()) : 0);
    order.language = Any(messages::Language::kNl, messages::Language::kZh);
    order.texts.bits = static_cast<std::uint8_t>(random_.Between(0, 7));
    order.contact = Contact();
    for (auto n = random_.Between(1, 3); n > 0; --n) AddPayment(order);
    for (auto n = random_.Between(0, 3); n > 0; --n) AddDelivery(order);
    for (auto n = random_.Between(0, 2); n > 0; --n) AddRefund(order);
    return order;
  }

  orders::Contact Contact() {
    orders::Contact contact;
    const auto which = random_.Below(3);
    const std::string name = std::to_string(random_.Between(0, 999'999));
    if (which == 1) contact.email = *EmailAddress::Parse("o'" + name + "@example.com");
    if (which == 2) contact.msisdn = AnyNumber();
    contact.told = static_cast<std::uint8_t>(random_.Between(0, 7));
    return contact;
  }

  void AddPayment(orders::Order& order) {
    orders::Payment payment;
    payment.n = static_cast<std::int32_t>(order.payments.size()) + 1;
    payment.state = Any(orders::PaymentState::kOpening, orders::PaymentState::kClosed);
    payment.asked = Amount();
    payment.received = payment.state == orders::PaymentState::kPaid ? Amount() + 1 : 0;
    payment.reason = Any(orders::CloseReason::kNone, orders::kLastCloseReason);
    payment.decline = Any(orders::DeclineReason::kNone, orders::DeclineReason::kOther);
    payment.reference = Text(30);
    payment.url = Text(80);
    payment.created_at = At();
    payment.opened_at = At();
    payment.unpaid_at = At();
    payment.settled_at = At();
    order.payments.push_back(payment);
  }
  void AddDelivery(orders::Order& order) {
    orders::Delivery delivery;
    delivery.n = static_cast<std::int32_t>(order.deliveries.size()) + 1;
    delivery.state = Any(orders::DeliveryState::kWaiting, orders::DeliveryState::kWithdrawn);
    delivery.refusal = Any(orders::RefusalReason::kNone, orders::kLastRefusalReason);
    delivery.reference = Text(30);
    delivery.credited = Amount();
    delivery.bonus = Amount();
    delivery.valid_until = At();
    delivery.at_a_loss = random_.Chance(20);
    delivery.created_at = At();
    delivery.sent_at = At();
    delivery.settled_at = At();
    order.deliveries.push_back(delivery);
  }
  void AddRefund(orders::Order& order) {
    orders::Refund refund;
    refund.n = static_cast<std::int32_t>(order.refunds.size()) + 1;
    refund.payment = 1;
    refund.state = Any(orders::RefundState::kWaiting, orders::RefundState::kWithdrawn);
    refund.amount = Amount() + 1;
    refund.reference = Text(30);
    refund.created_at = At();
    refund.sent_at = At();
    refund.settled_at = At();
    order.refunds.push_back(refund);
  }

  engine::OrderRecord Record() { return Record(Order()); }
  engine::OrderRecord Record(orders::Order order) {
    engine::OrderRecord record(std::move(order));
    record.transfers = static_cast<std::int32_t>(random_.Between(0, 9));
    return record;
  }

  orders::Effect Effect(OrderId order) {
    orders::Effect effect;
    effect.order = order;
    effect.purpose = Any(orders::Purpose::kOpenPayment, orders::Purpose::kTell);
    effect.n = static_cast<std::int32_t>(random_.Between(1, 3));
    effect.lane = Text(15);
    effect.state = Any(orders::EffectState::kDue, orders::EffectState::kAsking);
    effect.sends = static_cast<std::int32_t>(random_.Between(0, 5));
    effect.asks = static_cast<std::int32_t>(random_.Between(0, 5));
    effect.next_at = At();
    effect.marked_by = random_.Between(0, 1'000);
    return effect;
  }

  engine::OrderEvent Event(OrderId order, Instant at) {
    engine::OrderEvent event;
    event.order = order;
    event.at = at;
    event.kind = Any(engine::OrderEvent::Kind::kNeedsReview, engine::OrderEvent::Kind::kTold);
    event.part = static_cast<std::int32_t>(random_.Between(0, 8));
    event.detail = static_cast<std::uint8_t>(random_.Between(0, 255));
    event.by_mail = random_.Chance(50);
    return event;
  }

  orders::Number NumberRow() { return NumberRow(AnyNumber()); }
  orders::Number NumberRow(Msisdn msisdn) {
    orders::Number number(msisdn);
    for (limits::MonthUsage& kept : number.usage.months) {
      kept = {{static_cast<std::int32_t>(random_.Between(0, 202'712))}, Amount()};
    }
    number.usage.last_topup = At();
    for (OrderId& order : number.unpaid) order = OrderId(random_.Between(0, 1'000));
    number.last_order = OrderId(random_.Between(0, 1'000'000'000));
    if (random_.Chance(60)) {
      number.sim =
          prepaid::Sim{Text(15), Any(prepaid::SimState::kPreactive, prepaid::SimState::kTerminated),
                       Amount(), At(),
                       Amount(), At()};
    }
    return number;
  }

  engine::Claim Claim() {
    engine::Claim claim;
    claim.key = {random_.Next(), random_.Next()};
    claim.body = {random_.Next(), random_.Next()};
    claim.outcome = static_cast<std::uint8_t>(random_.Between(0, 255));
    claim.order = OrderId(random_.Chance(50) ? NextId() : 0);
    claim.detail = random_.Between(-5, 1'000'000);
    claim.note = Text(20);
    claim.at = now_;
    return claim;
  }

  engine::ApiKey Key() {
    engine::ApiKey key;
    key.id = engine::KeyId(NextId());
    key.secret = {random_.Next(), random_.Next()};
    key.name = Text(20);
    for (auto n = random_.Below(4); n > 0; --n) key.scopes.push_back("s" + std::to_string(n));
    key.created_at = At();
    key.revoked_at = At();
    return key;
  }

 private:
  template <class Enum>
  Enum Any(Enum first, Enum last) {
    return static_cast<Enum>(
        random_.Between(static_cast<std::int64_t>(first), static_cast<std::int64_t>(last)));
  }
  // Small, zero, large.
  std::int64_t Amount() {
    static constexpr std::int64_t kOften[] = {0, 1, 1'500, 1'000'000'000'000'000};
    return random_.Chance(30) ? kOften[random_.Below(4)] : random_.Between(0, 20'000'000);
  }
  Instant At() { return random_.Chance(30) ? Instant{} : Instant{random_.Between(0, now_.ms)}; }

  catalog::Validity AnyValidity() {
    return {Any(catalog::Validity::Unit::kMonths, catalog::Validity::Unit::kDays),
            static_cast<std::int32_t>(random_.Between(0, 400))};
  }
  orders::Terms Terms() {
    orders::Terms terms;
    terms.amount = Amount() + 1;
    terms.fee = Amount();
    terms.fee_vat = random_.Between(0, terms.fee);
    terms.vat = random_.Between(0, terms.amount + terms.fee);
    terms.credit = Amount() + 1;
    terms.bonus = Amount();
    terms.validity = AnyValidity();
    terms.bonus_validity = AnyValidity();
    return terms;
  }

  Random random_;
  IdSource ids_;
  Instant now_ = kSampleNow;
};

}  // namespace herlaad::store
