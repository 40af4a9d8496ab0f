#include "adapters/sandbox/mail/mail_page.h"

#include "adapters/net/json.h"
#include "adapters/sandbox/pages/page.h"
#include "base/messages/formats.h"
#include "base/messages/messages.h"

namespace herlaad::sandbox {
namespace {

using messages::Language;
using nlohmann::json;

constexpr int kLooksAgainSeconds = 3;

std::string Field(const json& object, const char* name) {
  return EscapeHtml(net::TextField(object, name).value_or(""));
}

std::string Lines(const json& mail, const char* name, const char* css_class) {
  std::string html;
  for (const json& line : mail.value(name, json::array())) {
    html += "<p class=\"" + std::string(css_class) + "\">" + WordsHtml(line.get<std::string>()) +
            "</p>\n";
  }
  return html;
}

std::string Attachment(const MailEntry& mail) {
  const auto file = mail.content.find("attachment");
  if (file == mail.content.end()) return "";
  return "<p><a href=\"/sandbox/mail/attachments/" + std::to_string(mail.n) + "\">" +
         Field(*file, "name") + "</a></p>\n";
}

std::string Link(const MailEntry& mail) {
  if (Field(mail.content, "link").empty()) return "";
  return "<p><a class=\"button next\" href=\"" + Field(mail.content, "link") + "\">" +
         Field(mail.content, "link_text") + "</a></p>\n";
}

std::string Sheet(const MailEntry& mail, Language language, Instant now) {
  return "<li><article>\n<h2>" + WordsHtml(net::TextField(mail.content, "subject").value_or("")) +
         "</h2>\n<time datetime=\"" + ToRfc3339(mail.at) + "\">" +
         EscapeHtml(MomentExact(language, mail.at, now)) + "</time>\n" +
         Lines(mail.content, "paragraphs", "") + Link(mail) + Attachment(mail) +
         Lines(mail.content, "small_print", "small") + "</article></li>\n";
}

}  // namespace

net::Response MailPage(const EmailAddress& address, const std::vector<MailEntry>& newest,
                       Language language, Instant now) {
  Page page;
  page.language = language;
  page.party = Text(language, "sandbox.mail", {{"address", address.text()}});
  page.title = page.party;
  page.again_seconds = kLooksAgainSeconds;
  page.main = "<h1>" + EscapeHtml(Text(language, "sandbox.mail_title")) + "</h1>\n";
  if (newest.empty()) {
    page.main += "<p>" + EscapeHtml(Text(language, "sandbox.mail_empty")) + "</p>\n";
  } else {
    page.main += "<ol class=\"mails\">\n";
    for (const MailEntry& mail : newest) page.main += Sheet(mail, language, now);
    page.main += "</ol>\n";
  }
  return ToResponse(page);
}

net::Response NoMailboxPage(Language language) {
  Page page;
  page.language = language;
  page.status = 404;
  page.party = Text(language, "sandbox.mailboxes");
  page.title = Text(language, "problem.email_invalid.title");
  page.main = "<h1>" + EscapeHtml(page.title) + "</h1>\n<p><a class=\"button\" href=\"/sandbox\">" +
              EscapeHtml(Text(language, "sandbox.index")) + "</a></p>\n";
  return ToResponse(page);
}

}  // namespace herlaad::sandbox
