// The support contact from the settings: whom people can ask about an order.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/messages/language.h"

namespace herlaad::messages {

// "Mo-Fr 09:00-17:00". Days count from Monday = 0; minutes since midnight, Europe/Brussels.
struct SupportHours {
  int first_day = 0;
  int last_day = 0;
  int opens = 0;
  int closes = 0;
  friend bool operator==(const SupportHours&, const SupportHours&) = default;
};

struct SupportContact {
  std::string name;   // of the person or team; may be empty
  std::string phone;  // in display form: "+32 2 555 01 23"; may be empty
  std::string email;  // may be empty
  std::vector<SupportHours> hours;
  std::vector<Language> languages;

  [[nodiscard]] bool IsEmpty() const { return phone.empty() && email.empty(); }
  friend bool operator==(const SupportContact&, const SupportContact&) = default;
};

inline constexpr std::size_t kSupportHoursMax = 7;

// Reads "Mo-Fr 09:00-17:00, Sa 10:00-14:00"; nullopt for any other form.
std::optional<std::vector<SupportHours>> ParseSupportHours(std::string_view text);

// The name in the settings, or "Herlaad help".
std::string SupportName(Language language, const SupportContact& contact);

// "ma-vr 09:00-17:00"; empty without hours.
std::string HoursText(Language language, const SupportContact& contact);

// Hours and languages: "Mon-Fri 09:00-17:00 · Nederlands · English"; empty without either.
// The space before a dot is U+00A0.
std::string SupportTimes(Language language, const SupportContact& contact);

// Everything in one line, for receipts and mails: "Help: +32 2 555 01 23, help@herlaad.example
// (Mon-Fri 09:00-17:00; Nederlands, English)". Empty without a contact.
std::string SupportLine(Language language, const SupportContact& contact);

}  // namespace herlaad::messages
