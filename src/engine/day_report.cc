#include "engine/day_report.h"

#include <map>

#include "engine/commands/import_list.h"
#include "engine/imported_lists.h"

namespace herlaad::engine {
namespace {

using reconcile::Day;

bool IsHeldByOthers(ledger::AccountKind kind) {
  return kind == ledger::AccountKind::kPsp || kind == ledger::AccountKind::kCash ||
         kind == ledger::AccountKind::kBank;
}

class AccountsOfDay {
 public:
  explicit AccountsOfDay(Day day)
      : begin_(reconcile::StartOf(day)), end_(reconcile::StartOf(day + 1)) {}

  void OnEntry(const ledger::Entry& entry) {
    if (entry.at >= end_) return;
    for (const ledger::Transfer& transfer : entry.transfers) {
      Post(transfer.from, -transfer.amount, entry.at);
      Post(transfer.to, transfer.amount, entry.at);
    }
  }

  std::vector<AccountDay> Take() {
    std::vector<AccountDay> days;
    for (auto& [account, day] : days_) {
      day.account = account;
      day.closing = day.opening + day.in - day.out;
      days.push_back(day);
    }
    return days;
  }

 private:
  void Post(const ledger::Account& account, std::int64_t change, Instant at) {
    if (account.asset != Asset::kEur2 || ledger::IsBucket(account.kind)) return;
    if (IsHeldByOthers(account.kind)) change = -change;
    AccountDay& day = days_[account];
    if (at < begin_) {
      day.opening += change;
    } else if (change > 0) {
      day.in += change;
    } else {
      day.out -= change;
    }
  }

  Instant begin_;
  Instant end_;
  std::map<ledger::Account, AccountDay> days_;
};

void Add(const ExternalMovement& movement, reconcile::SourceKind kind, SourceDay& day) {
  const bool is_booked = kind == reconcile::SourceKind::kGateway &&
                         (movement.type == reconcile::MovementType::kFee ||
                          movement.type == reconcile::MovementType::kPayout);
  ++day.lines;
  day.cents += movement.cents;
  if (!is_booked && movement.matched.empty()) return;
  ++day.matched;
  day.matched_cents += movement.cents;
}

Status<StoreError> ReadSources(Queries& queries, Day day, DayReport& report) {
  std::vector<ImportedFile> files;
  auto read = ForEachImport(queries, [&](const ImportedFile& file) {
    if (file.completed_at.ms != 0 && file.totals.from <= day && day <= file.totals.to)
      files.push_back(file);
    return true;
  });
  std::map<std::string, SourceDay> sources;
  for (const ImportedFile& file : files) {
    if (!read.ok()) break;
    SourceDay& source = sources[ImportTailKey(file.kind, file.account)];
    source.kind = file.kind;
    source.account = file.account;
    read = ForEachMovement(queries, file.id, [&](const ExternalMovement& movement) {
      if (movement.day == day) Add(movement, file.kind, source);
    });
  }
  for (const auto& [key, source] : sources) report.sources.push_back(source);
  return read;
}

}  // namespace

Result<DayReport, StoreError> ReportDay(Queries& queries, Day day) {
  DayReport report;
  report.day = day;
  AccountsOfDay accounts(day);
  Queries::Reader reader;
  reader.order = [](const OrderRecord&) { return true; };
  reader.number = [](const orders::Subscriber&) { return true; };
  reader.balance = [](const ledger::Account&, std::int64_t) { return true; };
  reader.entry = [&accounts](const ledger::Entry& entry) {
    accounts.OnEntry(entry);
    return true;
  };
  if (const auto read = queries.ReadAll(reader); !read.ok()) return Failure{read.error()};
  report.accounts = accounts.Take();
  if (const auto read = ReadSources(queries, day, report); !read.ok()) return Failure{read.error()};
  auto differences = DifferencesOf(queries, day, day);
  if (!differences.ok()) return Failure{differences.error()};
  for (Difference& each : *differences) {
    if (each.state != reconcile::DifferenceState::kSettled)
      report.differences.push_back(std::move(each));
  }
  return report;
}

}  // namespace herlaad::engine
