// The files of messages/, read and checked while the program is built.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace herlaad::messages {

inline constexpr std::array<std::string_view, 5> kFiles = {"nl", "fr", "de", "en", "zh"};

using Texts = std::map<std::string, std::string>;  // by key

// One language's file. Throws std::runtime_error, naming `name`, when it is not one flat object of
// texts that are not empty, or holds a key twice.
Texts ReadTexts(const std::string& name, const std::string& json);

// What stands in braces: "{number} · {operator}" gives number and operator, sorted.
std::vector<std::string> PlacesIn(std::string_view text);

// Throws when a language lacks a text, has one more, or puts in other things than English.
void CheckSame(const std::array<Texts, kFiles.size()>& all);

// C++ that says the same as `text`, in any compiler's reading.
std::string Literal(std::string_view text);

}  // namespace herlaad::messages
