// Compares the imported lists of an account with our books: reads both, matches them, and says what
// has to be recorded. Changes nothing itself, and finds the same however often it is called.
//
// Reads every order: what happened to an old one belongs to the day on which it happened. Memory
// grows with the lines of the days around the list, about 120 bytes each.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/commands/record_differences.h"
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
// The reference of its payment into the float, which names the line: "+++…+++ for line 3 of imp_…".
// Until that line has a booking, no other one is matched with such a payment.
std::string PaidReferenceOf(const FloatArrival& arrival);

struct Comparison {
  std::vector<Findings> findings;  // in pieces that one command records each
  std::vector<FloatArrival> arrivals;
  std::int64_t compared = 0;  // lines of the list
  std::int64_t matched = 0;
  std::int64_t open = 0;   // differences that are found now and were not mended
  std::int64_t fresh = 0;  // of these, those that were not there before
};

// `file` is complete.
Result<Comparison, StoreError> CompareLists(Queries& queries, const ImportedFile& file);

// Days that a list is looked at together with, before and after it.
inline constexpr reconcile::Day kCompareMargin = 14;

// Every list, in the order of their ids; stops when `tell` returns false.
Status<StoreError> ForEachImport(Queries& queries,
                                 const std::function<bool(const ImportedFile&)>& tell);
// Every line of one.
Status<StoreError> ForEachMovement(Queries& queries, ImportId file,
                                   const std::function<void(const ExternalMovement&)>& tell);
// The differences of the days from `from` to `to`.
Result<std::vector<Difference>, StoreError> DifferencesOf(Queries& queries, reconcile::Day from,
                                                          reconcile::Day to);

}  // namespace herlaad::engine
