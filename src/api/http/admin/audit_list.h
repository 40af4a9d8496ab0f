// GET /v1/audit: the audit trail, newest first, in pages. For keys with the scope audit:read.
#pragma once

#include <array>

#include "api/http/core/exchange.h"

namespace herlaad::http {

class AuditList {
 public:
  // The query parameters accepted.
  static constexpr std::array<std::string_view, 7> kParameters{"subject", "actor", "action", "from",
                                                               "until",   "limit", "cursor"};

  explicit AuditList(Shared& shared) : shared_(shared) {}

  void Send(ExchangePtr exchange);

 private:
  Shared& shared_;
};

}  // namespace herlaad::http
