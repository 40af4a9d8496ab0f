// StripeForm: parameters as application/x-www-form-urlencoded, in the order in which they were
// added. Nested names are written as Stripe reads them: "metadata[key]", "line_items[0][quantity]".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace herlaad::gateways::stripe {

class StripeForm {
 public:
  StripeForm& Add(std::string_view name, std::string_view value);
  StripeForm& Add(std::string_view name, std::int64_t value);

  // For a body, or behind the '?' of an address.
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace herlaad::gateways::stripe
