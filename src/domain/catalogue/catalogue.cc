#include "domain/catalogue/catalogue.h"

#include "base/calendar/calendar.h"
#include "base/core/check.h"

namespace herlaad::catalogue {

Money Product::Total() const {
  const std::optional<Money> total = Add(amount, fee);
  CHECK(total.has_value(), "an amount and its fee were bounded when the catalogue was read");
  return *total;
}

const Product* Operator::Find(Money amount) const {
  for (const Product& product : products) {
    if (product.amount == amount) return &product;
  }
  return nullptr;
}

const Operator* Catalogue::Find(std::string_view id) const {
  for (const Operator& op : operators) {
    if (op.id == id) return &op;
  }
  return nullptr;
}

std::string Text(const CatalogueError& error) {
  std::string text;
  for (const Mistake& mistake : error.mistakes) {
    text += error.file_name + ":" + std::to_string(mistake.line) + ":" +
            std::to_string(mistake.column) + ": " + mistake.reason + "\n";
  }
  if (error.more) text += error.file_name + ": there are more mistakes after these\n";
  return text;
}

Instant ValidUntil(const Validity& validity, Instant now) {
  switch (validity.unit) {
    case Validity::Unit::kMonths:
      return calendar::AddMonthsEndOfDay(now, validity.count);
    case Validity::Unit::kDays:
      return calendar::AddDaysEndOfDay(now, validity.count);
  }
  CHECK(false, "a unit of validity is one of the closed set");
}

Instant ValidUntil(const Product& product, Instant now) {
  return ValidUntil(product.validity, now);
}

}  // namespace herlaad::catalogue
