// The pages for browsers: the web app, the page of an order with its status, and the redirect to
// its payment. Paths contain the language, "/nl/orders/tu_…"; without it, Accept-Language decides.
// Orders are opened by their links.
#pragma once

#include "api/http/core/exchange.h"
#include "api/http/core/html/page_shell.h"

namespace herlaad::http {

class Pages {
 public:
  explicit Pages(Shared& shared);

  void Home(const ExchangePtr& exchange);
  void HomeIn(messages::Language language, const ExchangePtr& exchange);
  void HomeElsewhere(messages::Language language,
                     const ExchangePtr& exchange);  // redirects "/nl" to
                                                    // "/nl/"
  void Asset(const ExchangePtr& exchange);
  void Favicon(const ExchangePtr& exchange);  // browsers request it from every site
  void Pay(const ExchangePtr& exchange);
  void Order(const ExchangePtr& exchange);
  void OrderIn(messages::Language language, const ExchangePtr& exchange);

 private:
  // Calls `go_on` with the order of the link; otherwise sends an error page.
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
