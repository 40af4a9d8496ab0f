// The payment methods of the stand-in, as rows of a table.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace herlaad::sandbox {

struct StripeMethod {
  std::string_view name;  // Stripe's: "wechat_pay"
  // Whether a charge is a `charge` (ch_, re_) or a `payment` (py_, pyr_) in ids and in the balance.
  bool is_card = false;
  bool is_scanned = false;        // the payer scans a QR code with an app
  bool is_authenticated = false;  // the payer's bank may ask who the payer is
  bool can_be_saved = false;      // for payments without the payer
  // What Stripe keeps, invented: hundredths of a percent of the amount, and cents.
  std::int64_t fee_basis_points = 0;
  std::int64_t fee_cents = 0;
};

std::span<const StripeMethod> AllStripeMethods();

// nullptr for the name of another method.
const StripeMethod* FindStripeMethod(std::string_view name);

// The fee of a payment of that amount; cents, halves rounded up.
std::int64_t FeeOf(const StripeMethod& method, std::int64_t amount);

}  // namespace herlaad::sandbox
