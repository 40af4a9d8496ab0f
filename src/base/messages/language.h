// The languages that Herlaad speaks to people in.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace herlaad::messages {

// Numbers are stored and never reused.
enum class Language : std::int8_t { kNl = 1, kFr = 2, kDe = 3, kEn = 4, kZh = 5 };

inline constexpr std::array kLanguages = {Language::kNl, Language::kFr, Language::kDe,
                                          Language::kEn, Language::kZh};

std::string_view Code(Language language);  // "nl": for lang, Content-Language and addresses
std::string_view Name(Language language);  // in itself: "Nederlands"

// Exactly what Code writes.
std::optional<Language> ParseLanguage(std::string_view code);

// The best of what an Accept-Language header asks for (RFC 9110, 12.5.4): the known language with
// the highest weight, of equal ones the first; "fr-CA" and "zh-Hant" are fr and zh. English when
// nothing fits, the header is empty, or asks for "*". Items that are malformed count for nothing,
// and so do those after the first 32.
Language NegotiateLanguage(std::string_view accept_language);

}  // namespace herlaad::messages
