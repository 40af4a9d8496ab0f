#include "domain/vouchers/pin.h"

#include "base/core/check.h"
#include "base/numbers/typed_digits.h"

namespace herlaad::vouchers {
namespace {

constexpr std::size_t kGroup = 4;

std::uint64_t HexValue(std::string_view hex) {
  std::uint64_t value = 0;
  for (const char c : hex) {
    value = value * 16 + static_cast<std::uint64_t>(c <= '9' ? c - '0' : c - 'a' + 10);
  }
  return value;
}

// Eight digits of 64 bits: even to about one part in 10^11.
std::string EightDigits(std::uint64_t drawn) {
  std::string digits = std::to_string(drawn % 100'000'000);
  digits.insert(0, kPinDigits / 2 - digits.size(), '0');
  return digits;
}

}  // namespace

std::optional<Pin> Pin::Parse(std::string_view typed) {
  constexpr std::size_t kTypedMax = 120;  // bytes
  if (typed.size() > kTypedMax) return std::nullopt;
  auto read = numbers::ReadTypedDigits(typed);
  if (!read.ok() || read->plus || read->digits.size() != kPinDigits) return std::nullopt;
  return Pin(Secret(std::move(read->digits)));
}

Secret Pin::Grouped() const {
  std::string text;
  for (std::size_t i = 0; i < kPinDigits; ++i) {
    if (i > 0 && i % kGroup == 0) text += ' ';
    text += digits_.Reveal()[i];
  }
  return Secret(std::move(text));
}

Pin DerivePin(const Secret& key, OrderId sale) {
  CHECK(!key.empty(), "a PIN is derived with a key");
  const std::string hex = HmacHex(key, "herlaad voucher pin " + std::to_string(sale.value()));
  const std::string_view bits(hex);
  return Pin(Secret(EightDigits(HexValue(bits.substr(0, 16))) +
                    EightDigits(HexValue(bits.substr(16, 16)))));
}

Digest PinDigest(const Secret& key, const Pin& pin) {
  CHECK(!key.empty(), "a PIN's digest is keyed");
  const std::string hex = HmacHex(key, "herlaad voucher digest " + pin.digits().Reveal());
  return {HexValue(std::string_view(hex).substr(0, 16)),
          HexValue(std::string_view(hex).substr(16, 16))};
}

std::optional<Pin> RevealPin(const PinKeys& keys, OrderId sale, const Digest& stored) {
  for (const Secret* const key : {&keys.current, &keys.before}) {
    if (key->empty()) continue;
    Pin pin = DerivePin(*key, sale);
    if (PinDigest(*key, pin) == stored) return pin;
  }
  return std::nullopt;
}

}  // namespace herlaad::vouchers
