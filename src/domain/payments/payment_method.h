// Payment methods: how an order can be paid. What a method means is one row of the table in
// payment_method.cc. Other code asks for a column of the row and never compares with a single
// method; tools/layers.txt forbids it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/messages/messages.h"
#include "domain/ledger/account.h"

namespace herlaad::payments {

// Stored, never reused.
enum class PaymentMethod : std::uint8_t {
  kCard = 1,
  kBancontact = 2,
  kPaypal = 3,
  kAlipay = 4,
  kWechatPay = 5,
  kCash = 6,
  kVoucher = 7,
  kFloat = 8,
};
inline constexpr auto kFirstPaymentMethod = PaymentMethod::kCard;
inline constexpr auto kLastPaymentMethod = PaymentMethod::kFloat;

// When the money comes, and from where.
enum class Flow : std::uint8_t {
  kRedirect = 1,     // after the order is placed, at a gateway, to which the payer is sent
  kImmediate = 2,    // before: the client that places the order has received it
  kStoredValue = 3,  // with it: taken in the same commit from a voucher or float paid earlier
};
Flow FlowOf(PaymentMethod method);

// The kind of the account that holds the money received, owned by the order's payment account.
ledger::AccountKind CollectingAccount(PaymentMethod method);

// Who gives money back, and how.
enum class Refunder : std::uint8_t {
  kGateway = 1,      // an outbox message asks the gateway, under a key of its own
  kTill = 2,         // a person at the till, who then records it: until then the refund is due
  kStoredValue = 3,  // the commit that decides the refund puts it back
};
Refunder RefundsBy(PaymentMethod method);

// True if placing needs the PIN of a voucher, whose value is then the amount.
bool NeedsPin(PaymentMethod method);
// True if our fee is added to the amount. A voucher is worth its whole face value.
bool ChargesFee(PaymentMethod method);
// The account with a floor that pays for an order, in the commit that places it; nullopt if the
// method takes no money from one. `payment_account` is the order's.
std::optional<ledger::Account> PrepaidAccount(PaymentMethod method,
                                              const std::string& payment_account);
// True if a voucher can be bought like this. What pays for itself later, or is a voucher, cannot.
bool BuysVouchers(PaymentMethod method);
// The owner of the account that holds what is owed for vouchers: voucher:sold.
inline constexpr std::string_view kSoldVouchers = "sold";

// True if an order is placed unpaid and is closed when it is not paid in time.
bool PaymentExpires(PaymentMethod method);
// True if the payer is sent to a payment page.
bool HasPaymentPage(PaymentMethod method);

inline constexpr std::string_view kScopeCash = "topup:cash";  // place top-ups paid in cash
// Spend the float of the key's client, on top-ups and on vouchers.
inline constexpr std::string_view kScopeFloat = "topup:float";
// The scope that a client needs to place an order paid like this; empty: everybody may.
std::string_view ScopeToPlace(PaymentMethod method);

// True if a number that wants texts gets one when all money was refunded.
bool SendsRefundText(PaymentMethod method);

// The names in the API, the configuration and the command line: "wechat_pay".
std::string_view PaymentMethodName(PaymentMethod method);
std::optional<PaymentMethod> ParsePaymentMethod(std::string_view name);
// The name for people: "WeChat Pay".
messages::Key PaymentMethodLabel(PaymentMethod method);
// "your card": where the money came from and is refunded to.
messages::Key SourceOf(PaymentMethod method);

inline constexpr std::size_t kPaymentMethods = static_cast<std::size_t>(kLastPaymentMethod) -
                                               static_cast<std::size_t>(kFirstPaymentMethod) + 1;
// In the order of their numbers.
std::array<PaymentMethod, kPaymentMethods> AllPaymentMethods();

}  // namespace herlaad::payments
