// Writes bank statements of any length into a stream, a piece at a time. All movements are of one
// day and to us. Half of them have a structured communication; the others have it in a text. The
// number of each is in its communication, so that planted_payments.h can have the same.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>

namespace herlaad::bench {

inline constexpr const char* kListDay = "2026-11-27";
// Of movement `i`, from 0.
std::int64_t CentsOf(std::int64_t i);
std::string CommunicationOf(std::int64_t i);  // "+++123/4567/89095+++"

// Statements of 9,000 movements, each following the one before it.
void WriteCodaList(std::int64_t movements, std::ostream& out);
// One statement; each movement is an entry with its only transaction.
void WriteCamtList(std::int64_t movements, std::ostream& out);

}  // namespace herlaad::bench
