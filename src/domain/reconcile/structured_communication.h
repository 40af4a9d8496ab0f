// The Belgian structured communication: 12 digits of which the last two are the remainder of the
// first ten by 97, where 0 is written 97. "+++123/4567/89095+++" on paper, bare in bank files.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/core/result.h"

namespace herlaad::reconcile {

class StructuredCommunication {
 public:
  static constexpr std::uint64_t kNumberMax = 9'999'999'999;

  // With the check digits of `number`; nullopt above kNumberMax.
  static std::optional<StructuredCommunication> Make(std::uint64_t number);

  std::uint64_t number() const { return number_; }  // the first ten digits
  std::string Digits() const;                       // "123456789095", as files carry it
  std::string Format() const;                       // "+++123/4567/89095+++"

  friend auto operator<=>(const StructuredCommunication&, const StructuredCommunication&) = default;

 private:
  explicit StructuredCommunication(std::uint64_t number) : number_(number) {}
  std::uint64_t number_;
};

// How a communication was written.
enum class Notation : std::int8_t {
  kMarked = 1,   // between +++ or ***, whatever is between the groups
  kGrouped = 2,  // 3, 4 and 5 digits with slashes, dots, dashes or blanks between them
  kDigits = 3,   // 12 digits without anything: any other number may look like this
};

struct FoundCommunication {
  StructuredCommunication value;
  Notation notation = Notation::kMarked;
  std::size_t at = 0;      // where it begins, marks included
  std::size_t length = 0;  // in bytes, marks included
};

// Why a text is no communication.
enum class CommunicationError : std::int8_t {
  kNotTwelveDigits = 1,
  kCheckDigits = 2,  // a digit is wrong or two are exchanged
};
std::string_view Text(CommunicationError error);  // says how to correct it

// Reads a text that is one communication and nothing else, in any notation.
Result<FoundCommunication, CommunicationError> ParseCommunication(std::string_view text);

// The first communication with fitting check digits in a free text, preferring one between marks,
// then one in groups. A run of digits that is longer, or touches a letter, is another number: an
// IBAN, an amount, a telephone number.
std::optional<FoundCommunication> FindCommunication(std::string_view text);

}  // namespace herlaad::reconcile
