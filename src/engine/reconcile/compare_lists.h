// Compares the imported lists of an account with our books: reads both, matches them, and hands
// over what has to be recorded. Changes nothing itself, and finds the same however often it is
// called.
//
// Of orders it reads every one: what happened to an old one belongs to the day on which it
// happened. Memory: of about half a million lines of both sides at once, some 70 bytes each. More
// lines are compared in parts by their references, for each of which everything is read again;
// above 16 parts, memory grows with the lines of the days around the list. Of bank accounts, the
// bookings that lines have already are kept too (taken_bookings.h).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/commands/reconcile/record_differences.h"
#include "engine/ports/queries.h"

namespace herlaad::engine {

// A transfer to us with the structured communication of a client: to be paid into its float.
struct FloatArrival {
  ImportId file;
  std::int32_t n = 0;  // of the line
  ClientId client;
  std::int64_t cents = 0;
  std::string reference;  // "+++…+++"
};

enum class Arrived : std::uint8_t {
  kPaid,     // or was before
  kNotPaid,  // as when the client is gone: then it is a difference
  kStop,     // compare no further
};

// Takes what is found, when it is found; nothing of the database is held meanwhile.
struct FindingsTaker {
  std::function<bool(Findings)> findings;  // what one command records; false stops
  std::function<Arrived(const FloatArrival&)> arrival;
};

struct CompareLimits {
  std::size_t lines_at_once = 500'000;  // of both sides
  std::uint64_t parts = 16;
};

struct Comparison {
  std::int64_t compared = 0;  // lines of the list
  std::int64_t matched = 0;   // without those that are paid into floats now
  std::int64_t open = 0;      // differences that are found now and were not mended
  std::int64_t fresh = 0;     // of these, those that were not there before
};

// `file` is complete; or it does not count, and the lists of its account are compared around its
// days. When a taker stops it, the counts mean nothing.
Result<Comparison, StoreError> CompareLists(Queries& queries, const ImportedFile& file,
                                            const FindingsTaker& taker,
                                            const CompareLimits& limits = {});

// Days that a list is looked at together with, before and after it.
inline constexpr reconcile::Day kCompareMargin = 14;

}  // namespace herlaad::engine
