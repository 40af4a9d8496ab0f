#include "api/http/core/html/html.h"

#include "base/messages/pieces.h"

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

Html& Html::Words(std::string_view text) {
  for (const messages::Piece& piece : messages::PiecesOf(text)) {
    if (piece.whole) Markup("<span class=\"whole\">");
    Text(piece.text);
    if (piece.whole) Markup("</span>");
  }
  return *this;
}

Html& Html::Element(std::string_view name, std::string_view css_class, std::string_view text) {
  Markup("<").Markup(name);
  if (!css_class.empty()) Markup(" class=\"").Text(css_class).Markup("\"");
  return Markup(">").Words(text).Markup("</").Markup(name).Markup(">\n");
}

Html& Html::Link(std::string_view address, std::string_view css_class, std::string_view text) {
  Markup("<a");
  if (!css_class.empty()) Markup(" class=\"").Text(css_class).Markup("\"");
  Markup(" href=\"").Text(address).Markup("\">");
  return Words(text).Markup("</a>\n");
}

}  // namespace herlaad::http
