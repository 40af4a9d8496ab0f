// PINs of vouchers: 16 digits. The PIN of a voucher is derived from the order that sold it with the
// key in voucher.key, so that it is stored nowhere and can be shown again to whoever sold it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/core/id.h"
#include "base/core/secret.h"

namespace herlaad::vouchers {

inline constexpr std::size_t kPinDigits = 16;

class Pin {
 public:
  // Reads 16 digits as people type them (base/numbers/typed_digits.h); nullopt for anything else.
  static std::optional<Pin> Parse(std::string_view typed);
  [[nodiscard]] const Secret& digits() const { return digits_; }
  // "1234 5678 9012 3456", for people.
  [[nodiscard]] Secret Grouped() const;
  friend bool operator==(const Pin&, const Pin&) = default;

 private:
  friend Pin DerivePin(const Secret& key, OrderId sale);
  explicit Pin(Secret digits) : digits_(std::move(digits)) {}
  Secret digits_;
};

// The same for the same key and order.
Pin DerivePin(const Secret& key, OrderId sale);

// What is stored of a PIN. Without the key it cannot be found by trying all PINs.
Digest PinDigest(const Secret& key, const Pin& pin);

// The key in voucher.key, and while it is being rotated also the one before; empty: none.
struct PinKeys {
  Secret current;
  Secret before;
};
// The PIN of the voucher that `sale` sold, if one of the keys gives the digest that was stored.
std::optional<Pin> RevealPin(const PinKeys& keys, OrderId sale, const Digest& stored);

}  // namespace herlaad::vouchers
