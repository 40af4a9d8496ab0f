#include "adapters/gateways/stripe/stripe_list.h"

#include <array>

#include "adapters/gateways/stripe/stripe_api.h"
#include "adapters/gateways/stripe/stripe_objects.h"

namespace herlaad::gateways::stripe {
namespace {

struct Stage {
  ListStage stage;
  std::string_view name;
  std::string_view path;
  std::string_view expand;  // what it is told with; empty: nothing
};
constexpr std::array kStages{
    Stage{ListStage::kIntents, "payment_intent", kIntentsPath, "data.latest_charge"},
    Stage{ListStage::kDisputes, "dispute", kDisputesPath, "data.payment_intent.latest_charge"},
    Stage{ListStage::kRefunds, "refund", kRefundsPath, ""},
};

const Stage& Of(ListStage stage) { return kStages.at(static_cast<std::size_t>(stage)); }

}  // namespace

std::string_view NameOf(ListStage stage) { return Of(stage).name; }
std::string_view PathOf(ListStage stage) { return Of(stage).path; }

std::optional<ListPlace> ListPlace::Parse(std::string_view text) {
  if (text.empty()) return ListPlace{};
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string last(text.substr(colon + 1));
  if (!last.empty() && !IsStripeId(last, "")) return std::nullopt;
  for (const Stage& each : kStages) {
    if (each.name == text.substr(0, colon)) return ListPlace{each.stage, last};
  }
  return std::nullopt;
}

std::string ListPlace::Text() const { return std::string(NameOf(stage)) + ":" + last; }

std::optional<ListPlace> ListPlace::Next(const std::string& last_id) const {
  if (!last_id.empty()) return ListPlace{stage, last_id};
  switch (stage) {
    case ListStage::kIntents:
      return ListPlace{ListStage::kDisputes, {}};
    case ListStage::kDisputes:
      return ListPlace{ListStage::kRefunds, {}};
    case ListStage::kRefunds:
      return std::nullopt;
  }
  return std::nullopt;
}

namespace {

// Stripe lists by when something was made, and a dispute or a refund may end long after that.
Millis EndsWithin(ListStage stage) {
  constexpr Millis kDay{24LL * 3'600'000};
  switch (stage) {
    case ListStage::kIntents:
      return Millis(0);
    case ListStage::kDisputes:
      return 180 * kDay;
    case ListStage::kRefunds:
      return 45 * kDay;
  }
  return Millis(0);
}

}  // namespace

StripeForm FormOf(const ListPlace& place, Instant since) {
  StripeForm form;
  form.Add("created[gte]", (since - EndsWithin(place.stage)).ms / 1'000);
  form.Add("limit", kPageItems);
  const std::string_view expand = Of(place.stage).expand;
  if (!expand.empty()) form.Add("expand[0]", expand);
  if (!place.last.empty()) form.Add("starting_after", place.last);
  return form;
}

}  // namespace herlaad::gateways::stripe
