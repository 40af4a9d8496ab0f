// The list of the sandbox's pages.
#include "adapters/sandbox/pages/page.h"
#include "base/messages/messages.h"

namespace herlaad::sandbox {
namespace {

using messages::Key;
using messages::Language;

struct Ending {
  const char* digits;
  Key answer;
};

constexpr Ending kEndings[] = {
    {"x00", "sandbox.op_completed"},   {"x01", "sandbox.op_pin"},
    {"x02", "sandbox.op_unknown"},     {"x03", "sandbox.op_barred"},
    {"x04", "sandbox.op_unavailable"}, {"x05", "sandbox.op_duplicate"},
    {"x06", "sandbox.op_declined"},    {"x07", "sandbox.op_exception"},
};

std::string Say(Language language, Key key) { return EscapeHtml(Text(language, key)); }

std::string Endings(Language language) {
  std::string html = "<table>\n<thead><tr><th scope=\"col\">" +
                     Say(language, "sandbox.op_ends_in") + "</th><th scope=\"col\">" +
                     Say(language, "sandbox.op_answers") + "</th></tr></thead>\n<tbody>\n";
  for (const Ending& ending : kEndings) {
    html += "<tr><th scope=\"row\">" + std::string(ending.digits) + "</th><td>" +
            Say(language, ending.answer) + "</td></tr>\n";
  }
  return html + "</tbody>\n</table>\n<p>" + Say(language, "sandbox.op_delays") + "</p>\n";
}

std::string EntriesLink(Language language, const char* address) {
  return "<p><a href=\"" + std::string(address) + "\">" + Say(language, "sandbox.entries") +
         "</a></p>\n";
}

std::string PhoneForm(Language language) {
  return "<form method=\"get\" action=\"/sandbox/phone\">\n<input type=\"hidden\" name=\"lang\" "
         "value=\"" +
         std::string(Code(language)) + "\">\n<label for=\"number\">" +
         Say(language, "choice.which_number") +
         "</label>\n<input id=\"number\" name=\"number\" type=\"tel\" inputmode=\"tel\" "
         "autocomplete=\"off\" value=\"0470 12 34 56\">\n<button class=\"next\">" +
         Say(language, "sandbox.phone_open") + "</button>\n</form>\n";
}

std::string MailForm(Language language) {
  return "<form method=\"get\" action=\"/sandbox/mail\">\n<input type=\"hidden\" name=\"lang\" "
         "value=\"" +
         std::string(Code(language)) + "\">\n<label for=\"address\">" +
         Say(language, "sandbox.mail_address") +
         "</label>\n<input id=\"address\" name=\"address\" type=\"email\" autocomplete=\"off\" "
         "value=\"payer@example.com\">\n<button class=\"next\">" +
         Say(language, "sandbox.mail_open") + "</button>\n</form>\n";
}

}  // namespace

net::Response IndexPage(Language language) {
  Page page;
  page.language = language;
  page.title = Text(language, "sandbox.index");
  page.party = page.title;
  page.main =
      "<h1>" + Say(language, "sandbox.index") + "</h1>\n<p>" + Say(language, "sandbox.about") +
      "</p>\n<h2>" + Say(language, "sandbox.bank") + "</h2>\n<p>" +
      Say(language, "sandbox.bank_about") + "</p>\n" +
      EntriesLink(language, "/sandbox/bank/entries") + "<h2>" + Say(language, "sandbox.phones") +
      "</h2>\n" + PhoneForm(language) + EntriesLink(language, "/sandbox/phone/entries") + "<h2>" +
      Say(language, "sandbox.mailboxes") + "</h2>\n" + MailForm(language) +
      EntriesLink(language, "/sandbox/mail/entries") + "<h2>" + Say(language, "sandbox.operator") +
      "</h2>\n<p>" + Say(language, "sandbox.operator_about") + "</p>\n" + Endings(language) +
      EntriesLink(language, "/sandbox/operator/entries");
  return ToResponse(page);
}

}  // namespace herlaad::sandbox
