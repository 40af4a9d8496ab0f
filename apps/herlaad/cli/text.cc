#include "apps/herlaad/cli/text.h"

#include <algorithm>
#include <array>

#include "adapters/net/json.h"
#include "apps/herlaad/cli/repeat.h"
#include "base/calendar/calendar.h"
#include "base/money/money.h"
#include "base/numbers/msisdn.h"
#include "base/numbers/unicode.h"
#include "domain/orders/events/events.h"
#include "domain/orders/order.h"
#include "domain/payments/payment_method.h"

namespace herlaad::app {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// the length of "2026-11-22 " before the time
constexpr std::size_t kDateSize = 11;

const json* Member(const json& object, std::string_view key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

}  // namespace

std::string Grouped(std::int64_t count) {
  std::string text = std::to_string(count);
  for (std::size_t at = text.size(); at > 3 + (count < 0 ? 1U : 0U);) {
    at -= 3;
    text.insert(at, 1, ',');
  }
  return text;
}

std::string Counted(std::int64_t count, std::string_view one, std::string_view many) {
  std::string text = Grouped(count) + " ";
  if (count == 1) return text += one;
  return many.empty() ? (text += one) += "s" : text += many;
}

std::string TextOf(const json& object, std::string_view key) {
  return numbers::unicode::Visible(net::TextField(object, key).value_or(""));
}

std::string ExtraChargeText(const json& order) {
  const std::string state = TextOf(order, "state");
  if (state == orders::Name(orders::State::kRefunding) ||
      state == orders::Name(orders::State::kRefunded)) {
    return "";
  }
  const json* const money = Member(order, "money");
  const json* const received = money == nullptr ? nullptr : Member(*money, "received");
  const json* const total = Member(order, "total");
  if (received == nullptr || total == nullptr) return "";
  const std::int64_t extra = net::IntegerField(*received, "amount").value_or(0) -
                             net::IntegerField(*total, "amount").value_or(0);
  const auto currency = ParseCurrency(TextOf(*total, "currency"));
  return extra > 0 && currency ? money::Human({extra, *currency}) : "";
}

std::string MoneyText(const json& object, std::string_view key) {
  const json* const money = Member(object, key);
  if (money == nullptr) return "";
  const auto amount = net::IntegerField(*money, "amount");
  const auto currency = ParseCurrency(TextOf(*money, "currency"));
  return amount && currency ? money::Human({*amount, *currency}) : "";
}

std::string FeeText(const json& order) {
  std::string fee = MoneyText(order, "fee");
  return fee == money::Human(Euros(0)) ? "" : fee;
}

std::string NumberText(const json& object, std::string_view key) {
  const auto msisdn = Msisdn::Parse(TextOf(object, key));
  return msisdn.ok() ? msisdn->National() : "";
}

std::string DateText(const json& object, std::string_view key) {
  const auto at = ParseRfc3339(TextOf(object, key));
  if (!at) return "";
  const std::string date = calendar::LocalDate(*at);  // "2027-11-22"
  const int month = std::stoi(date.substr(5, 2));
  return std::to_string(std::stoi(date.substr(8, 2))) + " " +
         std::string(kMonths[static_cast<std::size_t>(month - 1)]) + " " + date.substr(0, 4);
}

std::string LocalTimeText(const json& object, std::string_view key) {
  const auto at = ParseRfc3339(TextOf(object, key));
  return at ? MomentText(*at) : "";
}

// Brussels is one hour ahead of UTC in winter and two in summer.
std::string MomentText(Instant at) {
  const std::string local = calendar::LocalDateTime(at);  // "2026-11-22 14:02"
  const std::string utc = ToRfc3339(at);                  // "2026-11-22T13:02:11.042Z"
  const int ahead = std::stoi(local.substr(11, 2)) - std::stoi(utc.substr(11, 2));
  return local + utc.substr(16, 3) + ((ahead + 24) % 24 == 1 ? " CET" : " CEST");
}

std::string ClockText(Instant at) { return MomentText(at).substr(kDateSize); }

bool IsPayable(const json& order) {
  const json* const status = Member(order, "status");
  const json* const can_pay = status == nullptr ? nullptr : Member(*status, "can_pay");
  const json* const payment = Member(order, "payment");
  return can_pay != nullptr && *can_pay == true && payment != nullptr && payment->contains("url");
}

std::string PayerSentence(const json& order) {
  const json* const status = Member(order, "status");
  if (status == nullptr) return "";
  const json* const headline = Member(*status, "headline");
  std::string text = headline == nullptr ? "" : TextOf(*headline, "text") + ".";
  for (const std::string& sentence : StatusTexts(order, "money")) text += " " + sentence;
  return text;
}

std::string StaffSentence(const json& order) {
  const std::string id = TextOf(order, "reference");
  if (TextOf(order, "attention") == orders::Name(orders::Attention::kCashRefundDue))
    return "When it is handed back: `" + CommandText("topup cash-returned " + id) + "`.";
  if (TextOf(order, "state") != "attention") return "";
  return "See `" + CommandText("topup resolve " + id) + "`.";
}

std::string StatusSentence(const json& order) {
  const std::string text = PayerSentence(order);
  const std::string staff = text.empty() ? "" : StaffSentence(order);
  return staff.empty() ? text : text + " " + staff;
}

std::string Words(std::string code) {
  std::replace(code.begin(), code.end(), '_', ' ');
  return code;
}

std::string MethodText(const std::string& name) {
  // Words of the language. The others are names of their own.
  constexpr std::array<std::string_view, 4> kWords{"card", "cash", "voucher", "float"};
  const auto method = payments::ParsePaymentMethod(name);
  if (!method || std::find(kWords.begin(), kWords.end(), name) != kWords.end()) return name;
  return std::string(
      messages::Text(messages::Language::kEn, payments::PaymentMethodLabel(*method)));
}

std::string RefusalText(const json& order) {
  static constexpr std::pair<std::string_view, std::string_view> kTexts[] = {
      {"unknown_number", "the operator does not know the number"},
      {"barred", "the number is barred"},
      {"unavailable", "the operator was not available"},
      {"declined", "declined by the operator"},
      {"not_found", "the operator does not know the request"},
      {"not_activated", "the SIM is not activated"},
      {"balance_full", "the balance would be too high"},
      {"unreachable", "the operator could not be reached"},
      {"limit_reached", "a limit of the number was reached"},
      {"pin_instead_of_credit", "a code came instead of credit"},
      {"not_credited", "the operator said that nothing was credited"}};
  const std::string code = TextOf(order, "refusal");
  for (const auto& [name, text] : kTexts)
    if (code == name) return std::string(text);
  return Words(code);
}

std::vector<std::string> StatusTexts(const json& order, std::string_view key) {
  std::vector<std::string> texts;
  const json* const status = Member(order, "status");
  const json* const sentences = status == nullptr ? nullptr : Member(*status, key);
  if (sentences == nullptr || !sentences->is_array()) return texts;
  for (const json& sentence : *sentences) texts.push_back(TextOf(sentence, "text"));
  return texts;
}

}  // namespace herlaad::app
