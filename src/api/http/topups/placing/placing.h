// Turns a request for a top-up into a command, and the engine's answer into a response; shared by
// single top-ups and batches.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "api/http/core/exchange.h"
#include "api/http/core/orders/order_refusals.h"
#include "api/http/topups/placing/place_body.h"
#include "api/http/topups/refusals.h"
#include "domain/access/approval.h"
#include "engine/commands/orders/place_topup.h"
#include "engine/commands/orders/review_act.h"

namespace herlaad::http {

// What was asked for.
struct Asked {
  PlaceBody body;
  std::optional<engine::HeldPin> pin = {};

  [[nodiscard]] Wanted wanted() const { return {body.operator_id, body.amount.currency}; }
};
struct Placing {
  Asked asked;
  std::unique_ptr<engine::PlaceTopup> command;
};
// `pin` is what was found by the body's PIN, if it has one.
Result<Placing, Problem> PreparePlacing(const Shared& shared, const Exchange& exchange,
                                        PlaceBody body, std::string_view idempotency_key,
                                        std::optional<engine::HeldPin> pin = std::nullopt);

using PlaceAnswer = engine::Answered<engine::PlaceResult>;
// Why the top-up was not placed; nothing if it was. Not for answers with an EarlierOrder.
std::optional<Problem> WhyNotPlaced(const Shared& shared, const Asked& asked, const Client& client,
                                    const PlaceAnswer& answer);

// Why a person's decision about an order was not carried out.
Problem ApprovalRequired(access::UseOutcome why, OrderId order, const engine::ReviewAct& act);

// The order placed earlier under the same key, by the same request or another one, which must be
// read before answering. Empty if there is none.
OrderId EarlierOrder(const PlaceAnswer& answer);
// The problem if the request differs from the order placed under its key; nothing if it is a
// repeat. Adding or leaving out a `total` equal to the order's is no difference. The problem names
// the field that differs and what is known of the order's money, and names the order to the client
// that owns the key.
std::optional<Problem> WhyNotTheSame(const Shared& shared, const Asked& asked, const Client& client,
                                     const orders::Order& earlier);

}  // namespace herlaad::http
