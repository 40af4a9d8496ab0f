#include "domain/reconcile/source.h"

#include "base/core/check.h"

namespace herlaad::reconcile {
namespace {

struct KindRow {
  SourceKind kind;
  std::string_view name;
  bool is_bank;
  Day tolerance;
};
constexpr std::array kKinds{
    KindRow{SourceKind::kCoda, "coda", true, 5},
    KindRow{SourceKind::kCamt053, "camt053", true, 5},
    KindRow{SourceKind::kGateway, "gateway", false, 1},
    KindRow{SourceKind::kDeliveries, "deliveries", false, 1},
    KindRow{SourceKind::kTillCounts, "till_counts", false, 0},
};

const KindRow& RowOf(SourceKind kind) {
  const KindRow& row = kKinds.at(static_cast<std::size_t>(kind) - 1);
  CHECK(row.kind == kind, "the kinds are listed in their order");
  return row;
}

constexpr std::array<std::string_view, 9> kTypes{
    "transfer", "payment", "refund", "dispute", "payout", "fee", "delivery", "count", "other"};

}  // namespace

std::string_view Name(SourceKind kind) { return RowOf(kind).name; }
bool IsBank(SourceKind kind) { return RowOf(kind).is_bank; }
Day ToleranceOf(SourceKind kind) { return RowOf(kind).tolerance; }

std::optional<SourceKind> ParseSourceKind(std::string_view name) {
  for (const KindRow& row : kKinds) {
    if (row.name == name) return row.kind;
  }
  return std::nullopt;
}

std::string_view Name(MovementType type) { return kTypes.at(static_cast<std::size_t>(type) - 1); }

std::optional<MovementType> ParseMovementType(std::string_view name) {
  for (std::size_t i = 0; i < kTypes.size(); ++i) {
    if (kTypes.at(i) == name) return static_cast<MovementType>(i + 1);
  }
  return std::nullopt;
}

}  // namespace herlaad::reconcile
