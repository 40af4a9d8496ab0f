#include "engine/compare_lists.h"

#include <algorithm>
#include <map>
#include <utility>

#include "domain/reconcile/matcher.h"
#include "domain/reconcile/structured_communication.h"
#include "engine/commands/import_list.h"
#include "engine/expected_lines.h"
#include "engine/imported_lists.h"

namespace herlaad::engine {
namespace {

using reconcile::Day;
using reconcile::DifferenceClass;
using reconcile::MovementType;
using reconcile::SourceKind;

constexpr std::string_view kFloatPaymentPrefix = "fp_";

// Their line, with what is needed of it later.
struct Their {
  ImportId file;
  std::int32_t n = 0;
  bool is_loose = false;      // left for the end
  std::uint64_t matched = 0;  // digest of what it matched before; 0: nothing
};

class Comparing {
 public:
  Comparing(Queries& queries, const ImportedFile& file, const FindingsTaker& taker,
            const CompareLimits& limits)
      : queries_(queries), file_(file), taker_(taker), limits_(limits) {}

  Result<Comparison, StoreError> Run();

 private:
  Status<StoreError> ReadFiles();
  void SetDays();
  void SetParts();
  [[nodiscard]] bool Overlaps(const ImportedFile& each) const;
  Status<StoreError> ReadPayoutAmounts();
  Status<StoreError> ForEachPayout(const std::function<void(const ExternalMovement&)>& tell);
  Status<StoreError> ReadClients();
  Status<StoreError> RunParts();
  Status<StoreError> ReadPart();
  Status<StoreError> ReadBooks();
  Status<StoreError> ReadFloatPayments();
  void OnMovement(const ExternalMovement& movement);
  void NoteCrowd();
  Status<StoreError> MatchPart();
  void KeepLoose(std::size_t ours_before, std::size_t theirs_before);
  Status<StoreError> MatchLoose();
  [[nodiscard]] std::string OurText(std::uint32_t index) const;
  [[nodiscard]] bool IsCovered(Day day) const;
  [[nodiscard]] bool Counts(const reconcile::Found& found) const;
  Status<StoreError> Explain(const reconcile::Matching& matching);
  Status<StoreError> AddDifference(const reconcile::Found& found);
  bool TakeArrival(const ExternalMovement& movement, const reconcile::Found& found);
  Status<StoreError> FindGone();
  void NoteMatched(const reconcile::Matching& matching);
  Findings& Piece(ImportId file);
  void HandOver();

  Queries& queries_;
  const ImportedFile& file_;
  const FindingsTaker& taker_;
  const CompareLimits& limits_;
  Day from_ = 0;  // reported
  Day to_ = 0;
  Day low_ = 0;  // read
  Day high_ = 0;
  std::vector<ImportedFile> files_;     // of the account
  std::vector<ImportedFile> gateways_;  // with payouts that a bank account may have
  std::map<std::string, std::vector<ClientId>> clients_;  // by communication
  reconcile::Part part_;
  bool crowded_ = false;  // the part has too many lines
  std::vector<reconcile::Line> lines_;
  std::vector<Their> theirs_;
  std::optional<ExpectedLines> expected_;  // nullopt: what is loose is being matched
  std::vector<std::int64_t> booked_;       // ids of payments of floats that lines were booked as
  reconcile::Loose loose_;
  std::vector<Their> their_loose_;
  std::vector<std::string> our_loose_;  // texts
  std::vector<DifferenceId> found_;
  Findings piece_;
  Comparison comparison_;
  bool stopped_ = false;
};

bool IsOf(const ImportedFile& a, const ImportedFile& b) {
  return ImportTailKey(a.kind, a.account) == ImportTailKey(b.kind, b.account);
}

Status<StoreError> Comparing::ReadFiles() {
  const bool is_bank = reconcile::IsBank(file_.kind);
  return ForEachImport(queries_, [&](const ImportedFile& each) {
    if (each.completed_at.ms == 0) return true;
    if (IsOf(each, file_)) files_.push_back(each);
    if (is_bank && each.kind == SourceKind::kGateway && each.payouts != 0)
      gateways_.push_back(each);
    return true;
  });
}

void Comparing::SetDays() {
  to_ = file_.totals.to;
  for (const ImportedFile& each : files_) {
    to_ = std::max(to_, std::min(each.totals.to, file_.totals.to + kCompareMargin));
  }
  from_ = file_.totals.from - kCompareMargin;
  low_ = from_ - kCompareMargin;
  high_ = to_ + kCompareMargin;
}

bool Comparing::Overlaps(const ImportedFile& each) const {
  return each.totals.to >= low_ && each.totals.from <= high_;
}

// Our books mostly have as many lines as the lists.
void Comparing::SetParts() {
  std::uint64_t lines = 0;
  for (const ImportedFile& each : files_) {
    if (Overlaps(each)) lines += 2 * static_cast<std::uint64_t>(each.totals.lines);
  }
  part_.of = std::clamp<std::uint64_t>(lines / limits_.lines_at_once + 1, 1, limits_.parts);
}

bool Comparing::IsCovered(Day day) const {
  return std::any_of(files_.begin(), files_.end(), [day](const ImportedFile& each) {
    return day >= each.totals.from && day <= each.totals.to;
  });
}

Status<StoreError> Comparing::ForEachPayout(
    const std::function<void(const ExternalMovement&)>& tell) {
  for (const ImportedFile& each : gateways_) {
    if (!Overlaps(each)) continue;
    const auto read = ForEachMovement(queries_, each.id, [&](const ExternalMovement& movement) {
      if (movement.type == MovementType::kPayout) tell(movement);
    });
    if (!read.ok()) return Failure{read.error()};
  }
  return Nothing{};
}

Status<StoreError> Comparing::ReadPayoutAmounts() {
  auto& amounts = loose_.our_amounts;
  const auto read =
      ForEachPayout([&](const ExternalMovement& movement) { amounts.push_back(-movement.cents); });
  std::sort(amounts.begin(), amounts.end());
  return read;
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

// Fees are booked as a whole, and payouts are looked for at the bank.
void Comparing::OnMovement(const ExternalMovement& movement) {
  const std::string& reference = movement.reference.empty() ? movement.own_id : movement.reference;
  const Digest digest = DigestOf(
      !reference.empty() ? reference : ToText(movement.file) + " " + std::to_string(movement.n));
  if (crowded_ || !part_.Has(digest)) return;
  const bool is_booked =
      file_.kind == SourceKind::kGateway &&
      (movement.type == MovementType::kFee || movement.type == MovementType::kPayout);
  const bool is_float = movement.matched.starts_with(kFloatPaymentPrefix);
  if (movement.file == file_.id) {
    ++comparison_.compared;
    if (is_booked || is_float) ++comparison_.matched;
  }
  if (is_float) booked_.push_back(ParseIdText(kFloatPaymentPrefix, movement.matched).value_or(0));
  if (is_booked || is_float || movement.day < low_ || movement.day > high_) return;
  const bool is_bank = reconcile::IsBank(file_.kind);
  lines_.push_back({digest, movement.cents, movement.day, static_cast<std::uint32_t>(lines_.size()),
                    is_bank && movement.cents > 0 && !movement.is_sure});
  theirs_.push_back({movement.file, movement.n, false,
                     movement.matched.empty() ? 0 : DigestOf(movement.matched).low});
  NoteCrowd();
}

// Only of the first part: what was handed over stays.
void Comparing::NoteCrowd() {
  const std::size_t lines = lines_.size() + booked_.size() + expected_->size();
  crowded_ = part_.n == 0 && part_.of < limits_.parts && lines > 2 * limits_.lines_at_once;
}

Status<StoreError> Comparing::ReadFloatPayments() {
  RowQuery<FloatPayment> query;
  for (;;) {
    const auto rows = queries_.ReadRows(query);
    if (!rows.ok()) return Failure{rows.error()};
    for (const FloatPayment& payment : *rows) {
      if (!std::binary_search(booked_.begin(), booked_.end(), payment.id.value()))
        expected_->OnFloatPayment(payment);
    }
    NoteCrowd();
    if (crowded_ || rows->size() < query.limit) return Nothing{};
    query.from = FloatPaymentId(rows->back().id.value() + 1);
  }
}

Status<StoreError> Comparing::ReadBooks() {
  if (reconcile::IsBank(file_.kind)) return ReadFloatPayments();
  Queries::Reader reader;
  reader.order = [this](const OrderRecord& record) {
    expected_->OnOrder(record.order);
    NoteCrowd();
    return !crowded_;
  };
  reader.entry = [](const ledger::Entry&) { return true; };
  reader.number = [](const orders::Subscriber&) { return false; };  // nothing after the orders
  reader.balance = [](const ledger::Account&, std::int64_t) { return false; };
  return queries_.ReadAll(reader);
}

Status<StoreError> Comparing::ReadPart() {
  lines_.clear();
  theirs_.clear();
  booked_.clear();
  crowded_ = false;
  expected_.emplace(file_.kind, file_.account, low_, high_, part_);
  for (const ImportedFile& each : files_) {
    if (!Overlaps(each)) continue;
    const auto read = ForEachMovement(
        queries_, each.id, [this](const ExternalMovement& movement) { OnMovement(movement); });
    if (!read.ok()) return Failure{read.error()};
  }
  std::sort(booked_.begin(), booked_.end());
  const auto payouts = ForEachPayout([this](const ExternalMovement& movement) {
    expected_->OnPayout(movement.reference, -movement.cents, movement.day);
  });
  if (!payouts.ok()) return Failure{payouts.error()};
  if (const auto read = ReadBooks(); !read.ok()) return Failure{read.error()};
  expected_->Finish();
  return Nothing{};
}

std::string Comparing::OurText(std::uint32_t index) const {
  return expected_ ? expected_->TextOf(index) : our_loose_.at(index);
}

void Comparing::HandOver() {
  const bool is_empty = piece_.found.empty() && piece_.gone.empty() && piece_.matched.empty();
  Findings piece = std::exchange(piece_, {});
  if (!is_empty && !stopped_) stopped_ = !taker_.findings(std::move(piece));
}

Findings& Comparing::Piece(ImportId file) {
  const bool is_full = piece_.found.size() == kFindingsMax || piece_.gone.size() == kFindingsMax ||
                       piece_.matched.size() == kFindingsMax;
  if (is_full || piece_.file != file) HandOver();
  piece_.file = file;
  return piece_;
}

// What our books have is missing there only on days that their lists cover, the days until it is
// late included.
bool Comparing::Counts(const reconcile::Found& found) const {
  if (found.which == DifferenceClass::kMissingThere)
    return IsCovered(found.day) && IsCovered(found.day + reconcile::ToleranceOf(file_.kind));
  // A till without takings that was counted.
  return found.our_cents != 0 || found.their_cents != 0;
}

// Whether it is an arrival, and no difference.
bool Comparing::TakeArrival(const ExternalMovement& movement, const reconcile::Found& found) {
  const bool may_be = found.which == DifferenceClass::kMissingHere &&
                      reconcile::IsBank(file_.kind) && movement.is_sure && movement.cents > 0;
  const auto clients = may_be ? clients_.find(movement.reference) : clients_.end();
  if (clients == clients_.end() || clients->second.size() != 1) return false;
  const auto written = reconcile::ParseCommunication(movement.reference);
  const Arrived arrived =
      taker_.arrival({movement.file, movement.n, clients->second.front(), movement.cents,
                      written.ok() ? written->value.Format() : movement.reference});
  if (arrived == Arrived::kStop) stopped_ = true;
  return arrived != Arrived::kNotPaid;
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
  if (found.ours) difference.our_reference = OurText(*found.ours);
  if (found.theirs) {
    const Their& their = theirs_.at(*found.theirs);
    difference.file = their.file;
    difference.n = their.n;
    const auto row = queries_.FindRow<ExternalMovement>({their.file, their.n});
    if (!row.ok()) return Failure{row.error()};
    if (*row) {
      if (TakeArrival(**row, found)) return Nothing{};
      difference.their_reference = (*row)->reference.empty() ? (*row)->own_id : (*row)->reference;
    }
  }
  difference.id = DifferenceIdOf(difference);
  found_.push_back(difference.id);
  ++comparison_.open;
  Piece(file_.id).found.push_back(std::move(difference));
  return Nothing{};
}

// Those that were open before and are in the days that were looked at.
Status<StoreError> Comparing::FindGone() {
  std::sort(found_.begin(), found_.end());
  return ForEachDifference(queries_, from_, to_, [this](const Difference& each) {
    const bool is_ours =
        ImportTailKey(each.kind, each.account) == ImportTailKey(file_.kind, file_.account);
    if (!is_ours) return;
    const bool is_found = std::binary_search(found_.begin(), found_.end(), each.id);
    if (each.state == reconcile::DifferenceState::kMended && is_found) --comparison_.open;
    if (each.state == reconcile::DifferenceState::kOpen && !is_found)
      Piece(file_.id).gone.push_back(each.id);
  });
}

void Comparing::NoteMatched(const reconcile::Matching& matching) {
  constexpr std::uint32_t kNone = UINT32_MAX;
  std::vector<std::uint32_t> partner(theirs_.size(), kNone);
  for (const reconcile::Pair& pair : matching.pairs) partner.at(pair.theirs) = pair.ours;
  for (std::size_t i = 0; i < theirs_.size() && !stopped_; ++i) {
    const Their& their = theirs_[i];
    const bool is_matched = partner[i] != kNone;
    if (is_matched && their.file == file_.id) ++comparison_.matched;
    if (their.is_loose || (!is_matched && their.matched == 0)) continue;
    const std::string ours = is_matched ? OurText(partner[i]) : std::string();
    if ((is_matched ? DigestOf(ours).low : 0) == their.matched) continue;
    Piece(their.file).matched.push_back({their.n, ours});
  }
}

Status<StoreError> Comparing::Explain(const reconcile::Matching& matching) {
  for (const reconcile::Found& found : matching.differences) {
    if (stopped_) return Nothing{};
    if (!Counts(found)) continue;
    if (const auto done = AddDifference(found); !done.ok()) return Failure{done.error()};
  }
  NoteMatched(matching);
  return Nothing{};
}

// What MatchPart added to loose_ since: its lines are numbered anew, because those of the part go.
void Comparing::KeepLoose(std::size_t ours_before, std::size_t theirs_before) {
  for (std::size_t i = ours_before; i < loose_.ours.size(); ++i) {
    our_loose_.push_back(OurText(loose_.ours[i].index));
    loose_.ours[i].index = static_cast<std::uint32_t>(i);
  }
  for (std::size_t i = theirs_before; i < loose_.theirs.size(); ++i) {
    Their& their = theirs_.at(loose_.theirs[i].index);
    their_loose_.push_back(their);
    their.is_loose = true;
    loose_.theirs[i].index = static_cast<std::uint32_t>(i);
  }
}

Status<StoreError> Comparing::MatchPart() {
  const std::size_t ours_before = loose_.ours.size();
  const std::size_t theirs_before = loose_.theirs.size();
  const auto matching =
      reconcile::MatchPart(expected_->TakeLines(), std::exchange(lines_, {}),
                           {from_, to_, reconcile::ToleranceOf(file_.kind)}, loose_);
  KeepLoose(ours_before, theirs_before);
  return Explain(matching);
}

Status<StoreError> Comparing::MatchLoose() {
  expected_.reset();
  theirs_ = std::move(their_loose_);
  return Explain(reconcile::Match(std::move(loose_.ours), std::move(loose_.theirs),
                                  {from_, to_, reconcile::ToleranceOf(file_.kind)}));
}

Status<StoreError> Comparing::RunParts() {
  for (SetParts(); part_.n < part_.of && !stopped_; ++part_.n) {
    if (const auto read = ReadPart(); !read.ok()) return Failure{read.error()};
    while (crowded_) {
      part_.of = std::min(limits_.parts, 2 * part_.of);
      comparison_ = {};
      if (const auto read = ReadPart(); !read.ok()) return Failure{read.error()};
    }
    if (const auto done = MatchPart(); !done.ok()) return Failure{done.error()};
  }
  return MatchLoose();
}

Result<Comparison, StoreError> Comparing::Run() {
  if (const auto read = ReadFiles(); !read.ok()) return Failure{read.error()};
  SetDays();
  if (reconcile::IsBank(file_.kind)) {
    if (const auto read = ReadPayoutAmounts(); !read.ok()) return Failure{read.error()};
    if (const auto read = ReadClients(); !read.ok()) return Failure{read.error()};
  }
  if (const auto done = RunParts(); !done.ok()) return Failure{done.error()};
  if (const auto done = FindGone(); !done.ok()) return Failure{done.error()};
  HandOver();
  return comparison_;
}

}  // namespace

Result<Comparison, StoreError> CompareLists(Queries& queries, const ImportedFile& file,
                                            const FindingsTaker& taker,
                                            const CompareLimits& limits) {
  return Comparing(queries, file, taker, limits).Run();
}

}  // namespace herlaad::engine
