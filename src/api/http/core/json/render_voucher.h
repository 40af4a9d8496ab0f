// A voucher as JSON, never with its PIN.
#pragma once

#include "api/http/core/json/json_writer.h"
#include "domain/vouchers/voucher.h"

namespace herlaad::http {

// All members; without the closing bracket.
inline void RenderVoucher(const vouchers::Voucher& voucher, JsonWriter& json) {
  json.Begin('{').Name("serial").Text(ToText(voucher.serial));
  json.Name("state").Text(vouchers::VoucherStateName(voucher.state));
  json.Name("amount").Amount(voucher.face);
  json.Name("sold_at").At(voucher.sold_at).Name("valid_until").At(voucher.valid_until);
  if (voucher.redeemed_at.ms != 0) json.Name("redeemed_at").At(voucher.redeemed_at);
}

}  // namespace herlaad::http
