// The creditor reference of ISO 11649: "RF", two check digits, and 1 to 21 digits and letters.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace herlaad::reconcile {

// The reference in plain form ("RF18539007547034") if `text` is one and nothing else. Blanks
// between its groups and small letters are accepted; the check digits must fit.
std::optional<std::string> ParseCreditorReference(std::string_view text);

// The first such reference in a free text, in plain form: bare, or in groups of four.
std::optional<std::string> FindCreditorReference(std::string_view text);

}  // namespace herlaad::reconcile
