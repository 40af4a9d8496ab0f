#include "domain/payments/payment_method.h"

#include <algorithm>

#include "base/core/check.h"

namespace herlaad::payments {
namespace {

using ledger::AccountKind;
using messages::Key;

struct Row {
  PaymentMethod method;
  std::string_view name;
  Flow flow;
  AccountKind collects;
  Refunder refunder;
  bool expires;
  bool has_page;
  bool needs_pin;
  bool has_fee;
  std::string_view scope;
  bool refund_text;
  Key label;
  Key source;
};

// A method whose flow is `redirect`: the gateway collects and refunds.
constexpr Row Redirect(PaymentMethod method, std::string_view name, Key label, Key source) {
  return {.method = method,
          .name = name,
          .flow = Flow::kRedirect,
          .collects = AccountKind::kPsp,
          .refunder = Refunder::kGateway,
          .expires = true,
          .has_page = true,
          .needs_pin = false,
          .has_fee = true,
          .scope = {},
          .refund_text = true,
          .label = label,
          .source = source};
}

constexpr std::array<Row, kPaymentMethods> kTable{{
    Redirect(PaymentMethod::kCard, "card", "tender.card", "source.card"),
    Redirect(PaymentMethod::kBancontact, "bancontact", "tender.bancontact", "source.bancontact"),
    Redirect(PaymentMethod::kPaypal, "paypal", "tender.paypal", "source.paypal"),
    Redirect(PaymentMethod::kAlipay, "alipay", "tender.alipay", "source.alipay"),
    Redirect(PaymentMethod::kWechatPay, "wechat_pay", "tender.wechat_pay", "source.wechat_pay"),
    {.method = PaymentMethod::kCash,
     .name = "cash",
     .flow = Flow::kImmediate,
     .collects = AccountKind::kCash,
     .refunder = Refunder::kTill,
     .expires = false,
     .has_page = false,
     .needs_pin = false,
     .has_fee = true,
     .scope = kScopeCash,
     .refund_text = false,  // the payer is present when cash is handed back
     .label = "tender.cash",
     .source = "source.other"},  // cash has sentences of its own
    {.method = PaymentMethod::kVoucher,
     .name = "voucher",
     .flow = Flow::kStoredValue,
     .collects = AccountKind::kVoucherSold,
     .refunder = Refunder::kStoredValue,
     .expires = false,
     .has_page = false,
     .needs_pin = true,
     .has_fee = false,
     .scope = {},  // whoever has its PIN
     .refund_text = true,
     .label = "tender.voucher",
     .source = "source.voucher"},
    {.method = PaymentMethod::kFloat,
     .name = "float",
     .flow = Flow::kStoredValue,
     .collects = AccountKind::kFloat,
     .refunder = Refunder::kStoredValue,
     .expires = false,
     .has_page = false,
     .needs_pin = false,
     .has_fee = true,
     .scope = kScopeFloat,
     .refund_text = false,  // the money goes back to the client, which settles with its customer
     .label = "tender.float",
     .source = "source.float"},
}};

constexpr bool IsIndexedByMethod() {
  for (std::size_t i = 0; i < kTable.size(); ++i) {
    if (static_cast<std::size_t>(kTable[i].method) !=
        static_cast<std::size_t>(kFirstPaymentMethod) + i)
      return false;
  }
  return true;
}
static_assert(IsIndexedByMethod(), "RowOf finds a row by the number of its method");

constexpr bool IsConsistent(const Row& row) {
  const bool redirect = row.flow == Flow::kRedirect;
  const bool stored = row.flow == Flow::kStoredValue;
  // Only who waits for a payment can be late, and only who is sent away gets a page.
  if (row.expires != redirect || row.has_page != redirect) return false;
  // Money goes back through whoever collected it.
  if ((row.collects == AccountKind::kPsp) != redirect) return false;
  if ((row.refunder == Refunder::kGateway) != redirect) return false;
  if ((row.refunder == Refunder::kStoredValue) != stored) return false;
  // A PIN opens what was paid earlier.
  if (row.needs_pin && !stored) return false;
  // Whoever spends what was paid earlier has its PIN or is its owner.
  if (stored && row.needs_pin == !row.scope.empty()) return false;
  // Whoever says that money was received must be known.
  return row.flow != Flow::kImmediate || !row.scope.empty();
}
static_assert(std::all_of(kTable.begin(), kTable.end(), IsConsistent));

const Row& RowOf(PaymentMethod method) {
  const auto at = static_cast<std::size_t>(method) - static_cast<std::size_t>(kFirstPaymentMethod);
  CHECK(at < kTable.size(), "a payment method is one of the listed ones");
  return kTable[at];
}

}  // namespace

Flow FlowOf(PaymentMethod method) { return RowOf(method).flow; }
AccountKind CollectingAccount(PaymentMethod method) { return RowOf(method).collects; }
Refunder RefundsBy(PaymentMethod method) { return RowOf(method).refunder; }
bool NeedsPin(PaymentMethod method) { return RowOf(method).needs_pin; }
bool ChargesFee(PaymentMethod method) { return RowOf(method).has_fee; }
bool BuysVouchers(PaymentMethod method) { return !PaymentExpires(method) && !NeedsPin(method); }
bool PaymentExpires(PaymentMethod method) { return RowOf(method).expires; }
bool HasPaymentPage(PaymentMethod method) { return RowOf(method).has_page; }
std::string_view ScopeToPlace(PaymentMethod method) { return RowOf(method).scope; }
bool SendsRefundText(PaymentMethod method) { return RowOf(method).refund_text; }
std::string_view PaymentMethodName(PaymentMethod method) { return RowOf(method).name; }
Key PaymentMethodLabel(PaymentMethod method) { return RowOf(method).label; }
Key SourceOf(PaymentMethod method) { return RowOf(method).source; }

std::optional<ledger::Account> PrepaidAccount(PaymentMethod method,
                                              const std::string& payment_account) {
  const AccountKind collects = CollectingAccount(method);
  if (!ledger::HasFloor(collects)) return std::nullopt;
  // An owner that no account can have, as a damaged row may name, has none.
  return ledger::ParseName(ledger::Name({collects, payment_account, ledger::AssetOf(collects)}));
}

std::optional<PaymentMethod> ParsePaymentMethod(std::string_view name) {
  const auto* const row = std::find_if(kTable.begin(), kTable.end(),
                                       [name](const Row& each) { return each.name == name; });
  if (row == kTable.end()) return std::nullopt;
  return row->method;
}

std::array<PaymentMethod, kPaymentMethods> AllPaymentMethods() {
  std::array<PaymentMethod, kPaymentMethods> all{};
  std::transform(kTable.begin(), kTable.end(), all.begin(),
                 [](const Row& row) { return row.method; });
  return all;
}

}  // namespace herlaad::payments
