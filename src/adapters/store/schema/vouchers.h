// vouchers: what is kept of each; its PIN is not.
#pragma once

#include "adapters/store/schema/description.h"
#include "adapters/store/schema/enum_ranges.h"
#include "engine/ports/rows.h"

namespace herlaad::store::schema {

template <>
struct Described<vouchers::Voucher> {
  using Row = vouchers::Voucher;
  static constexpr TableTraits kTraits{
      .name = "vouchers",
      .is_by_id = true,
      .is_held = true,
      .indexes = "CREATE UNIQUE INDEX vouchers_pin ON vouchers (shard, pin_high, pin_low)",
      .checks = "CHECK (face > 0)"};
  static constexpr std::tuple kFields{
      Member("serial", &Row::serial),
      Members({"pin_high", "pin_low"}, &Row::pin),
      Member("state", &Row::state),
      Through(&Row::face, Member("face", &Money::minor), Member("currency", &Money::currency)),
      Member("sold_by", &Row::sold_by),
      Member("redeemed_by", &Row::redeemed_by),
      Member("sold_at", &Row::sold_at),
      Member("valid_until", &Row::valid_until),
      Member("redeemed_at", &Row::redeemed_at)};
  static void Adjust(Row& row) { row.face.minor += 1; }
};

}  // namespace herlaad::store::schema
