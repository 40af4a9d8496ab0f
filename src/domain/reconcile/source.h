// The lists of others that our books are compared with, and what stands in them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "domain/reconcile/day.h"

namespace herlaad::reconcile {

// Stored, never reused.
enum class SourceKind : std::uint8_t {
  kCoda = 1,        // statements of our bank account
  kCamt053 = 2,     // the same in the other format
  kGateway = 3,     // the balance of a payment provider
  kDeliveries = 4,  // what an operator says that it credited
  kTillCounts = 5,  // the cash that was counted in tills
};
inline constexpr auto kLastSourceKind = SourceKind::kTillCounts;
inline constexpr std::array kSourceKinds{SourceKind::kCoda, SourceKind::kCamt053,
                                         SourceKind::kGateway, SourceKind::kDeliveries,
                                         SourceKind::kTillCounts};
std::string_view Name(
    SourceKind kind);  // "coda", "camt053", "gateway", "deliveries", "till_counts"
std::optional<SourceKind> ParseSourceKind(std::string_view name);
bool IsBank(SourceKind kind);

// How many days a list may be behind our books before it is late, or its line missing. Data: the
// bank needs working days for what a payment provider has paid out.
Day ToleranceOf(SourceKind kind);

// What a line is. Stored, never reused.
enum class MovementType : std::uint8_t {
  kTransfer = 1,  // of a bank account
  kPayment = 2,
  kRefund = 3,
  kDispute = 4,  // taken because of it, or given back
  kPayout = 5,   // from the provider to our bank account
  kFee = 6,      // what the provider keeps
  kDelivery = 7,
  kCount = 8,  // the cash of one till and day
  kOther = 9,
};
inline constexpr auto kLastMovementType = MovementType::kOther;
std::string_view Name(MovementType type);  // "transfer", …
std::optional<MovementType> ParseMovementType(std::string_view name);

}  // namespace herlaad::reconcile
