#include "engine/reconcile/day_report.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "base/core/check.h"
#include "engine/commands/reconcile/import_list.h"
#include "engine/reconcile/expected_lines.h"
#include "engine/reconcile/imported_lists.h"

namespace herlaad::engine {
namespace {

using reconcile::Day;

constexpr Day kOpenBefore = 400;

using PostingDays = std::map<ReconcilePostingId, Day>;

class AccountsOfDay {
 public:
  AccountsOfDay(Day day, PostingDays postings)
      : begin_(reconcile::StartOf(day)),
        end_(reconcile::StartOf(day + 1)),
        postings_(std::move(postings)) {}

  void OnEntry(const ledger::Entry& entry) {
    const Instant at = TimeOf(entry);
    if (at >= end_) return;
    for (const ledger::Transfer& transfer : entry.transfers) {
      Post(transfer.from, -transfer.amount, at);
      Post(transfer.to, transfer.amount, at);
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
  [[nodiscard]] Instant TimeOf(const ledger::Entry& entry) const {
    if (entry.cause.kind != ledger::CauseKind::kReconciliation) return entry.at;
    const auto found = postings_.find(ReconcilePostingId(entry.cause.id));
    return found == postings_.end() ? entry.at
                                    : std::min(entry.at, reconcile::StartOf(found->second));
  }
  void Post(const ledger::Account& account, std::int64_t change, Instant at) {
    if (account.asset != Asset::kEur2 || ledger::IsBucket(account.kind)) return;
    if (GroupOf(account.kind) == AccountGroup::kHeld) change = -change;
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
  PostingDays postings_;
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

// The days of the lists because of which something was posted, or posted back.
Result<PostingDays, StoreError> ReadPostings(Queries& queries,
                                             const std::vector<ImportedFile>& files) {
  std::map<std::string, Day> days;
  for (const ImportedFile& file : files) days.emplace(ToText(file.id), file.totals.to);
  PostingDays found;
  RowQuery<ReconcilePosting> query;
  for (;;) {
    const auto rows = queries.ReadRows(query);
    if (!rows.ok()) return Failure{rows.error()};
    for (const ReconcilePosting& posting : *rows) {
      const auto day = days.find(posting.subject);
      if (day != days.end()) found.emplace(posting.id, day->second);
    }
    if (rows->size() < query.limit) return found;
    query.from = ReconcilePostingId(rows->back().id.value() + 1);
  }
}

bool Covers(const ImportedFile& file, Day day) {
  return file.totals.from <= day && day <= file.totals.to;
}

class Sources {
 public:
  Sources(Queries& queries, const std::vector<ImportedFile>& files, DayReport& report)
      : queries_(queries), files_(files), report_(report) {}

  Status<StoreError> Read();
  void FindNotCompared(std::set<std::string> banks);

 private:
  Status<StoreError> ReadFile(const ImportedFile& file);
  [[nodiscard]] bool IsCompared(ImportId file) const;
  void NeedList(reconcile::SourceKind kind, const std::string& account);

  Queries& queries_;
  const std::vector<ImportedFile>& files_;
  DayReport& report_;
  std::map<std::string, SourceDay> sources_;
  std::map<std::string, ExternalMovement> counts_;  // the last one of each till
};

Status<StoreError> Sources::ReadFile(const ImportedFile& file) {
  SourceDay& source = sources_[ImportTailKey(file.kind, file.account)];
  source.kind = file.kind;
  source.account = file.account;
  if (reconcile::IsBank(file.kind) && file.totals.to == report_.day)
    source.closing = file.totals.closing;
  return ForEachMovement(queries_, file.id, [&](const ExternalMovement& movement) {
    if (movement.day != report_.day) return;
    if (file.kind == reconcile::SourceKind::kTillCounts) {
      counts_.insert_or_assign(movement.reference, movement);
    } else {
      Add(movement, file.kind, source);
    }
  });
}

Status<StoreError> Sources::Read() {
  for (const ImportedFile& file : files_) {
    if (!Covers(file, report_.day)) continue;
    if (const auto read = ReadFile(file); !read.ok()) return Failure{read.error()};
  }
  for (const auto& [reference, count] : counts_)
    Add(count, reconcile::SourceKind::kTillCounts,
        sources_[ImportTailKey(reconcile::SourceKind::kTillCounts, "tills")]);
  for (const auto& [key, source] : sources_) report_.sources.push_back(source);
  return Nothing{};
}

bool Sources::IsCompared(ImportId file) const {
  return std::any_of(files_.begin(), files_.end(), [file](const ImportedFile& each) {
    return each.id == file && IsReconciled(each);
  });
}

void Sources::NeedList(reconcile::SourceKind kind, const std::string& account) {
  const bool is_till = kind == reconcile::SourceKind::kTillCounts;
  if (is_till) {
    const auto count = counts_.find(TillReference(account, report_.day));
    if (count != counts_.end() && IsCompared(count->second.file)) return;
  }
  NotCompared missing{kind, account, std::nullopt};
  for (const ImportedFile& file : files_) {
    if (ImportTailKey(file.kind, file.account) != ImportTailKey(kind, account)) continue;
    // A list that was not compared to its end explains nothing yet.
    if (Covers(file, report_.day) && IsReconciled(file)) return;
    if (file.totals.to < report_.day)
      missing.last = std::max(missing.last, std::optional(file.totals.to));
  }
  report_.not_compared.push_back(std::move(missing));
}

// Whoever moved or held money of ours on the day is asked; of a bank account each statement.
// `banks`: our accounts, where they are known; otherwise those that there are lists of.
void Sources::FindNotCompared(std::set<std::string> banks) {
  const bool are_known = !banks.empty();
  for (const ImportedFile& file : files_) {
    if (!are_known && reconcile::IsBank(file.kind)) banks.insert(file.account);
  }
  for (const std::string& bank : banks) NeedList(reconcile::SourceKind::kCoda, bank);
  for (const AccountDay& each : report_.accounts) {
    if (each.in == 0 && each.out == 0) continue;
    if (each.account.kind == ledger::AccountKind::kPsp)
      NeedList(reconcile::SourceKind::kGateway, each.account.owner);
    if (each.account.kind == ledger::AccountKind::kPayable && each.in != 0)
      NeedList(reconcile::SourceKind::kDeliveries, each.account.owner);
    if (each.account.kind == ledger::AccountKind::kCash)
      NeedList(reconcile::SourceKind::kTillCounts, each.account.owner);
    if (each.account.kind == ledger::AccountKind::kBank && banks.empty())
      NeedList(reconcile::SourceKind::kCoda, each.account.owner);
  }
}

bool IsOpen(const Difference& difference) {
  return difference.state == reconcile::DifferenceState::kOpen ||
         difference.state == reconcile::DifferenceState::kProposed;
}

void Add(const Difference& difference, DifferenceSums& sums) {
  ++sums.count;
  sums.ours += difference.our_cents;
  sums.theirs += difference.their_cents;
}

// Adds up the differences of a day, and keeps the first ones of each account.
class DifferencesOfDay {
 public:
  void Add(const Difference& difference);
  void MoveTo(DayReport& report);

 private:
  struct Kept {
    std::int64_t n = 0;  // in the order in which they came
    Difference difference;
  };
  struct OfAccount {
    AccountDifferences sums;
    std::vector<Kept> first;
    bool is_cut = false;  // there is no room for more of it, and never will be
  };
  void Keep(const Difference& difference, OfAccount& account);

  DifferenceSums all_;
  std::size_t kept_ = 0;
  std::map<std::string, OfAccount> accounts_;
};

void DifferencesOfDay::Add(const Difference& difference) {
  if (difference.state == reconcile::DifferenceState::kSettled) return;
  OfAccount& account = accounts_[ImportTailKey(difference.kind, difference.account)];
  if (account.sums.all.count == 0) {
    account.sums.kind = difference.kind;
    account.sums.account = difference.account;
  }
  engine::Add(difference, account.sums.all);
  if (IsOpen(difference)) engine::Add(difference, account.sums.open);
  engine::Add(difference, all_);
  Keep(difference, account);
}

// Once there is no more room, what an account with fewer of them gets is taken from the one with
// the most. Its part only ever becomes smaller.
void DifferencesOfDay::Keep(const Difference& difference, OfAccount& account) {
  if (account.is_cut) return;
  if (kept_ == kDifferencesReported) {
    OfAccount& most =
        std::max_element(accounts_.begin(), accounts_.end(), [](const auto& a, const auto& b) {
          return a.second.first.size() < b.second.first.size();
        })->second;
    if (account.first.size() + 1 >= most.first.size()) {
      account.is_cut = true;
      return;
    }
    most.first.pop_back();
    most.is_cut = true;
    --kept_;
  }
  account.first.push_back({all_.count, difference});
  ++kept_;
}

void DifferencesOfDay::MoveTo(DayReport& report) {
  std::vector<Kept> kept;
  for (auto& [key, account] : accounts_) {
    report.differences_of.push_back(account.sums);
    std::move(account.first.begin(), account.first.end(), std::back_inserter(kept));
  }
  std::sort(kept.begin(), kept.end(), [](const Kept& a, const Kept& b) { return a.n < b.n; });
  for (Kept& each : kept) report.differences.push_back(std::move(each.difference));
  report.differences_count = all_.count;
  report.differences_ours = all_.ours;
  report.differences_theirs = all_.theirs;
}

// There may be a million of them: none is kept that is not shown.
Status<StoreError> ReadDifferences(Queries& queries, DayReport& report) {
  DifferencesOfDay of_day;
  const auto read = ForEachDifference(queries, report.day, report.day,
                                      [&of_day](const Difference& each) { of_day.Add(each); });
  if (!read.ok()) return Failure{read.error()};
  of_day.MoveTo(report);
  return ForEachDifference(queries, report.day - kOpenBefore, report.day - 1,
                           [&report](const Difference& each) {
                             if (IsOpen(each)) ++report.open_before;
                           });
}

}  // namespace

AccountGroup GroupOf(ledger::AccountKind kind) {
  using ledger::AccountKind;
  switch (kind) {
    case AccountKind::kPsp:
    case AccountKind::kCash:
    case AccountKind::kBank:
      return AccountGroup::kHeld;
    case AccountKind::kFees:
    case AccountKind::kLoss:
    case AccountKind::kDispute:
    case AccountKind::kCommission:
    case AccountKind::kBreakage:
    case AccountKind::kUsage:
    case AccountKind::kPromo:
      return AccountGroup::kResult;
    case AccountKind::kPayable:
    case AccountKind::kFloat:
    case AccountKind::kPrefund:
    case AccountKind::kVoucherSold:
    case AccountKind::kSuspense:
    case AccountKind::kIssued:
    case AccountKind::kSim:
    case AccountKind::kBonus:
    case AccountKind::kVat:
    case AccountKind::kBucket:
      return AccountGroup::kOwed;
  }
  CHECK(false, "an account is of one of the listed kinds");
}

std::string_view Name(AccountGroup group) {
  switch (group) {
    case AccountGroup::kHeld:
      return "held";
    case AccountGroup::kOwed:
      return "owed";
    case AccountGroup::kResult:
      return "result";
  }
  CHECK(false, "a group is one of the listed ones");
}

Result<DayReport, StoreError> ReportDay(Queries& queries, Day day,
                                        const std::vector<std::string>& bank_accounts) {
  DayReport report;
  report.day = day;
  std::vector<ImportedFile> files;
  const auto listed = ForEachImport(queries, [&files](const ImportedFile& file) {
    if (file.completed_at.ms != 0) files.push_back(file);
    return true;
  });
  if (!listed.ok()) return Failure{listed.error()};
  // What was posted because of a withdrawn list, and posted back, counts on the same day.
  auto postings = ReadPostings(queries, files);
  if (!postings.ok()) return Failure{postings.error()};
  std::erase_if(files, IsWithdrawn);
  AccountsOfDay accounts(day, *std::move(postings));
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
  Sources sources(queries, files, report);
  if (const auto read = sources.Read(); !read.ok()) return Failure{read.error()};
  sources.FindNotCompared({bank_accounts.begin(), bank_accounts.end()});
  if (const auto read = ReadDifferences(queries, report); !read.ok()) return Failure{read.error()};
  return report;
}

}  // namespace herlaad::engine
