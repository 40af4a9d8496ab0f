#include "adapters/sandbox/stripe/api/stripe_routes.h"

#include "adapters/sandbox/stripe/api/lists.h"
#include "adapters/sandbox/stripe/book/disputes.h"
#include "adapters/sandbox/stripe/book/intents.h"
#include "adapters/sandbox/stripe/book/refunds.h"
#include "adapters/sandbox/stripe/book/sessions.h"

namespace herlaad::sandbox {
namespace {

struct Row {
  std::string_view method;
  std::string_view path;  // ":id" is one segment
  StripeOperation operation;
};

constexpr Row kRows[] = {
    {"POST", "/v1/checkout/sessions", CreateSession},
    {"GET", "/v1/checkout/sessions",
     [](StripeBook& book, const StripeCall& call) {
       return ListObjects(book, call, "checkout.session", "/v1/checkout/sessions",
                          {"payment_intent", "customer", "status"});
     }},
    {"GET", "/v1/checkout/sessions/:id",
     [](StripeBook& book, const StripeCall& call) {
       return FindObject(book, call, "checkout.session", "session");
     }},
    {"POST", "/v1/checkout/sessions/:id/expire", ExpireSession},
    {"POST", "/v1/payment_intents", CreateIntent},
    {"GET", "/v1/payment_intents",
     [](StripeBook& book, const StripeCall& call) {
       return ListObjects(book, call, "payment_intent", "/v1/payment_intents", {"customer"});
     }},
    {"GET", "/v1/payment_intents/:id",
     [](StripeBook& book, const StripeCall& call) {
       return FindObject(book, call, "payment_intent", "intent");
     }},
    {"POST", "/v1/payment_intents/:id/confirm", ConfirmIntent},
    {"POST", "/v1/payment_intents/:id/cancel", CancelIntentCall},
    {"GET", "/v1/charges",
     [](StripeBook& book, const StripeCall& call) {
       return ListObjects(book, call, "charge", "/v1/charges", {"payment_intent", "customer"});
     }},
    {"GET", "/v1/charges/:id",
     [](StripeBook& book, const StripeCall& call) {
       return FindObject(book, call, "charge", "id");
     }},
    {"POST", "/v1/refunds", CreateRefund},
    {"GET", "/v1/refunds",
     [](StripeBook& book, const StripeCall& call) {
       return ListObjects(book, call, "refund", "/v1/refunds", {"payment_intent", "charge"});
     }},
    {"GET", "/v1/refunds/:id",
     [](StripeBook& book, const StripeCall& call) {
       return FindObject(book, call, "refund", "id");
     }},
    {"GET", "/v1/disputes",
     [](StripeBook& book, const StripeCall& call) {
       return ListObjects(book, call, "dispute", "/v1/disputes", {"payment_intent", "charge"});
     }},
    {"GET", "/v1/disputes/:id",
     [](StripeBook& book, const StripeCall& call) {
       return FindObject(book, call, "dispute", "dispute");
     }},
    {"POST", "/v1/disputes/:id", UpdateDispute},
    {"POST", "/v1/disputes/:id/close", CloseDispute},
    {"GET", "/v1/balance_transactions",
     [](StripeBook& book, const StripeCall& call) {
       return ListObjects(book, call, "balance_transaction", "/v1/balance_transactions",
                          {"type", "payout", "source"});
     }},
    {"GET", "/v1/balance_transactions/:id",
     [](StripeBook& book, const StripeCall& call) {
       return FindObject(book, call, "balance_transaction", "id");
     }},
    {"GET", "/v1/payouts",
     [](StripeBook& book, const StripeCall& call) {
       return ListObjects(book, call, "payout", "/v1/payouts", {"status"});
     }},
    {"GET", "/v1/payouts/:id",
     [](StripeBook& book, const StripeCall& call) {
       return FindObject(book, call, "payout", "payout");
     }},
    {"GET", "/v1/events",
     [](StripeBook& book, const StripeCall& call) {
       return ListObjects(book, call, "event", "/v1/events", {"type"});
     }},
    {"GET", "/v1/events/:id",
     [](StripeBook& book, const StripeCall& call) {
       return FindObject(book, call, "event", "id");
     }},
    {"GET", "/v2/core/events/:id",
     [](StripeBook& book, const StripeCall& call) {
       return FindObject(book, call, "v2.core.event", "id");
     }},
    {"POST", "/v1/customers", CreateCustomer},
    {"GET", "/v1/customers",
     [](StripeBook& book, const StripeCall& call) {
       return ListObjects(book, call, "customer", "/v1/customers", {});
     }},
    {"GET", "/v1/customers/:id",
     [](StripeBook& book, const StripeCall& call) {
       return FindObject(book, call, "customer", "id");
     }},
    {"GET", "/v1/payment_methods/:id",
     [](StripeBook& book, const StripeCall& call) {
       return FindObject(book, call, "payment_method", "payment_method");
     }},
};

// The id in a path of that pattern; nothing if it is another path. Empty if the pattern has none.
std::optional<std::string> Match(std::string_view path, std::string_view pattern) {
  const std::size_t at = pattern.find(":id");
  if (at == std::string_view::npos) {
    return path == pattern ? std::optional(std::string()) : std::nullopt;
  }
  const std::string_view after = pattern.substr(at + 3);
  if (path.size() <= at + after.size() || !path.starts_with(pattern.substr(0, at)) ||
      !path.ends_with(after)) {
    return std::nullopt;
  }
  const std::string_view id = path.substr(at, path.size() - at - after.size());
  if (id.find('/') != std::string_view::npos) return std::nullopt;
  return std::string(id);
}

}  // namespace

std::optional<StripeRoute> FindStripeRoute(std::string_view method, std::string_view path) {
  for (const Row& row : kRows) {
    if (row.method != method) continue;
    if (auto id = Match(path, row.path)) return StripeRoute{row.operation, std::move(*id)};
  }
  return std::nullopt;
}

}  // namespace herlaad::sandbox
