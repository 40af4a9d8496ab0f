// Any catalogue file is either parsed within its bounds or rejected with places and reasons.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/core/check.h"
#include "domain/catalogue/catalogue.h"
#include "domain/catalogue/quote.h"

namespace herlaad::catalogue {
namespace {

void CheckRefusal(const CatalogueError& error) {
  CHECK(!error.mistakes.empty() && error.mistakes.size() <= kMistakesMax, "mistakes are bounded");
  for (const Mistake& mistake : error.mistakes) {
    CHECK(mistake.line > 0 && mistake.column > 0 && !mistake.reason.empty() &&
              mistake.reason.find('\n') == std::string::npos,
          "a mistake has a place and a reason on one line");
  }
}

void CheckCatalogue(const Catalogue& catalogue) {
  CHECK(!catalogue.operators.empty() && catalogue.operators.size() <= kOperatorsMax, "operators");
  const Instant now{1'795'357'331'042};
  for (const Operator& op : catalogue.operators) {
    CHECK(catalogue.Find(op.id) == &op, "an operator is there once");
    CHECK(!op.products.empty() && op.products.size() <= kProductsMax, "products");
    for (const Product& product : op.products) {
      const auto quote = QuoteFor(catalogue, op.id, product.amount);
      CHECK(quote.ok() && quote->product == &product, "every product can be quoted");
      CHECK(quote->total.minor >= product.amount.minor && quote->vat.minor >= 0, "sums are sums");
      CHECK(product.amount.minor <= op.limits.per_payment.minor, "products keep their limit");
      CHECK(ValidUntil(product, now) > now, "credit lasts at least until tonight");
    }
  }
}

}  // namespace
}  // namespace herlaad::catalogue

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto parsed = herlaad::catalogue::ParseCatalogue(text, "fuzz.toml");
  if (parsed.ok()) {
    herlaad::catalogue::CheckCatalogue(*parsed);
  } else {
    herlaad::catalogue::CheckRefusal(parsed.error());
  }
  return 0;
}
