#include "doors/http/links.h"

#include "base/core/check.h"
#include "base/core/crockford.h"

namespace herlaad::http {
namespace {

constexpr int kHalfDigits = 13;  // 64 bits
constexpr std::size_t kKeyBytesMin = 16;

std::string Written(const Digest& code) {
  std::string text;
  AppendCrockford(code.high, kHalfDigits, text);
  AppendCrockford(code.low, kHalfDigits, text);
  return text;
}

}  // namespace

Links::Links(std::string public_url, Secret key)
    : public_url_(std::move(public_url)), key_(std::move(key)) {
  CHECK(key_.Reveal().size() >= kKeyBytesMin, "the key of links cannot be guessed");
}

// A keyed BLAKE2b: unlike with SHA-256, a key in front is safe, because the hash cannot be
// continued by who does not know its state.
Digest Links::Code(std::string_view id) const {
  std::string text = key_.Reveal();
  text += '\0';
  text += "link of an order";
  text += '\0';
  text += id;
  return DigestOf(text);
}

std::string Links::Token(OrderId order) const {
  std::string token = ToText(order);
  const Digest code = Code(token);
  token += '.';
  token += Written(code);
  return token;
}

std::optional<OrderId> Links::Open(std::string_view token) const {
  const std::size_t dot = token.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const auto order = ParseOrderId(token.substr(0, dot));
  if (!order) return std::nullopt;
  const Secret expected(Written(Code(ToText(*order))));
  if (!(expected == Secret(std::string(token.substr(dot + 1))))) return std::nullopt;
  return order;
}

std::string Links::Pay(std::string_view token) const {
  return (public_url_ + "/pay/").append(token);
}

std::string Links::Page(std::string_view token) const {
  return (public_url_ + "/orders/").append(token);
}

std::string Links::Page(OrderId order, messages::Language language) const {
  std::string page = public_url_ + "/";
  return page.append(messages::Code(language)).append("/orders/").append(Token(order));
}

}  // namespace herlaad::http
