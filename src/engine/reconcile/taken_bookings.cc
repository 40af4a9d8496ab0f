#include "engine/reconcile/taken_bookings.h"

#include <algorithm>

#include "engine/reconcile/compare_lists.h"
#include "engine/reconcile/imported_lists.h"

namespace herlaad::engine {
namespace {

constexpr std::string_view kOfLine = " for line ";

std::string NameOf(ImportId file, std::int32_t n) {
  return std::string(kOfLine) + std::to_string(n) + " of " + ToText(file);
}

}  // namespace

std::string PaidReferenceOf(const FloatArrival& arrival) {
  return arrival.reference + NameOf(arrival.file, arrival.n);
}

bool IsPaidIntoFloat(const ExternalMovement& movement) { return IsFloatPayment(movement.matched); }

void TakenBookings::NoteTransfer(const ExternalMovement& movement) {
  if (movement.matched.empty() && movement.is_sure && movement.cents > 0)
    open_.push_back(DigestOf(NameOf(movement.file, movement.n)));
}

Status<StoreError> TakenBookings::ReadOwn(Queries& queries, ImportId file, reconcile::Day low,
                                          reconcile::Day high) {
  return ForEachMovement(queries, file, [&](const ExternalMovement& movement) {
    NoteTransfer(movement);
    const bool is_outside = movement.day < low || movement.day > high;
    if (!movement.matched.empty() && (is_outside || IsPaidIntoFloat(movement)))
      taken_.push_back(DigestOf(movement.matched));
  });
}

Status<StoreError> TakenBookings::ReadOther(Queries& queries, ImportId file) {
  return ForEachMovement(queries, file, [this](const ExternalMovement& movement) {
    NoteTransfer(movement);
    if (!movement.matched.empty()) taken_.push_back(DigestOf(movement.matched));
  });
}

Status<StoreError> TakenBookings::ReadPayments(Queries& queries) {
  std::sort(taken_.begin(), taken_.end());
  std::sort(open_.begin(), open_.end());
  RowQuery<FloatPayment> query;
  for (;;) {
    const auto rows = queries.ReadRows(query);
    if (!rows.ok()) return Failure{rows.error()};
    for (const FloatPayment& payment : *rows) {
      if (!Has(ToText(payment.id)) && NamesOpenTransfer(payment.reference))
        paid_.push_back({DigestOf(payment.reference), payment.id, payment.client, payment.amount});
    }
    if (rows->size() < query.limit) break;
    query.from = FloatPaymentId(rows->back().id.value() + 1);
  }
  std::stable_sort(paid_.begin(), paid_.end(),
                   [](const Paid& a, const Paid& b) { return a.reference < b.reference; });
  return Nothing{};
}

bool TakenBookings::NamesOpenTransfer(const std::string& reference) const {
  const std::size_t at = reference.rfind(kOfLine);
  return at != std::string::npos &&
         std::binary_search(open_.begin(), open_.end(), DigestOf(reference.substr(at)));
}

bool TakenBookings::Has(std::string_view booking) const {
  return std::binary_search(taken_.begin(), taken_.end(), DigestOf(booking));
}

bool TakenBookings::HasPayment(const FloatPayment& payment) const {
  return Has(ToText(payment.id)) || NamesOpenTransfer(payment.reference);
}

std::optional<FloatPaymentId> TakenBookings::PaidFor(const FloatArrival& arrival) const {
  const Digest line = DigestOf(PaidReferenceOf(arrival));
  const auto at = std::lower_bound(
      paid_.begin(), paid_.end(), line,
      [](const Paid& each, const Digest& digest) { return each.reference < digest; });
  const bool is_paid = at != paid_.end() && at->reference == line && at->client == arrival.client &&
                       at->cents == arrival.cents;
  return is_paid ? std::optional(at->id) : std::nullopt;
}

}  // namespace herlaad::engine
