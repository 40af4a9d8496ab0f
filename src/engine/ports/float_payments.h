// Floats: money that a client paid in, and that its keys spend on orders. The balance is the row of
// the account float:<client's id>, never below its floor; each payment in or out is a row too, and
// posts one entry. Rows of payments are never changed or deleted.
#pragma once

#include <string>
#include <string_view>

#include "base/core/id.h"
#include "base/core/instant.h"
#include "domain/ledger/balance.h"
#include "domain/ledger/entry.h"
#include "engine/ports/clients.h"

namespace herlaad::engine {

using FloatPaymentId = Id<struct FloatPaymentTag>;
inline std::string ToText(FloatPaymentId id) { return IdText("fp_", id.value()); }

// The client's account. The client's id owns it: names may change and be long.
inline ledger::Account FloatOf(ClientId client) {
  return ledger::Of(ledger::AccountKind::kFloat, ToText(client));
}

struct FloatPayment {
  FloatPaymentId id;
  ClientId client;
  std::int64_t amount = 0;  // EUR/2; below zero: paid out to the client. Never 0
  std::string reference;    // what finance finds it by, as that of a bank transfer
  std::string actor;
  Instant at{};

  friend bool operator==(const FloatPayment&, const FloatPayment&) = default;
};
// For one payment, in or out: 1,000,000.00 EUR.
inline constexpr std::int64_t kFloatPaymentMax = 100'000'000;
inline constexpr std::size_t kFloatReferenceMax = 140;  // bytes, as of a SEPA transfer

inline ledger::Cause CauseOf(FloatPaymentId id) {
  return {id.value(), ledger::CauseKind::kFloatPayment};
}
// What it posts: money in our own bank account became what we owe the client, or the reverse.
ledger::Transfers TransfersOf(const FloatPayment& payment);

}  // namespace herlaad::engine
