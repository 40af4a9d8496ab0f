#include "apps/herlaad/text.h"

#include <array>
#include <ctime>

#include "adapters/net/json.h"
#include "base/calendar/calendar.h"
#include "base/money/money.h"
#include "base/numbers/msisdn.h"

namespace herlaad::app {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

const json* Member(const json& object, std::string_view key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

std::string LocalText(Instant at, const char* format) {
  const std::time_t seconds = at.ms / 1'000;
  std::tm local{};
  localtime_r(&seconds, &local);
  std::array<char, 32> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), format, &local);
  return {text.data(), size};
}

std::string RefusalSentence(const json& order, const std::string& op) {
  const std::string refusal = TextOf(order, "refusal");
  if (refusal.empty()) return "The credit was not delivered";
  return op + " refused (" + refusal + ")";
}

std::string Delivered(const json& order) {
  std::string text = MoneyText(order, "credited") + " credited";
  if (const std::string bonus = MoneyText(order, "bonus"); !bonus.empty())
    text += " and " + bonus + " bonus";
  return text + ", valid until " + DateText(order, "valid_until") + ".";
}

std::string Cancelled(const json& order) {
  const json* const payment = Member(order, "payment");
  const std::string reason = payment != nullptr ? TextOf(*payment, "reason") : "";
  if (reason == "declined") return "The payment was declined. No money was taken.";
  if (reason == "unavailable") return "The payment could not be started. No money was taken.";
  return "Cancelled. No money was taken.";
}

struct AttentionWords {
  std::string_view reason;
  std::string_view words;
};
// For whoever resolves it: where the money is, and what is not known.
constexpr AttentionWords kAttentionWords[] = {
    {"delivery_unknown", "It is paid, and the operator never said whether the credit is there."},
    {"refund_unknown",
     "The credit did not come, and the bank never said whether the money is back."},
    {"payment_unknown", "The bank never said whether money came."},
    {"refund_refused", "The credit did not come, and the bank will not give the money back."},
    {"credited_and_refunded", "The credit came after the money was back: booked as a loss."},
    {"pin_instead_of_credit", "It is paid, and the operator sent a PIN to be entered by hand."},
    {"cash_refund_due", "The credit did not come; the cash is to be handed back."},
    {"too_many_charges", "The bank reports more charges than an order keeps."},
};

std::string Attention(const json& order) {
  const std::string reason = TextOf(order, "attention");
  std::string text = "A person is needed (" + reason + "). ";
  for (const AttentionWords& known : kAttentionWords) {
    if (reason == known.reason) text += known.words;
  }
  return text + " See `herlaad topup resolve " + TextOf(order, "reference") + "`.";
}

std::string MoneyBack(const json& order) {
  const bool cash = TextOf(order, "tender") == "cash";
  return MoneyText(order, "total") +
         (cash ? " is to be handed back" : " goes back by itself to where it came from");
}

bool IsBeingClosed(const json& order) {
  return order.contains("payment") && TextOf(order["payment"], "state") == "closing";
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

std::string TextOf(const json& object, std::string_view key) {
  return net::TextField(object, key).value_or("");
}

std::string MoneyText(const json& object, std::string_view key) {
  const json* const money = Member(object, key);
  if (money == nullptr) return "";
  const auto amount = net::IntegerField(*money, "amount");
  const auto currency = ParseCurrency(TextOf(*money, "currency"));
  return amount && currency ? money::Human({*amount, *currency}) : "";
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
  return at ? LocalText(*at, "%Y-%m-%d %H:%M:%S") : "";
}

std::string ClockText(Instant at) { return LocalText(at, "%H:%M:%S"); }

bool IsPayable(const json& order) {
  return TextOf(order, "state") == "awaiting_payment" && !IsBeingClosed(order) &&
         order.contains("payment") && order["payment"].contains("url");
}

std::string StateSentence(const json& order, const std::string& op) {
  const std::string state = TextOf(order, "state");
  if (state == "awaiting_payment" && IsBeingClosed(order))
    return "Being cancelled: the payment is being closed. No money was taken yet.";
  if (state == "awaiting_payment") return "Waiting for the payment. No money was taken yet.";
  if (state == "paid") return MoneyText(order, "total") + " is paid; " + op + " is next.";
  if (state == "delivering")
    return "At " + op + ", no answer yet. If it refuses, " + MoneyBack(order) + ".";
  if (state == "delivery_unknown") {
    return op + " gave no clear answer and is asked again. The money is safe: if it refuses, " +
           MoneyBack(order) + ".";
  }
  if (state == "delivered") return Delivered(order);
  if (state == "refunding")
    return RefusalSentence(order, op) + ". " + MoneyText(order, "total") + " is on its way back.";
  if (state == "refunded")
    return RefusalSentence(order, op) + ". " + MoneyText(order, "total") + " went back.";
  if (state == "cancelled") return Cancelled(order);
  if (state == "expired") return "The time to pay is over. No money was taken.";
  if (state == "attention") return Attention(order);
  return "";
}

}  // namespace herlaad::app
