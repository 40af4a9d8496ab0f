#include "adapters/sandbox/stripe/book/sessions.h"

#include <algorithm>
#include <utility>

#include "adapters/sandbox/stripe/api/parameter_reader.h"
#include "adapters/sandbox/stripe/api/stripe_versions.h"
#include "adapters/sandbox/stripe/book/payments.h"

namespace herlaad::sandbox {
namespace {

using nlohmann::json;

constexpr std::int64_t kExpiryMin = 30 * 60;
constexpr std::int64_t kExpiryMax = 24 * 3'600;
constexpr std::int64_t kQuantityMax = 999'999;

json OrNull(const std::string& text) { return text.empty() ? json() : json(text); }

json ReadLineItem(const StripeBook& book, ParameterReader& reader, const std::string& at) {
  reader.RequireEuros(at + "[price_data][currency]");
  const std::string name = reader.Required(at + "[price_data][product_data][name]", 250);
  const std::int64_t price = reader.Amount(at + "[price_data][unit_amount]");
  const std::int64_t quantity = reader.Integer(at + "[quantity]", 1);
  if (quantity < 1 || quantity > kQuantityMax) {
    reader.Note(InvalidParameter(at + "[quantity]", "Quantity must be between 1 and 999999.",
                                 "parameter_invalid_integer"));
    return json::object();
  }
  const std::int64_t total = price * quantity;  // below 10^14
  return {{"id", book.store.NewId("li_")},
          {"object", "item"},
          {"amount_discount", 0},
          {"amount_subtotal", total},
          {"amount_tax", 0},
          {"amount_total", total},
          {"currency", "eur"},
          {"description", name},
          {"quantity", quantity}};
}

json ReadLineItems(const StripeBook& book, ParameterReader& reader) {
  json items = json::array();
  const auto indices = reader.form().Indices("line_items");
  if (indices.empty()) reader.Note(MissingParameter("line_items"));
  for (const std::int64_t index : indices) {
    items.push_back(ReadLineItem(book, reader, "line_items[" + std::to_string(index) + "]"));
  }
  return items;
}

std::int64_t TotalOf(ParameterReader& reader, const json& items) {
  std::int64_t total = 0;
  for (const json& item : items) total += item.value("amount_total", std::int64_t{0});
  if (total < kAmountMin) {
    reader.Note(InvalidParameter(
        "line_items", "The Checkout Session's total amount due must add up to at least €0.50 eur",
        "amount_too_small"));
  }
  if (total > kAmountMax) {
    reader.Note(InvalidParameter("line_items",
                                 "The Checkout Session's total amount must be no more than "
                                 "€999,999.99",
                                 "amount_too_large"));
  }
  return total;
}

std::string MethodsParameter(std::string_view version) {
  return HasAllowedMethodTypes(version) ? "allowed_payment_method_types" : "payment_method_types";
}

std::vector<std::string> ReadMethods(ParameterReader& reader, const std::string& future,
                                     const std::string& parameter) {
  std::vector<std::string> methods = reader.Texts(parameter);
  if (methods.empty()) methods = {"card", "bancontact", "paypal"};
  for (const std::string& name : methods) {
    const StripeMethod* const method = FindStripeMethod(name);
    if (method == nullptr) {
      reader.Note(
          InvalidParameter(parameter, "The payment method type provided: " + name +
                                          " is invalid. This stand-in speaks card, bancontact, "
                                          "paypal, alipay and wechat_pay."));
    } else if (!future.empty() && !method->can_be_saved) {
      reader.Note(InvalidParameter("payment_intent_data[setup_future_usage]",
                                   "setup_future_usage cannot be used with " + name + "."));
    }
    if (name == "wechat_pay" &&
        reader.OneOf("payment_method_options[wechat_pay][client]", {"web"}).empty()) {
      reader.Note(MissingParameter("payment_method_options[wechat_pay][client]"));
    }
  }
  return methods;
}

std::int64_t ReadExpiry(ParameterReader& reader, std::int64_t now) {
  const std::int64_t at = reader.Integer("expires_at", now + kExpiryMax);
  if (at < now + kExpiryMin || at > now + kExpiryMax) {
    reader.Note(InvalidParameter("expires_at",
                                 "The `expires_at` timestamp must be at least 30 minutes and less "
                                 "than 24 hours from Checkout Session creation."));
  }
  return at;
}

std::string ReadSuffix(ParameterReader& reader) {
  const std::string name = "payment_intent_data[statement_descriptor_suffix]";
  std::string suffix = reader.Text(name, 22);
  const bool has_letter = std::any_of(suffix.begin(), suffix.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
  if (!suffix.empty() && (!has_letter || suffix.find_first_of("<>\\'\"*") != std::string::npos)) {
    reader.Note(InvalidParameter(name,
                                 "The statement descriptor suffix must contain a letter and none "
                                 "of < > \\ ' \" *"));
  }
  return suffix;
}

json ReadSession(StripeBook& book, ParameterReader& reader, std::string_view version) {
  const std::int64_t now = book.Seconds();
  reader.Required("mode", 20);
  reader.OneOf("mode", {"payment"});
  reader.OneOf("ui_mode", {HostedMode(version)});
  const std::string future =
      reader.OneOf("payment_intent_data[setup_future_usage]", {"off_session", "on_session"});
  json items = ReadLineItems(book, reader);
  const std::int64_t total = TotalOf(reader, items);
  const auto methods = ReadMethods(reader, future, MethodsParameter(version));
  const std::string token = book.store.NewToken(20);
  return {{"id", book.store.NewId("cs_test_" + book.store.NewToken(10))},
          {"object", "checkout.session"},
          {"adaptive_pricing", {{"enabled", reader.Flag("adaptive_pricing[enabled]")}}},
          {"amount_subtotal", total},
          {"amount_total", total},
          {"cancel_url", OrNull(reader.Url("cancel_url", false))},
          {"client_reference_id", OrNull(reader.Text("client_reference_id", 200))},
          {"created", now},
          {"currency", "eur"},
          {"customer", OrNull(reader.Text("customer", 100))},
          {"customer_details", nullptr},
          {"expires_at", ReadExpiry(reader, now)},
          {"livemode", false},
          {"locale", OrNull(reader.OneOf("locale", {"auto", "nl", "fr", "de", "en", "zh", "zh-HK",
                                                    "zh-TW", "en-GB", "fr-CA"}))},
          {"metadata", reader.Metadata("metadata")},
          {"mode", "payment"},
          {"payment_intent", nullptr},
          {"allowed_payment_method_types", methods},
          {"payment_method_types", methods},
          {"payment_status", "unpaid"},
          {"status", "open"},
          {"success_url", reader.Url("success_url", true)},
          {"ui_mode", "hosted_page"},
          {"url", book.pay_url + token},
          {"_token", token},
          {"_line_items", std::move(items)},
          {"_intent",
           {{"metadata", reader.Metadata("payment_intent_data[metadata]")},
            {"description", reader.Text("payment_intent_data[description]", 1'000)},
            {"suffix", ReadSuffix(reader)},
            {"future", future}}}};
}

}  // namespace

StripeResult CreateSession(StripeBook& book, const StripeCall& call) {
  ParameterReader reader(call.form,
                         {"mode",
                          "ui_mode",
                          "success_url",
                          "cancel_url",
                          "client_reference_id",
                          "metadata[*]",
                          "payment_intent_data[metadata][*]",
                          "payment_intent_data[description]",
                          "payment_intent_data[statement_descriptor_suffix]",
                          "payment_intent_data[setup_future_usage]",
                          HasAllowedMethodTypes(call.version) ? "allowed_payment_method_types[#]"
                                                              : "payment_method_types[#]",
                          "line_items[#][quantity]",
                          "line_items[#][price_data][currency]",
                          "line_items[#][price_data][unit_amount]",
                          "line_items[#][price_data][product_data][name]",
                          "locale",
                          "expires_at",
                          "customer",
                          "adaptive_pricing[enabled]",
                          "payment_method_options[wechat_pay][client]"});
  if (reader.mistake()) return Failure{*reader.mistake()};
  json session = ReadSession(book, reader, call.version);
  if (reader.mistake()) return Failure{*reader.mistake()};
  if (session.at("customer").is_string()) {
    const std::string customer = session.at("customer");
    if (!book.store.Find(customer, "customer")) {
      return Failure{NoSuchObject("customer", customer, "customer")};
    }
  }
  book.store.Add(session);
  book.store.Set({session.at("id").get<std::string>(), StripePlan::Action::kExpireSession,
                  Instant{session.at("expires_at").get<std::int64_t>() * 1'000}});
  return session;
}

StripeResult ExpireSession(StripeBook& book, const StripeCall& call) {
  ParameterReader reader(call.form, {});
  if (reader.mistake()) return Failure{*reader.mistake()};
  const auto session = book.store.Find(call.id, "checkout.session");
  if (!session) return Failure{NoSuchObject("checkout.session", call.id, "session")};
  if (!CloseSession(book, call.id, SessionCloser::kShop)) {
    const std::string status = session->at("status");
    return Failure{RefusedByState("",
                                  "Only Checkout Sessions with a status in [\"open\"] can be "
                                  "expired. This Checkout Session has a status of " +
                                      status + ".")};
  }
  return *book.store.Find(call.id);
}

json SessionFor(std::string_view version, json session) {
  session["ui_mode"] = HostedMode(version);
  return session;
}

bool CloseSession(StripeBook& book, const std::string& id, SessionCloser closer) {
  auto session = book.store.Find(id, "checkout.session");
  if (!session || session->at("status") != "open") return false;
  (*session)["status"] = "expired";
  if (closer == SessionCloser::kShop) (*session)["_closed_by_shop"] = true;
  (*session)["url"] = nullptr;
  book.store.Update(*session);
  book.store.DropPlan(id);
  if (session->at("payment_intent").is_string()) {
    auto intent = book.store.Find(session->at("payment_intent").get<std::string>());
    if (intent) CancelIntent(book, *intent, "expired");
  }
  book.events.Raise("checkout.session.expired", *session);
  return true;
}

bool SettlePayment(StripeBook& book, const std::string& id, bool succeeded) {
  auto intent = book.store.Find(id, "payment_intent");
  if (!intent || !SettleIntent(book, *intent, succeeded)) return false;
  const auto of = intent->find("_session");
  if (of == intent->end()) return true;
  auto session = book.store.Find(of->get<std::string>());
  if (!session) return true;
  if (succeeded) (*session)["payment_status"] = "paid";
  book.store.Update(*session);
  book.events.Raise(succeeded ? "checkout.session.async_payment_succeeded"
                              : "checkout.session.async_payment_failed",
                    *session);
  return true;
}

void RunDuePlans(StripeBook& book) {
  const Instant now = book.now();
  for (auto plan = book.store.DuePlan(now); plan; plan = book.store.DuePlan(now)) {
    book.store.DropPlan(plan->subject);
    switch (plan->action) {
      case StripePlan::Action::kExpireSession:
        CloseSession(book, plan->subject, SessionCloser::kTime);
        break;
      case StripePlan::Action::kSettle:
      case StripePlan::Action::kFail:
        SettlePayment(book, plan->subject, plan->action == StripePlan::Action::kSettle);
        break;
    }
  }
  book.events.Flush();
}

}  // namespace herlaad::sandbox
