// The frame of every page that people see in the sandbox: plain HTML, no script, one style sheet of
// its own, marked as a sandbox in the reader's language, and a way to the other languages.
#pragma once

#include <string>
#include <string_view>

#include "adapters/net/http.h"
#include "base/messages/language.h"

namespace herlaad::sandbox {

// What `?lang=` says, otherwise what the browser asks for.
messages::Language LanguageOf(const net::Request& request);

struct Page {
  messages::Language language = messages::Language::kEn;
  int status = 200;
  std::string title;
  std::string party;        // whose page it is, at the top: "Sandbox Bank"
  std::string main;         // HTML
  std::string form_target;  // where a form's answer may lead, beside here: the shop's origin
  int again_seconds = 0;    // after which the browser looks again by itself; 0: it does not
};
net::Response ToResponse(const Page& page);

// At /sandbox/style.css.
net::Response StyleSheet();

// For text between tags and in quoted attributes.
std::string EscapeHtml(std::string_view text);

// What there is in the sandbox.
net::Response IndexPage(messages::Language language);

}  // namespace herlaad::sandbox
