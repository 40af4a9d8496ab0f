#include "engine/reconcile/list_content.h"

#include <algorithm>
#include <cstdlib>

#include "base/money/money.h"
#include "domain/reconcile/day.h"
#include "engine/reconcile/gateway_bookings.h"
#include "engine/reconcile/imported_lists.h"
#include "engine/reconcile/list_origin.h"

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
  // After all lines.
  Result<ListContent, StoreError> Finish(Queries& queries, const std::optional<ImportTail>& tail);

 private:
  void CheckLine(const ExternalMovement& line);
  void CheckSums();

  const ImportedFile& file_;
  std::int64_t credits_ = 0;
  std::int64_t debits_ = 0;
  LinesDigest digest_;
  GatewayBookings bookings_;
  std::optional<std::string> problem_;
};

void Content::Add(const ExternalMovement& line) {
  (line.cents > 0 ? credits_ : debits_) += line.cents > 0 ? line.cents : -line.cents;
  digest_.Add(line);
  if (!problem_) CheckLine(line);
  if (file_.kind == reconcile::SourceKind::kGateway) bookings_.Add(line);
}

// Banks book on days before and after those of their balances.
void Content::CheckLine(const ExternalMovement& line) {
  const ImportTotals& totals = file_.totals;
  const std::string which = "Line " + std::to_string(line.n);
  if (!reconcile::IsBank(file_.kind) && (line.day < totals.from || line.day > totals.to)) {
    problem_ = which + " is of " + reconcile::DayText(line.day) + ", and the list of the days " +
               reconcile::DayText(totals.from) + " to " + reconcile::DayText(totals.to) + "." +
               kAgain;
  }
  const std::int64_t most = std::max(std::llabs(line.cents), std::llabs(line.fee));
  if (file_.kind == reconcile::SourceKind::kGateway && most > kGatewayCentsMax) {
    problem_ = which + " has an amount above " + Cents(kGatewayCentsMax) +
               ", which no line of a gateway has." + kAgain;
  }
}

void Content::CheckSums() {
  const ImportTotals& totals = file_.totals;
  const bool has_sums = totals.credits != 0 || totals.debits != 0;
  if (has_sums && (totals.credits != credits_ || totals.debits != debits_)) {
    problem_ = "Its lines are " + Cents(credits_) + " in and " + Cents(debits_) +
               " out in all, and the list announced " + Cents(totals.credits) + " in and " +
               Cents(totals.debits) + " out: they are not the lines of that list." + kAgain;
  }
  const bool has_balances = totals.opening != 0 || totals.closing != 0;
  const bool follows = totals.opening + credits_ - debits_ == totals.closing;
  if (reconcile::IsBank(file_.kind) && !has_sums && has_balances && !follows)
    problem_ = std::string(reconcile::Text(reconcile::StatementFault::kBalance)) + kAgain;
}

Result<ListContent, StoreError> Content::Finish(Queries& queries,
                                                const std::optional<ImportTail>& tail) {
  if (!problem_) CheckSums();
  auto beside = WhyNotBeside(queries, file_);
  if (!beside.ok()) return Failure{beside.error()};
  if (*beside) problem_ = *std::move(beside);
  if (const auto read = bookings_.TakeOutKnown(queries, file_); !read.ok())
    return Failure{read.error()};
  ListContent content;
  content.lines.fees = bookings_.fees();
  content.lines.payouts = bookings_.payouts();
  content.lines.content = digest_.OfList(file_);
  if (tail) content.lines.after = tail->file;
  if (tail) content.lines.changes = tail->changes;
  content.problem = problem_;
  return content;
}

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
  // Before the lists: one that is completed meanwhile is seen by the command.
  const auto tail = queries.FindRow<ImportTail>(ImportTailKey(file.kind, file.account));
  if (!tail.ok()) return Failure{tail.error()};
  Content content(file);
  const auto read = ForEachMovement(
      queries, file.id, [&content](const ExternalMovement& line) { content.Add(line); });
  if (!read.ok()) return Failure{read.error()};
  return content.Finish(queries, *tail);
}

}  // namespace herlaad::engine
