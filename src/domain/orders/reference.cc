#include "domain/orders/reference.h"

#include "domain/orders/receipts/receipt.h"

namespace herlaad::orders {
namespace {

constexpr std::string_view kSpaces = " \t\r\n";

std::string_view Trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kSpaces);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpaces) - first + 1);
}

// Returns the first path segment, or the whole text if it is no path, that `parse` accepts. Each is
// cut before a link code, a part name, a query or a fragment.
template <class Parse>
std::optional<OrderId> Find(std::string_view typed, const Parse& parse) {
  std::string_view rest = Trimmed(typed);
  while (true) {
    const std::size_t slash = rest.find('/');
    const std::string_view segment = rest.substr(0, slash);
    if (const auto id = parse(segment.substr(0, segment.find_first_of(".-?#")))) return id;
    if (slash == std::string_view::npos) return std::nullopt;
    rest.remove_prefix(slash + 1);
  }
}

}  // namespace

std::optional<OrderId> ReadReference(std::string_view typed) { return Find(typed, ParseOrderId); }

std::optional<OrderId> ReadReceiptNumber(std::string_view typed) {
  return Find(typed, ParseReceiptNumber);
}

}  // namespace herlaad::orders
