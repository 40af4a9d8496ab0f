#include "tests/support/store_samples.h"

#include "adapters/store/schema/tables.h"

namespace herlaad::store {
namespace {

template <class Part>
Part& AddPart(Random& random, std::vector<Part>& parts) {
  Part& part = parts.emplace_back(schema::SampleRow<Part>(random));
  part.n = static_cast<std::int32_t>(parts.size());
  return part;
}

}  // namespace

std::string Samples::Text(std::size_t longest) { return schema::SampleText(random_, longest); }

orders::Order Samples::Order() { return Order(OrderId(NextId()), AnyNumber()); }
orders::Order Samples::Order(OrderId id, Msisdn msisdn) {
  orders::Order order = schema::SampleRow<engine::OrderRecord>(random_).order;
  order.id = id;
  order.fulfilment = orders::Credit{msisdn, schema::SampleText(random_, 30), random_.Chance(50)};
  order.payments.clear();
  for (auto n = random_.Between(1, 3); n > 0; --n) AddPayment(order);
  for (auto n = random_.Between(0, 3); n > 0; --n) AddPart(random_, order.deliveries);
  for (auto n = random_.Between(0, 2); n > 0; --n) AddRefund(order);
  for (auto n = random_.Between(0, 2); n > 0; --n) AddDispute(order);
  return order;
}

void Samples::AddPayment(orders::Order& order) { AddPart(random_, order.payments); }
void Samples::AddDelivery(orders::Order& order) { AddPart(random_, order.deliveries); }
void Samples::AddRefund(orders::Order& order) {
  orders::Refund& refund = AddPart(random_, order.refunds);
  refund.payment = 1;
  refund.amount += 1;
}

void Samples::AddDispute(orders::Order& order) {
  orders::Dispute& dispute = AddPart(random_, order.disputes);
  dispute.payment = 1;
  dispute.amount += 1;
  dispute.taken %= dispute.amount + 1;
  dispute.at_loss %= dispute.taken + 1;
}

engine::OrderRecord Samples::Record() { return Record(Order()); }
engine::OrderRecord Samples::Record(orders::Order order) {
  engine::OrderRecord record(std::move(order));
  record.transfers = static_cast<std::int32_t>(random_.Between(0, 9));
  return record;
}

orders::OutboxMessage Samples::OutboxMessage(OrderId order) {
  auto outbox_message = schema::SampleRow<orders::OutboxMessage>(random_);
  outbox_message.order = order;
  outbox_message.n = static_cast<std::int32_t>(random_.Between(1, 3));
  return outbox_message;
}

engine::OrderEvent Samples::Event(OrderId order, Instant at) {
  auto event = schema::SampleRow<engine::OrderEvent>(random_);
  event.order = order;
  event.at = at;
  return event;
}

orders::Subscriber Samples::NumberRow() { return NumberRow(AnyNumber()); }
orders::Subscriber Samples::NumberRow(Msisdn msisdn) {
  auto subscriber = schema::SampleRow<orders::Subscriber>(random_);
  subscriber.msisdn = msisdn;
  return subscriber;
}

engine::IdempotencyRecord Samples::IdempotencyRecord() {
  auto record = schema::SampleRow<engine::IdempotencyRecord>(random_);
  record.at = now_;
  return record;
}

engine::ClientRecord Samples::Client() {
  auto client = schema::SampleRow<engine::ClientRecord>(random_);
  client.id = engine::ClientId(NextId());
  return client;
}

engine::ApiKey Samples::Key() {
  auto key = schema::SampleRow<engine::ApiKey>(random_);
  key.id = engine::KeyId(NextId());
  return key;
}

engine::AuditRow Samples::Act(engine::AuditEntry entry) {
  return engine::Continue(audit_tail_, engine::AuditId(NextId()), std::move(entry));
}

engine::StaffMember Samples::StaffMember() {
  return schema::SampleRow<engine::StaffMember>(random_);
}

engine::StaffSession Samples::StaffSession() {
  auto session = schema::SampleRow<engine::StaffSession>(random_);
  session.id = engine::StaffSessionId(NextId());
  return session;
}

engine::StaffApproval Samples::StaffApproval() {
  auto approval = schema::SampleRow<engine::StaffApproval>(random_);
  approval.id = engine::ApprovalId(NextId());
  return approval;
}

}  // namespace herlaad::store
