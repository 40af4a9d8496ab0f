// Whatever a catalogue file holds, it is read within its bounds, or refused with places and
// reasons.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/core/check.h"
#include "rules/catalog/catalog.h"
#include "rules/catalog/quote.h"

namespace herlaad::catalog {
namespace {

void CheckRefusal(const CatalogError& error) {
  CHECK(!error.mistakes.empty() && error.mistakes.size() <= kMistakesMax, "mistakes are bounded");
  for (const Mistake& mistake : error.mistakes) {
    CHECK(mistake.line > 0 && mistake.column > 0 && !mistake.reason.empty() &&
              mistake.reason.find('\n') == std::string::npos,
          "a mistake has a place and a reason on one line");
  }
}

void CheckCatalog(const Catalog& catalog) {
  CHECK(!catalog.operators.empty() && catalog.operators.size() <= kOperatorsMax, "operators");
  const Instant now{1'795'357'331'042};
  for (const Operator& op : catalog.operators) {
    CHECK(catalog.Find(op.id) == &op, "an operator is there once");
    CHECK(!op.products.empty() && op.products.size() <= kProductsMax, "products");
    for (const Product& product : op.products) {
      const auto quote = QuoteFor(catalog, op.id, product.amount);
      CHECK(quote.ok() && quote->product == &product, "every product can be quoted");
      CHECK(quote->total.minor >= product.amount.minor && quote->vat.minor >= 0, "sums are sums");
      CHECK(product.amount.minor <= op.limits.per_payment.minor, "products keep their limit");
      CHECK(ValidUntil(product, now) > now, "credit lasts at least until tonight");
    }
  }
}

}  // namespace
}  // namespace herlaad::catalog

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto parsed = herlaad::catalog::ParseCatalog(text, "fuzz.toml");
  if (parsed.ok()) {
    herlaad::catalog::CheckCatalog(*parsed);
  } else {
    herlaad::catalog::CheckRefusal(parsed.error());
  }
  return 0;
}
