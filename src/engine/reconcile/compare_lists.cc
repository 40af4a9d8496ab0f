#include "engine/reconcile/compare_lists.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "domain/reconcile/matcher.h"
#include "domain/reconcile/structured_communication.h"
#include "engine/commands/reconcile/import_list.h"
#include "engine/reconcile/compared_lists.h"
#include "engine/reconcile/expected_lines.h"
#include "engine/reconcile/float_clients.h"
#include "engine/reconcile/imported_lists.h"
#include "engine/reconcile/mend_reversal.h"
#include "engine/reconcile/taken_bookings.h"

namespace herlaad::engine {
namespace {

using reconcile::Day;
using reconcile::DifferenceClass;
using reconcile::MovementType;
using reconcile::SourceKind;

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
  void SetParts();
  Status<StoreError> ReadPayoutAmounts();
  Status<StoreError> ForEachPayout(const std::function<void(const ExternalMovement&)>& tell);
  Status<StoreError> ReadTaken();
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
  [[nodiscard]] bool Counts(const reconcile::Found& found) const;
  Status<StoreError> Explain(const reconcile::Matching& matching);
  Status<StoreError> AddDifference(const reconcile::Found& found);
  bool TakeArrival(const ExternalMovement& movement, const reconcile::Found& found);
  bool TakeRecount(reconcile::Line line, const Their& their);
  void NoteReferences(const std::vector<reconcile::Line>& ours);
  [[nodiscard]] std::string KnownOf(const ExternalMovement& movement) const;
  [[nodiscard]] bool IsTakenElsewhere(const Difference& difference) const;
  [[nodiscard]] bool IsCompared(const Difference& difference) const;
  [[nodiscard]] bool IsFound(DifferenceId id) const;
  void Note(Difference difference);
  Status<StoreError> FindReversals();
  Status<StoreError> FindGone();
  void NoteMatched(const reconcile::Matching& matching);
  Findings& Piece(ImportId file);
  void HandOver();

  Queries& queries_;
  const ImportedFile& file_;
  const FindingsTaker& taker_;
  const CompareLimits& limits_;
  ComparedLists lists_;
  FloatClients clients_;
  TakenBookings taken_;
  std::vector<Digest> paired_;  // bookings that lines of this bank account have now
  reconcile::Part part_;
  bool crowded_ = false;  // the part has too many lines
  std::vector<reconcile::Line> lines_;
  std::vector<Their> theirs_;
  std::optional<ExpectedLines> expected_;    // nullopt: what is loose is being matched
  std::map<Digest, std::uint32_t> counted_;  // lines of tills, by reference
  std::vector<std::pair<Digest, std::uint32_t>> by_reference_;  // our lines
  reconcile::Loose loose_;
  std::vector<Their> their_loose_;
  std::vector<std::string> our_loose_;  // texts
  std::vector<DifferenceId> known_;     // recorded before, and not settled
  std::vector<DifferenceId> found_;
  Findings piece_;
  Comparison comparison_;
  bool stopped_ = false;
};

// Our books mostly have as many lines as the lists.
void Comparing::SetParts() {
  std::uint64_t lines = 0;
  for (const ImportedFile& each : lists_.own) {
    if (lists_.Overlaps(each)) lines += 2 * static_cast<std::uint64_t>(each.totals.lines);
  }
  part_.of = std::clamp<std::uint64_t>(lines / limits_.lines_at_once + 1, 1, limits_.parts);
}

Status<StoreError> Comparing::ForEachPayout(
    const std::function<void(const ExternalMovement&)>& tell) {
  // One that stands in two lists of its gateway is one payout; one that failed comes back.
  std::set<std::pair<std::string, std::int64_t>> told;
  for (const ImportedFile& each : lists_.gateways) {
    if (!lists_.Overlaps(each)) continue;
    const auto read = ForEachMovement(queries_, each.id, [&](const ExternalMovement& movement) {
      if (movement.type != MovementType::kPayout || taken_.Has(movement.reference)) return;
      const bool is_new = told.emplace(movement.reference, movement.cents).second;
      if (is_new || movement.reference.empty()) tell(movement);
    });
    if (!read.ok()) return Failure{read.error()};
  }
  return Nothing{};
}

Status<StoreError> Comparing::ReadPayoutAmounts() {
  auto& amounts = loose_.our_amounts;
  auto read =
      ForEachPayout([&](const ExternalMovement& movement) { amounts.push_back(-movement.cents); });
  std::sort(amounts.begin(), amounts.end());
  return read;
}

Status<StoreError> Comparing::ReadTaken() {
  for (const ImportedFile& each : lists_.own) {
    const auto read = lists_.Overlaps(each)
                          ? taken_.ReadOwn(queries_, each.id, lists_.low, lists_.high)
                          : taken_.ReadOther(queries_, each.id);
    if (!read.ok()) return Failure{read.error()};
  }
  for (const ImportedFile& each : lists_.others) {
    if (const auto read = taken_.ReadOther(queries_, each.id); !read.ok())
      return Failure{read.error()};
  }
  return taken_.ReadPayments(queries_);
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
  const bool is_float = IsPaidIntoFloat(movement);
  if (movement.file == file_.id) {
    ++comparison_.compared;
    if (is_booked || is_float) ++comparison_.matched;
  }
  if (is_booked || is_float || movement.day < lists_.low || movement.day > lists_.high) return;
  const bool is_bank = reconcile::IsBank(file_.kind);
  const reconcile::Line line{digest, movement.cents, movement.day,
                             static_cast<std::uint32_t>(lines_.size()),
                             is_bank && movement.cents > 0 && !movement.is_sure};
  const Their their{movement.file, movement.n, false,
                    movement.matched.empty() ? 0 : DigestOf(movement.matched).low};
  if (file_.kind == SourceKind::kTillCounts && TakeRecount(line, their)) return;
  lines_.push_back(line);
  theirs_.push_back(their);
  NoteCrowd();
}

// A till that is counted again has what was counted last.
bool Comparing::TakeRecount(reconcile::Line line, const Their& their) {
  const auto [at, is_first] = counted_.try_emplace(line.reference, line.index);
  if (is_first) return false;
  Their& before = theirs_.at(at->second);
  if (before.matched != 0) Piece(before.file).matched.push_back({before.n, std::string()});
  before = their;
  line.index = at->second;
  lines_.at(at->second) = line;
  return true;
}

// Only of the first part: what was handed over stays.
void Comparing::NoteCrowd() {
  const std::size_t lines = lines_.size() + expected_->size();
  crowded_ = part_.n == 0 && part_.of < limits_.parts && lines > 2 * limits_.lines_at_once;
}

Status<StoreError> Comparing::ReadFloatPayments() {
  RowQuery<FloatPayment> query;
  for (;;) {
    const auto rows = queries_.ReadRows(query);
    if (!rows.ok()) return Failure{rows.error()};
    for (const FloatPayment& payment : *rows) {
      if (!taken_.HasPayment(payment)) expected_->OnFloatPayment(payment);
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
  counted_.clear();
  crowded_ = false;
  expected_.emplace(file_.kind, file_.account, lists_.low, lists_.high, part_);
  for (const ImportedFile& each : lists_.own) {
    if (!lists_.Overlaps(each)) continue;
    const auto read = ForEachMovement(
        queries_, each.id, [this](const ExternalMovement& movement) { OnMovement(movement); });
    if (!read.ok()) return Failure{read.error()};
  }
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
    return lists_.Covers(found.day) &&
           lists_.Covers(found.day + reconcile::ToleranceOf(file_.kind));
  // A till without takings that was counted.
  return found.our_cents != 0 || found.their_cents != 0;
}

// Whether it is an arrival, and no difference. Each line of a statement is money of its own, one
// that is there twice too. What was paid in for it already, when recording was interrupted, is
// found by the name of the line.
bool Comparing::TakeArrival(const ExternalMovement& movement, const reconcile::Found& found) {
  const bool may_be =
      !found.ours && reconcile::IsBank(file_.kind) && movement.is_sure && movement.cents > 0;
  const auto client = may_be ? clients_.Find(movement.reference) : std::nullopt;
  if (!client) return false;
  const auto written = reconcile::ParseCommunication(movement.reference);
  const FloatArrival arrival{movement.file, movement.n, *client, movement.cents,
                             written.ok() ? written->value.Format() : movement.reference};
  if (const auto paid = taken_.PaidFor(arrival)) {
    if (movement.file == file_.id) ++comparison_.matched;
    Piece(movement.file).matched.push_back({movement.n, ToText(*paid)});
    return true;
  }
  const Arrived arrived = taker_.arrival(arrival);
  if (arrived == Arrived::kStop) stopped_ = true;
  return arrived != Arrived::kNotPaid;
}

void Comparing::NoteReferences(const std::vector<reconcile::Line>& ours) {
  by_reference_.clear();
  by_reference_.reserve(ours.size());
  for (const reconcile::Line& line : ours) by_reference_.emplace_back(line.reference, line.index);
  std::sort(by_reference_.begin(), by_reference_.end());
}

// For whoever looks into a line that our books do not have: the booking of the same reference that
// another line has, or the client whose communication it is. No part of the difference's id.
std::string Comparing::KnownOf(const ExternalMovement& movement) const {
  const Digest reference =
      DigestOf(movement.reference.empty() ? movement.own_id : movement.reference);
  const auto ours =
      std::lower_bound(by_reference_.begin(), by_reference_.end(), std::pair(reference, 0U));
  if (ours != by_reference_.end() && ours->first == reference) return OurText(ours->second);
  const auto client = clients_.Find(movement.reference);
  return client && movement.cents > 0 ? ToText(*client) : std::string();
}

// Which of our bank accounts a payment comes to shows only when it is there.
bool Comparing::IsTakenElsewhere(const Difference& difference) const {
  return difference.which == DifferenceClass::kMissingThere && reconcile::IsBank(difference.kind) &&
         reconcile::IsBank(file_.kind) &&
         std::binary_search(paired_.begin(), paired_.end(), DigestOf(difference.our_reference));
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
  if (found.ours) difference.our_reference = OurText(*found.ours);
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
  Note(std::move(difference));
  return Nothing{};
}

void Comparing::Note(Difference difference) {
  found_.push_back(difference.id);
  ++comparison_.open;
  if (!std::binary_search(known_.begin(), known_.end(), difference.id)) ++comparison_.fresh;
  Piece(file_.id).found.push_back(std::move(difference));
}

bool Comparing::IsCompared(const Difference& difference) const {
  return ImportTailKey(difference.kind, difference.account) ==
             ImportTailKey(file_.kind, file_.account) ||
         IsTakenElsewhere(difference);
}

bool Comparing::IsFound(DifferenceId id) const {
  return std::binary_search(found_.begin(), found_.end(), id);
}

// What was posted to mend those that are gone.
Status<StoreError> Comparing::FindReversals() {
  std::sort(found_.begin(), found_.end());
  std::sort(paired_.begin(), paired_.end());
  std::vector<Difference> reversals;
  auto read = ForEachDifference(queries_, lists_.from, lists_.to,
                                [this, &reversals](const Difference& each) {
                                  if (NeedsReversal(each) && IsCompared(each) && !IsFound(each.id))
                                    reversals.push_back(ReversalOf(each));
                                });
  for (Difference& reversal : reversals) Note(std::move(reversal));
  std::sort(found_.begin(), found_.end());
  return read;
}

// Those that were open before and are in the days that were looked at.
Status<StoreError> Comparing::FindGone() {
  return ForEachDifference(queries_, lists_.from, lists_.to, [this](const Difference& each) {
    if (!IsCompared(each) && !IsFound(each.id)) return;
    const bool is_found = IsFound(each.id);
    if (each.state == reconcile::DifferenceState::kMended && is_found) --comparison_.open;
    const bool waits = each.state == reconcile::DifferenceState::kOpen ||
                       each.state == reconcile::DifferenceState::kProposed;
    if (waits && !is_found) Piece(file_.id).gone.push_back(each.id);
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
  if (reconcile::IsBank(file_.kind)) {
    for (const reconcile::Pair& pair : matching.pairs)
      paired_.push_back(DigestOf(OurText(pair.ours)));
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
  auto ours = expected_->TakeLines();
  NoteReferences(ours);
  const auto matching =
      reconcile::MatchPart(std::move(ours), std::exchange(lines_, {}),
                           {lists_.from, lists_.to, reconcile::ToleranceOf(file_.kind)}, loose_);
  KeepLoose(ours_before, theirs_before);
  return Explain(matching);
}

Status<StoreError> Comparing::MatchLoose() {
  expected_.reset();
  theirs_ = std::move(their_loose_);
  NoteReferences(loose_.ours);
  return Explain(reconcile::Match(std::move(loose_.ours), std::move(loose_.theirs),
                                  {lists_.from, lists_.to, reconcile::ToleranceOf(file_.kind)}));
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
  if (const auto read = lists_.Read(queries_, file_); !read.ok()) return Failure{read.error()};
  if (reconcile::IsBank(file_.kind)) {
    if (const auto read = ReadTaken(); !read.ok()) return Failure{read.error()};
    if (const auto read = ReadPayoutAmounts(); !read.ok()) return Failure{read.error()};
    if (const auto read = clients_.Read(queries_); !read.ok()) return Failure{read.error()};
  }
  const auto known = ForEachDifference(queries_, lists_.from, lists_.to, [this](const auto& each) {
    if (each.state != reconcile::DifferenceState::kSettled) known_.push_back(each.id);
  });
  if (!known.ok()) return Failure{known.error()};
  std::sort(known_.begin(), known_.end());
  if (const auto done = RunParts(); !done.ok()) return Failure{done.error()};
  if (const auto done = FindReversals(); !done.ok()) return Failure{done.error()};
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
