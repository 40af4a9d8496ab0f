// Exchange: one request with its client and the Responder for its answer.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "adapters/net/http.h"
#include "api/http/core/access/authenticate.h"
#include "api/http/core/access/links.h"
#include "api/http/core/access/sessions.h"
#include "api/http/core/html/error_pages.h"
#include "api/http/core/log_brake.h"
#include "api/http/core/orders/open_orders.h"
#include "api/http/core/problem.h"
#include "api/http/core/services.h"

namespace herlaad::http {

struct Exchange {
  Exchange(net::Request&& the_request, net::Responder&& the_responder)
      : request(std::move(the_request)), responder(std::move(the_responder)) {}

  net::Request request;
  net::Responder responder;
  ClientPtr client;
  std::string argument;  // the path segment matched by {…} in the route
  const ErrorPages* error_pages = nullptr;

  void Send(net::Response response) { responder.Send(std::move(response)); }
  // Sends a problem; to a browser, as a page.
  void Refuse(const Problem& problem);
  // The language for texts in the answer.
  [[nodiscard]] messages::Language language() const {
    return messages::NegotiateLanguage(request.Find("accept-language").value_or(""));
  }
};
using ExchangePtr = std::shared_ptr<Exchange>;

// How long an order can normally be paid (orders::Timings::payment_lifetime).
inline constexpr Millis kTimeToPay{30 * 60'000};
// How long a replaced order can still be paid (orders::Timings::replaced_kept).
inline constexpr Millis kYoung{5 * 60'000};

// State shared by the parts of the API.
struct Shared {
  Shared(Services the_services, HttpApiOptions the_options)
      : services(std::move(the_services)),
        options(std::move(the_options)),
        links(options.public_url, options.link_key, options.link_key_before),
        sessions(options.link_key, options.link_key_before),
        error_pages(options.web_files, options.sandbox),
        readers(services.quick != nullptr ? *services.quick : services.queries, services.readers,
                services.stats, [this](const char* what) { LogMistake(what); }),
        authenticator(readers, services.engine, services.clock, options.public_url,
                      options.staff.cash_caps) {}

  // Calls `then` with the order, if it exists, or with the error; see Readers::Read.
  template <class Then>
  void ReadOrder(OrderId id, Then then) {
    readers.Read([id](engine::Queries& queries) { return queries.FindOrder(id); }, std::move(then));
  }
  void Log(std::string_view event, const LogFields& fields) const {
    if (services.log) services.log(event, fields);
  }
  // An internal error caught while a request was answered.
  void LogMistake(const char* what) { LogWithBrake("request.failed", {{"reason", what}}); }
  // For events that an unauthenticated client can cause at will.
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

// Common problems.
Problem Busy();              // nothing was done
Problem StoreUnavailable();  // nothing was read, or nothing was changed
Problem KeyRequired();       // requires an API key
// The problem for a failed read.
Problem OfStoreError(const engine::StoreError& error);
// The problem for a command's fault.
Problem OfFault(engine::Fault fault);

}  // namespace herlaad::http
