// GatewayBookings: what the lines of a gateway's list say that it kept and paid out, without what
// complete lists of the same gateway had before: each fee and each payout is booked once.
#pragma once

#include <optional>
#include <vector>

#include "engine/ports/queries.h"

namespace herlaad::engine {

class GatewayBookings {
 public:
  void Add(const ExternalMovement& line);
  // After all lines: takes out what the other lists have, and what stands twice in this one. Reads
  // every line of the gateway's complete lists, if there is anything to book.
  Status<StoreError> TakeOutKnown(Queries& queries, const ImportedFile& file);

  // Whether `line`, of a list that was completed after this one, was left out there because of this
  // one, which has the days from `from` to `to`. After Sort, which comes after all lines.
  [[nodiscard]] bool HasToo(const ExternalMovement& line, reconcile::Day from,
                            reconcile::Day to) const;
  void Sort();
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

// A list of the same gateway that was completed after `file`, which is complete, and in which fees
// or payouts were left out because `file` has them.
Result<std::optional<ImportId>, StoreError> LaterListWithItsBookings(Queries& queries,
                                                                     const ImportedFile& file);

}  // namespace herlaad::engine
