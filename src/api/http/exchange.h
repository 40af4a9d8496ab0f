// Exchange: one request on its way to its answer, and who sent it.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "adapters/net/http.h"
#include "api/http/authenticate.h"
#include "api/http/error_pages.h"
#include "api/http/links.h"
#include "api/http/log_brake.h"
#include "api/http/open_orders.h"
#include "api/http/problem.h"
#include "api/http/services.h"
#include "api/http/sessions.h"

namespace herlaad::http {

struct Exchange {
  Exchange(net::Request&& the_request, net::Responder&& the_responder)
      : request(std::move(the_request)), responder(std::move(the_responder)) {}

  net::Request request;
  net::Responder responder;
  ClientPtr client;
  std::string argument;  // what stood in the place of {…} in the route
  const ErrorPages* error_pages = nullptr;

  void Send(net::Response response) { responder.Send(std::move(response)); }
  // As a page for a browser.
  void Refuse(const Problem& problem);
  // In which the answer is to be, if it is for people.
  [[nodiscard]] messages::Language language() const {
    return messages::NegotiateLanguage(request.Find("accept-language").value_or(""));
  }
};
using ExchangePtr = std::shared_ptr<Exchange>;

// As long as an order usually can be paid (orders::Timings::payment_lifetime).
inline constexpr Millis kTimeToPay{30 * 60'000};
// As long as an order that was replaced can be paid all the same (orders::Timings::replaced_kept).
inline constexpr Millis kYoung{5 * 60'000};

// What the parts of the API share.
struct Shared {
  Shared(Services the_services, HttpApiOptions the_options)
      : services(std::move(the_services)),
        options(std::move(the_options)),
        links(options.public_url, options.link_key, options.link_key_before),
        sessions(options.link_key, options.link_key_before),
        error_pages(options.web_files, options.sandbox),
        readers(services.quick != nullptr ? *services.quick : services.queries, services.readers,
                services.stats, [this](const char* what) { LogMistake(what); }),
        authenticator(readers, services.clock) {}

  // `then` is called with the order there is, or with why nobody knows; see Readers::Read.
  template <class Then>
  void ReadOrder(OrderId id, Then then) {
    readers.Read([id](engine::Queries& queries) { return queries.FindOrder(id); }, std::move(then));
  }
  void Log(std::string_view event, const LogFields& fields) const {
    if (services.log) services.log(event, fields);
  }
  // Of ours, caught while a request was answered.
  void LogMistake(const char* what) { LogWithBrake("request.failed", {{"reason", what}}); }
  // Of what a stranger can cause as often as they like.
  void LogWithBrake(std::string_view event, LogFields fields);

  Services services;
  HttpApiOptions options;
  Links links;
  Sessions sessions;
  ErrorPages error_pages;
  LogBrake brake;
  OpenOrders open_orders{kTimeToPay, kYoung};
  engine::Readers readers;
  Authenticator authenticator;
};

// Ready-made problems.
Problem Busy();              // nothing was done
Problem StoreUnavailable();  // nothing was read, or nothing was changed
Problem KeyRequired();       // this is not for everybody
// What it means for who asked that nothing could be read.
Problem OfStoreError(const engine::StoreError& error);
// What a command's fault means for who asked.
Problem OfFault(engine::Answer::Fault fault);

}  // namespace herlaad::http
