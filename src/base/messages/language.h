// The languages of the texts that people read.
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

std::string_view Code(Language language);  // "nl": for settings, addresses and JSON
// "nl", "zh-Hans": for `lang` and Content-Language of a page, where the script chooses the font.
std::string_view Tag(Language language);
std::string_view Name(Language language);  // the language's own name: "Nederlands"

// Reads exactly what Code writes.
std::optional<Language> ParseLanguage(std::string_view code);

// The language preferred by an Accept-Language header (RFC 9110, 12.5.4): the supported language
// with the highest weight, the first of equal ones; "fr-CA" and "zh-Hant" count as fr and zh.
// English if no language matches, the header is empty or it asks for "*". Malformed items and items
// after the first 32 are ignored.
Language NegotiateLanguage(std::string_view accept_language);

}  // namespace herlaad::messages
