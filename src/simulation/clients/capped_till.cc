#include "simulation/clients/capped_till.h"

#include "base/calendar/calendar.h"
#include "domain/payments/payment_method.h"

namespace herlaad::simulation {
namespace {

constexpr std::string_view kTill = "till-3";
constexpr limits::CashCaps kCaps{.per_topup = 0, .per_day = 6'000};
const engine::KeyId kCapsOf(3);          // all clients at the till use keys that were rotated to
constexpr std::int64_t kFirstKey = 100;  // two for each client

}  // namespace

engine::UsedKey UsedKeyOf(int client, bool rotated, const orders::PlaceRequest& request) {
  const std::int64_t first = kFirstKey + 2 * std::int64_t{client};
  const engine::KeyId id(first + (rotated ? 1 : 0));
  if (request.payment_account == kTill) return {id, kCapsOf, kCaps};
  return {id, engine::KeyId(first), {}};
}

void CheckCappedTill(const Cluster& cluster, const std::map<OrderId, engine::OrderRecord>& records,
                     Stage& stage) {
  const auto found = cluster.queries->FindRow<engine::KeyCash>(kCapsOf);
  if (!found.ok()) return stage.Break("the cash of a capped key cannot be read");
  const limits::CashDay day = *found ? (*found)->day : limits::CashDay{};
  std::int64_t of_last_day = 0;
  bool has_taken = false;
  for (const auto& [id, record] : records) {
    if (record.order.payment_account != kTill) continue;
    has_taken = true;
    if (calendar::EndOfDay(record.order.created_at) == day.end)
      of_last_day += record.order.terms.total();
  }
  if (day.taken > kCaps.per_day) stage.Break("a key took more cash in a day than its cap");
  if (has_taken != found->has_value() || of_last_day > day.taken)
    stage.Break("cash of a capped key is not counted");
}

}  // namespace herlaad::simulation
