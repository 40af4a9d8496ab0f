// Fulfilments: what an order delivers. Each is a struct here with what the order must know about
// it, and one file with its rules: credit.cc, voucher_sale.cc. fulfil.h lists the rules that each
// has.
#pragma once

#include <string>
#include <variant>

#include "base/numbers/msisdn.h"

namespace herlaad::orders {

// Prepaid credit for a number: a top-up.
struct Credit {
  Msisdn msisdn;
  std::string operator_id;
  bool hosted = false;  // credited in our own ledger

  friend bool operator==(const Credit&, const Credit&) = default;
};

// A voucher of the order's face value, for whoever has its PIN. No number is known.
struct VoucherSale {
  friend bool operator==(const VoucherSale&, const VoucherSale&) = default;
};

using Fulfilment = std::variant<Credit, VoucherSale>;

}  // namespace herlaad::orders
