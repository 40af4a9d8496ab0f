#include "doors/http/html.h"

namespace herlaad::http {

Html& Html::Text(std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&':
        out_ += "&amp;";
        break;
      case '<':
        out_ += "&lt;";
        break;
      case '>':
        out_ += "&gt;";
        break;
      case '"':
        out_ += "&quot;";
        break;
      case '\'':
        out_ += "&#39;";
        break;
      default:
        out_ += c;
    }
  }
  return *this;
}

Html& Html::Element(std::string_view name, std::string_view css_class, std::string_view text) {
  Markup("<").Markup(name);
  if (!css_class.empty()) Markup(" class=\"").Text(css_class).Markup("\"");
  return Markup(">").Text(text).Markup("</").Markup(name).Markup(">\n");
}

Html& Html::Link(std::string_view address, std::string_view css_class, std::string_view text) {
  Markup("<a class=\"").Text(css_class).Markup("\" href=\"").Text(address).Markup("\">");
  return Text(text).Markup("</a>\n");
}

net::Response PageResponse(int status, std::string_view title, const Html& main,
                           std::chrono::seconds again) {
  Html page;
  page.Markup(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"robots\" content=\"noindex\">\n<title>");
  page.Text(title).Markup(
      " · Herlaad</title>\n<link rel=\"stylesheet\" href=\"/assets/page.css\">\n</head>\n<body>\n"
      "<header><p class=\"brand\">Herlaad</p></header>\n<main>\n");
  page.Markup(main.out()).Markup("</main>\n</body>\n</html>\n");
  net::Response response{status, "text/html; charset=utf-8", page.out(), {}};
  response.headers.push_back({"Content-Security-Policy",
                              "default-src 'none'; style-src 'self'; img-src 'self'; form-action "
                              "'none'; base-uri 'none'; frame-ancestors 'none'"});
  response.headers.push_back({"X-Frame-Options", "DENY"});
  if (again.count() > 0) response.headers.push_back({"Refresh", std::to_string(again.count())});
  return response;
}

}  // namespace herlaad::http
