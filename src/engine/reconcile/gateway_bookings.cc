#include "engine/reconcile/gateway_bookings.h"

#include <algorithm>
#include <optional>
#include <string>

#include "base/core/secret.h"
#include "engine/commands/reconcile/import_list.h"
#include "engine/reconcile/imported_lists.h"

namespace herlaad::engine {
namespace {

using reconcile::MovementType;

std::int64_t FeeOf(const ExternalMovement& line) {
  return line.type == MovementType::kFee ? line.fee - line.cents : line.fee;
}

std::int64_t PayoutOf(const ExternalMovement& line) {
  return line.type == MovementType::kPayout ? -line.cents : 0;
}

// A payout that failed comes back under the same reference, with the other sign.
std::optional<Digest> NameOf(const ExternalMovement& line) {
  const bool by_reference = line.type == MovementType::kPayout || line.own_id.empty();
  if (by_reference && !line.reference.empty()) {
    return DigestOf(std::string(reconcile::Name(line.type)) + ' ' + line.reference + ' ' +
                    std::to_string(line.cents));
  }
  if (line.own_id.empty()) return std::nullopt;
  return DigestOf("id " + line.own_id);
}

}  // namespace

void GatewayBookings::Add(const ExternalMovement& line) {
  const std::int64_t fee = FeeOf(line);
  const std::int64_t payout = PayoutOf(line);
  if (fee == 0 && payout == 0) return;
  const auto name = NameOf(line);
  bookings_.push_back({name.value_or(Digest{}), name.has_value(), line.day, fee, payout, false});
}

void GatewayBookings::TakeOutRepeated() {
  for (std::size_t i = 1; i < bookings_.size(); ++i) {
    Booking& each = bookings_[i];
    each.is_known = each.is_named && bookings_[i - 1].name == each.name;
  }
}

void GatewayBookings::TakeOutUnnamed(const ImportedFile& other) {
  for (Booking& each : bookings_) {
    if (!each.is_named && each.day >= other.totals.from && each.day <= other.totals.to)
      each.is_known = true;
  }
}

void GatewayBookings::TakeOut(const Digest& name) {
  auto at = std::lower_bound(
      bookings_.begin(), bookings_.end(), name,
      [](const Booking& each, const Digest& digest) { return each.name < digest; });
  for (; at != bookings_.end() && at->name == name; ++at) at->is_known = true;
}

void GatewayBookings::Sort() {
  std::sort(bookings_.begin(), bookings_.end(),
            [](const Booking& a, const Booking& b) { return a.name < b.name; });
}

bool GatewayBookings::HasToo(const ExternalMovement& line, reconcile::Day from,
                             reconcile::Day to) const {
  if (FeeOf(line) == 0 && PayoutOf(line) == 0) return false;
  const auto name = NameOf(line);
  if (!name) return line.day >= from && line.day <= to;
  const auto at = std::lower_bound(
      bookings_.begin(), bookings_.end(), *name,
      [](const Booking& each, const Digest& digest) { return each.name < digest; });
  return at != bookings_.end() && at->name == *name;
}

Status<StoreError> GatewayBookings::TakeOutKnown(Queries& queries, const ImportedFile& file) {
  if (bookings_.empty()) return Nothing{};
  Sort();
  TakeOutRepeated();
  std::vector<ImportedFile> others;
  const auto listed = ForEachImport(queries, [&](const ImportedFile& each) {
    const bool is_other = each.id != file.id && IsCounted(each) && each.kind == file.kind &&
                          each.account == file.account;
    if (is_other) others.push_back(each);
    return true;
  });
  if (!listed.ok()) return Failure{listed.error()};
  for (const ImportedFile& other : others) {
    TakeOutUnnamed(other);
    const auto read = ForEachMovement(queries, other.id, [this](const ExternalMovement& line) {
      if (FeeOf(line) == 0 && PayoutOf(line) == 0) return;
      if (const auto name = NameOf(line)) TakeOut(*name);
    });
    if (!read.ok()) return Failure{read.error()};
  }
  return Nothing{};
}

std::int64_t GatewayBookings::fees() const {
  std::int64_t sum = 0;
  for (const Booking& each : bookings_) sum += each.is_known ? 0 : each.fee;
  return sum;
}

std::int64_t GatewayBookings::payouts() const {
  std::int64_t sum = 0;
  for (const Booking& each : bookings_) sum += each.is_known ? 0 : each.payout;
  return sum;
}

Result<std::optional<ImportId>, StoreError> LaterListWithItsBookings(Queries& queries,
                                                                     const ImportedFile& file) {
  GatewayBookings bookings;
  auto read = ForEachMovement(queries, file.id,
                              [&bookings](const ExternalMovement& line) { bookings.Add(line); });
  if (!read.ok()) return Failure{read.error()};
  bookings.Sort();
  std::vector<ImportId> later;
  read = ForEachImport(queries, [&](const ImportedFile& each) {
    const bool is_later =
        std::pair(each.completed_at, each.id) > std::pair(file.completed_at, file.id);
    if (is_later && IsCounted(each) && each.kind == file.kind && each.account == file.account)
      later.push_back(each.id);
    return true;
  });
  if (!read.ok()) return Failure{read.error()};
  std::optional<ImportId> found;
  for (const ImportId each : later) {
    read = ForEachMovement(queries, each, [&](const ExternalMovement& line) {
      if (bookings.HasToo(line, file.totals.from, file.totals.to)) found = each;
    });
    if (!read.ok()) return Failure{read.error()};
  }
  return found;  // the last one
}

}  // namespace herlaad::engine
