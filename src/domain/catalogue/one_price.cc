#include "domain/catalogue/one_price.h"

#include <algorithm>
#include <array>

#include "base/core/check.h"

namespace herlaad::catalogue {
namespace {

// Say what they mean without another word.
constexpr std::array<std::string_view, 6> kSurcharges{"surcharge", "supplement", "toeslag",
                                                      "markup",    "discount",   "rebate"};
constexpr std::array<std::string_view, 5> kPrices{"fee", "price", "charge", "cost", "percent"};
// Parts of names, also those of brands: "wechat" is in "wechat_pay".
constexpr std::array<std::string_view, 13> kMethods{
    "card", "bancontact", "paypal", "alipay",  "wechat", "cash",   "voucher",
    "visa", "mastercard", "amex",   "payment", "method", "tender",
};

template <class Words>
bool HasOneOf(const Words& words, std::string_view key) {
  return std::any_of(words.begin(), words.end(), [key](std::string_view word) {
    return key.find(word) != std::string_view::npos;
  });
}

std::string InLowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  return lower;
}

}  // namespace

bool IsPriceByMethod(std::string_view key, TableSubject subject) {
  const std::string lower = InLowerCase(key);
  const bool names_price = HasOneOf(kPrices, lower);
  const bool names_method = HasOneOf(kMethods, lower);
  if (HasOneOf(kSurcharges, lower)) return true;
  switch (subject) {
    case TableSubject::kCosts:
      return false;
    case TableSubject::kOther:
      return names_price && names_method;
    case TableSubject::kProduct:
      return names_method;  // with or without a word for a price
    case TableSubject::kPayment:
      // "cost" alone misspells the merchant's own "costs".
      return names_price && (names_method || lower.find("cost") == std::string::npos);
  }
  CHECK(false, "a table is about one of the listed subjects");
}

std::string PriceByMethodText(std::string_view quoted_key, std::string_view table) {
  std::string text(quoted_key);
  ((text += " in ") += table) +=
      " is forbidden: the price must be the same for every payment method, because a surcharge for "
      "a means of payment is forbidden towards consumers. Remove it; what every payer pays is the "
      "\"fee\" of a product in the catalogue, and what a payment method costs you is noted under "
      "[gateway.costs] in the settings";
  return text;
}

}  // namespace herlaad::catalogue
