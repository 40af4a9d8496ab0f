#include "engine/list_content.h"

#include "base/money/money.h"
#include "engine/imported_lists.h"

namespace herlaad::engine {
namespace {

constexpr const char* kAgain =
    " Nothing of it counts. Import it again from a file that is whole, as a new list.";

void Append(std::string& text, std::int64_t number) { (text += std::to_string(number)) += '\0'; }
void Append(std::string& text, const std::string& part) { (text += part) += '\0'; }

std::string Cents(std::int64_t cents) { return money::Human(Euros(cents)); }

class Content {
 public:
  explicit Content(const ImportedFile& file) : file_(file) {}

  void Add(const ExternalMovement& line);
  [[nodiscard]] ListContent Take() const;

 private:
  [[nodiscard]] std::optional<std::string> Problem() const;

  const ImportedFile& file_;
  std::int64_t credits_ = 0;
  std::int64_t debits_ = 0;
};

void Content::Add(const ExternalMovement& line) {
  (line.cents > 0 ? credits_ : debits_) += line.cents > 0 ? line.cents : -line.cents;
}

std::optional<std::string> Content::Problem() const {
  const ImportTotals& totals = file_.totals;
  const bool has_sums = totals.credits != 0 || totals.debits != 0;
  if (has_sums && (totals.credits != credits_ || totals.debits != debits_)) {
    return "Its lines are " + Cents(credits_) + " in and " + Cents(debits_) +
           " out in all, and the list announced " + Cents(totals.credits) + " in and " +
           Cents(totals.debits) + " out: they are not the lines of that list." + kAgain;
  }
  const bool has_balances = totals.opening != 0 || totals.closing != 0;
  const bool follows = totals.opening + credits_ - debits_ == totals.closing;
  if (reconcile::IsBank(file_.kind) && !has_sums && has_balances && !follows)
    return std::string(reconcile::Text(reconcile::StatementFault::kBalance)) + kAgain;
  return std::nullopt;
}

ListContent Content::Take() const { return {Problem()}; }

}  // namespace

void LinesDigest::Add(const ExternalMovement& line) {
  std::string text;
  Append(text, static_cast<std::int64_t>(digest_.high));
  Append(text, static_cast<std::int64_t>(digest_.low));
  Append(text, static_cast<std::int64_t>(line.type));
  for (const std::string* const each : {&line.own_id, &line.reference, &line.counterparty})
    Append(text, *each);
  for (const std::int64_t each : {std::int64_t{line.day}, line.cents, line.fee}) Append(text, each);
  text += line.is_sure ? '1' : '0';
  digest_ = DigestOf(text);
}

Digest LinesDigest::OfList(const ImportedFile& file) const {
  const ImportTotals& totals = file.totals;
  std::string text;
  Append(text, ImportTailKey(file.kind, file.account));
  for (const std::int64_t each :
       {std::int64_t{totals.from}, std::int64_t{totals.to}, std::int64_t{totals.lines},
        totals.opening, totals.closing, std::int64_t{totals.first_sequence},
        std::int64_t{totals.last_sequence}})
    Append(text, each);
  Append(text, static_cast<std::int64_t>(digest_.high));
  Append(text, static_cast<std::int64_t>(digest_.low));
  return DigestOf(text);
}

Result<ListContent, StoreError> ReadListContent(Queries& queries, const ImportedFile& file) {
  Content content(file);
  const auto read = ForEachMovement(
      queries, file.id, [&content](const ExternalMovement& line) { content.Add(line); });
  if (!read.ok()) return Failure{read.error()};
  return content.Take();
}

}  // namespace herlaad::engine
