#include "engine/compare_lists.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "domain/reconcile/matcher.h"
#include "domain/reconcile/structured_communication.h"
#include "engine/commands/import_list.h"
#include "engine/expected_lines.h"

namespace herlaad::engine {
namespace {

using reconcile::Day;
using reconcile::DifferenceClass;
using reconcile::MovementType;
using reconcile::SourceKind;

constexpr std::string_view kFloatPaymentPrefix = "fp_";

constexpr std::string_view kOfLine = " for line ";

std::string NameOf(ImportId file, std::int32_t n) {
  return std::string(kOfLine) + std::to_string(n) + " of " + ToText(file);
}

// Their line, with what is needed of it later.
struct Their {
  ImportId file;
  std::int32_t n = 0;
  std::uint64_t matched = 0;  // digest of what it matched before; 0: nothing
};

class Comparing {
 public:
  Comparing(Queries& queries, const ImportedFile& file) : queries_(queries), file_(file) {}

  Result<Comparison, StoreError> Run();

 private:
  Status<StoreError> ReadLists();
  Status<StoreError> ReadBooks();
  Status<StoreError> ReadClients();
  Status<StoreError> ReadFiles(std::vector<ImportedFile>& gateways);
  void OnMovement(const ExternalMovement& movement);
  [[nodiscard]] bool IsCovered(Day day) const;
  [[nodiscard]] bool Counts(const reconcile::Found& found) const;
  Status<StoreError> Explain(const reconcile::Matching& matching);
  Status<StoreError> AddDifference(const reconcile::Found& found);
  bool TakeArrival(const ExternalMovement& movement, const reconcile::Found& found);
  bool TakeRecount(const std::string& reference, reconcile::Line line, const Their& their);
  std::string KnownOf(const ExternalMovement& movement);
  Status<StoreError> ReadTaken(ImportId file);
  void NoteTransfer(const ExternalMovement& movement);
  void OnFloatPayment(const FloatPayment& payment);
  [[nodiscard]] bool IsTakenElsewhere(const Difference& difference) const;
  Status<StoreError> FindGone();
  void NoteMatched(const reconcile::Matching& matching);
  Findings& Piece(ImportId file);

  Queries& queries_;
  const ImportedFile& file_;
  Day from_ = 0;  // reported
  Day to_ = 0;
  Day low_ = 0;  // read
  Day high_ = 0;
  std::vector<ImportedFile> files_;   // of the account
  std::vector<ImportedFile> others_;  // of our other bank accounts
  std::vector<reconcile::Line> lines_;
  std::vector<Their> theirs_;
  std::optional<ExpectedLines> expected_;
  std::set<std::string> taken_;  // bookings that lines have which are not compared again
  std::set<std::string> open_;   // names of transfers to us that have no booking yet
  std::map<std::string, FloatPayment> paid_;  // payments of floats that name one of these
  std::set<std::string> paired_;              // bookings that lines of this account have now
  std::map<std::string, std::vector<ClientId>> clients_;  // by communication
  std::map<std::string, std::uint32_t> counted_;          // lines of tills, by reference
  std::vector<std::uint32_t> by_reference_;               // our lines, once they are looked up
  std::set<DifferenceId> found_;
  Comparison comparison_;
};

bool IsOf(const ImportedFile& a, const ImportedFile& b) {
  return ImportTailKey(a.kind, a.account) == ImportTailKey(b.kind, b.account);
}

Status<StoreError> Comparing::ReadFiles(std::vector<ImportedFile>& gateways) {
  return ForEachImport(queries_, [&](const ImportedFile& each) {
    if (each.completed_at.ms == 0) return true;
    const bool is_other = reconcile::IsBank(each.kind) && reconcile::IsBank(file_.kind);
    if (IsOf(each, file_)) {
      files_.push_back(each);
    } else if (is_other) {
      others_.push_back(each);
    }
    if (each.kind == SourceKind::kGateway) gateways.push_back(each);
    return true;
  });
}

void Comparing::NoteTransfer(const ExternalMovement& movement) {
  if (movement.matched.empty() && movement.is_sure && movement.cents > 0)
    open_.insert(NameOf(movement.file, movement.n));
}

// A booking belongs to one line of all our bank accounts, of whatever day.
Status<StoreError> Comparing::ReadTaken(ImportId file) {
  return ForEachMovement(queries_, file, [this](const ExternalMovement& movement) {
    NoteTransfer(movement);
    if (!movement.matched.empty()) taken_.insert(movement.matched);
  });
}

bool Comparing::IsCovered(Day day) const {
  return std::any_of(files_.begin(), files_.end(), [day](const ImportedFile& each) {
    return day >= each.totals.from && day <= each.totals.to;
  });
}

Status<StoreError> Comparing::ReadLists() {
  std::vector<ImportedFile> gateways;
  if (const auto read = ReadFiles(gateways); !read.ok()) return Failure{read.error()};
  to_ = file_.totals.to;
  for (const ImportedFile& each : files_) {
    to_ = std::max(to_, std::min(each.totals.to, file_.totals.to + kCompareMargin));
  }
  from_ = file_.totals.from - kCompareMargin;
  low_ = from_ - kCompareMargin;
  high_ = to_ + kCompareMargin;
  expected_.emplace(file_.kind, file_.account, low_, high_);
  const auto overlaps = [this](const ImportedFile& each) {
    return each.totals.to >= low_ && each.totals.from <= high_;
  };
  for (const ImportedFile& each : files_) {
    if (!overlaps(each)) {
      if (reconcile::IsBank(file_.kind)) others_.push_back(each);
      continue;
    }
    const auto read = ForEachMovement(
        queries_, each.id, [this](const ExternalMovement& movement) { OnMovement(movement); });
    if (!read.ok()) return Failure{read.error()};
  }
  if (!reconcile::IsBank(file_.kind)) return Nothing{};
  for (const ImportedFile& each : others_) {
    if (const auto read = ReadTaken(each.id); !read.ok()) return Failure{read.error()};
  }
  for (const ImportedFile& each : gateways) {
    if (!overlaps(each) || each.payouts == 0) continue;
    const auto read = ForEachMovement(queries_, each.id, [this](const ExternalMovement& movement) {
      if (movement.type == MovementType::kPayout && !taken_.contains(movement.reference))
        expected_->OnPayout(movement.reference, -movement.cents, movement.day);
    });
    if (!read.ok()) return Failure{read.error()};
  }
  return ReadClients();
}

// Fees are booked as a whole, and payouts are looked for at the bank.
void Comparing::OnMovement(const ExternalMovement& movement) {
  const bool is_booked =
      file_.kind == SourceKind::kGateway &&
      (movement.type == MovementType::kFee || movement.type == MovementType::kPayout);
  const bool is_float = movement.matched.starts_with(kFloatPaymentPrefix);
  if (movement.file == file_.id) {
    ++comparison_.compared;
    if (is_booked || is_float) ++comparison_.matched;
  }
  const bool is_outside = movement.day < low_ || movement.day > high_;
  const bool is_bank = reconcile::IsBank(file_.kind);
  if (is_bank) NoteTransfer(movement);
  if (is_float || (is_bank && is_outside && !movement.matched.empty()))
    taken_.insert(movement.matched);
  if (is_booked || is_float || is_outside) return;
  const std::string& reference = movement.reference.empty() ? movement.own_id : movement.reference;
  const std::string unique = ToText(movement.file) + " " + std::to_string(movement.n);
  reconcile::Line line{DigestOf(reference.empty() ? unique : reference), movement.cents,
                       movement.day, static_cast<std::uint32_t>(lines_.size()),
                       is_bank && movement.cents > 0 && !movement.is_sure};
  const Their their{movement.file, movement.n,
                    movement.matched.empty() ? 0 : DigestOf(movement.matched).low};
  if (file_.kind == SourceKind::kTillCounts && TakeRecount(reference, line, their)) return;
  lines_.push_back(line);
  theirs_.push_back(their);
}

// A till that is counted again has what was counted last.
bool Comparing::TakeRecount(const std::string& reference, reconcile::Line line,
                            const Their& their) {
  const auto [at, is_first] = counted_.try_emplace(reference, line.index);
  if (is_first) return false;
  Their& before = theirs_.at(at->second);
  if (before.matched != 0) Piece(before.file).matched.push_back({before.n, std::string()});
  before = their;
  line.index = at->second;
  lines_.at(at->second) = line;
  return true;
}

Status<StoreError> Comparing::ReadClients() {
  RowQuery<ClientRecord> query;
  for (;;) {
    const auto rows = queries_.ReadRows(query);
    if (!rows.ok()) return Failure{rows.error()};
    for (const ClientRecord& client : *rows)
      clients_[FloatCommunicationOf(client.id)].push_back(client.id);
    if (rows->size() < query.limit) return Nothing{};
    query.from = ClientId(rows->back().id.value() + 1);
  }
}

// One that names a transfer without a booking is of that one. Anybody may write such a name: where
// the line has a booking, or there is no such line, it is a payment as any other.
void Comparing::OnFloatPayment(const FloatPayment& payment) {
  if (taken_.contains(ToText(payment.id))) return;
  const std::size_t at = payment.reference.rfind(kOfLine);
  if (at != std::string::npos && open_.contains(payment.reference.substr(at))) {
    paid_.emplace(payment.reference, payment);
  } else {
    expected_->OnFloatPayment(payment);
  }
}

Status<StoreError> Comparing::ReadBooks() {
  Queries::Reader reader;
  reader.order = [this](const OrderRecord& record) {
    expected_->OnOrder(record.order);
    return true;
  };
  reader.entry = [](const ledger::Entry&) { return true; };
  reader.number = [](const orders::Subscriber&) { return true; };
  reader.balance = [](const ledger::Account&, std::int64_t) { return true; };
  reader.float_payment = [this](const FloatPayment& payment) {
    OnFloatPayment(payment);
    return true;
  };
  const auto read = queries_.ReadAll(reader);
  if (!read.ok()) return Failure{read.error()};
  expected_->Finish();
  return Nothing{};
}

Findings& Comparing::Piece(ImportId file) {
  auto& pieces = comparison_.findings;
  const auto is_full = [](const Findings& piece) {
    return piece.found.size() == kFindingsMax || piece.gone.size() == kFindingsMax ||
           piece.matched.size() == kFindingsMax;
  };
  if (pieces.empty() || is_full(pieces.back()) || pieces.back().file != file)
    pieces.push_back({.file = file});
  return pieces.back();
}

// What our books have is missing there only on days that their lists cover, the days until it is
// late included.
bool Comparing::Counts(const reconcile::Found& found) const {
  if (found.which == DifferenceClass::kMissingThere)
    return IsCovered(found.day) && IsCovered(found.day + reconcile::ToleranceOf(file_.kind));
  // A till without takings that was counted.
  return found.our_cents != 0 || found.their_cents != 0;
}

// Each line of a statement is money of its own, one that is there twice too. What was paid in for
// it already, when recording was interrupted, is found by the name of the line.
bool Comparing::TakeArrival(const ExternalMovement& movement, const reconcile::Found& found) {
  const bool may_be =
      !found.ours && reconcile::IsBank(file_.kind) && movement.is_sure && movement.cents > 0;
  const auto clients = may_be ? clients_.find(movement.reference) : clients_.end();
  if (clients == clients_.end() || clients->second.size() != 1) return false;
  const auto written = reconcile::ParseCommunication(movement.reference);
  FloatArrival arrival{movement.file, movement.n, clients->second.front(), movement.cents,
                       written.ok() ? written->value.Format() : movement.reference};
  const auto paid = paid_.find(PaidReferenceOf(arrival));
  const bool is_paid = paid != paid_.end() && paid->second.client == arrival.client &&
                       paid->second.amount == arrival.cents;
  if (!is_paid) {
    comparison_.arrivals.push_back(std::move(arrival));
    return true;
  }
  if (movement.file == file_.id) ++comparison_.matched;
  Piece(movement.file).matched.push_back({movement.n, ToText(paid->second.id)});
  return true;
}

Status<StoreError> Comparing::AddDifference(const reconcile::Found& found) {
  Difference difference;
  difference.kind = file_.kind;
  difference.account = file_.account;
  difference.which = found.which;
  difference.day = found.day;
  difference.our_day = found.our_day;
  difference.our_cents = found.our_cents;
  difference.their_cents = found.their_cents;
  std::string known;
  if (found.ours) difference.our_reference = expected_->TextOf(*found.ours);
  if (found.theirs) {
    const Their& their = theirs_.at(*found.theirs);
    difference.file = their.file;
    difference.n = their.n;
    const auto row = queries_.FindRow<ExternalMovement>({their.file, their.n});
    if (!row.ok()) return Failure{row.error()};
    if (*row) {
      if (TakeArrival(**row, found)) return Nothing{};
      if (!found.ours) known = KnownOf(**row);
      difference.their_reference = (*row)->reference.empty() ? (*row)->own_id : (*row)->reference;
    }
  }
  difference.id = DifferenceIdOf(difference);
  difference.our_reference.append(known);
  found_.insert(difference.id);
  ++comparison_.open;
  ++comparison_.fresh;
  Piece(file_.id).found.push_back(std::move(difference));
  return Nothing{};
}

// Which of our bank accounts a payment comes to shows only when it is there.
bool Comparing::IsTakenElsewhere(const Difference& difference) const {
  return difference.which == DifferenceClass::kMissingThere && reconcile::IsBank(difference.kind) &&
         reconcile::IsBank(file_.kind) && paired_.contains(difference.our_reference);
}

// For whoever looks into a line that our books do not have: the booking of the same reference that
// another line has, or the client whose communication it is. No part of the difference's id.
std::string Comparing::KnownOf(const ExternalMovement& movement) {
  const std::vector<reconcile::Line>& lines = expected_->lines();
  if (by_reference_.size() != lines.size()) {
    by_reference_.resize(lines.size());
    std::iota(by_reference_.begin(), by_reference_.end(), 0U);
    std::sort(by_reference_.begin(), by_reference_.end(),
              [&lines](std::uint32_t a, std::uint32_t b) {
                return lines[a].reference < lines[b].reference;
              });
  }
  const Digest reference =
      DigestOf(movement.reference.empty() ? movement.own_id : movement.reference);
  const auto ours = std::lower_bound(
      by_reference_.begin(), by_reference_.end(), reference,
      [&lines](std::uint32_t a, const Digest& b) { return lines[a].reference < b; });
  if (ours != by_reference_.end() && lines[*ours].reference == reference)
    return expected_->TextOf(*ours);
  const auto client = clients_.find(movement.reference);
  const bool is_one = client != clients_.end() && client->second.size() == 1;
  return is_one && movement.cents > 0 ? ToText(client->second.front()) : std::string();
}

// Those that were open before and are in the days that were looked at.
Status<StoreError> Comparing::FindGone() {
  const auto before = DifferencesOf(queries_, from_, to_);
  if (!before.ok()) return Failure{before.error()};
  for (const Difference& each : *before) {
    const bool is_ours =
        ImportTailKey(each.kind, each.account) == ImportTailKey(file_.kind, file_.account);
    if (!is_ours && !IsTakenElsewhere(each)) continue;
    const bool is_found = found_.contains(each.id);
    if (is_found && each.state != reconcile::DifferenceState::kSettled) --comparison_.fresh;
    if (is_found && each.state == reconcile::DifferenceState::kMended) --comparison_.open;
    if (each.state == reconcile::DifferenceState::kOpen && !is_found)
      Piece(file_.id).gone.push_back(each.id);
  }
  return Nothing{};
}

void Comparing::NoteMatched(const reconcile::Matching& matching) {
  std::vector<std::int64_t> partner(theirs_.size(), -1);
  for (const reconcile::Pair& pair : matching.pairs) partner.at(pair.theirs) = pair.ours;
  for (std::size_t i = 0; i < theirs_.size(); ++i) {
    const Their& their = theirs_[i];
    const bool is_matched = partner[i] >= 0;
    if (is_matched && their.file == file_.id) ++comparison_.matched;
    if (!is_matched && their.matched == 0) continue;
    const std::string ours =
        is_matched ? expected_->TextOf(static_cast<std::uint32_t>(partner[i])) : std::string();
    if ((is_matched ? DigestOf(ours).low : 0) == their.matched) continue;
    Piece(their.file).matched.push_back({their.n, ours});
  }
  Findings last;
  last.file = file_.id;
  last.matched_in_file = static_cast<std::int32_t>(comparison_.matched);
  comparison_.findings.push_back(std::move(last));
}

Status<StoreError> Comparing::Explain(const reconcile::Matching& matching) {
  for (const reconcile::Found& found : matching.differences) {
    if (!Counts(found)) continue;
    if (const auto done = AddDifference(found); !done.ok()) return Failure{done.error()};
  }
  if (reconcile::IsBank(file_.kind)) {
    for (const reconcile::Pair& pair : matching.pairs) paired_.insert(expected_->TextOf(pair.ours));
  }
  if (const auto done = FindGone(); !done.ok()) return Failure{done.error()};
  NoteMatched(matching);
  return Nothing{};
}

Result<Comparison, StoreError> Comparing::Run() {
  if (const auto read = ReadLists(); !read.ok()) return Failure{read.error()};
  if (const auto read = ReadBooks(); !read.ok()) return Failure{read.error()};
  const auto matching = reconcile::Match(expected_->lines(), std::move(lines_),
                                         {from_, to_, reconcile::ToleranceOf(file_.kind)});
  if (const auto done = Explain(matching); !done.ok()) return Failure{done.error()};
  return std::move(comparison_);
}

}  // namespace

std::string PaidReferenceOf(const FloatArrival& arrival) {
  return arrival.reference + NameOf(arrival.file, arrival.n);
}

Result<Comparison, StoreError> CompareLists(Queries& queries, const ImportedFile& file) {
  return Comparing(queries, file).Run();
}

Status<StoreError> ForEachImport(Queries& queries,
                                 const std::function<bool(const ImportedFile&)>& tell) {
  RowQuery<ImportedFile> query;
  for (;;) {
    const auto rows = queries.ReadRows(query);
    if (!rows.ok()) return Failure{rows.error()};
    for (const ImportedFile& file : *rows) {
      if (!tell(file)) return Nothing{};
    }
    if (rows->size() < query.limit) return Nothing{};
    query.from = ImportId(rows->back().id.value() + 1);
  }
}

Status<StoreError> ForEachMovement(Queries& queries, ImportId file,
                                   const std::function<void(const ExternalMovement&)>& tell) {
  RowQuery<ExternalMovement> query;
  query.from = {file, 1};
  query.below = {ImportId(file.value() + 1), 0};
  for (;;) {
    const auto rows = queries.ReadRows(query);
    if (!rows.ok()) return Failure{rows.error()};
    for (const ExternalMovement& movement : *rows) tell(movement);
    if (rows->size() < query.limit) return Nothing{};
    query.from = {file, rows->back().n + 1};
  }
}

Result<std::vector<Difference>, StoreError> DifferencesOf(Queries& queries, Day from, Day to) {
  std::vector<Difference> found;
  RowQuery<Difference> query;
  query.from = FirstDifferenceOf(from);
  query.below = FirstDifferenceOf(to + 1);
  for (;;) {
    auto rows = queries.ReadRows(query);
    if (!rows.ok()) return Failure{rows.error()};
    found.insert(found.end(), rows->begin(), rows->end());
    if (rows->size() < query.limit) return found;
    query.from = DifferenceId(rows->back().id.value() + 1);
  }
}

}  // namespace herlaad::engine
