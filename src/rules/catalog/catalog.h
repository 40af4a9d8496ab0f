// Catalog: which operators we sell for, what is on sale, for how much and under which limits. Data,
// never code. Read once at start, then only read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/instant.h"
#include "base/core/result.h"
#include "base/money/asset.h"
#include "base/money/money.h"
#include "base/money/rounding.h"

namespace herlaad::catalog {

// Where a number of this operator is credited. Numbers are stored and never reused.
enum class Connection : std::int8_t {
  kHouse = 1,   // by our own prepaid engine, in the same commit
  kRemote = 2,  // by an effect, after the payment is certain
};

enum class VatTreatment : std::int8_t {
  kSinglePurpose = 1,  // VAT on the whole price when it is sold
  kMultiPurpose = 2,   // VAT on our fee only; the operator accounts for the rest when it is used
};

// Until the end of the local day that many months or days later (base/calendar).
struct Validity {
  enum class Unit : std::int8_t { kMonths = 1, kDays = 2 };
  Unit unit = Unit::kMonths;
  std::int32_t count = 0;

  friend bool operator==(const Validity&, const Validity&) = default;
};

// Given on top by the operator, never paid for and never refundable.
struct Bonus {
  std::int64_t eur6 = 0;  // 0: none
  Validity validity;
};

struct Product {
  Money amount;                    // what the person chooses: "a top-up of 15 euros"
  Money fee;                       // ours, on top
  std::int64_t credited_eur6 = 0;  // paid credit that the number gets
  Bonus bonus;
  Validity validity;  // of the paid credit
  VatTreatment vat_treatment = VatTreatment::kSinglePurpose;
  money::BasisPoints vat_rate;

  // amount + fee: what is paid. Known to fit since the catalogue was read.
  [[nodiscard]] Money Total() const;
};

struct Limits {
  Money per_payment;
  Money per_month;                          // a number, a calendar month in Brussels
  std::int32_t seconds_between_topups = 0;  // of one number
};

struct Support {
  std::string phone;
  std::string url;
  std::string text;
};

inline constexpr std::size_t kOperatorIdMax = 15;

struct Operator {
  std::string id;  // stable slug, at most kOperatorIdMax of [a-z0-9_-]
  std::string name;
  Connection connection = Connection::kHouse;
  Limits limits;
  Support support;
  std::vector<Product> products;  // by rising amount, at least one

  // The product of exactly this amount, or nullptr.
  [[nodiscard]] const Product* Find(Money amount) const;
};

struct Catalog {
  bool sample = false;              // true: not what the operators really sell
  std::string date;                 // of the facts in it: "2026-11-22"
  std::vector<Operator> operators;  // in the order of the file, at least one

  // nullptr when there is none.
  [[nodiscard]] const Operator* Find(std::string_view id) const;
};

// One mistake in the file, where its reader finds it.
struct Mistake {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::string reason;
};

struct CatalogError {
  std::string file_name;
  std::vector<Mistake> mistakes;  // by line, at least one, at most kMistakesMax
  bool more = false;              // there were more
};
inline constexpr std::size_t kMistakesMax = 20;

// A line for each mistake: "config/catalog.toml:12:3: fee must not be negative".
std::string Text(const CatalogError& error);

inline constexpr std::size_t kCatalogBytesMax = 1 << 20;
inline constexpr std::size_t kOperatorsMax = 64;
inline constexpr std::size_t kProductsMax = 64;  // an operator

// Reads the text of config/catalog.toml, whose comments say what each key means. Strict: an unknown
// key is a mistake too. `file_name` is only for messages.
Result<Catalog, CatalogError> ParseCatalog(std::string_view text, std::string_view file_name);

// The end of the paid credit's (bonus's) validity when it is credited at `now`.
Instant ValidUntil(const Validity& validity, Instant now);
Instant ValidUntil(const Product& product, Instant now);

}  // namespace herlaad::catalog
