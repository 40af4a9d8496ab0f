#include "adapters/store/schema/orders.h"

#include <algorithm>

namespace herlaad::store::schema {

void Described<engine::OrderRecord>::Adjust(Record& record) {
  Terms& terms = record.order.terms;
  terms.amount += 1;
  terms.credit += 1;
  terms.fee_vat = std::min(terms.fee_vat, terms.fee);
  terms.vat = std::min(terms.vat, terms.amount + terms.fee);
  if (record.order.payments.empty()) record.order.payments.emplace_back();
}

}  // namespace herlaad::store::schema
