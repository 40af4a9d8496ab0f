#include "engine/ports/workspace.h"

namespace herlaad::engine {
namespace {

template <class Map, class Key>
const typename Map::mapped_type* FindIn(const Map& map, const Key& key) {
  const auto at = map.find(key);
  return at == map.end() ? nullptr : &at->second;
}

}  // namespace

void Workspace::Put(OrderRecord record) {
  const OrderId id = record.order.id;
  orders_.insert_or_assign(id, std::move(record));
}

void Workspace::Put(orders::Number number) {
  const Msisdn msisdn = number.msisdn;
  numbers_.insert_or_assign(msisdn, std::move(number));
}

void Workspace::Put(ApiKey key) {
  const KeyId id = key.id;
  keys_.insert_or_assign(id, std::move(key));
}

const Claim* Workspace::Find(const Digest& key) const { return FindIn(claims_, key); }
const OrderRecord* Workspace::Find(OrderId id) const { return FindIn(orders_, id); }
const orders::Number* Workspace::Find(Msisdn msisdn) const { return FindIn(numbers_, msisdn); }
const ApiKey* Workspace::Find(KeyId id) const { return FindIn(keys_, id); }

void Workspace::Clear() {
  claims_.clear();
  orders_.clear();
  numbers_.clear();
  keys_.clear();
}

bool WriteSet::empty() const {
  return new_orders.empty() && changed_orders.empty() && numbers.empty() && claims.empty() &&
         transfers.empty() && balances.empty() && effects.empty() && effects_done.empty() &&
         keys.empty() && audit.empty() && events.empty() && settings.empty();
}

}  // namespace herlaad::engine
