// What the parts of the hosted page are written with: lines, buttons and forms, as HTML. Texts are
// escaped.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/messages/language.h"
#include "base/messages/messages.h"

namespace herlaad::sandbox {

// A button of the page, with the text `about` below it.
struct StripeChoice {
  std::string_view action;  // as ParsePayerAction reads it
  messages::Key label;
  std::optional<messages::Key> about = {};
  std::string_view css_class = {};
};

std::string SayHtml(messages::Language language, messages::Key key);

// The member if it is a string; otherwise empty.
std::string MemberText(const nlohmann::json& object, const char* name);

// A line with its own symbol, since colour alone is not accessible. The class is "done", "moving"
// or "refused", which is read aloud before anything else.
std::string StatusLine(const std::string& css_class, const char* sign, std::string_view text);

std::string ButtonHtml(std::string_view action, const std::string& label,
                       std::string_view css_class, const std::string& about);
std::string ButtonsHtml(std::span<const StripeChoice> choices, messages::Language language);

// The form of those buttons, which pay with that method.
std::string FormHtml(std::string_view method, const std::string& buttons);

// Folded, since most payers need none of it, unless it is open.
std::string FoldedHtml(messages::Language language, bool open, const std::string& content);

}  // namespace herlaad::sandbox
