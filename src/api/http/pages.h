// What browsers are shown: the web app, the page of an order, where it is paid, and how
// it stands. Addresses carry their language, "/nl/orders/tu_…"; one without is answered
// in the language that the browser asks for. Orders are opened by their links.
#pragma once

#include "api/http/exchange.h"
#include "api/http/page_shell.h"

namespace herlaad::http {

class Pages {
 public:
  explicit Pages(Shared& shared);

  void Shard(const ExchangePtr& exchange);
  void HomeIn(messages::Language language, const ExchangePtr& exchange);
  void HomeElsewhere(messages::Language language, const ExchangePtr& exchange);  // "/nl": to "/nl/"
  void Asset(const ExchangePtr& exchange);
  void Favicon(const ExchangePtr& exchange);  // browsers ask for it, whatever a page says
  void Pay(const ExchangePtr& exchange);
  void Order(const ExchangePtr& exchange);
  void OrderIn(messages::Language language, const ExchangePtr& exchange);

 private:
  // Goes on with the order whose link this is; otherwise sends the page that says so.
  using WithOrder = std::function<void(const orders::Order& order)>;
  void Opened(messages::Language language, const ExchangePtr& exchange, WithOrder go_on);
  void PayFound(messages::Language language, const ExchangePtr& exchange,
                const orders::Order& order);
  void SendOrder(messages::Language language, const ExchangePtr& exchange,
                 const orders::Order& order);
  [[nodiscard]] net::Response HomePage(messages::Language language,
                                       const net::Request& request) const;
  [[nodiscard]] net::Response Sorry(PageHead head, messages::Key sentence, bool start_again) const;

  Shared& shared_;
  WebFiles files_;
  PageShell shell_;
};

}  // namespace herlaad::http
