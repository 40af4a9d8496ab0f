#include "api/http/staff/staff_markup.h"

namespace herlaad::http {

using messages::Key;
using messages::Language;
using messages::Text;

std::string StaffPath(Language language, std::string_view path) {
  return std::string("/").append(messages::Code(language)).append("/staff").append(path);
}

PageHead StaffHead(Language language, int status) {
  PageHead head;
  head.status = status;
  head.language = language;
  head.title = Text(language, "staff.title");
  head.elsewhere = "/staff";
  head.forms_say_origin = true;
  return head;
}

void Field(Language language, const Input& input, std::string_view value, bool wrong, Html& main) {
  main.Markup("<div class=\"contact\"><label for=\"").Markup(input.id).Markup("\">");
  main.Text(Text(language, input.label)).Markup("</label><div class=\"field");
  main.Markup(wrong ? " wrong" : "").Markup("\"><input id=\"").Markup(input.id);
  main.Markup("\" name=\"").Markup(input.id).Markup("\" value=\"").Text(value).Markup("\" ");
  main.Markup(input.attributes);
  if (wrong) main.Markup(" aria-invalid=\"true\" aria-describedby=\"sign-in-problem\"");
  main.Markup("></div></div>\n");
}

void Button(Language language, const std::string& action, Key text, std::string_view css_class,
            Html& main) {
  main.Markup("<form method=\"post\" action=\"").Text(action).Markup("\"><button class=\"");
  main.Markup(css_class).Markup("\">").Text(Text(language, text)).Markup("</button></form>\n");
}

// That something failed, read out at once by screen readers.
void Notice(std::string_view sentence, Html& main) {
  main.Markup("<div class=\"notice stop\" role=\"alert\" id=\"sign-in-problem\"><div>");
  main.Element("p", "", sentence).Markup("</div></div>\n");
}

void Hidden(std::string_view name, std::string_view value, Html& main) {
  main.Markup("<input type=\"hidden\" name=\"").Markup(name).Markup("\" value=\"");
  main.Text(value).Markup("\">\n");
}

void NameField(Language language, std::string_view name, bool wrong, Html& main) {
  Field(language,
        {"name", "staff.name",
         "type=\"text\" autocomplete=\"username\" autocapitalize=\"none\" spellcheck=\"false\" "
         "maxlength=\"32\" required"},
        name, wrong, main);
}

void ProofFields(Language language, bool wrong, Html& main) {
  Field(language,
        {"password", "staff.password",
         "type=\"password\" autocomplete=\"current-password\" maxlength=\"256\" required"},
        "", wrong, main);
  Field(language,
        {"code", "staff.code",
         "type=\"text\" inputmode=\"numeric\" autocomplete=\"one-time-code\" maxlength=\"16\" "
         "required"},
        "", wrong, main);
}

void GoodNotice(std::string_view sentence, Html& main) {
  main.Markup("<div class=\"notice good\" role=\"status\"><div>");
  main.Element("p", "", sentence).Markup("</div></div>\n");
}

void RenewForm(Language language, bool wrong, Html& main) {
  main.Element("h2", "", Text(language, "staff.renew"));
  main.Element("p", "quiet", Text(language, "staff.renew_note"));
  main.Markup("<form method=\"post\" action=\"").Markup(StaffPath(language, "/renew"));
  main.Markup("\">\n");
  ProofFields(language, wrong, main);
  main.Markup("<button class=\"button\">").Text(Text(language, "staff.next"));
  main.Markup("</button>\n</form>\n");
}

}  // namespace herlaad::http
