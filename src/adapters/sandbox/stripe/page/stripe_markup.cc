#include "adapters/sandbox/stripe/page/stripe_markup.h"

#include "adapters/sandbox/pages/page.h"

namespace herlaad::sandbox {

using messages::Key;
using messages::Language;

std::string SayHtml(Language language, Key key) { return EscapeHtml(Text(language, key)); }

std::string MemberText(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

std::string StatusLine(const std::string& css_class, const char* sign, std::string_view text) {
  const char* const role = css_class == "refused" ? "alert" : "status";
  return "<p class=\"" + css_class + "\" role=\"" + role + "\"><span aria-hidden=\"true\">" + sign +
         "</span> " + EscapeHtml(text) + "</p>\n";
}

std::string ButtonHtml(std::string_view action, const std::string& label,
                       std::string_view css_class, const std::string& about) {
  const std::string name(action);
  std::string html = "<li><button name=\"action\" value=\"" + name + "\"";
  if (!css_class.empty()) html += " class=\"" + std::string(css_class) + "\"";
  if (!about.empty()) html += " aria-describedby=\"about-" + name + "\"";
  html += ">" + EscapeHtml(label) + "</button>";
  if (!about.empty()) html += "<p id=\"about-" + name + "\">" + EscapeHtml(about) + "</p>";
  return html + "</li>\n";
}

std::string ButtonsHtml(std::span<const StripeChoice> choices, Language language) {
  std::string html;
  for (const StripeChoice& choice : choices) {
    html += ButtonHtml(choice.action, std::string(Text(language, choice.label)), choice.css_class,
                       choice.about ? std::string(Text(language, *choice.about)) : "");
  }
  return html;
}

std::string FormHtml(std::string_view method, const std::string& buttons) {
  return "<form method=\"post\">\n<input type=\"hidden\" name=\"method\" value=\"" +
         std::string(method) + "\">\n<ul class=\"choices\">\n" + buttons + "</ul>\n</form>\n";
}

std::string FoldedHtml(Language language, bool open, const std::string& content) {
  return std::string(open ? "<details open>" : "<details>") + "\n<summary>" +
         SayHtml(language, "sandbox.stripe_faults") + "</summary>\n" + content + "</details>\n";
}

}  // namespace herlaad::sandbox
