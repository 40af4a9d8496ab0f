#include "api/http/core/access/links.h"

#include "base/core/check.h"
#include "base/core/crockford.h"

namespace herlaad::http {
namespace {

constexpr int kHalfDigits = 13;  // 64 bits
constexpr std::size_t kCodeDigits = 2 * kHalfDigits;
constexpr std::size_t kKeyBytesMin = 16;
// The purposes of the codes; the first must not change, so that old links open.
constexpr std::string_view kReading = "link of an order";
constexpr std::string_view kCancelling = "cancelling of an order";

void AppendCode(const Digest& code, std::string& out) {
  AppendCrockford(code.high, kHalfDigits, out);
  AppendCrockford(code.low, kHalfDigits, out);
}

std::string Written(const Digest& code) {
  std::string text;
  text.reserve(kCodeDigits);
  AppendCode(code, text);
  return text;
}

}  // namespace

Links::Links(std::string public_url, Secret key, Secret before)
    : public_url_(std::move(public_url)), key_(std::move(key)), before_(std::move(before)) {
  CHECK(key_.Reveal().size() >= kKeyBytesMin, "the key of links cannot be guessed");
}

// A keyed BLAKE2b: unlike with SHA-256, a key as prefix is safe, because there are no
// length-extension attacks. `right` separates the codes of the rights.
Digest Links::Code(const Secret& key, std::string_view right, std::string_view id) {
  std::string text;
  text.reserve(key.Reveal().size() + right.size() + id.size() + 2);
  text += key.Reveal();
  text += '\0';
  text += right;
  text += '\0';
  text += id;
  return DigestOf(text);
}

std::string Links::Token(OrderId order) const {
  std::string token = ToText(order);
  const Digest code = Code(key_, kReading, token);
  token.reserve(token.size() + 1 + kCodeDigits);
  token += '.';
  AppendCode(code, token);
  return token;
}

std::optional<OrderId> Links::Open(std::string_view token) const {
  const std::size_t dot = token.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const auto order = ParseOrderId(token.substr(0, dot));
  if (!order) return std::nullopt;
  const Secret given(std::string(token.substr(dot + 1)));
  const std::string id = ToText(*order);
  if (Secret(Written(Code(key_, kReading, id))) == given) return order;
  if (before_.empty() || !(Secret(Written(Code(before_, kReading, id))) == given))
    return std::nullopt;
  return order;
}

Secret Links::CancelToken(OrderId order) const {
  return Secret(Written(Code(key_, kCancelling, ToText(order))));
}

bool Links::Cancels(OrderId order, std::string_view token) const {
  return CancelToken(order) == Secret(std::string(token));
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
