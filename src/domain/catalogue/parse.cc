#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "domain/catalogue/catalogue.h"
#include "domain/catalogue/table_reader.h"
#include "domain/catalogue/toml_tree.h"

namespace herlaad::catalogue {
namespace {

// Bounds of the numbers in the file. Later sums and products of them cannot overflow.
constexpr std::int64_t kCentsMax = 1'000'000;         // 10,000 euros
constexpr std::int64_t kMonthCentsMax = 100'000'000;  // a million euros
constexpr std::int64_t kEur6Max = kCentsMax * money::kEur6PerCent;
constexpr std::int64_t kValidMonthsMax = 120;
constexpr std::int64_t kValidDaysMax = 3'660;
constexpr std::int64_t kSecondsBetweenMax = 86'400;
constexpr std::int64_t kGraceDaysMax = 3'660;
constexpr std::size_t kNameMax = 60;
constexpr std::size_t kPhoneMax = 40;
constexpr std::size_t kUrlMax = 200;
constexpr std::size_t kSupportTextMax = 400;

bool IsSlug(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  return !text.empty() && text.front() >= 'a' && text.front() <= 'z' &&
         std::all_of(text.begin(), text.end(), fits);
}

// Requires exactly one of `months` and `days`.
Validity ReadValidity(TableReader& reader) {
  if (reader.Has("months") == reader.Has("days")) {
    reader.Complain("days", "a validity has either months or days");
    reader.Ignore("months");
    reader.Ignore("days");
    return {};
  }
  if (reader.Has("days")) {
    const std::int64_t count = reader.Integer("days", 1, kValidDaysMax);
    return {Validity::Unit::kDays, static_cast<std::int32_t>(count)};
  }
  const std::int64_t count = reader.Integer("months", 1, kValidMonthsMax);
  return {Validity::Unit::kMonths, static_cast<std::int32_t>(count)};
}

Bonus ReadBonus(const TomlNode& table, Mistakes& mistakes) {
  TableReader reader(table, "the bonus", mistakes);
  Bonus bonus;
  bonus.eur6 = reader.Integer("eur6", 1, kEur6Max);
  bonus.validity = ReadValidity(reader);
  reader.RefuseUnknownKeys();
  return bonus;
}

void ReadVat(const TomlNode& table, Product& product, Mistakes& mistakes) {
  TableReader reader(table, "the vat", mistakes);
  if (reader.Choice("treatment", {"single_purpose", "multi_purpose"}) == 1) {
    product.vat_treatment = VatTreatment::kMultiPurpose;
  }
  product.vat_rate.value =
      static_cast<std::int32_t>(reader.Integer("basis_points", 0, money::kBasisPointsMax));
  reader.RefuseUnknownKeys();
}

Product ReadProduct(const TomlNode& table, Mistakes& mistakes) {
  TableReader reader(table, "the product", mistakes, TableSubject::kProduct);
  Product product;
  product.amount = Euros(reader.Price("amount", 1, kCentsMax));
  product.fee = Euros(reader.Price("fee", 0, kCentsMax));
  product.credited_eur6 = reader.Integer("credited_eur6", 1, kEur6Max);
  if (const TomlNode* validity = reader.Table("validity")) {
    TableReader inner(*validity, "the validity", mistakes);
    product.validity = ReadValidity(inner);
    inner.RefuseUnknownKeys();
  }
  if (const TomlNode* vat = reader.Table("vat")) ReadVat(*vat, product, mistakes);
  if (reader.Has("bonus")) {
    if (const TomlNode* bonus = reader.Table("bonus")) product.bonus = ReadBonus(*bonus, mistakes);
  }
  reader.RefuseUnknownKeys();
  return product;
}

Limits ReadLimits(const TomlNode& table, Mistakes& mistakes) {
  TableReader reader(table, "the limits", mistakes);
  Limits limits;
  limits.per_payment = Euros(reader.Integer("per_payment", 1, kCentsMax));
  limits.per_month = Euros(reader.Integer("per_month", 1, kMonthCentsMax));
  limits.seconds_between_topups =
      static_cast<std::int32_t>(reader.Integer("seconds_between_topups", 0, kSecondsBetweenMax));
  if (limits.per_month.minor > 0 && limits.per_month.minor < limits.per_payment.minor) {
    reader.Complain("per_month", "per_month must not be below per_payment");
  }
  reader.RefuseUnknownKeys();
  return limits;
}

Support ReadSupport(const TomlNode& table, Mistakes& mistakes) {
  TableReader reader(table, "the support", mistakes);
  Support support;
  support.phone = reader.Text("phone", kPhoneMax);
  support.url = reader.Text("url", kUrlMax);
  support.text = reader.Text("text", kSupportTextMax);
  if (!support.url.empty() && !support.url.starts_with("https://")) {
    reader.Complain("url", "url must begin with https://");
  }
  reader.RefuseUnknownKeys();
  return support;
}

// Optional: without it there is no grace.
std::int32_t ReadGraceDays(TableReader& reader, Connection connection) {
  if (!reader.Has("grace_days")) return 0;
  const auto days = static_cast<std::int32_t>(reader.Integer("grace_days", 0, kGraceDaysMax));
  if (connection == Connection::kRemote) {
    reader.Complain("grace_days", "grace_days is for a hosted operator; a remote one has its own");
  }
  return days;
}

// An invalid number was read as 0 and must not be reported a second time.
void CheckAmount(const TomlNode& table, const Product& product, const Operator& op,
                 Mistakes& mistakes) {
  TableReader reader(table, "the product", mistakes);
  const std::string amount = "amount " + std::to_string(product.amount.minor);
  if (product.amount.minor > 0 && op.Find(product.amount) != nullptr) {
    reader.Complain("amount", amount + " is there twice");
  }
  const std::int64_t limit = op.limits.per_payment.minor;
  if (limit > 0 && product.amount.minor > limit) {
    reader.Complain("amount", amount + " is above per_payment, " + std::to_string(limit));
  }
}

void ReadProducts(const std::vector<const TomlNode*>& tables, Operator& op, Mistakes& mistakes) {
  for (const TomlNode* table : tables) {
    const Product product = ReadProduct(*table, mistakes);
    CheckAmount(*table, product, op, mistakes);
    op.products.push_back(product);
  }
  std::sort(op.products.begin(), op.products.end(),
            [](const Product& a, const Product& b) { return a.amount.minor < b.amount.minor; });
}

Operator ReadOperator(const TomlNode& table, Mistakes& mistakes) {
  TableReader reader(table, "the operator", mistakes);
  Operator op;
  op.id = reader.Text("id", kOperatorIdMax);
  if (!op.id.empty() && !IsSlug(op.id)) {
    reader.Complain("id", "id must begin with a to z and hold only a to z, 0 to 9, - and _");
  }
  op.name = reader.Text("name", kNameMax);
  if (reader.Choice("connection", {"hosted", "remote"}) == 1) op.connection = Connection::kRemote;
  op.grace_days = ReadGraceDays(reader, op.connection);
  if (const TomlNode* limits = reader.Table("limits")) op.limits = ReadLimits(*limits, mistakes);
  if (const TomlNode* support = reader.Table("support")) {
    op.support = ReadSupport(*support, mistakes);
  }
  ReadProducts(reader.Tables("product", kProductsMax), op, mistakes);
  reader.RefuseUnknownKeys();
  return op;
}

void ReadHeader(const TomlNode& table, Catalogue& catalogue, Mistakes& mistakes) {
  TableReader reader(table, "the header", mistakes);
  catalogue.sample = reader.Boolean("sample");
  catalogue.date = reader.Date("date");
  reader.Currency("currency");
  reader.RefuseUnknownKeys();
}

Catalogue ReadCatalogue(const TomlNode& root, Mistakes& mistakes) {
  TableReader reader(root, "the catalogue", mistakes);
  Catalogue catalogue;
  if (const TomlNode* header = reader.Table("catalogue")) ReadHeader(*header, catalogue, mistakes);
  for (const TomlNode* table : reader.Tables("operator", kOperatorsMax)) {
    Operator op = ReadOperator(*table, mistakes);
    if (!op.id.empty() && catalogue.Find(op.id) != nullptr) {
      TableReader(*table, "the operator", mistakes)
          .Complain("id", "operator " + op.id + " is there twice");
    }
    catalogue.operators.push_back(std::move(op));
  }
  reader.RefuseUnknownKeys();
  return catalogue;
}

}  // namespace

Result<Catalogue, CatalogueError> ParseCatalogue(std::string_view text,
                                                 std::string_view file_name) {
  Mistakes mistakes;
  if (text.size() > kCatalogueBytesMax) {
    mistakes.Add(1, 1, "a catalogue has at most " + std::to_string(kCatalogueBytesMax) + " bytes");
    return Failure{mistakes.ToError(file_name)};
  }
  const Result<TomlNode, Mistake> root = ReadToml(text);
  if (!root.ok()) {
    mistakes.Add(root.error().line, root.error().column, root.error().reason);
    return Failure{mistakes.ToError(file_name)};
  }
  Catalogue catalogue = ReadCatalogue(*root, mistakes);
  if (!mistakes.empty()) return Failure{mistakes.ToError(file_name)};
  return catalogue;
}

}  // namespace herlaad::catalogue
