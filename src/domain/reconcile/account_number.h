// Numbers of bank accounts: IBAN (ISO 13616) and the Belgian number of 12 digits it contains.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace herlaad::reconcile {

// The remainder by 97 of a number written with digits and letters, A = 10 to Z = 35 (ISO 7064).
// nullopt if another character is in it.
std::optional<unsigned> Mod97(std::string_view text);

// Without blanks and in capitals, as accounts are compared: "be68 5390 0754 7034" is
// "BE68539007547034". Other characters stay.
std::string PlainAccount(std::string_view text);

// Whether `text` is an IBAN in plain form: two letters, two check digits that fit, 11 to 30 digits
// and capitals.
bool IsIban(std::string_view text);

// The IBAN of a Belgian account number of 12 digits; nullopt if these are not 12 digits, or the
// last two are not the remainder of the first ten by 97 (0 is written 97).
std::optional<std::string> BelgianIban(std::string_view digits);

}  // namespace herlaad::reconcile
