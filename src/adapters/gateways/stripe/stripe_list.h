// ListPlace: how far the list of what happened at Stripe was read. The list has
// three stages, each one of Stripe's lists: payment intents, disputes, refunds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/gateways/stripe/stripe_form.h"
#include "base/core/instant.h"

namespace herlaad::gateways::stripe {

enum class ListStage : std::uint8_t { kIntents, kDisputes, kRefunds };

std::string_view NameOf(ListStage stage);  // "payment_intent"
std::string_view PathOf(ListStage stage);

struct ListPlace {
  ListStage stage = ListStage::kIntents;
  std::string last;  // the id behind which it goes on; empty: the first page of
                     // the stage

  // Reads what Text writes; empty: the beginning. Nothing for anything else.
  static std::optional<ListPlace> Parse(std::string_view text);
  [[nodiscard]] std::string Text() const;  // "dispute:du_…"
  // After a page that ended behind `last_id`, or was the last of its stage if
  // that is empty. Nothing at the end of the last stage.
  [[nodiscard]] std::optional<ListPlace> Next(const std::string& last_id) const;
};

// The query of the page. Seconds are rounded down, so that nothing is left out.
StripeForm FormOf(const ListPlace& place, Instant since);

}  // namespace herlaad::gateways::stripe
