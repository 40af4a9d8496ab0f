#include "engine/batches/invariants.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/core/check.h"

namespace herlaad::engine {
namespace {

using ledger::AccountKind;

// Calls `f` with all transfers of the decision, entry by entry.
template <class F>
void ForEachEntry(const Decision& decision, F f) {
  f(decision.transfers);
  for (const ledger::Entry& entry : decision.entries) f(entry.transfers);
}

std::int64_t SuspenseChange(const Decision& decision) {
  std::int64_t change = 0;
  ForEachEntry(decision, [&change](const ledger::Transfers& transfers) {
    for (const ledger::Transfer& t : transfers) {
      if (t.to.kind == AccountKind::kSuspense) change += t.amount;
      if (t.from.kind == AccountKind::kSuspense) change -= t.amount;
    }
  });
  return change;
}

// The money in suspense equals what is paid and neither delivered nor refunded.
std::optional<std::string> SuspenseProblem(const OrderRecord* before, const Decision& decision) {
  const std::int64_t was = before != nullptr ? orders::InFlight(before->order) : 0;
  const std::int64_t is = decision.order ? orders::InFlight(decision.order->order) : was;
  if (SuspenseChange(decision) != is - was) {
    return "suspense does not follow what the order has in flight";
  }
  return std::nullopt;
}

using Sums = std::map<ledger::Account, std::int64_t>;

// Adds `sign` times what is in each bucket.
void Fold(const prepaid::Sim& sim, Msisdn msisdn, int sign, Sums& sums) {
  prepaid::ForEachBucket(sim, [&](const prepaid::Bucket& bucket) {
    sums[ledger::OfBucket(msisdn.value(), bucket.n, bucket.asset)] += sign * bucket.amount;
  });
}

// What each bucket of the number gained is what the decision posted to its account.
std::optional<std::string> BucketsProblem(const Decision& decision, Msisdn msisdn,
                                          const prepaid::Sim* before, const prepaid::Sim& after) {
  if (auto problem = prepaid::Problem(after)) return problem;
  Sums sums;
  Fold(after, msisdn, 1, sums);
  if (before != nullptr) Fold(*before, msisdn, -1, sums);
  ForEachEntry(decision, [&](const ledger::Transfers& transfers) {
    for (const ledger::Transfer& t : transfers) {
      if (ledger::IsBucketOf(t.to, msisdn.value())) sums[t.to] -= t.amount;
      if (ledger::IsBucketOf(t.from, msisdn.value())) sums[t.from] += t.amount;
    }
  });
  for (const auto& [account, difference] : sums) {
    if (difference != 0) return "a prepaid balance does not follow the ledger";
  }
  return std::nullopt;
}

// Every state comes from the table of transitions (domain/prepaid/sim_states.h).
std::optional<std::string> StateProblem(const prepaid::Sim* before, const prepaid::Sim& after) {
  if (!prepaid::Explains(after.state_cause, after.state))
    return "a SIM's state does not follow from its cause";
  if (before == nullptr || before->state != prepaid::SimState::kTerminated) return std::nullopt;
  const bool is_same = after.state == before->state && after.state_cause == before->state_cause &&
                       after.state_since == before->state_since;
  return is_same ? std::nullopt : std::optional<std::string>("a terminated SIM changes its state");
}

// The transfers that the decision posts with the number as their cause.
std::int32_t PostedBy(const Decision& decision, Msisdn msisdn) {
  std::int32_t posted = 0;
  for (const ledger::Entry& entry : decision.entries) {
    if (entry.cause == ledger::CauseOf(msisdn)) posted += ledger::CountOf(entry.transfers);
  }
  return posted;
}

std::optional<std::string> NumberProblem(const ReadSet& read_set, const Decision& decision,
                                         const orders::Subscriber& number) {
  for (const limits::MonthUsage& kept : number.usage.months) {
    if (kept.taken < 0) return "more of a limit is given back than was taken";
  }
  if (decision.order && decision.order->order.subscriber() != number.msisdn) {
    return "an order's decision changes another number";
  }
  const orders::Subscriber* const before = read_set.Find<orders::Subscriber>(number.msisdn);
  const std::int32_t posted = before != nullptr ? before->transfers : 0;
  if (number.transfers != posted + PostedBy(decision, number.msisdn))
    return "a number's transfers are not counted";
  const bool had_sim = before != nullptr && before->sim.has_value();
  if (had_sim && !number.sim) return "a SIM disappears";
  if (!number.sim) return std::nullopt;
  if (auto problem = StateProblem(had_sim ? &*before->sim : nullptr, *number.sim)) return problem;
  return BucketsProblem(decision, number.msisdn, had_sim ? &*before->sim : nullptr, *number.sim);
}

std::optional<std::string> OrderProblem(const OrderRecord* before, const Decision& decision) {
  const OrderRecord& after = *decision.order;
  if (decision.order_is_new != (before == nullptr)) return "an order is new exactly once";
  if (auto problem = orders::Problem(after.order)) return problem;
  const std::int32_t posted = before != nullptr ? before->transfers : 0;
  if (after.transfers != posted + ledger::CountOf(decision.transfers)) {
    return "transfers are not counted";
  }
  if (after.outbox_message && after.outbox_message->order != after.order.id)
    return "another order's outbox message";
  return std::nullopt;
}

// What is owed for vouchers follows those that can still be redeemed.
std::optional<std::string> VoucherProblem(const ReadSet& read_set, const Decision& decision) {
  std::int64_t owed = 0;
  for (const vouchers::Voucher& after : decision.rows.Of<vouchers::Voucher>()) {
    const auto* const before = read_set.Find<vouchers::Voucher>(after.serial);
    if (before != nullptr && (before->face != after.face || before->pin != after.pin))
      return "a voucher becomes another one";
    owed += vouchers::OwedFor(after) - (before != nullptr ? vouchers::OwedFor(*before) : 0);
  }
  std::int64_t posted = 0;
  ForEachEntry(decision, [&posted](const ledger::Transfers& transfers) {
    for (const ledger::Transfer& t : transfers) {
      if (t.to.kind == AccountKind::kVoucherSold) posted += t.amount;
      if (t.from.kind == AccountKind::kVoucherSold) posted -= t.amount;
    }
  });
  if (posted != owed) return "what is owed for vouchers does not follow the ledger";
  return std::nullopt;
}

// The balance of an account with a floor is in its row, which changes by what is posted.
std::optional<std::string> FlooredProblem(const ReadSet& read_set, const Decision& decision) {
  ledger::Changes posted;
  ForEachEntry(decision, [&posted](const ledger::Transfers& transfers) {
    for (const ledger::Transfer& t : transfers) {
      if (ledger::HasFloor(t.to.kind)) posted[t.to] += t.amount;
      if (ledger::HasFloor(t.from.kind)) posted[t.from] -= t.amount;
    }
  });
  for (const ledger::AccountBalance& after : decision.rows.Of<ledger::AccountBalance>()) {
    if (!ledger::HasFloor(after.account.kind)) return "a row of an account without a floor";
    if (auto problem = ledger::Problem(after.balance)) return problem;
    const auto* const before = read_set.Find<ledger::AccountBalance>(ledger::Name(after.account));
    const std::int64_t was = before != nullptr ? before->balance.amount : 0;
    const auto change = posted.find(after.account);
    if (after.balance.amount - was != (change != posted.end() ? change->second : 0))
      return "a balance with a floor does not follow the ledger";
    if (change != posted.end()) posted.erase(change);
  }
  const bool all_kept = std::all_of(posted.begin(), posted.end(),
                                    [](const auto& change) { return change.second == 0; });
  return all_kept ? std::nullopt
                  : std::optional<std::string>("a balance with a floor is not in its row");
}

// A payment of a float posts itself and nothing else, in the decision that adds its row.
std::optional<std::string> FloatEntryProblem(const Decision& decision, const ledger::Entry& entry) {
  for (const FloatPayment& payment : decision.rows.Of<FloatPayment>()) {
    if (CauseOf(payment.id) != entry.cause) continue;
    if (entry.n == 1 && entry.transfers == TransfersOf(payment)) return std::nullopt;
    return "an entry that is not what was paid";
  }
  return "an entry of a payment without its row";
}

std::optional<std::string> FloatPaymentProblem(const ReadSet& read_set, const Decision& decision) {
  for (const FloatPayment& payment : decision.rows.Of<FloatPayment>()) {
    if (read_set.Find<FloatPayment>(payment.id) != nullptr) return "a payment is changed";
    const bool posted = std::any_of(
        decision.entries.begin(), decision.entries.end(),
        [&payment](const ledger::Entry& entry) { return entry.cause == CauseOf(payment.id); });
    if (!posted) return "a payment of a float without its entry";
  }
  return std::nullopt;
}

// The same for what a reconciliation posts.
std::optional<std::string> ReconcileEntryProblem(const Decision& decision,
                                                 const ledger::Entry& entry) {
  for (const ReconcilePosting& posting : decision.rows.Of<ReconcilePosting>()) {
    if (CauseOf(posting.id) != entry.cause) continue;
    if (entry.n == 1 && entry.transfers == TransfersOf(posting)) return std::nullopt;
    return "an entry that is not what the reconciliation posts";
  }
  return "an entry of a reconciliation without its row";
}

std::optional<std::string> ReconcilePostingProblem(const ReadSet& read_set,
                                                   const Decision& decision) {
  for (const ReconcilePosting& posting : decision.rows.Of<ReconcilePosting>()) {
    if (read_set.Find<ReconcilePosting>(posting.id) != nullptr)
      return "a posting of a reconciliation is changed";
    const bool posted = std::any_of(
        decision.entries.begin(), decision.entries.end(),
        [&posting](const ledger::Entry& entry) { return entry.cause == CauseOf(posting.id); });
    if (!posted) return "a posting of a reconciliation without its entry";
  }
  return std::nullopt;
}

// A number posts to its own buckets only, in the decision that changes its row.
std::optional<std::string> NumbersEntryProblem(const ReadSet& read_set, const Decision& decision,
                                               const ledger::Entry& entry) {
  const auto& changed = decision.rows.Of<orders::Subscriber>();
  const auto number = std::find_if(
      changed.begin(), changed.end(),
      [&entry](const orders::Subscriber& s) { return ledger::CauseOf(s.msisdn) == entry.cause; });
  if (number == changed.end()) return "an entry of a number without its row";
  const orders::Subscriber* const before = read_set.Find<orders::Subscriber>(number->msisdn);
  if (entry.n != (before != nullptr ? before->transfers : 0) + 1)
    return "an entry that does not continue those of its number";
  for (const ledger::Transfer& t : entry.transfers) {
    if (ledger::MovesCreditOfAnother(t, entry.cause.id))
      return "an entry of a number moves the credit of another";
  }
  return std::nullopt;
}

std::optional<std::string> EntryProblem(const ReadSet& read_set, const Decision& decision,
                                        const ledger::Entry& entry) {
  if (entry.transfers.empty()) return "an entry without transfers";
  if (auto problem = ledger::Problem(entry.transfers)) return problem;
  switch (entry.cause.kind) {
    case ledger::CauseKind::kOrder:
      return "an entry of an order outside its transfers";
    case ledger::CauseKind::kSubscriber:
      return NumbersEntryProblem(read_set, decision, entry);
    case ledger::CauseKind::kFloatPayment:
      return FloatEntryProblem(decision, entry);
    case ledger::CauseKind::kReconciliation:
      return ReconcileEntryProblem(decision, entry);
  }
  CHECK(false, "a cause is of one of the listed kinds");
}

std::optional<std::string> EntriesProblem(const ReadSet& read_set, const Decision& decision) {
  std::set<ledger::Cause> causes;
  for (const ledger::Entry& entry : decision.entries) {
    if (!causes.insert(entry.cause).second) return "two entries of one cause";
    if (auto problem = EntryProblem(read_set, decision, entry)) return problem;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> BrokenInvariant(const ReadSet& read_set, const Decision& decision) {
  if (auto problem = ledger::Problem(decision.transfers)) return problem;
  const OrderRecord* const before =
      decision.order ? read_set.Find<OrderRecord>(decision.order->order.id) : nullptr;
  if (decision.order) {
    if (auto problem = OrderProblem(before, decision)) return problem;
  } else if (!decision.transfers.empty()) {
    return "transfers without an order";
  }
  if (auto problem = EntriesProblem(read_set, decision)) return problem;
  if (auto problem = SuspenseProblem(before, decision)) return problem;
  if (auto problem = VoucherProblem(read_set, decision)) return problem;
  if (auto problem = FloatPaymentProblem(read_set, decision)) return problem;
  if (auto problem = ReconcilePostingProblem(read_set, decision)) return problem;
  if (auto problem = FlooredProblem(read_set, decision)) return problem;
  for (const orders::Subscriber& number : decision.rows.Of<orders::Subscriber>()) {
    if (auto problem = NumberProblem(read_set, decision, number)) return problem;
  }
  return std::nullopt;
}

}  // namespace herlaad::engine
