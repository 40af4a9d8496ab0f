#include "api/http/pages/pages.h"

#include <algorithm>

#include "api/http/pages/order_page.h"

namespace herlaad::http {
namespace {

using messages::Key;
using messages::Language;
using messages::Text;

constexpr std::string_view kForever = "public, max-age=31536000, immutable";
constexpr std::string_view kAskAgain = "no-cache";

net::Response Redirect(int status, std::string address) {
  net::Response response{status, "text/plain; charset=utf-8", {}, {}, {}};
  response.headers.push_back({"Location", std::move(address)});
  return response;
}

Language WantedLanguage(const net::Request& request) { return request.Language(); }

std::string PageIn(Language language, std::string_view token) {
  std::string address = "/";
  address += messages::Code(language);
  return address.append("/orders/").append(token);
}

// Sooner if the content changes with time alone.
std::chrono::seconds LookAgain(const orders::StatusView& status, Instant now) {
  const std::chrono::seconds again(status.look_again_seconds);
  if (status.changes_at <= now) return again;
  return std::min(again, std::chrono::ceil<std::chrono::seconds>(status.changes_at - now));
}

}  // namespace

Pages::Pages(Shared& shared)
    : shared_(shared), files_(shared.options.web_files), shell_(files_, shared.options.sandbox) {}

void Pages::Home(const ExchangePtr& exchange) {
  net::Response response = HomePage(WantedLanguage(exchange->request), exchange->request);
  for (net::Header& header : response.headers) {
    if (header.name == "Vary") header.value += ", Accept-Language";
  }
  exchange->Send(std::move(response));
}

void Pages::HomeIn(Language language, const ExchangePtr& exchange) {
  exchange->Send(HomePage(language, exchange->request));
}

void Pages::HomeElsewhere(Language language, const ExchangePtr& exchange) {
  exchange->Send(Redirect(301, "/" + std::string(messages::Code(language)) + "/"));
}

net::Response Pages::HomePage(Language language, const net::Request& request) const {
  const WebFile* const file = files_.Find(std::string(messages::Code(language)) + ".html");
  if (file != nullptr) {
    net::Response response = SendFile(*file, request, kAskAgain);
    AddPageHeaders(response);
    return response;
  }
  Html main;
  main.Element("h1", "", "This program was built without its pages");
  main.Element("p", "",
               "Build it with them to top up in a browser: start ./run without --without-web.");
  main.Markup("<p>Everything else is here: ").Link("/docs", "", "the API").Markup("</p>\n");
  return shell_.Page({503, Language::kEn, "No web app", "/", false, {}}, main);
}

void Pages::Asset(const ExchangePtr& exchange) {
  const WebFile* const file = files_.Find("assets/" + exchange->argument);
  if (file == nullptr) return exchange->Refuse(Problem(Code::kNotFound));
  exchange->Send(SendFile(*file, exchange->request, kForever));
}

void Pages::Favicon(const ExchangePtr& exchange) {
  constexpr std::string_view kForADay = "public, max-age=86400";
  for (const std::string_view name : {"favicon.ico", "favicon.svg"}) {
    const WebFile* const file = files_.Find(name);
    if (file != nullptr) return exchange->Send(SendFile(*file, exchange->request, kForADay));
  }
  net::Response none{204, "", {}, {}};
  none.headers.push_back({"Cache-Control", std::string(kForADay)});
  exchange->Send(std::move(none));
}

net::Response Pages::Sorry(PageHead head, Key sentence, bool start_again) const {
  Html main;
  main.Element("h1", "", head.title).Element("p", "", Text(head.language, sentence));
  if (start_again) {
    const std::string home = "/" + std::string(messages::Code(head.language)) + "/";
    main.Link(home, "button next", Text(head.language, "nowhere.start"));
  }
  return shell_.Page(head, main);
}

void Pages::Opened(Language language, const ExchangePtr& exchange, WithOrder go_on) {
  const std::string elsewhere = "/orders/" + exchange->argument;
  const auto id = shared_.links.Open(exchange->argument);
  if (!id) {
    return exchange->Send(Sorry(
        {404, language, std::string(Text(language, "order.missing.headline")), elsewhere, true, {}},
        "order.missing.next", true));
  }
  shared_.ReadOrder(*id, [this, language, exchange, elsewhere,
                          go_on = std::move(go_on)](const auto& found) {
    if (found.ok() && *found) return go_on((*found)->order);
    exchange->Send(Sorry({503, language, std::string(Text(language, "page.unavailable.headline")),
                          elsewhere, true, std::chrono::seconds(20)},
                         "page.unavailable.next", false));
  });
}

void Pages::Pay(const ExchangePtr& exchange) {
  const Language language = WantedLanguage(exchange->request);
  Opened(language, exchange, [this, language, exchange](const orders::Order& order) {
    PayFound(language, exchange, order);
  });
}

void Pages::PayFound(Language language, const ExchangePtr& exchange, const orders::Order& order) {
  const std::string page = PageIn(language, exchange->argument);
  const orders::Payment& payment = order.payments.front();
  if (payment.state == orders::PaymentState::kOpen)
    return exchange->Send(Redirect(302, payment.url));
  if (payment.state != orders::PaymentState::kOpening) return exchange->Send(Redirect(303, page));
  const Instant now = shared_.services.clock.Now();
  const orders::StatusView status =
      StatusOf(OrderView{order, shared_.services.catalogue.Find(order.operator_id()), language, now,
                         shared_.options.support});
  Html main;
  const std::string headline = orders::PhraseText(status.headline, language, now);
  main.Element("h1", "", headline);
  main.Element("p", "money", orders::PhraseText(status.money, language, now));
  for (const orders::Phrase& next : status.next) {
    main.Element("p", "", orders::PhraseText(next, language, now));
  }
  main.Markup("<p>").Link(page, "", Text(language, "page.see_order")).Markup("</p>\n");
  exchange->Send(shell_.Page(
      {200, language, headline, "/orders/" + exchange->argument, false, std::chrono::seconds(1)},
      main));
}

void Pages::Order(const ExchangePtr& exchange) {
  net::Response response =
      Redirect(302, PageIn(WantedLanguage(exchange->request), exchange->argument));
  response.headers.push_back({"Vary", "Accept-Language"});
  response.headers.push_back({"X-Robots-Tag", "noindex"});
  exchange->Send(std::move(response));
}

void Pages::OrderIn(Language language, const ExchangePtr& exchange) {
  Opened(language, exchange, [this, language, exchange](const orders::Order& order) {
    SendOrder(language, exchange, order);
  });
}

void Pages::SendOrder(Language language, const ExchangePtr& exchange, const orders::Order& order) {
  const OrderView view{order, shared_.services.catalogue.Find(order.operator_id()), language,
                       shared_.services.clock.Now(), shared_.options.support};
  const orders::StatusView status = StatusOf(view);
  const PageHead head{200,
                      language,
                      orders::PhraseText(status.headline, language, view.now),
                      "/orders/" + exchange->argument,
                      !files_.empty(),
                      LookAgain(status, view.now)};
  exchange->Send(shell_.Page(head, OrderMain(view, status, shared_.links)));
}

}  // namespace herlaad::http
