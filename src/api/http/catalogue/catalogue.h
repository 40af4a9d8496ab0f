// /v1/operators, /v1/products, /v1/quotes and /v1/sims: what is on sale, and for which number.
#pragma once

#include "api/http/catalogue/offers.h"
#include "api/http/core/exchange.h"

namespace herlaad::http {

class CatalogueApi {
 public:
  explicit CatalogueApi(Shared& shared) : shared_(shared) {}

  void Operators(ExchangePtr exchange);
  void Operator(ExchangePtr exchange);
  void Products(ExchangePtr exchange);
  void Quote(ExchangePtr exchange);        // GET with parameters; requires an API key
  void QuotePosted(ExchangePtr exchange);  // POST with a body
  void Sim(ExchangePtr exchange);

 private:
  struct Question {
    Msisdn msisdn;
    std::optional<std::string> operator_id;
    std::optional<Money> amount;
  };
  static Result<Question, Problem> ReadQuestion(const net::Request& request);
  static Result<Question, Problem> ReadPostedQuestion(const net::Request& request);
  [[nodiscard]] std::optional<Problem> NotOnSale(const Question& question,
                                                 const Client& client) const;
  void Answer(const ExchangePtr& exchange, const Question& question);
  // Calls `go_on` with the stored subscriber, or an empty one.
  template <class GoOn>
  void ReadSubscriber(Msisdn msisdn, const ExchangePtr& exchange, GoOn go_on);
  void Send(Exchange& exchange, const Question& question, const orders::Subscriber& number);
  [[nodiscard]] std::string Render(const Question& question, const orders::Subscriber& number,
                                   const Hearer& hearer) const;

  Shared& shared_;
};

}  // namespace herlaad::http
