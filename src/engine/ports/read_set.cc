#include "engine/ports/read_set.h"

namespace herlaad::engine {
namespace {

template <class Map, class Key>
const typename Map::mapped_type* FindIn(const Map& map, const Key& key) {
  const auto at = map.find(key);
  return at == map.end() ? nullptr : &at->second;
}

}  // namespace

void AddWith(const orders::Order& order, KeyLists<PlainRows>& plain) {
  if (const auto voucher = orders::VoucherOf(order))
    plain.Of<vouchers::Voucher>().push_back(*voucher);
  if (const auto prepaid = orders::PrepaidAccountOf(order))
    plain.Of<ledger::AccountBalance>().push_back(ledger::Name(*prepaid));
}

void AddCompanions(KeyLists<PlainRows>& plain) {
  for (const std::string& account : plain.Of<ledger::AccountBalance>()) {
    if (const auto client = FloatOwner(account)) plain.Put<FloatWarning>(*client);
  }
}

void ReadSet::Put(OrderRecord record) {
  const OrderId id = record.order.id;
  orders_.insert_or_assign(id, std::move(record));
}

void ReadSet::Put(orders::Subscriber number) {
  const Msisdn msisdn = number.msisdn;
  subscribers_.insert_or_assign(msisdn, std::move(number));
}

const IdempotencyRecord* ReadSet::Find(const Digest& key) const {
  return FindIn(idempotency_records_, key);
}
const OrderRecord* ReadSet::Find(OrderId id) const { return FindIn(orders_, id); }
const orders::Subscriber* ReadSet::Find(Msisdn msisdn) const {
  return FindIn(subscribers_, msisdn);
}

void ReadSet::Clear() {
  idempotency_records_.clear();
  orders_.clear();
  subscribers_.clear();
  plain_.Clear();
}

bool WriteSet::empty() const {
  return new_orders.empty() && changed_orders.empty() && subscribers.empty() &&
         idempotency_records.empty() && entries.empty() && balances.empty() &&
         outbox_messages.empty() && outbox_messages_done.empty() && plain.empty() &&
         plain_done.empty() && events.empty();
}

}  // namespace herlaad::engine
