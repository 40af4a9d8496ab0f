#include "adapters/store/orders_table.h"

#include <algorithm>
#include <string>

#include "adapters/store/tables.h"
#include "adapters/store/whole_order.h"

namespace herlaad::store {
namespace {

using engine::OrderRecord;
using orders::Delivery;
using orders::Order;
using orders::Payment;
using orders::Refund;

void AppendTerms(const orders::Terms& terms, RowBatch& rows) {
  rows.Of(terms.currency).Int(terms.amount).Int(terms.fee).Int(terms.fee_vat).Int(terms.vat);
  rows.Int(terms.credit).Int(terms.bonus);
  rows.Of(terms.validity.unit).Int(terms.validity.count);
  rows.Of(terms.bonus_validity.unit).Int(terms.bonus_validity.count);
}

catalog::Validity ReadValidity(Fields& fields) {
  using Unit = catalog::Validity::Unit;
  const Unit unit = fields.In(Unit::kMonths, Unit::kDays);
  return {unit, fields.Int32()};
}

orders::Terms ReadTerms(Fields& fields) {
  orders::Terms terms;
  terms.currency = fields.In(Currency::kEur, Currency::kEur);
  terms.amount = fields.Int();
  terms.fee = fields.Int();
  terms.fee_vat = fields.Int();
  terms.vat = fields.Int();
  terms.credit = fields.Int();
  terms.bonus = fields.Int();
  terms.validity = ReadValidity(fields);
  terms.bonus_validity = ReadValidity(fields);
  return terms;
}

void AppendContact(const orders::Contact& contact, RowBatch& rows) {
  rows.Text(contact.email ? std::string_view(contact.email->text()) : std::string_view());
  rows.Int(contact.msisdn ? contact.msisdn->value() : 0).Int(contact.told);
}

orders::Contact ReadContact(Fields& fields) {
  orders::Contact contact;
  const std::string_view email = fields.Text();
  if (!email.empty()) {
    auto address = EmailAddress::Parse(email);
    if (!address.ok()) fields.Refuse();
    if (address.ok()) contact.email = *std::move(address);
  }
  const std::int64_t number = fields.Int();
  if (number != 0) {
    contact.msisdn = Msisdn::FromValue(number);
    if (!contact.msisdn) fields.Refuse();
  }
  contact.told = static_cast<std::uint8_t>(fields.Int32() & 7);
  return contact;
}

void AppendOrder(Home home, const OrderRecord& record, RowBatch& rows) {
  const Order& order = record.order;
  const orders::State state = StateOf(order);
  rows.Int(home.number).Int(order.id.value()).Int(order.msisdn.value()).Text(order.operator_id);
  rows.Flag(order.house);
  AppendTerms(order.terms, rows);
  rows.Of(order.tender).Text(order.collector).Text(order.caller);
  rows.At(order.created_at).At(order.expires_at).Flag(order.cancel_wanted);
  rows.Of(order.attention).Text(order.resolution).Int(order.limit_month.number);
  rows.Int(order.previous.value()).Of(state).Flag(!IsFinal(state));
  rows.Int(static_cast<std::int64_t>(order.payments.size()));
  rows.Int(static_cast<std::int64_t>(order.deliveries.size()));
  rows.Int(static_cast<std::int64_t>(order.refunds.size())).Int(record.transfers);
  rows.Of(order.language).Int(order.texts.bits).At(order.topup_before).At(order.attention_since);
  AppendContact(order.contact, rows);
}

void AppendPayment(Home home, OrderId order, const Payment& payment, RowBatch& rows) {
  rows.Int(home.number).Int(order.value()).Int(payment.n).Of(payment.state).Int(payment.asked);
  rows.Int(payment.received).Of(payment.reason).Text(payment.reference).Text(payment.url);
  rows.At(payment.created_at).At(payment.settled_at).Of(payment.decline).At(payment.unpaid_at);
  rows.At(payment.opened_at);
}

void AppendDelivery(Home home, OrderId order, const Delivery& delivery, RowBatch& rows) {
  rows.Int(home.number).Int(order.value()).Int(delivery.n).Of(delivery.state).Of(delivery.refusal);
  rows.Text(delivery.reference).Int(delivery.credited).Int(delivery.bonus);
  rows.At(delivery.valid_until).Flag(delivery.at_a_loss).At(delivery.created_at);
  rows.At(delivery.sent_at).At(delivery.settled_at);
}

void AppendRefund(Home home, OrderId order, const Refund& refund, RowBatch& rows) {
  rows.Int(home.number).Int(order.value()).Int(refund.n).Int(refund.payment).Of(refund.state);
  rows.Int(refund.amount).Text(refund.reference).At(refund.created_at).At(refund.settled_at);
  rows.At(refund.sent_at);
}

// The rest of a part's row, behind home and order_id.
bool Take(Fields fields, std::vector<Payment>& payments) {
  Payment& payment = payments.emplace_back();
  payment.n = fields.Int32();
  payment.state = fields.In(orders::PaymentState::kOpening, orders::PaymentState::kClosed);
  payment.asked = fields.Int();
  payment.received = fields.Int();
  payment.reason = fields.In(orders::CloseReason::kNone, orders::kLastCloseReason);
  payment.reference = fields.Text();
  payment.url = fields.Text();
  payment.created_at = fields.At();
  payment.settled_at = fields.At();
  payment.decline = fields.In(orders::DeclineReason::kNone, orders::DeclineReason::kOther);
  payment.unpaid_at = fields.At();
  payment.opened_at = fields.At();
  return fields.ok();
}

bool Take(Fields fields, std::vector<Delivery>& deliveries) {
  Delivery& delivery = deliveries.emplace_back();
  delivery.n = fields.Int32();
  delivery.state = fields.In(orders::DeliveryState::kWaiting, orders::DeliveryState::kWithdrawn);
  delivery.refusal = fields.In(orders::RefusalReason::kNone, orders::kLastRefusalReason);
  delivery.reference = fields.Text();
  delivery.credited = fields.Int();
  delivery.bonus = fields.Int();
  delivery.valid_until = fields.At();
  delivery.at_a_loss = fields.Flag();
  delivery.created_at = fields.At();
  delivery.sent_at = fields.At();
  delivery.settled_at = fields.At();
  return fields.ok();
}

bool Take(Fields fields, std::vector<Refund>& refunds) {
  Refund& refund = refunds.emplace_back();
  refund.n = fields.Int32();
  refund.payment = fields.Int32();
  refund.state = fields.In(orders::RefundState::kWaiting, orders::RefundState::kWithdrawn);
  refund.amount = fields.Int();
  refund.reference = fields.Text();
  refund.created_at = fields.At();
  refund.settled_at = fields.At();
  refund.sent_at = fields.At();
  return fields.ok();
}

// None is left out.
template <class Part>
bool AreNumbered(const std::vector<Part>& parts, std::int32_t count) {
  if (parts.size() != static_cast<std::size_t>(count)) return false;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].n != static_cast<std::int32_t>(i + 1)) return false;
  }
  return true;
}

template <class Part>
void SortByNumber(std::vector<Part>& parts) {
  std::sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) { return a.n < b.n; });
}

}  // namespace

DbError Damaged(const Table& table) {
  return {DbError::Kind::kDamagedRow,
          "a row of " + std::string(table.name) + " is not what was written"};
}

void OrderRows::Clear() {
  orders.Clear();
  payments.Clear();
  deliveries.Clear();
  refunds.Clear();
}

void OrderRows::Append(Home home, const OrderRecord& record) {
  const Order& order = record.order;
  AppendOrder(home, record, orders);
  for (const Payment& payment : order.payments) AppendPayment(home, order.id, payment, payments);
  for (const Delivery& delivery : order.deliveries) {
    AppendDelivery(home, order.id, delivery, deliveries);
  }
  for (const Refund& refund : order.refunds) AppendRefund(home, order.id, refund, refunds);
}

DbStatus WriteOrders(Database& database, Verb verb, const OrderRows& rows) {
  if (auto done = database.Write(verb, kOrders, rows.orders); !done) return done;
  if (auto done = database.Write(verb, kPayments, rows.payments); !done) return done;
  if (auto done = database.Write(verb, kDeliveries, rows.deliveries); !done) return done;
  return database.Write(verb, kRefunds, rows.refunds);
}

void AppendEffectKey(Home home, const orders::Effect& effect, RowBatch& keys) {
  keys.Int(home.number).Int(effect.order.value()).Of(effect.purpose).Int(effect.n);
}

void AppendEffect(Home home, const orders::Effect& effect, RowBatch& rows) {
  AppendEffectKey(home, effect, rows);
  rows.Text(effect.lane).Of(effect.state).Int(effect.sends).Int(effect.asks);
  rows.At(effect.next_at).Int(effect.marked_by);
}

bool ReadEffect(Row row, std::vector<orders::Effect>& effects) {
  Fields fields(row);
  fields.Skip(1);
  orders::Effect& effect = effects.emplace_back();
  effect.order = OrderId(fields.Int());
  effect.purpose = fields.In(orders::Purpose::kOpenPayment, orders::Purpose::kTell);
  effect.n = fields.Int32();
  effect.lane = fields.Text();
  effect.state = fields.In(orders::EffectState::kDue, orders::EffectState::kAsking);
  effect.sends = fields.Int32();
  effect.asks = fields.Int32();
  effect.next_at = fields.At();
  effect.marked_by = fields.Int();
  return fields.ok();
}

void OrderLoader::Clear() {
  orders_.clear();
  parts_.clear();
  payments_.clear();
  deliveries_.clear();
  refunds_.clear();
  effects_.clear();
}

bool OrderLoader::Take(Row row) {
  Fields fields(row);
  fields.Skip(1);
  const OrderId id(fields.Int());
  const auto msisdn = Msisdn::FromValue(fields.Int());
  if (!msisdn) return false;
  OrderRecord& record = orders_.emplace_back(Order(id, *msisdn));
  Order& order = record.order;
  order.operator_id = fields.Text();
  order.house = fields.Flag();
  order.terms = ReadTerms(fields);
  order.tender = fields.In(orders::Tender::kCard, orders::Tender::kCash);
  order.collector = fields.Text();
  order.caller = fields.Text();
  order.created_at = fields.At();
  order.expires_at = fields.At();
  order.cancel_wanted = fields.Flag();
  order.attention = fields.In(orders::Attention::kNone, orders::Attention::kTooManyCharges);
  order.resolution = fields.Text();
  order.limit_month.number = fields.Int32();
  order.previous = OrderId(fields.Int());
  Parts& parts = parts_.emplace_back();
  parts.state = fields.In(orders::State::kAwaitingPayment, orders::State::kAttention);
  fields.Skip(1);
  parts.payments = fields.Int32();
  parts.deliveries = fields.Int32();
  parts.refunds = fields.Int32();
  record.transfers = fields.Int32();
  order.language = fields.In(messages::Language::kNl, messages::Language::kZh);
  order.texts.bits = static_cast<std::uint8_t>(fields.Int32() & 7);
  order.topup_before = fields.At();
  order.attention_since = fields.At();
  order.contact = ReadContact(fields);
  return fields.ok();
}

DbStatus OrderLoader::Load(Database& database, Home home, std::vector<OrderId> ids) {
  Clear();
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  keys_.Clear();
  for (const OrderId id : ids) keys_.Int(home.number).Int(id.value());
  bool right = true;
  auto sink = [&](Row row) { return right = Take(row); };
  if (auto read = database.Read(kOrders, keys_, 2, sink); !read) return read;
  if (!right) return Failure{Damaged(kOrders)};
  return LoadParts(database, home);
}

bool OrderLoader::TakeWhole(Row answer) {
  const WholeOrderRow whole(answer);
  if (whole.table() == &kOrders) return Take(whole.row());
  if (whole.table() == &kEffects) return ReadEffect(whole.row(), effects_);
  Fields fields(whole.row());
  fields.Skip(2);
  if (whole.table() == &kPayments) return store::Take(fields, payments_);
  if (whole.table() == &kDeliveries) return store::Take(fields, deliveries_);
  return whole.table() == &kRefunds && store::Take(fields, refunds_);
}

DbStatus OrderLoader::LoadOne(Database& database, Home home, OrderId id) {
  Clear();
  bool right = true;
  auto sink = [&](Row row) { return right = TakeWhole(row); };
  const Value parameters[] = {Value::Int(home.number), Value::Int(id.value())};
  if (auto read = database.Run(WholeOrderQuery(), parameters, sink); !read) return read;
  if (right && !orders_.empty()) right = PutTogether(orders_.front());
  if (!right) return Failure{Damaged(kOrders)};
  return Nothing{};
}

// The rows came in whatever order: their numbers say which is which.
bool OrderLoader::PutTogether(OrderRecord& record) {
  SortByNumber(payments_);
  SortByNumber(deliveries_);
  SortByNumber(refunds_);
  record.order.payments = std::move(payments_);
  record.order.deliveries = std::move(deliveries_);
  record.order.refunds = std::move(refunds_);
  if (!effects_.empty()) record.effect = std::move(effects_.front());
  return effects_.size() <= 1 && Complete();
}

OrderRecord* OrderLoader::Find(OrderId id) {
  const auto at = std::lower_bound(
      orders_.begin(), orders_.end(), id,
      [](const OrderRecord& record, OrderId wanted) { return record.order.id < wanted; });
  return at == orders_.end() || at->order.id != id ? nullptr : &*at;
}

// Reads the rows of keys_; `take` is given what is behind home and order_id.
template <class TakeFields>
DbStatus OrderLoader::ReadParts(Database& database, const Table& table, TakeFields take) {
  bool right = true;
  auto sink = [&](Row row) {
    Fields fields(row);
    fields.Skip(1);
    OrderRecord* const record = Find(OrderId(fields.Int()));
    return right = record != nullptr && take(fields, row, *record);
  };
  if (auto read = database.Read(table, keys_, 2, sink); !read) return read;
  if (!right) return Failure{Damaged(table)};
  return Nothing{};
}

// Reads only where the order's row says that there is something.
template <class Part>
DbStatus OrderLoader::LoadPart(Database& database, Home home, const Table& table,
                               std::int32_t Parts::*count, std::vector<Part> Order::*parts) {
  keys_.Clear();
  for (std::size_t i = 0; i < orders_.size(); ++i) {
    if (parts_[i].*count > 0) keys_.Int(home.number).Int(orders_[i].order.id.value());
  }
  return ReadParts(database, table, [parts](const Fields& fields, Row, OrderRecord& record) {
    return store::Take(fields, record.order.*parts);
  });
}

DbStatus OrderLoader::LoadEffects(Database& database, Home home) {
  keys_.Clear();
  for (const OrderRecord& record : orders_) {
    keys_.Int(home.number).Int(record.order.id.value());
  }
  return ReadParts(database, kEffects, [this](const Fields&, Row row, OrderRecord& record) {
    effects_.clear();
    if (record.effect.has_value() || !ReadEffect(row, effects_)) return false;
    record.effect = std::move(effects_.back());
    return true;
  });
}

DbStatus OrderLoader::LoadParts(Database& database, Home home) {
  auto read = LoadPart(database, home, kPayments, &Parts::payments, &Order::payments);
  if (read) read = LoadPart(database, home, kDeliveries, &Parts::deliveries, &Order::deliveries);
  if (read) read = LoadPart(database, home, kRefunds, &Parts::refunds, &Order::refunds);
  if (read) read = LoadEffects(database, home);
  if (read && !Complete()) return Failure{Damaged(kOrders)};
  return read;
}

bool OrderLoader::Complete() const {
  for (std::size_t i = 0; i < orders_.size(); ++i) {
    const Order& order = orders_[i].order;
    const Parts& parts = parts_[i];
    const bool all = AreNumbered(order.payments, parts.payments) &&
                     AreNumbered(order.deliveries, parts.deliveries) &&
                     AreNumbered(order.refunds, parts.refunds);
    // The state in the row is for reading with SQL; it is what the parts make of it.
    if (!all || order.payments.empty() || StateOf(order) != parts.state) return false;
  }
  return true;
}

}  // namespace herlaad::store
