#include "api/http/core/html/page_shell.h"

#include <algorithm>

#include "base/core/check.h"

namespace herlaad::http {
namespace {

using messages::Language;

constexpr std::string_view kTitle = "<title>";
constexpr std::string_view kTitleEnd = "</title>";
constexpr std::string_view kHeadEnd = "</head>";
constexpr std::string_view kPage = "<!--page-->";
constexpr std::string_view kPageEnd = "<!--/page-->";

std::size_t PlaceOf(Language language) {
  const auto found = std::find(messages::kLanguages.begin(), messages::kLanguages.end(), language);
  return static_cast<std::size_t>(found - messages::kLanguages.begin());
}

std::string ShortName(Language language) {
  if (language == Language::kZh) return "中文";
  std::string name(messages::Code(language));
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return static_cast<char>(c - 'a' + 'A'); });
  return name;
}

// For a program built without the web app.
std::string BareShell(Language language) {
  std::string html = "<!doctype html>\n<html lang=\"";
  html += messages::Tag(language);
  html +=
      "\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title></title>\n<link rel=\"stylesheet\" href=\"/assets/page.css\">\n</head>\n"
      "<body>\n<div id=\"app\">\n<!--page--><!--/page-->\n</div>\n</body>\n</html>\n";
  return html;
}

// Returns the text before `mark`, which must exist, and leaves the text after it in `rest`.
std::string_view TakeUpTo(std::string_view mark, std::string_view& rest) {
  const std::size_t at = rest.find(mark);
  CHECK(at != std::string_view::npos, "a built page has all its marks");
  const std::string_view before = rest.substr(0, at);
  rest.remove_prefix(at + mark.size());
  return before;
}

// Removes each part from `begin` to `end`, inclusive.
void Remove(std::string_view begin, std::string_view end, std::string& html) {
  for (std::size_t at = html.find(begin); at != std::string::npos; at = html.find(begin, at)) {
    const std::size_t stop = html.find(end, at);
    CHECK(stop != std::string::npos, "what begins in a built page ends there");
    html.erase(at, stop + end.size() - at);
  }
}

}  // namespace

PageShell::PageShell(const WebFiles& files, bool sandbox) : sandbox_(sandbox) {
  for (std::size_t i = 0; i < messages::kLanguages.size(); ++i) {
    const Language language = messages::kLanguages[i];
    const WebFile* const file = files.Find(std::string(messages::Code(language)) + ".html");
    const std::string html = file != nullptr ? std::string(file->plain) : BareShell(language);
    with_app_[i] = Cut(html);
    plain_[i] = Cut(WithoutApp(html));
  }
}

PageShell::Shell PageShell::Cut(std::string_view html) {
  Shell shell;
  shell.before_title = TakeUpTo(kTitle, html);
  static_cast<void>(TakeUpTo(kTitleEnd, html));
  shell.before_head_end = TakeUpTo(kHeadEnd, html);
  shell.before_page = TakeUpTo(kPage, html);
  static_cast<void>(TakeUpTo(kPageEnd, html));
  shell.after_page = html;
  return shell;
}

std::string PageShell::WithoutApp(std::string_view html) {
  std::string plain(html);
  Remove("<script", "</script>", plain);
  Remove("<link rel=\"modulepreload\"", ">", plain);
  return plain;
}

// Like the app's header, with links in place of the app's list of languages.
Html PageShell::Header(const PageHead& head) const {
  Html header;
  header.Markup("<header class=\"top\"><a class=\"brand\" href=\"/");
  header.Markup(messages::Code(head.language)).Markup("/\">Herlaad</a>");
  if (sandbox_) {
    header.Markup("<span class=\"pill\">").Text(messages::Text(head.language, "app.sandbox"));
    header.Markup("</span>");
  }
  header.Markup("<nav class=\"languages\" aria-label=\"");
  header.Text(messages::Text(head.language, "app.language")).Markup("\">");
  for (const Language language : messages::kLanguages) {
    const std::string_view code = messages::Code(language);
    const std::string_view tag = messages::Tag(language);
    header.Markup("<a lang=\"").Markup(tag).Markup("\" hreflang=\"").Markup(tag);
    header.Markup("\" href=\"/").Markup(code);
    header.Text(head.elsewhere).Markup("\"");
    if (language == head.language) header.Markup(" aria-current=\"true\"");
    header.Markup("><span aria-hidden=\"true\">").Text(ShortName(language)).Markup("</span>");
    header.Markup("<span class=\"hidden\">").Text(messages::Name(language)).Markup("</span></a>");
  }
  return header.Markup("</nav></header>\n");
}

net::Response PageShell::Page(const PageHead& head, const Html& main) const {
  const Shell& shell = (head.with_app ? with_app_ : plain_)[PlaceOf(head.language)];
  Html page;
  page.Markup(shell.before_title).Markup(kTitle).Text(head.title).Markup(" · Herlaad");
  page.Markup(kTitleEnd).Markup(shell.before_head_end);
  if (head.again.count() > 0) {
    const std::string seconds = std::to_string(head.again.count());
    if (head.with_app) page.Markup("<noscript>");
    page.Markup("<meta http-equiv=\"refresh\" content=\"").Markup(seconds).Markup("\">");
    if (head.with_app) page.Markup("</noscript>");
  }
  if (head.forms_say_origin) page.Markup("<meta name=\"referrer\" content=\"same-origin\">");
  page.Markup(kHeadEnd).Markup(shell.before_page).Markup(Header(head).out());
  page.Markup("<main>\n").Markup(main.out()).Markup("</main>\n").Markup(shell.after_page);
  net::Response response{head.status, "text/html; charset=utf-8", page.Take(), {}, {}};
  AddPageHeaders(response);
  response.headers.push_back({"X-Robots-Tag", "noindex"});
  response.headers.push_back({"Content-Language", std::string(messages::Tag(head.language))});
  return response;
}

void AddPageHeaders(net::Response& response) {
  response.headers.push_back(
      {"Content-Security-Policy",
       "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src "
       "'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"});
  response.headers.push_back({"X-Frame-Options", "DENY"});
}

}  // namespace herlaad::http
