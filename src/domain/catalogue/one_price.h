// One price for the payer, whatever the payment method: a surcharge for a means of payment is
// forbidden towards consumers in Belgium (Directive (EU) 2015/2366, article 62). The catalogue and
// the settings know no key that could make a price depend on it, and say why when one is tried.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace herlaad::catalogue {

// What a table of the file is about.
enum class TableSubject : std::uint8_t {
  kOther = 1,
  kProduct = 2,  // what is sold: one price, whoever pays it how
  kPayment = 3,  // how it is paid: no price at all
  kCosts = 4,    // what payments cost us: no price, but words as "fee" are not about the payer
};

// Whether an unknown key of such a table would set a price for a payment method: "surcharge",
// "card_fee"; in a product also "paypal", in a table about payments also "fee". Letter case does
// not matter. A key that only misspells another one is none of them.
bool IsPriceByMethod(std::string_view key, TableSubject subject);

// Why it is refused and what to do, for a key that is quoted and a table that is named in words.
std::string PriceByMethodText(std::string_view quoted_key, std::string_view table);

}  // namespace herlaad::catalogue
