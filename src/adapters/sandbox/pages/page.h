// The frame of every HTML page of the sandbox: no script, one style sheet, a sandbox notice in the
// reader's language, and links to the other languages.
#pragma once

#include <string>
#include <string_view>

#include "adapters/net/http.h"
#include "base/messages/language.h"

namespace herlaad::sandbox {

// The language of `?lang=`, otherwise of Accept-Language.
messages::Language LanguageOf(const net::Request& request);

struct Page {
  messages::Language language = messages::Language::kEn;
  int status = 200;
  std::string title;
  std::string party;        // name at the top: "Sandbox Bank"
  std::string main;         // HTML
  std::string form_target;  // origin that a form may redirect to besides the sandbox: the shop's
  int again_seconds = 0;    // after which the browser reloads the page; 0: never
};
net::Response ToResponse(const Page& page);

// At /sandbox/style.css.
net::Response StyleSheet();

// For text between tags and in quoted attributes.
std::string EscapeHtml(std::string_view text);

// The same with numbers and dates that stay on one line; only between tags.
std::string WordsHtml(std::string_view text);

// The list of the sandbox's pages.
net::Response IndexPage(messages::Language language);

}  // namespace herlaad::sandbox
