#include "adapters/gateways/stripe/stripe_form.h"

namespace herlaad::gateways::stripe {
namespace {

constexpr std::string_view kHex = "0123456789ABCDEF";

bool IsUnreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

void Encode(std::string_view text, std::string& out) {
  for (const char c : text) {
    if (IsUnreserved(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kHex[byte >> 4U];
    out += kHex[byte & 15U];
  }
}

}  // namespace

StripeForm& StripeForm::Add(std::string_view name, std::string_view value) {
  if (!text_.empty()) text_ += '&';
  Encode(name, text_);
  text_ += '=';
  Encode(value, text_);
  return *this;
}

StripeForm& StripeForm::Add(std::string_view name, std::int64_t value) {
  return Add(name, std::to_string(value));
}

}  // namespace herlaad::gateways::stripe
