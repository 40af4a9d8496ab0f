#include "base/numbers/phone_library.h"

#include <phonenumbers/logger.h>
#include <phonenumbers/phonenumberutil.h>

#include <algorithm>
#include <array>
#include <string>

#include "base/core/check.h"

namespace herlaad::numbers {
namespace {

using i18n::phonenumbers::NullLogger;
using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

constexpr std::size_t kMobileDigits = 9;
constexpr std::size_t kFixedDigits = 8;

const PhoneNumberUtil& Library() {
  static const PhoneNumberUtil* const library = [] {
    PhoneNumberUtil* const made = PhoneNumberUtil::GetInstance();
    made->SetLogger(new NullLogger);  // owned by the library; numbers must not reach a log
    return made;
  }();
  return *library;
}

PhoneNumberUtil::PhoneNumberType TypeOf(std::string_view national) {
  PhoneNumber number;
  const std::string text = "+32" + std::string(national);
  if (Library().Parse(text, "BE", &number) != PhoneNumberUtil::NO_PARSING_ERROR) {
    return PhoneNumberUtil::UNKNOWN;
  }
  return Library().GetNumberType(number);
}

bool IsMobilePrefix(std::string_view national) {
  return national.size() >= 2 && national[0] == '4' && national[1] >= '5';
}

// Services that the library's Belgian metadata lacks, or knows only at full length.
bool IsSpecialPrefix(std::string_view national) {
  constexpr std::array<std::string_view, 6> kPrefixes = {"70", "77", "78", "79", "800", "90"};
  return std::any_of(kPrefixes.begin(), kPrefixes.end(),
                     [national](std::string_view prefix) { return national.starts_with(prefix); });
}

// The error for a number that the library does not know.
MsisdnError WhyUnknown(std::string_view national) {
  if (IsMobilePrefix(national)) {
    if (national.size() < kMobileDigits) return MsisdnError::kTooShort;
    if (national.size() > kMobileDigits) return MsisdnError::kTooLong;
    return MsisdnError::kUnassigned;
  }
  if (national.size() < kFixedDigits) return MsisdnError::kTooShort;
  if (IsSpecialPrefix(national)) return MsisdnError::kSpecial;
  if (national.size() > kMobileDigits) return MsisdnError::kTooLong;
  return MsisdnError::kUnassigned;
}

}  // namespace

Result<std::int64_t, MsisdnError> ReadNational(std::string_view national) {
  switch (TypeOf(national)) {
    case PhoneNumberUtil::MOBILE:
      if (national.size() != kMobileDigits || !IsMobilePrefix(national)) {
        return Failure{MsisdnError::kSpecial};
      }
      return 32'000'000'000 + std::stoll(std::string(national));
    case PhoneNumberUtil::FIXED_LINE:
    case PhoneNumberUtil::FIXED_LINE_OR_MOBILE:
      return Failure{MsisdnError::kFixedLine};
    case PhoneNumberUtil::TOLL_FREE:
    case PhoneNumberUtil::PREMIUM_RATE:
    case PhoneNumberUtil::SHARED_COST:
    case PhoneNumberUtil::VOIP:
    case PhoneNumberUtil::PERSONAL_NUMBER:
    case PhoneNumberUtil::PAGER:
    case PhoneNumberUtil::UAN:
    case PhoneNumberUtil::VOICEMAIL:
      return Failure{MsisdnError::kSpecial};
    case PhoneNumberUtil::UNKNOWN:
      return Failure{WhyUnknown(national)};
  }
  CHECK(false, "a type of number is one of the library's");
}

}  // namespace herlaad::numbers
