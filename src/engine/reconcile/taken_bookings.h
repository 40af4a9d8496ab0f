// TakenBookings: the payouts and payments of floats that lines of our bank accounts have already
// and that are not compared again. Such a booking belongs to one line of all the accounts, of
// whatever day: otherwise the same money of a second account or statement would match it, and
// would be on no float and on no list. Memory: 16 bytes a booking and a transfer without one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/secret.h"
#include "domain/reconcile/day.h"
#include "engine/ports/queries.h"

namespace herlaad::engine {

struct FloatArrival;

// The reference of the payment into a float that a line of a bank is recorded as; it names the
// line:
// "+++…+++ for line 3 of imp_…".
std::string PaidReferenceOf(const FloatArrival& arrival);

// Whether the line was recorded as a payment of a float.
bool IsPaidIntoFloat(const ExternalMovement& movement);

class TakenBookings {
 public:
  // Of a list of the account that is compared, with days from `low` to `high`: what its lines have
  // that are not compared again.
  Status<StoreError> ReadOwn(Queries& queries, ImportId file, reconcile::Day low,
                             reconcile::Day high);
  // Of a list that is not compared now.
  Status<StoreError> ReadOther(Queries& queries, ImportId file);
  // After all lists were read, before anything is asked.
  Status<StoreError> ReadPayments(Queries& queries);

  // `booking` as in ExternalMovement::matched.
  [[nodiscard]] bool Has(std::string_view booking) const;
  // Whether a line has the payment already, or it names a transfer that has no booking yet and is
  // of that one. Anybody may write such a name: where the line has a booking, or there is no such
  // line, it is a payment as any other.
  [[nodiscard]] bool HasPayment(const FloatPayment& payment) const;
  // The payment that was made for the line before, when recording was interrupted.
  [[nodiscard]] std::optional<FloatPaymentId> PaidFor(const FloatArrival& arrival) const;

 private:
  struct Paid {
    Digest reference;
    FloatPaymentId id;
    ClientId client;
    std::int64_t cents = 0;
  };
  void NoteTransfer(const ExternalMovement& movement);
  [[nodiscard]] bool NamesOpenTransfer(const std::string& reference) const;

  std::vector<Digest> taken_;
  std::vector<Digest> open_;  // names of transfers to us that have no booking yet
  std::vector<Paid> paid_;    // payments that name one of these
};

}  // namespace herlaad::engine
