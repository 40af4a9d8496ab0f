#include "adapters/sandbox/phone/phone_page.h"

#include <algorithm>

#include "adapters/sandbox/pages/page.h"
#include "base/messages/formats.h"
#include "base/messages/messages.h"

namespace herlaad::sandbox {
namespace {

using messages::Language;

constexpr int kLooksAgainSeconds = 3;

// Keeps a number on one line.
std::string WithoutBreaks(const std::string& number) {
  std::string whole;
  for (const char c : number) whole += c == ' ' ? std::string("\u00a0") : std::string(1, c);
  return whole;
}

// As phones do: makes a URL clickable up to the next space.
std::string WithLinks(const std::string& text) {
  const std::size_t begin = std::min(text.find("https://"), text.find("http://"));
  if (begin == std::string::npos) return WordsHtml(text);
  const std::string link = text.substr(begin, text.find(' ', begin) - begin);
  return WordsHtml(text.substr(0, begin)) + "<a href=\"" + EscapeHtml(link) + "\">" +
         EscapeHtml(link) + "</a>" + WordsHtml(text.substr(begin + link.size()));
}

std::string Bubble(const PhoneMessage& message, Language language, Instant now) {
  return "<li><p>" + WithLinks(message.text) + "</p><time datetime=\"" + ToRfc3339(message.at) +
         "\">" + EscapeHtml(MomentExact(language, message.at, now)) + "</time></li>\n";
}

}  // namespace

net::Response PhonePage(Msisdn msisdn, const std::vector<PhoneMessage>& newest, Language language,
                        Instant now) {
  Page page;
  page.language = language;
  page.party = Text(language, "sandbox.phone", {{"number", WithoutBreaks(msisdn.National())}});
  page.title = page.party;
  page.again_seconds = kLooksAgainSeconds;
  page.main = "<h1>" + EscapeHtml(Text(language, "sandbox.phone_title")) + "</h1>\n";
  if (newest.empty()) {
    page.main += "<p>" + EscapeHtml(Text(language, "sandbox.phone_empty")) + "</p>\n";
  } else {
    page.main += "<ol class=\"texts\">\n";
    for (const PhoneMessage& message : newest) page.main += Bubble(message, language, now);
    page.main += "</ol>\n";
  }
  return ToResponse(page);
}

net::Response NoPhonePage(Language language) {
  Page page;
  page.language = language;
  page.status = 404;
  page.party = Text(language, "sandbox.phones");
  page.title = Text(language, "problem.msisdn_invalid.title");
  page.main = "<h1>" + EscapeHtml(page.title) + "</h1>\n<p><a class=\"button\" href=\"/sandbox\">" +
              EscapeHtml(Text(language, "sandbox.index")) + "</a></p>\n";
  return ToResponse(page);
}

}  // namespace herlaad::sandbox
