// Sells a voucher under an idempotency key, for money that the client has received, or from its
// float. The voucher's PIN is derived from the order with a key of the server, so a repeat, which
// names the same order, gives the same PIN; only a keyed digest of it is stored.
#pragma once

#include <string_view>

#include "base/core/result.h"
#include "domain/orders/fulfilment/voucher_sale.h"
#include "engine/commands/clients/used_key.h"
#include "engine/commands/command.h"
#include "engine/commands/idempotency.h"
#include "engine/commands/orders/new_order.h"

namespace herlaad::engine {

// Errors of the request itself, in order of precedence.
enum class SellVoucherError : std::uint8_t {
  kKeyEmpty = 1,
  kKeyTooLong = 2,
  kValueNotPositive = 3,
};

class SellVoucher final : public CommandOf<PlaceResult> {
 public:
  // `pin_key` is the key in voucher.key. `used` is the API key of the request.
  static Result<std::unique_ptr<SellVoucher>, SellVoucherError> Check(
      orders::VoucherSaleRequest request, std::string_view idempotency_key, Secret pin_key,
      std::optional<UsedKey> used = std::nullopt);

  [[nodiscard]] std::string_view Kind() const override { return "sell_voucher"; }
  void AddNeeds(Needs& needs) const override;
  [[nodiscard]] DecisionOf<PlaceResult> Decide(const ReadSet& read_set,
                                               const DecisionContext& context) const override;

 private:
  SellVoucher(orders::VoucherSaleRequest request, Digest key, Digest body, Secret pin_key,
              std::optional<UsedKey> used)
      : request_(std::move(request)),
        key_(key),
        body_(body),
        pin_key_(std::move(pin_key)),
        used_(used) {}
  [[nodiscard]] std::optional<ledger::Account> Prepaid() const {
    return payments::PrepaidAccount(request_.payment_method, request_.payment_account);
  }

  orders::VoucherSaleRequest request_;
  Digest key_;
  Digest body_;
  Secret pin_key_;
  std::optional<UsedKey> used_;
};

}  // namespace herlaad::engine
