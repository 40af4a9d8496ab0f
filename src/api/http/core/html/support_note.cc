#include "api/http/core/html/support_note.h"

#include <string>

#include "base/messages/messages.h"

namespace herlaad::http {
namespace {

std::string DigitsOf(std::string_view phone) {
  std::string digits;
  for (const char c : phone) {
    if ((c >= '0' && c <= '9') || c == '+') digits += c;
  }
  return digits;
}

}  // namespace

void SupportNote(const messages::SupportContact& support, messages::Language language,
                 std::string_view css_class, Html& out) {
  if (support.IsEmpty()) return;
  out.Markup("<p class=\"").Markup(css_class).Markup("\">");
  out.Text(messages::SupportName(language, support));
  if (!support.phone.empty())
    out.Markup(" ").Link("tel:" + DigitsOf(support.phone), "", support.phone);
  if (!support.email.empty()) out.Markup(" ").Link("mailto:" + support.email, "", support.email);
  const std::string when = messages::SupportTimes(language, support);
  if (!when.empty()) out.Markup("<br><span class=\"quiet\">").Text(when).Markup("</span>");
  out.Markup("</p>\n");
}

}  // namespace herlaad::http
