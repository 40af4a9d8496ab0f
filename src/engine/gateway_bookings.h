// GatewayBookings: what the lines of a gateway's list say that it kept and paid out, without what
// complete lists of the same gateway had before: each fee and each payout is booked once.
#pragma once

#include <vector>

#include "engine/ports/queries.h"

namespace herlaad::engine {

class GatewayBookings {
 public:
  void Add(const ExternalMovement& line);
  // After all lines: takes out what the other lists have, and what stands twice in this one. Reads
  // every line of the gateway's complete lists, if there is anything to book.
  Status<StoreError> TakeOutKnown(Queries& queries, const ImportedFile& file);

  // In cents, of what is left.
  [[nodiscard]] std::int64_t fees() const;
  [[nodiscard]] std::int64_t payouts() const;

 private:
  struct Booking {
    Digest name;            // of a fee its own id, of a payout its reference and amount
    bool is_named = false;  // else every list of its day is taken to have it
    reconcile::Day day = 0;
    std::int64_t fee = 0;
    std::int64_t payout = 0;
    bool is_known = false;
  };
  void TakeOutRepeated();
  void TakeOutUnnamed(const ImportedFile& other);
  void TakeOut(const Digest& name);

  std::vector<Booking> bookings_;
};

}  // namespace herlaad::engine
