// A callback's header and body are untrusted. First line: the header; the rest: the body. Unsigned
// input must be rejected, and accepted news must be usable by an order.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "adapters/gateways/sandbox_bank/sandbox_bank.h"
#include "base/core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace herlaad;  // NOLINT: a program of one function
  using Kind = engine::GatewayAnswer::Kind;
  constexpr Instant kNow{1'795'000'000'000};
  static gateways::SandboxBank bank(
      {.base_url = "http://unused.invalid", .secret = Secret("not in the corpus")});

  const std::string_view input(reinterpret_cast<const char*>(bytes), size);
  const std::string header(input.substr(0, input.find('\n')));
  const std::string body(input.substr(std::min(size, header.size() + 1)));
  const auto forged = bank.ReadCallback({{"sandbox-signature", header}}, body, kNow);
  CHECK(!forged.ok() && forged.error() == engine::CallbackError::kBadSignature,
        "nobody without the key is believed");

  const std::string text = "1795000000." + body;
  const std::string good = "t=1795000000,v1=" + HmacHex(Secret("not in the corpus"), text);
  const auto news = bank.ReadCallback({{"sandbox-signature", good}}, body, kNow);
  if (!news.ok()) {
    CHECK(news.error() != engine::CallbackError::kBadSignature, "the key's owner is believed");
    return 0;
  }
  CHECK(news->news.size() == 1 && news->fetch.empty(), "a callback is one piece of news");
  CHECK(orders::ParsePartReference(news->news[0].part).has_value(),
        "news are about a payment of ours");
  const auto& answer = news->news[0].answer;
  CHECK(answer.kind == Kind::kClosed ||
            (answer.kind == Kind::kPaid && answer.received > 0 && !answer.reference.empty()),
        "news say what came of the payment");
  return 0;
}
