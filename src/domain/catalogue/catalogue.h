// Catalogue: operators, products, prices and limits. Data, never code; read once at start and
// immutable after that.
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

namespace herlaad::catalogue {

// How a number of this operator is credited. Numbers are stored and never reused.
enum class Connection : std::int8_t {
  kHosted = 1,  // from our own ledger, in the same commit
  kRemote = 2,  // by an outbox message, once the payment is certain
};

enum class VatTreatment : std::int8_t {
  kSinglePurpose = 1,  // VAT on the whole price when it is sold
  kMultiPurpose = 2,   // VAT on our fee only; the operator accounts for the rest on use
};

// Valid until the end of the local day that is `count` months or days later (base/calendar).
struct Validity {
  enum class Unit : std::int8_t { kMonths = 1, kDays = 2 };
  Unit unit = Unit::kMonths;
  std::int32_t count = 0;

  friend bool operator==(const Validity&, const Validity&) = default;
};

// Given by the operator in addition to the paid credit; never paid for and never refundable.
struct Bonus {
  std::int64_t eur6 = 0;  // 0: none
  Validity validity;
};

struct Product {
  Money amount;                    // chosen by the payer: "a top-up of 15 euros"
  Money fee;                       // ours, added to the amount
  std::int64_t credited_eur6 = 0;  // paid credit for the number
  Bonus bonus;
  Validity validity;  // of the paid credit
  VatTreatment vat_treatment = VatTreatment::kSinglePurpose;
  money::BasisPoints vat_rate;

  // amount + fee: the price to pay. Parsing has checked that it fits.
  [[nodiscard]] Money Total() const;
};

struct Limits {
  Money per_payment;
  Money per_month;                          // per number and calendar month in Brussels
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
  Connection connection = Connection::kHosted;
  std::int32_t grace_days = 0;  // of a hosted operator's SIMs after their credit (domain/prepaid)
  Limits limits;
  Support support;
  std::vector<Product> products;  // in ascending order of amount, at least one

  // The product of exactly this amount, or nullptr.
  [[nodiscard]] const Product* Find(Money amount) const;
};

struct Catalogue {
  bool sample = false;              // true: invented data, not what the operators really sell
  std::string date;                 // of the data: "2026-11-22"
  std::vector<Operator> operators;  // in the order of the file, at least one

  // nullptr if there is no such operator.
  [[nodiscard]] const Operator* Find(std::string_view id) const;
};

// One mistake in the file and its place.
struct Mistake {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::string reason;
};

struct CatalogueError {
  std::string file_name;
  std::vector<Mistake> mistakes;  // by line, at least one, at most kMistakesMax
  bool more = false;              // there are more than those listed
};
inline constexpr std::size_t kMistakesMax = 20;

// One line per mistake: "config/catalogue.toml:12:3: fee must not be negative".
std::string Text(const CatalogueError& error);

inline constexpr std::size_t kCatalogueBytesMax = 1 << 20;
inline constexpr std::size_t kOperatorsMax = 64;
inline constexpr std::size_t kProductsMax = 64;  // per operator

// Parses the text of config/catalogue.toml, whose comments describe each key. Strict: an unknown
// key is a mistake. `file_name` is only used in messages.
Result<Catalogue, CatalogueError> ParseCatalogue(std::string_view text, std::string_view file_name);

// End of the validity of paid credit or a bonus that is credited at `now`.
Instant ValidUntil(const Validity& validity, Instant now);
Instant ValidUntil(const Product& product, Instant now);

}  // namespace herlaad::catalogue
