#include "api/http/receipts/receipt_page.h"

#include "api/http/core/html/html.h"
#include "api/http/core/html/support_note.h"
#include "base/core/check.h"
#include "base/messages/formats.h"
#include "base/messages/messages.h"
#include "domain/payments/payment_method.h"

namespace herlaad::http {
namespace {

using engine::ReceiptView;
using messages::Key;
using messages::Language;
using messages::Text;

struct Head {
  int status = 200;
  Language language = Language::kEn;
  std::string_view title;
  std::string elsewhere;  // the path of this page after its language: "/r/HR1.…"
};

// The path in the language of the page, so that whoever chose one keeps it.
std::string In(Language language, const std::string& path) {
  return "/" + std::string(messages::Code(language)) + path;
}

void Languages(const Head& head, Html& page) {
  page.Markup("<nav aria-label=\"").Text(Text(head.language, "app.language")).Markup("\">");
  for (const Language language : messages::kLanguages) {
    const std::string_view tag = messages::Tag(language);
    page.Markup("<a lang=\"").Markup(tag).Markup("\" hreflang=\"").Markup(tag);
    page.Markup("\" href=\"/");
    page.Markup(messages::Code(language)).Text(head.elsewhere).Markup("\"");
    if (language == head.language) page.Markup(" aria-current=\"true\"");
    page.Markup(">").Text(messages::Name(language)).Markup("</a> ");
  }
  page.Markup("</nav>");
}

net::Response Send(const Head& head, const Html& content) {
  Html page;
  page.Markup("<!doctype html>\n<html lang=\"").Markup(messages::Tag(head.language));
  page.Markup(
      "\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
      "content=\"width=device-width, initial-scale=1\">\n<meta name=\"robots\" "
      "content=\"noindex\">\n<title>");
  page.Text(head.title)
      .Markup(
          " · Herlaad</title>\n<link rel=\"stylesheet\" href=\"/assets/receipt.css\">\n</head>\n"
          "<body>\n<header class=\"bar\">");
  page.Link(In(head.language, "/"), "brand", "Herlaad");
  Languages(head, page);
  page.Markup("</header>\n").Markup(content.out()).Markup("</body>\n</html>\n");
  net::Response response;
  response.status = head.status;
  response.content_type = "text/html; charset=utf-8";
  response.body = page.out();
  response.headers.push_back({"Content-Security-Policy",
                              "default-src 'none'; style-src 'self'; img-src 'self'; form-action "
                              "'none'; base-uri 'none'; frame-ancestors 'none'"});
  response.headers.push_back({"X-Frame-Options", "DENY"});
  response.headers.push_back({"X-Robots-Tag", "noindex"});
  response.headers.push_back({"Cache-Control", "private, no-store"});
  response.headers.push_back({"Content-Language", std::string(messages::Tag(head.language))});
  return response;
}

// A symbol beside the word, for readers who cannot see its colour.
void Sign(std::string_view css_class, std::string_view sign, Html& main) {
  main.Markup("<span class=\"sign ").Markup(css_class).Markup("\" aria-hidden=\"true\">");
  main.Markup(sign).Markup("</span>");
}

void Row(std::string_view label, std::string_view value, Html& main) {
  main.Markup("<div>").Element("dt", "", label).Element("dd", "", value).Markup("</div>\n");
}

void Rows(std::string_view css_class, const std::vector<ReceiptView::Row>& rows, Html& main) {
  if (rows.empty()) return;
  main.Markup("<dl class=\"").Markup(css_class).Markup("\">\n");
  for (const ReceiptView::Row& row : rows) Row(row.label, row.value, main);
  main.Markup("</dl>\n");
}

// Runs of black squares, with the quiet zone of four squares that readers need.
void DrawCode(const engine::QrCode& code, std::string_view label, Html& main) {
  const std::string side = std::to_string(code.width + 8);
  main.Markup("<svg role=\"img\" viewBox=\"-4 -4 ").Markup(side).Markup(" ").Markup(side);
  main.Markup("\" shape-rendering=\"crispEdges\" aria-label=\"")
      .Text(label)
      .Markup("\"><path d=\"");
  for (int y = 0; y < code.width; ++y) {
    for (int x = 0; x < code.width;) {
      int run = 0;
      while (x + run < code.width && code.At(x + run, y)) ++run;
      if (run > 0) {
        const std::string length = std::to_string(run);
        main.Markup("M" + std::to_string(x) + " " + std::to_string(y) + "h" + length + "v1h-" +
                    length + "z");
      }
      x += run > 0 ? run : 1;
    }
  }
  main.Markup("\"/></svg>");
}

void Hero(const ReceiptView& view, Html& main) {
  main.Markup("<p class=\"status\">");
  Sign(view.refunded ? "back" : "good", view.refunded ? "↩" : "✓", main);
  main.Words(view.status).Markup("</p>\n");
  main.Element("p", "money", view.headline).Element("p", "subject", view.subject);
}

void Actions(const ReceiptView& view, const std::string& token, Html& main) {
  const std::string file = "/v1/topups/" + token + "/receipt.";
  const std::string lang = "?lang=" + std::string(messages::Code(view.language));
  main.Markup("<footer class=\"actions\">");
  main.Link(file + "pdf" + lang, "next", Text(view.language, "receipt.save_pdf"));
  main.Link(file + "png" + lang, "quiet", Text(view.language, "receipt.save_png"));
  main.Link(In(view.language, "/orders/" + token), "quiet", Text(view.language, "order.title"))
      .Markup("</footer>\n");
}

std::string Price(Language language, const orders::SignedReceipt& receipt, std::int64_t minor) {
  return messages::Price(language, {minor, receipt.currency});
}

std::string Moment(Language language, std::int64_t seconds) {
  return messages::MomentExact(language, {seconds * 1'000}, Instant{});
}

void WhatWasSigned(Language language, const orders::SignedReceipt& receipt,
                   const std::string& operator_name, Html& main) {
  const auto row = [&](Key label, std::string_view value) {
    Row(Text(language, label), value, main);
  };
  const auto amount = [&](Key label, std::int64_t minor) {
    row(label, Price(language, receipt, minor));
  };
  main.Markup("<dl class=\"facts\">\n");
  row("receipt.number", orders::ReceiptNumber(receipt.order));
  row("receipt.msisdn", receipt.Masked());
  row("receipt.operator", operator_name);
  const auto charges = [&] {
    for (const orders::ChargeRow& charge : ChargeRows(receipt)) amount(charge.label, charge.amount);
  };
  // In the order of the receipt itself.
  const bool refunded = receipt.kind == orders::ReceiptKind::kRefunded;
  if (refunded) charges();
  amount("receipt.credit", receipt.amount);
  amount("receipt.fee", receipt.fee);
  amount("receipt.total", receipt.total());
  if (receipt.vat > 0) amount("receipt.vat_plain", receipt.vat);
  if (!refunded) charges();
  row("receipt.tender", Text(language, payments::PaymentMethodLabel(receipt.payment_method)));
  row("receipt.paid_at", Moment(language, receipt.paid_at_s));
  row("receipt.issued_at", Moment(language, receipt.issued_at_s));
  main.Markup("</dl>\n");
}

net::Response Sorry(const Head& head, std::string_view sentence, const std::string& token) {
  Html main;
  main.Markup("<main class=\"card\">\n").Element("h1", "", head.title);
  main.Element("p", "", sentence);
  if (!token.empty()) {
    main.Markup("<p>").Link(In(head.language, "/orders/" + token), "next",
                            Text(head.language, "order.title"));
    main.Markup("</p>\n");
  }
  return Send(head, main.Markup("</main>\n"));
}

}  // namespace

net::Response ReceiptPage(const ReceiptView& view, const std::string& token) {
  Html main;
  main.Markup("<main class=\"paper").Markup(view.refunded ? " refunded\">\n" : "\">\n");
  main.Markup("<div class=\"head\"><span class=\"brand\">Herlaad</span>");
  main.Element("h1", "", view.title).Markup("</div>\n");
  if (!view.sandbox.empty()) main.Element("p", "sandbox", view.sandbox);
  Hero(view, main);
  Rows("amounts", view.amounts, main);
  Rows("total", {view.total}, main);
  Rows("amounts", view.below_total, main);
  for (const std::string& note : view.notes) main.Element("p", "note", note);
  Rows("facts", view.times, main);
  Rows("facts", view.references, main);
  Rows("facts", view.seller, main);
  main.Markup("<div class=\"code\">");
  DrawCode(view.code, view.scan, main);
  main.Markup("<div>").Element("p", "scan", view.scan).Markup("<p><a href=\"");
  main.Text(view.link).Markup("\">").Text(Text(view.language, "receipt.check"));
  main.Markup("</a></p>").Element("p", "", view.number).Markup("</div>");
  SupportNote(view.support, view.language, "help", main);
  main.Markup("</div>\n</main>\n");
  Actions(view, token, main);
  return Send({200, view.language, view.title, "/orders/" + token + "/receipt"}, main);
}

net::Response GenuinePage(Language language, const orders::SignedReceipt& receipt,
                          const std::string& operator_name, const std::string& signature) {
  const bool refunded = receipt.kind == orders::ReceiptKind::kRefunded;
  Html main;
  main.Markup("<main class=\"card").Markup(refunded ? " refunded\">\n<h1>" : "\">\n<h1>");
  Sign(refunded ? "back" : "good", refunded ? "↩" : "✓", main);
  main.Text(
      Text(language, refunded ? Key("receipt.is_genuine_refunded") : Key("receipt.is_genuine")));
  main.Markup("</h1>\n");
  if (receipt.sandbox) main.Element("p", "sandbox", Text(language, "receipt.sample"));
  main.Element("p", "status",
               Text(language, refunded ? Key("receipt.all_refunded") : Key("receipt.credited")));
  main.Element("p", "", Text(language, "receipt.compare"));
  WhatWasSigned(language, receipt, operator_name, main);
  return Send({200, language, Text(language, "receipt.check"), "/r/" + signature},
              main.Markup("</main>\n"));
}

net::Response NotGenuinePage(Language language, const std::string& signature) {
  Html main;
  main.Markup("<main class=\"card\">\n<h1>");
  Sign("stop", "✕", main);
  main.Text(Text(language, "receipt.is_not_genuine")).Markup("</h1>\n");
  main.Element("p", "", Text(language, "receipt.not_genuine_next"));
  return Send({404, language, Text(language, "receipt.check"), "/r/" + signature},
              main.Markup("</main>\n"));
}

net::Response NoReceiptPage(Language language, const Problem& reason, const std::string& token) {
  const std::string here = "/orders/" + token + "/receipt";
  return Sorry({reason.status(), language, reason.Title(language), here}, reason.DetailIn(language),
               token);
}

net::Response NoSuchOrderPage(Language language, const std::string& token) {
  return Sorry(
      {404, language, Text(language, "order.missing.headline"), "/orders/" + token + "/receipt"},
      Text(language, "order.missing.next"), {});
}

net::Response UnavailablePage(Language language, const Problem& reason, const std::string& token) {
  return Sorry({reason.status(), language, reason.Title(language), "/orders/" + token + "/receipt"},
               reason.DetailIn(language), {});
}

}  // namespace herlaad::http
