// Reads and checks the files of messages/ during the build.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace herlaad::messages {

inline constexpr std::array<std::string_view, 5> kFiles = {"nl", "fr", "de", "en", "zh"};

using Texts = std::map<std::string, std::string>;  // by key

// Parses the file of one language. Throws std::runtime_error, naming `name`, unless it is one flat
// object of non-empty texts without duplicate keys.
Texts ReadTexts(const std::string& name, const std::string& json);

// The placeholders of a text, sorted: "{number} · {operator}" gives number and operator.
std::vector<std::string> PlacesIn(std::string_view text);

// Throws when a language lacks a text, has an extra one, or uses other placeholders than English.
void CheckSame(const std::array<Texts, kFiles.size()>& all);

// `text` as a C++ string literal.
std::string Literal(std::string_view text);

}  // namespace herlaad::messages
