// GET /v1/topups: lists, newest first, in pages.
#pragma once

#include <array>

#include "api/http/core/exchange.h"

namespace herlaad::http {

class TopupList {
 public:
  // The query parameters accepted.
  static constexpr std::array<std::string_view, 11> kParameters{
      "state",          "msisdn", "client", "from",  "until",           "receipt",
      "bank_reference", "limit",  "cursor", "count", "client_reference"};

  explicit TopupList(Shared& shared) : shared_(shared) {}

  void Send(ExchangePtr exchange);

 private:
  void SendPage(Exchange& exchange, const engine::OrderPage& page);

  Shared& shared_;
};

}  // namespace herlaad::http
