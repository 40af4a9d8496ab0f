// GET /admin/outbox-messages: the outbox messages of other owners than orders, newest first, in
// pages; POST /admin/outbox-messages/{id}/retry has one tried again that ended unsent.
#pragma once

#include <array>

#include "api/http/core/exchange.h"
#include "engine/commands/outbox/manage_messages.h"

namespace herlaad::http {

class OutboxList {
 public:
  // The query parameters accepted.
  static constexpr std::array<std::string_view, 5> kParameters{"state", "kind", "owner", "limit",
                                                               "cursor"};

  explicit OutboxList(Shared& shared) : shared_(shared) {}

  void Send(ExchangePtr exchange);
  void Retry(ExchangePtr exchange);

 private:
  void Retried(const ExchangePtr& exchange, outbox::MessageId id,
               const engine::Answered<engine::RetryMessageResult>& answer);

  Shared& shared_;
};

}  // namespace herlaad::http
