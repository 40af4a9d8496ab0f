#include "adapters/store/schema/orders.h"

#include <algorithm>
#include <nlohmann/json.hpp>

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

void Codec<std::vector<orders::Metadatum>>::Append(const std::vector<orders::Metadatum>& metadata,
                                                   RowBatch& rows) {
  if (metadata.empty()) return (void)rows.Text({});
  nlohmann::json object = nlohmann::json::object();
  for (const orders::Metadatum& one : metadata) object[one.key] = one.value;
  rows.KeptText(object.dump());
}

void Codec<std::vector<orders::Metadatum>>::Read(Fields& fields,
                                                 std::vector<orders::Metadatum>& metadata) {
  metadata.clear();
  const std::string_view text = fields.Text();
  if (text.empty()) return;
  const auto object = nlohmann::json::parse(text, nullptr, false);
  if (!object.is_object() || object.empty()) return fields.Refuse();
  for (const auto& [key, value] : object.items()) {
    if (!value.is_string()) return fields.Refuse();
    metadata.push_back({key, value.get<std::string>()});
  }
}

std::vector<orders::Metadatum> Codec<std::vector<orders::Metadatum>>::Sample(Random& random) {
  std::vector<orders::Metadatum> metadata;
  for (const char* const key : {"a", "basket \"7\"", "é"}) {
    if (random.Chance(40)) metadata.push_back({key, SampleText(random, 30)});
  }
  return metadata;
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
