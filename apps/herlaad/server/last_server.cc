#include "apps/herlaad/server/last_server.h"

#include "adapters/net/json.h"
#include "domain/payments/payment_method.h"

namespace herlaad::app {
namespace {

using nlohmann::json;

// An empty object if there is no such member or it is of another type.
json ObjectIn(const json& object, const char* name) {
  const auto member = object.find(name);
  return member != object.end() && member->is_object() ? *member : json::object();
}

json ArrayIn(const json& object, const char* name) {
  const auto member = object.find(name);
  return member != object.end() && member->is_array() ? *member : json::array();
}

std::vector<std::string> TextsIn(const json& object, const char* name) {
  std::vector<std::string> texts;
  for (const json& each : ArrayIn(object, name))
    if (each.is_string()) texts.push_back(each.get<std::string>());
  return texts;
}

std::string TextIn(const json& object, const char* name) {
  return net::TextField(object, name).value_or("");
}

bool FlagIn(const json& object, const char* name) {
  const auto member = object.find(name);
  return member != object.end() && member->is_boolean() && member->get<bool>();
}

json JsonOf(const engine::Seller& seller) {
  return {{"name", seller.name},
          {"address", seller.address},
          {"enterprise_number", seller.enterprise_number},
          {"vat_number", seller.vat_number}};
}

engine::Seller SellerIn(const json& object) {
  return {TextIn(object, "name"), TextIn(object, "address"), TextIn(object, "enterprise_number"),
          TextIn(object, "vat_number")};
}

json JsonOf(const messages::SupportContact& support) {
  json hours = json::array();
  for (const messages::SupportHours& open : support.hours)
    hours.push_back({{"first_day", open.first_day},
                     {"last_day", open.last_day},
                     {"opens", open.opens},
                     {"closes", open.closes}});
  json languages = json::array();
  for (const messages::Language language : support.languages)
    languages.push_back(messages::Code(language));
  return {{"name", support.name},
          {"phone", support.phone},
          {"email", support.email},
          {"hours", std::move(hours)},
          {"languages", std::move(languages)}};
}

// Below `end`; nullopt for any other number.
std::optional<int> NumberIn(const json& object, const char* name, int end) {
  const auto number = net::IntegerField(object, name);
  if (!number || *number < 0 || *number >= end) return std::nullopt;
  return static_cast<int>(*number);
}

messages::SupportContact SupportIn(const json& object) {
  constexpr int kDays = 7;
  constexpr int kMinutes = 24 * 60 + 1;  // a day may end at 24:00
  messages::SupportContact support;
  support.name = TextIn(object, "name");
  support.phone = TextIn(object, "phone");
  support.email = TextIn(object, "email");
  for (const json& open : ArrayIn(object, "hours")) {
    if (!open.is_object() || support.hours.size() == messages::kSupportHoursMax) continue;
    const auto first_day = NumberIn(open, "first_day", kDays);
    const auto last_day = NumberIn(open, "last_day", kDays);
    const auto opens = NumberIn(open, "opens", kMinutes);
    const auto closes = NumberIn(open, "closes", kMinutes);
    if (first_day && last_day && opens && closes)
      support.hours.push_back({*first_day, *last_day, *opens, *closes});
  }
  for (const json& code : ArrayIn(object, "languages")) {
    if (!code.is_string()) continue;
    if (const auto language = messages::ParseLanguage(code.get<std::string>()))
      support.languages.push_back(*language);
  }
  return support;
}

}  // namespace

LastServer LastServerOf(const Config& config, std::string url) {
  LastServer server;
  server.url = std::move(url);
  for (const auto& op : config.operators) server.operators.push_back(op.id);
  server.payment_methods = config.payment_methods;
  server.sandbox = HasSandboxGateway(config);
  server.texts = config.messenger.has_value();
  server.mails = config.mail.has_value();
  server.seller = config.seller;
  server.support = config.support;
  server.bank_accounts = config.bank_accounts;
  return server;
}

std::string TextOf(const LastServer& server) {
  json payment_methods = json::object();
  for (const auto& [method, gateway] : server.payment_methods)
    payment_methods[std::string(payments::PaymentMethodName(method))] = gateway;
  return net::WriteJson({{"url", server.url},
                         {"operators", server.operators},
                         {"payment_methods", std::move(payment_methods)},
                         {"sandbox", server.sandbox},
                         {"texts", server.texts},
                         {"mails", server.mails},
                         {"seller", JsonOf(server.seller)},
                         {"support", JsonOf(server.support)},
                         {"bank_accounts", server.bank_accounts}});
}

std::optional<LastServer> LastServerIn(std::string_view text) {
  const auto parsed = net::ParseStrict(text);
  if (!parsed.ok() || !parsed->is_object()) return std::nullopt;
  LastServer server;
  server.url = TextIn(*parsed, "url");
  server.operators = TextsIn(*parsed, "operators");
  server.bank_accounts = TextsIn(*parsed, "bank_accounts");
  const json payment_methods = ObjectIn(*parsed, "payment_methods");
  for (const auto& [name, gateway] : payment_methods.items()) {
    const auto method = payments::ParsePaymentMethod(name);
    if (method && gateway.is_string()) server.payment_methods[*method] = gateway.get<std::string>();
  }
  server.sandbox = FlagIn(*parsed, "sandbox");
  server.texts = FlagIn(*parsed, "texts");
  server.mails = FlagIn(*parsed, "mails");
  server.seller = SellerIn(ObjectIn(*parsed, "seller"));
  server.support = SupportIn(ObjectIn(*parsed, "support"));
  return server;
}

}  // namespace herlaad::app
