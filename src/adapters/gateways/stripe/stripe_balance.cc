#include "adapters/gateways/stripe/stripe_balance.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "adapters/gateways/stripe/stripe_api.h"
#include "adapters/gateways/stripe/stripe_objects.h"
#include "base/money/money.h"

namespace herlaad::gateways::stripe {
namespace {

using nlohmann::json;
using reconcile::MovementType;

// Which reference of the source the order has.
enum class About { kIntent, kItself, kNothing };

struct TypeRow {
  std::string_view name;
  MovementType type;
  About about;
};
// Source: docs.stripe.com/reports/balance-transaction-types. The money of a refund that failed
// comes back as "refund_failure" if it was by card, otherwise as another "payment_refund"; in older
// accounts as an "adjustment". "payment_failure_refund" takes back the money of a payment that
// failed after it was credited.
constexpr std::array kTypes{
    TypeRow{"charge", MovementType::kPayment, About::kIntent},
    TypeRow{"payment", MovementType::kPayment, About::kIntent},
    TypeRow{"refund", MovementType::kRefund, About::kItself},
    TypeRow{"payment_refund", MovementType::kRefund, About::kItself},
    TypeRow{"refund_failure", MovementType::kRefund, About::kItself},
    TypeRow{"payment_failure_refund", MovementType::kRefund, About::kIntent},
    TypeRow{"payment_reversal", MovementType::kRefund, About::kIntent},
    TypeRow{"adjustment", MovementType::kOther, About::kItself},
    TypeRow{"payout", MovementType::kPayout, About::kItself},
    TypeRow{"payout_cancel", MovementType::kPayout, About::kItself},
    TypeRow{"payout_failure", MovementType::kPayout, About::kItself},
    TypeRow{"stripe_fee", MovementType::kFee, About::kNothing},
    TypeRow{"tax_fee", MovementType::kFee, About::kNothing},
};
constexpr TypeRow kUnknownType{"", MovementType::kOther, About::kItself};

const TypeRow& RowOf(std::string_view name) {
  const auto* const row = std::find_if(kTypes.begin(), kTypes.end(),
                                       [name](const TypeRow& each) { return each.name == name; });
  return row != kTypes.end() ? *row : kUnknownType;
}

// The source is expanded, but only its id is there when Stripe cannot expand it.
std::string ReferenceOf(const json& transaction, About about) {
  const auto source = transaction.find("source");
  if (about == About::kNothing || source == transaction.end() || source->is_null()) return {};
  if (source->is_string()) return source->get<std::string>();
  if (about == About::kIntent) {
    const auto intent = net::TextField(*source, "payment_intent");
    if (intent && !intent->empty()) return std::string(*intent);
  }
  return IdOf(*source);
}

bool IsAbout(const json& transaction, std::string_view object) {
  const auto source = transaction.find("source");
  return source != transaction.end() && source->is_object() &&
         net::TextField(*source, "object") == object;
}

// Money that comes back from a refund is about that refund, whatever its type is called.
const TypeRow& RowOf(const json& transaction, std::string_view type, std::int64_t cents) {
  const bool is_failed_refund = cents > 0 && IsAbout(transaction, "refund");
  return RowOf(is_failed_refund ? "refund_failure" : type);
}

}  // namespace

StripeForm BalanceForm(Instant from, Instant until, const std::string& after) {
  StripeForm form;
  form.Add("created[gte]", from.ms / 1'000);
  form.Add("created[lt]", until.ms / 1'000);
  form.Add("limit", kPageItems);
  form.Add("expand[0]", "data.source");
  if (!after.empty()) form.Add("starting_after", after);
  return form;
}

std::optional<engine::BalanceLine> ReadBalanceLine(const json& transaction) {
  const auto cents = net::IntegerField(transaction, "amount");
  const auto created = net::IntegerField(transaction, "created");
  const auto type = net::TextField(transaction, "type");
  const auto currency = ParseCurrency(net::TextField(transaction, "currency").value_or(""));
  const bool is_right = currency == Currency::kEur && cents && created && *created > 0 && type &&
                        !IdOf(transaction).empty();
  if (!is_right) return std::nullopt;
  const TypeRow& row = RowOf(transaction, *type, *cents);
  const auto balance = net::TextField(transaction, "balance_type");
  engine::BalanceLine line;
  line.id = IdOf(transaction);
  line.at = Instant{*created * 1'000};
  line.cents = *cents;
  line.fee = net::IntegerField(transaction, "fee").value_or(0);
  line.reference = ReferenceOf(transaction, row.about);
  line.type = IsAbout(transaction, "dispute") ? MovementType::kDispute : row.type;
  if (balance && !balance->empty() && *balance != "payments") line.type = MovementType::kOther;
  return line;
}

}  // namespace herlaad::gateways::stripe
