// A callback's header and body are untrusted. First line: the header; the rest: the body. Unsigned
// input must be rejected, and accepted news must be usable by an order.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "adapters/gateways/stripe/stripe_gateway.h"
#include "adapters/gateways/stripe/stripe_news.h"
#include "base/core/check.h"

namespace {

using namespace herlaad;  // NOLINT: a program of one function
using Kind = engine::GatewayAnswer::Kind;

void CheckNews(const engine::PaymentNews& news) {
  const auto part = orders::ParsePartReference(news.part);
  CHECK(part.has_value(), "news are about a part of ours");
  const Kind kind = news.answer.kind;
  const bool of_payment = kind == Kind::kPaid || kind == Kind::kClosed;
  const bool of_refund = kind == Kind::kDone || kind == Kind::kFailed;
  CHECK(of_payment || of_refund || kind == Kind::kProcessing, "news say what became of it");
  CHECK(!of_payment || part->part == 'p', "only a payment is paid or closed");
  CHECK(!of_refund || (part->part == 'r' && !news.answer.reference.empty()),
        "only a refund is done or failed, and has its name");
  CHECK(kind != Kind::kPaid || (news.answer.received > 0 && !news.answer.reference.empty()),
        "paid says what");
  CHECK(kind != Kind::kClosed || news.answer.reason != orders::CloseReason::kNone,
        "closed says why");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  constexpr Instant kNow{1'795'000'000'000};
  const auto options = [] {
    gateways::stripe::StripeOptions made;
    made.api.base_url = "http://unused.invalid";
    made.webhook_secrets = {Secret("not in the corpus"), Secret("nor this")};
    return made;
  };
  static gateways::stripe::StripeGateway stripe(options());

  const std::string_view input(reinterpret_cast<const char*>(bytes), size);
  const std::string header(input.substr(0, input.find('\n')));
  const std::string body(input.substr(std::min(size, header.size() + 1)));
  const auto forged = stripe.ReadCallback({{"stripe-signature", header}}, body, kNow);
  CHECK(!forged.ok() && forged.error() == engine::CallbackError::kBadSignature,
        "nobody without the key is believed");

  const std::string text = "1795000000." + body;
  const std::string good = "t=1795000000,v1=" + HmacHex(Secret("nor this"), text);
  const auto callback = stripe.ReadCallback({{"stripe-signature", good}}, body, kNow);
  if (!callback.ok()) {
    CHECK(callback.error() == engine::CallbackError::kMalformed ||
              callback.error() == engine::CallbackError::kNotForUs,
          "the key's owner is believed");
    return 0;
  }
  CHECK(callback->news.empty() != callback->fetch.empty(), "it tells, or names what tells");
  CHECK(callback->fetch.empty() || !gateways::stripe::PathOf(callback->fetch).path.empty(),
        "what it names can be asked for");
  for (const auto& news : callback->news) CheckNews(news);
  return 0;
}
