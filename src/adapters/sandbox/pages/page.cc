#include "adapters/sandbox/pages/page.h"

#include "base/messages/messages.h"
#include "base/messages/pieces.h"

namespace herlaad::sandbox {
namespace {

using messages::Language;

// Each in its own language, for readers who cannot read the page.
std::string LanguageLinks(Language current) {
  std::string html = "<nav aria-label=\"" + EscapeHtml(Text(current, "app.language")) + "\">";
  for (const Language language : messages::kLanguages) {
    const std::string code(Code(language));
    const std::string tag(Tag(language));
    html += "<a href=\"?lang=" + code + "\" lang=\"" + tag + "\" hreflang=\"" + tag + "\"";
    if (language == current) html += " aria-current=\"true\"";
    html += ">" + std::string(Name(language)) + "</a>";
  }
  return html + "</nav>";
}

std::string Head(const Page& page) {
  return "<!doctype html>\n<html lang=\"" + std::string(Tag(page.language)) +
         "\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta name=\"color-scheme\" content=\"light dark\">\n"
         "<meta name=\"robots\" content=\"noindex\">\n<title>" +
         EscapeHtml(page.title) + " · " + EscapeHtml(Text(page.language, "sandbox.mark")) +
         "</title>\n<link rel=\"stylesheet\" href=\"/sandbox/style.css\">\n</head>\n";
}

std::string Body(const Page& page) {
  return "<body>\n<header><p class=\"mark\">" + EscapeHtml(Text(page.language, "sandbox.mark")) +
         "</p><p class=\"party\">" + EscapeHtml(page.party) + "</p></header>\n<main>\n" +
         page.main + "</main>\n<footer>" + LanguageLinks(page.language) +
         "</footer>\n</body>\n</html>\n";
}

}  // namespace

Language LanguageOf(const net::Request& request) {
  if (const auto asked = messages::ParseLanguage(request.Parameter("lang").value_or(""))) {
    return *asked;
  }
  return request.Language();
}

net::Response ToResponse(const Page& page) {
  net::Response response;
  response.status = page.status;
  response.content_type = "text/html; charset=utf-8";
  // Browsers also apply form-action to a redirect after the form.
  response.headers = {
      {"Content-Security-Policy",
       "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
       "form-action 'self'" +
           (page.form_target.empty() ? std::string() : " " + page.form_target)},
      {"Content-Language", std::string(Tag(page.language))},
      {"Vary", "Accept-Language"}};
  // A header needs no script and keeps the reader's scroll position.
  if (page.again_seconds > 0) {
    response.headers.push_back({"Refresh", std::to_string(page.again_seconds)});
  }
  response.body = Head(page) + Body(page);
  return response;
}

std::string EscapeHtml(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string WordsHtml(std::string_view text) {
  std::string html;
  for (const messages::Piece& piece : messages::PiecesOf(text)) {
    if (piece.whole) html += "<span class=\"whole\">";
    html += EscapeHtml(piece.text);
    if (piece.whole) html += "</span>";
  }
  return html;
}

}  // namespace herlaad::sandbox
