#include "adapters/store/schema/orders.h"

#include <algorithm>

namespace herlaad::store::schema {

namespace {

enum class StoredFulfilment : std::uint8_t {
  kRemoteCredit = 0,
  kHostedCredit = 1,
  kVoucherSale = 2,
};

}  // namespace

void Codec<orders::Fulfilment>::Append(const orders::Fulfilment& fulfilment, RowBatch& rows) {
  if (const auto* const credit = std::get_if<orders::Credit>(&fulfilment)) {
    rows.Int(credit->msisdn.value()).Text(credit->operator_id);
    rows.Of(credit->hosted ? StoredFulfilment::kHostedCredit : StoredFulfilment::kRemoteCredit);
  } else {
    rows.Int(0).Text({}).Of(StoredFulfilment::kVoucherSale);
  }
}

void Codec<orders::Fulfilment>::Read(Fields& fields, orders::Fulfilment& fulfilment) {
  const std::int64_t msisdn = fields.Int();
  std::string operator_id(fields.Text());
  const auto stored = fields.In(StoredFulfilment::kRemoteCredit, StoredFulfilment::kVoucherSale);
  if (stored == StoredFulfilment::kVoucherSale) {
    if (msisdn != 0 || !operator_id.empty()) return fields.Refuse();
    fulfilment = orders::VoucherSale{};
    return;
  }
  const auto number = Msisdn::FromValue(msisdn);
  if (!number) return fields.Refuse();
  fulfilment =
      orders::Credit{*number, std::move(operator_id), stored == StoredFulfilment::kHostedCredit};
}

orders::Fulfilment Codec<orders::Fulfilment>::Sample(Random& random) {
  if (random.Chance(10)) return orders::VoucherSale{};
  return orders::Credit{Codec<Msisdn>::Sample(random), SampleText(random, 30), random.Chance(50)};
}

void Described<engine::OrderRecord>::Adjust(Record& record) {
  Terms& terms = record.order.terms;
  terms.amount += 1;
  terms.credit += 1;
  terms.fee_vat = std::min(terms.fee_vat, terms.fee);
  terms.vat = std::min(terms.vat, terms.amount + terms.fee);
  if (record.order.payments.empty()) record.order.payments.emplace_back();
}

}  // namespace herlaad::store::schema
