#include "engine/verify/verify.h"

#include <map>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/core/check.h"
#include "base/money/asset.h"
#include "engine/verify/verify_audit.h"
#include "engine/verify/verify_buckets.h"

namespace herlaad::engine {
namespace {

using ledger::Account;
using ledger::AccountKind;
using ledger::Transfer;

constexpr std::int64_t kProgressEvery = 4'096;

// Sums over the orders read so far, for one number.
struct NumberFold {
  OrderId last_order;
  limits::Usage usage;  // its latest months with a limit in use
  BucketSums buckets;
  bool seen = false;  // the number's own row was read
};

// "2026-11"
std::string Plain(calendar::Month month) {
  const std::string digits = std::to_string(month.number);
  return digits.size() == 6 ? digits.substr(0, 4) + "-" + digits.substr(4) : digits;
}

// "order tu_…", "number 0470 12 34 56"
std::string NameOf(ledger::Cause cause) {
  switch (cause.kind) {
    case ledger::CauseKind::kOrder:
      return "order " + ToText(OrderId(cause.id));
    case ledger::CauseKind::kFloatPayment:
      return "float payment " + ToText(FloatPaymentId(cause.id));
    case ledger::CauseKind::kReconciliation:
      return "reconciliation " + ToText(ReconcilePostingId(cause.id));
    case ledger::CauseKind::kSubscriber:
      break;
  }
  const auto msisdn = Msisdn::FromValue(cause.id);
  return "number " + (msisdn ? msisdn->National() : std::to_string(cause.id));
}

class Verification {
 public:
  explicit Verification(const VerifyProgress& progress) : progress_(progress) {}

  bool OnOrder(const OrderRecord& record);
  bool OnEntry(const ledger::Entry& entry);
  bool OnNumber(const orders::Subscriber& number);
  bool OnVoucher(const vouchers::Voucher& voucher);
  bool OnFloatPayment(const FloatPayment& payment);
  bool OnReconcilePosting(const ReconcilePosting& posting);
  bool OnFloored(const ledger::AccountBalance& row);
  bool OnBalance(const Account& account, std::int64_t kept);
  // To be called after everything was read.
  void Finish();

  [[nodiscard]] VerifyReport Report() && { return std::move(report_); }
  [[nodiscard]] bool failed() const { return report_.difference.has_value(); }

 private:
  bool Fail(std::string difference);
  bool FailOrder(const std::string& difference);
  bool Count(std::int64_t& counter);
  // Begins the row of a cause, whose entries follow.
  void OpenCause(ledger::Cause cause, std::int32_t transfers);
  // Checks the order or number that was read last against its entries.
  bool CloseCause();
  bool CloseOrder();
  bool CloseNumber(ledger::Cause cause);
  bool CheckPosted(const ledger::Entry& entry, const Transfer& transfer);
  bool CheckOutboxMessage(const OrderRecord& record);
  bool FoldIntoNumber(const OrderRecord& record);
  void FoldIntoVoucher(const orders::Order& order);
  bool Post(const Account& account, std::int64_t change);
  std::int64_t* Bucket(const Account& account);
  bool CheckLimits(const orders::Subscriber& number, const NumberFold& fold);
  // Checks that the unpaid orders kept by the number can still be paid.
  bool CheckUnpaid(const orders::Subscriber& number);
  bool CheckUnseen();
  bool CheckUnseenVouchers();

  const VerifyProgress& progress_;
  VerifyReport report_;
  std::unordered_map<std::int64_t, NumberFold> numbers_;
  std::set<std::pair<std::int64_t, OrderId>> payable_;  // the few orders that wait for payment
  std::map<Account, std::int64_t> accounts_;
  // What the orders say about each voucher that was sold, or is redeemed.
  struct VoucherFold {
    std::int64_t face = 0;  // 0: no order sold it
    OrderId redeemed_by;    // of those orders that keep its value
    bool seen = false;
  };
  std::map<vouchers::VoucherId, VoucherFold> vouchers_;
  std::int64_t owed_for_vouchers_ = 0;

  // The order or number being read; id 0: none.
  ledger::Cause cause_;
  std::int32_t transfers_due_ = 0;
  std::int32_t transfers_seen_ = 0;
  OrderId order_;
  std::int64_t in_flight_due_ = 0;
  std::int64_t in_flight_seen_ = 0;
  prepaid::Sim sim_;  // the number's; empty without one
  // What the payment of a float, or a reconciliation, must post.
  ledger::Transfers of_payment_;
};

bool Verification::Fail(std::string difference) {
  if (!report_.difference) report_.difference = std::move(difference);
  return false;
}

bool Verification::FailOrder(const std::string& difference) {
  return Fail("order " + ToText(order_) + ": " + difference);
}

bool Verification::Count(std::int64_t& counter) {
  if (++counter % kProgressEvery == 0 && progress_) progress_(report_.counts);
  return true;
}

void Verification::OpenCause(ledger::Cause cause, std::int32_t transfers) {
  cause_ = cause;
  transfers_due_ = transfers;
  transfers_seen_ = 0;
}

bool Verification::OnOrder(const OrderRecord& record) {
  if (!CloseCause()) return false;
  const orders::Order& order = record.order;
  if (order.id <= order_)
    return Fail("order " + ToText(order.id) + " is not read in the order of ids");
  order_ = order.id;
  OpenCause(ledger::CauseOf(order.id), record.transfers);
  in_flight_seen_ = 0;
  if (const auto problem = orders::Problem(order)) return FailOrder(*problem);
  in_flight_due_ = orders::InFlight(order);
  if (__builtin_add_overflow(report_.suspense, in_flight_due_, &report_.suspense)) {
    return FailOrder("suspense leaves 64 bits");
  }
  if (order.attention != orders::Attention::kNone) report_.in_review += in_flight_due_;
  FoldIntoVoucher(order);
  if (!CheckOutboxMessage(record) || !FoldIntoNumber(record)) return false;
  return Count(report_.counts.orders);
}

bool Verification::CheckOutboxMessage(const OrderRecord& record) {
  const auto& outbox_message = record.outbox_message;
  // Times and attempts are the message's own history; only its purpose is derived from the order.
  const auto needed =
      orders::NextOutboxMessage(record.order, std::nullopt, Instant{}, orders::Timings{});
  if (!needed && !outbox_message) return true;
  if (!outbox_message)
    return FailOrder("it needs the outbox message " + std::string(orders::Name(needed->purpose)) +
                     " and has none, so nobody works on it");
  if (!needed)
    return FailOrder("it needs nothing more, but has the outbox message " +
                     std::string(orders::Name(outbox_message->purpose)));
  if (outbox_message->order != record.order.id || outbox_message->purpose != needed->purpose ||
      outbox_message->n != needed->n || outbox_message->destination != needed->destination) {
    return FailOrder("its outbox message is " + std::string(orders::Name(outbox_message->purpose)) +
                     " " + std::to_string(outbox_message->n) + " for " +
                     outbox_message->destination + ", but it needs " +
                     std::string(orders::Name(needed->purpose)) + " " + std::to_string(needed->n) +
                     " for " + needed->destination);
  }
  const bool would_send = outbox_message->state == orders::OutboxMessageState::kDue;
  if (would_send && needed->state == orders::OutboxMessageState::kAsking) {
    return FailOrder("its outbox message would send again what may have been sent");
  }
  return true;
}

bool Verification::FoldIntoNumber(const OrderRecord& record) {
  const orders::Order& order = record.order;
  if (!order.IsTopup()) return true;
  NumberFold& fold = numbers_[order.msisdn().value()];
  if (order.previous != fold.last_order) {
    return FailOrder("it should follow " +
                     (fold.last_order.empty() ? "no order" : "order " + ToText(fold.last_order)) +
                     " of its number, but names " +
                     (order.previous.empty() ? "none" : ToText(order.previous)));
  }
  fold.last_order = order.id;
  if (orders::StateOf(order) == orders::State::kAwaitingPayment) {
    payable_.emplace(order.msisdn().value(), order.id);
  }
  if (order.limit_month.number == 0) return true;
  std::int64_t sum = limits::TakenIn(fold.usage, order.limit_month);
  if (__builtin_add_overflow(sum, order.terms.amount, &sum))
    return FailOrder("its number's limit leaves 64 bits");
  fold.usage = limits::Take(fold.usage, order.limit_month, {}, order.terms.amount);
  return true;
}

void Verification::FoldIntoVoucher(const orders::Order& order) {
  const auto serial = orders::VoucherOf(order);
  if (!serial) return;
  VoucherFold& fold = vouchers_[*serial];
  if (!order.IsTopup()) {
    if (orders::ConfirmedDelivery(order) != nullptr) fold.face = order.terms.amount;
  } else if (orders::Kept(order) > 0) {
    fold.redeemed_by = order.id;
  }
}

bool Verification::OnEntry(const ledger::Entry& entry) {
  if (entry.cause != cause_) {
    return Fail("transfer " + std::to_string(entry.n) + " of " + NameOf(entry.cause) +
                " belongs to nothing that is there");
  }
  if (entry.n != transfers_seen_ + 1) {
    return Fail(NameOf(cause_) + ": transfer " + std::to_string(transfers_seen_ + 1) +
                " is missing");
  }
  for (const Transfer& transfer : entry.transfers) {
    ++transfers_seen_;
    if (!CheckPosted(entry, transfer)) return false;
  }
  return true;
}

bool Verification::CheckPosted(const ledger::Entry& entry, const Transfer& transfer) {
  const auto fail = [&](const std::string& problem) {
    return Fail("transfer " + std::to_string(transfers_seen_) + " of " + NameOf(entry.cause) +
                ": " + problem);
  };
  if (const auto problem = ledger::Problem({transfer})) return fail(*problem);
  if (entry.cause.kind == ledger::CauseKind::kSubscriber &&
      MovesCreditOfAnother(transfer, entry.cause.id))
    return fail("it moves the credit of another number");
  const bool is_stated = entry.cause.kind == ledger::CauseKind::kFloatPayment ||
                         entry.cause.kind == ledger::CauseKind::kReconciliation;
  if (is_stated && ledger::Transfers{transfer} != of_payment_)
    return fail("it is not what was paid");
  if (transfer.to.kind == AccountKind::kSuspense) in_flight_seen_ += transfer.amount;
  if (transfer.from.kind == AccountKind::kSuspense) in_flight_seen_ -= transfer.amount;
  if (!Post(transfer.from, -transfer.amount) || !Post(transfer.to, transfer.amount))
    return fail("an account leaves 64 bits");
  return Count(report_.counts.transfers);
}

// The sum of a number's bucket; nullptr for any other account.
std::int64_t* Verification::Bucket(const Account& account) {
  if (!ledger::BucketNumberOf(account)) return nullptr;
  const auto msisdn = Msisdn::Parse("+" + account.owner.substr(0, account.owner.find('.')));
  if (!msisdn.ok()) return nullptr;
  NumberFold& fold = numbers_[msisdn->value()];
  // A number without orders gets here only after its row was read.
  if (cause_ == ledger::CauseOf(*msisdn)) fold.seen = true;
  return fold.buckets.Of(account);
}

bool Verification::Post(const Account& account, std::int64_t change) {
  std::int64_t* const bucket = Bucket(account);
  std::int64_t& sum = bucket != nullptr ? *bucket : accounts_[account];
  return !__builtin_add_overflow(sum, change, &sum);
}

bool Verification::CloseCause() {
  if (failed()) return false;
  if (cause_.id == 0) return true;
  if (transfers_seen_ != transfers_due_) {
    return Fail(NameOf(cause_) + ": it has posted " + std::to_string(transfers_due_) +
                " transfers, but " + std::to_string(transfers_seen_) + " are there");
  }
  const ledger::Cause cause = std::exchange(cause_, {});
  switch (cause.kind) {
    case ledger::CauseKind::kOrder:
      return CloseOrder();
    case ledger::CauseKind::kSubscriber:
      return CloseNumber(cause);
    case ledger::CauseKind::kFloatPayment:
    case ledger::CauseKind::kReconciliation:
      return true;
  }
  CHECK(false, "a cause is of one of the listed kinds");
}

bool Verification::CloseOrder() {
  if (in_flight_seen_ == in_flight_due_) return true;
  return FailOrder("its parts have " + UnitsText(in_flight_due_, Asset::kEur2) +
                   " in flight, but its transfers left " +
                   UnitsText(in_flight_seen_, Asset::kEur2) + " in suspense");
}

bool Verification::OnNumber(const orders::Subscriber& number) {
  if (!CloseCause()) return false;
  OpenCause(ledger::CauseOf(number.msisdn), number.transfers);
  sim_ = number.sim.value_or(prepaid::Sim{});
  const std::string name = number.msisdn.National();
  const auto found = numbers_.find(number.msisdn.value());
  if (found != numbers_.end()) found->second.seen = true;
  const NumberFold fold = found != numbers_.end() ? found->second : NumberFold{};
  if (number.last_order != fold.last_order) {
    return Fail("number " + name + ": its last order should be " +
                (fold.last_order.empty() ? "none" : ToText(fold.last_order)) + ", but is " +
                (number.last_order.empty() ? "none" : ToText(number.last_order)));
  }
  if (!CheckLimits(number, fold)) return false;
  if (!CheckUnpaid(number)) return false;
  return Count(report_.counts.numbers);
}

// Every kept month has the sum of what was taken in it, and no month is missing unless it is older
// than all kept ones.
bool Verification::CheckLimits(const orders::Subscriber& number, const NumberFold& fold) {
  const limits::Usage& kept = number.usage;
  const auto fail = [&](calendar::Month month) {
    return Fail(Differs("number " + number.msisdn.National() + ", limit of " + Plain(month),
                        limits::TakenIn(fold.usage, month), limits::TakenIn(kept, month),
                        Asset::kEur2));
  };
  for (std::size_t i = 0; i < kept.months.size(); ++i) {
    const auto& [month, taken] = kept.months[i];
    if (i > 0 && month.number != 0 && month >= kept.months[i - 1].month) {
      return Fail("number " + number.msisdn.National() + ": its months are not in order");
    }
    if (taken != limits::TakenIn(fold.usage, month)) return fail(month);
  }
  for (const limits::MonthUsage& posted : fold.usage.months) {
    const bool may_miss = posted.taken == 0 || limits::IsForgotten(kept, posted.month);
    if (!may_miss && !limits::IsKept(kept, posted.month)) return fail(posted.month);
  }
  return true;
}

bool Verification::CheckUnpaid(const orders::Subscriber& number) {
  for (const OrderId order : number.unpaid) {
    if (order.empty() || payable_.contains({number.msisdn.value(), order})) continue;
    return Fail("number " + number.msisdn.National() + ": order " + ToText(order) +
                " should wait to be paid, but does not");
  }
  return true;
}

bool Verification::CloseNumber(ledger::Cause cause) {
  const auto found = numbers_.find(cause.id);
  NumberFold fold = found != numbers_.end() ? found->second : NumberFold{};
  const std::string name = NameOf(cause);
  if (!prepaid::Explains(sim_.state_cause, sim_.state)) {
    return Fail(name + ": its SIM cannot be " + std::string(prepaid::Name(sim_.state)) +
                " with the cause \"" + std::string(prepaid::Name(sim_.state_cause)) + "\"");
  }
  auto difference = BucketsDifference(name, sim_, std::move(fold.buckets));
  return difference ? Fail(*std::move(difference)) : true;
}

bool Verification::OnVoucher(const vouchers::Voucher& voucher) {
  if (!CloseCause()) return false;
  const auto fail = [&voucher](const char* difference) {
    return "voucher " + ToText(voucher.serial) + ": " + difference;
  };
  VoucherFold& fold = vouchers_[voucher.serial];
  fold.seen = true;
  if (fold.face !=
      (voucher.state == vouchers::VoucherState::kVoid ? fold.face : voucher.face.minor))
    return Fail(fail("no order sold it at its face value"));
  if (fold.redeemed_by != voucher.redeemed_by)
    return Fail(fail("the order that redeemed it does not say so, or another one does"));
  const bool redeemed = voucher.state == vouchers::VoucherState::kRedeemed;
  if (redeemed == voucher.redeemed_by.empty())
    return Fail(fail("its state does not follow from the order that redeemed it"));
  owed_for_vouchers_ += vouchers::OwedFor(voucher);
  return true;
}

bool Verification::OnFloatPayment(const FloatPayment& payment) {
  if (!CloseCause()) return false;
  of_payment_ = TransfersOf(payment);
  OpenCause(CauseOf(payment.id), ledger::CountOf(of_payment_));
  return true;
}

bool Verification::OnReconcilePosting(const ReconcilePosting& posting) {
  if (!CloseCause()) return false;
  of_payment_ = TransfersOf(posting);
  OpenCause(CauseOf(posting.id), ledger::CountOf(of_payment_));
  return true;
}

bool Verification::OnFloored(const ledger::AccountBalance& row) {
  if (!CloseCause()) return false;
  const std::string name = "account " + ledger::Name(row.account);
  if (!ledger::HasFloor(row.account.kind))
    return Fail(name + ": it has no floor, but a row of one");
  if (const auto problem = ledger::Problem(row.balance)) return Fail(name + ": " + *problem);
  return true;
}

bool Verification::OnBalance(const Account& account, std::int64_t kept) {
  if (!CloseCause()) return false;
  const auto found = accounts_.find(account);
  const std::int64_t computed = found != accounts_.end() ? found->second : 0;
  if (found != accounts_.end()) accounts_.erase(found);
  if (computed != kept)
    return Fail(Differs("account " + ledger::Name(account), computed, kept, account.asset));
  if (account.kind == AccountKind::kSuspense && kept != report_.suspense) {
    return Fail("suspense holds " + UnitsText(kept, account.asset) +
                ", but all orders together have " + UnitsText(report_.suspense, account.asset) +
                " in flight");
  }
  if (account.kind == AccountKind::kVoucherSold &&
      kept != std::exchange(owed_for_vouchers_, std::int64_t{0})) {
    return Fail(ledger::Name(account) + " holds " + UnitsText(kept, account.asset) +
                ", but that is not what all active vouchers together are worth");
  }
  return Count(report_.counts.accounts);
}

bool Verification::CheckUnseen() {
  for (const auto& [account, sum] : accounts_) {
    if (sum != 0) return Fail(Differs("account " + ledger::Name(account), sum, 0, account.asset));
  }
  for (const auto& [msisdn, fold] : numbers_) {
    if (!fold.seen)
      return Fail("number " + Msisdn::FromStored(msisdn).National() +
                  " has orders and no row of its own");
  }
  return true;
}

bool Verification::CheckUnseenVouchers() {
  for (const auto& [serial, fold] : vouchers_) {
    if (!fold.seen) return Fail("voucher " + ToText(serial) + " has orders and no row of its own");
  }
  if (owed_for_vouchers_ != 0)
    return Fail(std::string("active vouchers are worth more than what is owed for them"));
  return true;
}

void Verification::Finish() {
  if (CloseCause() && CheckUnseen() && CheckUnseenVouchers() && progress_)
    progress_(report_.counts);
}

}  // namespace

Result<VerifyReport, StoreError> Verify(Queries& queries, const VerifyProgress& progress) {
  Verification verification(progress);
  Queries::Reader reader;
  reader.order = [&verification](const OrderRecord& record) {
    return verification.OnOrder(record);
  };
  reader.entry = [&verification](const ledger::Entry& entry) {
    return verification.OnEntry(entry);
  };
  reader.number = [&verification](const orders::Subscriber& number) {
    return verification.OnNumber(number);
  };
  reader.voucher = [&verification](const vouchers::Voucher& voucher) {
    return verification.OnVoucher(voucher);
  };
  reader.float_payment = [&verification](const FloatPayment& payment) {
    return verification.OnFloatPayment(payment);
  };
  reader.posting = [&verification](const ReconcilePosting& posting) {
    return verification.OnReconcilePosting(posting);
  };
  reader.floored = [&verification](const ledger::AccountBalance& row) {
    return verification.OnFloored(row);
  };
  reader.balance = [&verification](const Account& account, std::int64_t kept) {
    return verification.OnBalance(account, kept);
  };
  const auto read = queries.ReadAll(reader);
  if (!read.ok()) return Failure{read.error()};
  verification.Finish();
  VerifyReport report = std::move(verification).Report();
  if (report.difference) return report;
  if (const auto done = VerifyAudit(queries, progress, report); !done) return Failure{done.error()};
  return report;
}

}  // namespace herlaad::engine
