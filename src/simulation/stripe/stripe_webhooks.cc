#include "simulation/stripe/stripe_webhooks.h"

#include <algorithm>
#include <utility>

namespace herlaad::simulation {

using engine::CallbackError;

namespace {
constexpr int kTriesMax = 30;  // longer than any clock is wrong
constexpr int kLongestWait = 9;
}  // namespace

void StripeWebhooks::Send(std::string body) {
  const bool is_slow = stage_.Happens(stage_.rates().callback_slow);
  const Millis wait = is_slow ? stage_.Between(10'000, 3'600'000) : stage_.Between(20, 2'000);
  stage_.schedule.After(
      wait, [this, sent = std::make_shared<const std::string>(std::move(body))] { Call(sent, 0); });
}

void StripeWebhooks::Call(const Body& body, int tries) {
  const auto heard = std::make_shared<bool>(false);
  const std::string at = std::to_string(stage_.now().ms / 1'000);
  const std::string signature = "t=" + at + ",v1=" + HmacHex(secret_, at + "." + *body);
  const auto callback = gateway_.ReadCallback({{"stripe-signature", signature}}, *body,
                                              stage_.now() + stage_.clock_set);
  const Heard hear = [heard] { *heard = true; };
  stripe_.Count("webhook");
  if (callback.ok()) {
    Take(*callback, hear);
  } else {
    Refused(callback.error(), hear);
  }
  if (*heard || tries == kTriesMax) return;
  const Millis again = Millis(10'000) * (1 << std::min(tries, kLongestWait));
  stage_.schedule.After(again, [this, body, tries, heard] {
    if (!*heard) Call(body, tries + 1);
  });
}

void StripeWebhooks::Take(const engine::Callback& callback, const Heard& heard) {
  if (!callback.fetch.empty()) return Fetch(callback.fetch, heard);
  deliver_(callback.news, heard);
}

void StripeWebhooks::Fetch(const std::string& object, const Heard& heard) {
  stripe_.Count("webhook fetched");
  stage_.wire_takes = Millis(0);
  const auto news = gateway_.Fetch(object);
  if (!news.ok()) return Refused(news.error(), heard);
  stage_.schedule.After(stage_.wire_takes, [this, news = *news, heard] { deliver_(news, heard); });
}

void StripeWebhooks::Refused(CallbackError error, const Heard& heard) {
  switch (error) {
    case CallbackError::kNotForUs:
      return heard();
    case CallbackError::kUnavailable:
      return;
    case CallbackError::kBadSignature:
      // Where the clock is wrong, it cannot tell a new one from an old one.
      if (stage_.clock_set == Millis(0))
        stage_.Break("a webhook that Stripe signed is taken for forged");
      return;
    case CallbackError::kMalformed:
      return stage_.Break("a webhook of Stripe is not understood");
  }
}

}  // namespace herlaad::simulation
