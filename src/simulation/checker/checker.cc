#include "simulation/checker/checker.h"

#include <algorithm>
#include <utility>

#include "domain/orders/disputes/dispute_policy.h"
#include "domain/orders/refunds/credited_refund.h"
#include "domain/payments/payment_method.h"
#include "engine/verify/verify.h"
#include "simulation/checker/credit_of_sims.h"
#include "simulation/checker/limits_taken.h"
#include "simulation/clients/capped_till.h"

namespace herlaad::simulation {
namespace {

using engine::OrderRecord;
using ledger::AccountKind;
using orders::DeliveryState;
using orders::Order;
using orders::State;

std::string Differs(const std::string& what, std::int64_t outside, std::int64_t inside) {
  return what + ": " + EurosText(outside) + " outside, " + EurosText(inside) + " in the database";
}

class Checker {
 public:
  explicit Checker(World& world)
      : world_(world), stage_(world.stage()), cluster_(world.cluster()) {}

  Verdict Run();

 private:
  void Read();
  void Break(const std::string& promise, const Order& order) { stage_.Break(promise, order.id); }

  void CheckOrder(const Order& order);
  void CheckSale(const Order& order);
  void CheckEnd(const OrderRecord& record);
  void CheckCharges(const Order& order, const BankPayment& payment);
  void CheckCredits(const Order& order);
  void CheckEntry(const Order& order, const OperatorEntry& entry);
  void CheckReturnedTwice(const Order& order, const orders::Payment& payment);
  void CheckBalance(const Order& order);
  void CheckText(const Order& order, orders::NotificationKind kind, bool due);
  void CheckContact(const Order& order, const orders::Contact& left);
  void ForgiveHands(const Order& order);
  void CheckClient(const Client& client);
  void CheckStrangers();
  void CheckLimits();
  void CheckTerminated();
  void CheckAccounts();
  void CheckDatabase();

  World& world_;
  Stage& stage_;
  const Cluster& cluster_;
  Verdict verdict_;
  std::map<OrderId, OrderRecord> records_;
  std::map<std::string, std::map<OrderId, BankPayment>> entries_;  // of each provider
  std::map<std::string, int> orders_of_client_;
  ledger::Changes balances_;
  std::map<Msisdn, orders::Subscriber> numbers_;
  std::vector<ledger::Entry> swept_;  // what numbers posted themselves
  // Sums of the order that is being checked.
  std::int64_t taken_ = 0;
  std::int64_t given_back_ = 0;
  std::int64_t lost_ = 0;  // what payers got by disputes
  int credits_ = 0;
  bool contradicted_ = false;
  bool excused_ = false;
  // Sums of all orders, by account.
  std::map<ledger::Account, std::int64_t> outside_;
};

void Checker::Read() {
  engine::Queries::Reader reader;
  reader.order = [this](const OrderRecord& record) {
    records_.emplace(record.order.id, record);
    ++orders_of_client_[record.order.client];
    return true;
  };
  reader.entry = [this](const ledger::Entry& entry) {
    if (entry.cause.kind == ledger::CauseKind::kSubscriber) swept_.push_back(entry);
    return true;
  };
  reader.number = [this](const orders::Subscriber& number) {
    numbers_.emplace(number.msisdn, number);
    return true;
  };
  reader.balance = [this](const ledger::Account& account, std::int64_t balance) {
    balances_[account] = balance;
    return true;
  };
  if (!cluster_.queries->ReadAll(reader).ok()) stage_.Break("the database cannot be read");
  for (const auto& [id, bank] : cluster_.banks) entries_.emplace(id, bank->Entries());
}

void Checker::CheckEnd(const OrderRecord& record) {
  const Order& order = record.order;
  const State state = orders::StateOf(order);
  ++verdict_.states[state];
  if (!orders::IsFinal(state)) {
    Break("the order is not final: " + std::string(orders::Name(state)) + " " +
              std::string(orders::Name(order.attention)),
          order);
  }
  if (record.outbox_message) Break("an outbox message is still open", order);
}

// Checks that every charge and refund of the bank is known.
void Checker::CheckCharges(const Order& order, const BankPayment& payment) {
  for (const BankCharge& charge : payment.charges) {
    taken_ += charge.amount;
    given_back_ += charge.given_back;
    const bool known =
        std::any_of(order.payments.begin(), order.payments.end(), [&](const orders::Payment& p) {
          return p.reference == charge.reference && p.received == charge.amount;
        });
    if (!known) Break("the bank's charge " + charge.reference + " is not in the database", order);
    if (!KnowsDisputeOf(order, charge))
      Break("the dispute of " + charge.reference + " ended otherwise at the bank", order);
    if (charge.dispute == orders::DisputeState::kLost) lost_ += charge.amount;
    if (charge.given_back > charge.amount) {
      Break("more is given back than was charged as " + charge.reference, order);
    }
  }
  const auto paid = std::count_if(order.payments.begin(), order.payments.end(),
                                  [](const orders::Payment& p) { return p.received > 0; });
  if (paid != static_cast<std::ptrdiff_t>(payment.charges.size())) {
    Break("the database and the bank have different numbers of charges", order);
  }
}

void Checker::CheckEntry(const Order& order, const OperatorEntry& entry) {
  credits_ += entry.credits;
  contradicted_ = contradicted_ || entry.contradicted;
  outside_[ledger::Of(AccountKind::kPayable, order.operator_id())] += entry.credits * entry.amount;
  const std::string name = "delivery " + std::to_string(entry.n);
  if (entry.amount != order.terms.amount || entry.msisdn != order.msisdn()) {
    Break(name + " was for another number or sum than was ordered", order);
  }
  if (entry.sent > 1) Break(name + " was sent more than once", order);
  if (entry.credits > 1) Break(name + " was credited twice", order);
  const auto delivery =
      std::find_if(order.deliveries.begin(), order.deliveries.end(),
                   [&entry](const orders::Delivery& d) { return d.n == entry.n; });
  const bool confirmed =
      delivery != order.deliveries.end() && delivery->state == DeliveryState::kConfirmed;
  if (entry.credits > 0 && !confirmed) {
    if (entry.contradicted && !entry.truth_told) {
      excused_ = true;
      outside_[ledger::Of(AccountKind::kPayable, order.operator_id())] -= entry.amount;
      --credits_;
    } else {
      Break(name + " was credited but is not confirmed in the database", order);
    }
  }
  if (entry.credits == 0 && confirmed) {
    Break(name + " is confirmed in the database but was not credited", order);
  }
}

void Checker::CheckCredits(const Order& order) {
  const SimulatedOperator& op = *cluster_.operators.at(order.operator_id());
  for (const orders::Delivery& delivery : order.deliveries) {
    const auto entry = op.entries().find(orders::PartReference(order.id, 'd', delivery.n));
    if (entry != op.entries().end()) {
      CheckEntry(order, entry->second);
    } else if (delivery.state == DeliveryState::kConfirmed) {
      Break("delivery " + std::to_string(delivery.n) + " was never requested, but is confirmed",
            order);
    }
  }
}

// A refund that support paid by hand just before the credit was confirmed is withdrawn in the
// database, because only that person knew of it. This is the cost of an operator that contradicts
// itself.
void Checker::ForgiveHands(const Order& order) {
  if (!contradicted_) return;
  for (const orders::Refund& refund : order.refunds) {
    if (refund.state != orders::RefundState::kWithdrawn) continue;
    const auto till = cluster_.tills.find(order.id);
    const bool from_till =
        till != cluster_.tills.end() && till->second.handed_back.contains(refund.n);
    const auto bank = cluster_.banks.find(order.payment_account);
    const auto booked =
        bank == cluster_.banks.end() ? std::nullopt : bank->second->FindRefund(order.id, refund.n);
    if (!from_till && (!booked || !booked->by_hand)) continue;
    given_back_ -= refund.amount;
    excused_ = true;
  }
}

void Checker::CheckReturnedTwice(const Order& order, const orders::Payment& payment) {
  std::int64_t asked = 0;
  for (const orders::Dispute& dispute : order.disputes)
    asked += dispute.payment == payment.n ? dispute.twice : 0;
  if (asked != orders::ReturnedTwice(order, payment))
    Break("nobody was asked about money that was returned twice", order);
}

// An order must be paid once and credited once, or neither. A loss is allowed only if an operator
// denied a credit; it must be posted and reviewed.
void Checker::CheckBalance(const Order& order) {
  std::int64_t kept = taken_ - given_back_ - lost_;
  const auto losses = std::count_if(order.deliveries.begin(), order.deliveries.end(),
                                    [](const orders::Delivery& d) { return d.at_a_loss; });
  verdict_.losses += losses;
  verdict_.excused += excused_ ? 1 : 0;
  outside_[ledger::Of(AccountKind::kLoss, order.operator_id())] -= losses * order.terms.amount;
  for (const orders::Payment& payment : order.payments) CheckReturnedTwice(order, payment);
  if (losses > 0 && !contradicted_ && !cluster_.refunded_as_loss.contains(order.id)) {
    Break("credited without being paid for, and no operator contradicted itself", order);
  }
  const std::int64_t paid_for = credits_ - losses;
  if (paid_for < 0 || paid_for > 1) {
    Break("credited " + std::to_string(credits_) + " times, and " + std::to_string(losses) +
              " of them are posted as a loss",
          order);
  }
  const std::int64_t due = paid_for > 0 ? order.terms.total() : 0;
  // What a payer got by a dispute besides the credit, or besides a refund that was sent before.
  const std::int64_t lost = std::clamp<std::int64_t>(due - kept, 0, lost_);
  if (lost > 0) outside_[ledger::Of(AccountKind::kLoss, order.payment_account)] -= lost;
  kept += lost;
  if (kept > due) Break("paid and not delivered: " + EurosText(kept - due) + " too much", order);
  if (kept < due) Break("delivered and not paid: " + EurosText(due - kept) + " missing", order);
}

// Cash at a till, or a part of a float, became what is owed to whoever holds the voucher.
void Checker::CheckSale(const Order& order) {
  const auto till = cluster_.tills.find(order.id);
  const std::int64_t taken = till != cluster_.tills.end() ? till->second.taken : 0;
  // A till that never heard of the sale has not taken the money.
  if (till != cluster_.tills.end() && taken != order.terms.total())
    Break("a voucher was sold for another sum than its value", order);
  outside_[ledger::Of(payments::CollectingAccount(order.payment_method), order.payment_account)] -=
      order.terms.total();
  outside_[ledger::Of(AccountKind::kVoucherSold, std::string(payments::kSoldVouchers))] +=
      order.terms.amount;
}

void Checker::CheckOrder(const Order& order) {
  if (!order.IsTopup()) return CheckSale(order);
  taken_ = given_back_ = lost_ = credits_ = 0;
  contradicted_ = excused_ = false;
  // Whoever has the money, as the outside sees it: the books must agree.
  auto holder = AccountKind::kPsp;
  if (payments::FlowOf(order.payment_method) == payments::Flow::kRedirect) {
    const auto& entries = entries_.at(order.payment_account);
    const auto payment = entries.find(order.id);
    static const BankPayment kNothing;
    CheckCharges(order, payment == entries.end() ? kNothing : payment->second);
  } else if (payments::FlowOf(order.payment_method) == payments::Flow::kStoredValue) {
    holder = payments::CollectingAccount(order.payment_method);
    taken_ = order.payments.front().received;
    given_back_ = taken_ - orders::Kept(order);
  } else {
    holder = AccountKind::kCash;
    const auto till = cluster_.tills.find(order.id);
    if (till != cluster_.tills.end()) {
      taken_ = till->second.taken;
      for (const auto& [n, amount] : till->second.handed_back) given_back_ += amount;
    }
  }
  if (order.hosted()) {
    for (const orders::Delivery& d : order.deliveries) {
      if (d.state != DeliveryState::kConfirmed) continue;
      ++credits_;
      outside_[ledger::Of(AccountKind::kPayable, order.operator_id())] += order.terms.amount;
    }
  } else {
    CheckCredits(order);
  }
  ForgiveHands(order);
  outside_[ledger::Of(holder, order.payment_account)] -= taken_ - given_back_ - lost_;
  CheckBalance(order);
  const bool wanted = order.texts.Has(orders::Texts::kWanted);
  const State state = orders::StateOf(order);
  CheckText(order, orders::NotificationKind::kDelivered, wanted && state == State::kDelivered);
  CheckText(order, orders::NotificationKind::kRefunded,
            wanted && state == State::kRefunded && !orders::IsCreditedRefund(order) &&
                payments::SendsRefundText(order.payment_method));
}

// A wanted notification must have arrived at least once, unless it was refused or all attempts were
// used up.
void Checker::CheckText(const Order& order, orders::NotificationKind kind, bool due) {
  const auto& entries = cluster_.phones->entries();
  const auto text =
      entries.find(orders::PartReference(order.id, 'm', static_cast<std::int32_t>(kind)));
  if (text == entries.end()) {
    if (due) Break("no notification of its end was sent", order);
    return;
  }
  const PhoneText& sent = text->second;
  if (sent.to != order.msisdn().ToE164()) Break("a text about it went to another number", order);
  if (!order.texts.Has(orders::Texts::kWanted)) Break("an unwanted text was sent", order);
  const bool told = sent.arrived > 0 || sent.refused || sent.tries >= orders::Timings{}.asks_max;
  if (due && !told) Break("the text about its end was given up too early", order);
}

// A payer who left a contact must have been notified there and nowhere else. The contact must be
// deleted by now, unless the order needs a review.
void Checker::CheckContact(const Order& order, const orders::Contact& left) {
  const State state = orders::StateOf(order);
  const bool final = orders::IsFinal(state);
  if (final && !order.contact.IsEmpty()) Break("the payer's contact was not deleted", order);
  const std::string to = left.email ? left.email->text() : left.msisdn ? left.msisdn->ToE164() : "";
  for (const auto& [kind, news] :
       {std::pair(orders::NotificationKind::kPayerDelivered, State::kDelivered),
        std::pair(orders::NotificationKind::kPayerRefunded, State::kRefunded),
        std::pair(orders::NotificationKind::kPayerAttention, State::kAttention)}) {
    const auto& entries = cluster_.phones->entries();
    const auto text =
        entries.find(orders::PartReference(order.id, 'm', static_cast<std::int32_t>(kind)));
    if (text == entries.end()) {
      const bool is_told =
          kind != orders::NotificationKind::kPayerRefunded || !orders::IsCreditedRefund(order);
      if (!to.empty() && state == news && is_told) Break("the payer was not notified", order);
      continue;
    }
    const PhoneText& sent = text->second;
    if (sent.to != to) Break("a notification for the payer went to another contact", order);
    const bool told = sent.arrived > 0 || sent.refused || sent.tries >= orders::Timings{}.asks_max;
    if (state == news && !told) Break("a notification to the payer was given up too early", order);
  }
}

void Checker::CheckClient(const Client& client) {
  const auto found = orders_of_client_.find(client.request.client);
  const int placed = found != orders_of_client_.end() ? found->second : 0;
  if (placed > 1) {
    stage_.Break("one key placed " + std::to_string(placed) + " orders",
                 client.told ? client.told->order : OrderId(), client.number);
  }
  if (!client.told) return;
  const bool accepted = client.told->outcome() == orders::PlaceOutcome::kAccepted;
  if (!accepted && placed > 0) {
    stage_.Break("a client was refused, but there is an order", {}, client.number);
  }
  if (!accepted) return;
  const auto record = records_.find(client.told->order);
  if (record == records_.end()) {
    return stage_.Break("an order that was acknowledged is lost", client.told->order,
                        client.number);
  }
  const Order& order = record->second.order;
  if (order.client != client.request.client || order.msisdn() != client.request.msisdn ||
      order.terms.amount != client.request.amount.minor) {
    Break("the order differs from the request", order);
  }
  CheckContact(order, client.request.contact);
  const bool cancelled = client.cancel == engine::CancelTopupOutcome::kCancelling;
  const auto* const delivery = orders::ConfirmedDelivery(order);
  const bool denied =
      cluster_.operators.contains(order.operator_id()) && order.deliveries.size() > 1;
  if (cancelled && delivery != nullptr && !denied) {
    Break("the cancellation was confirmed, but the order was delivered", order);
  }
}

// Checks that everything outside belongs to an order in the database.
void Checker::CheckStrangers() {
  for (const auto& [id, entries] : entries_) {
    for (const auto& [order, payment] : entries) {
      if (!records_.contains(order))
        stage_.Break(id + " has an order that is not in the database", order);
    }
  }
  for (const auto& [id, op] : cluster_.operators) {
    for (const auto& [reference, entry] : op->entries()) {
      const auto record = records_.find(entry.order);
      if (record == records_.end() ||
          entry.n > static_cast<std::int32_t>(record->second.order.deliveries.size())) {
        stage_.Break(id + " has the delivery " + reference + ", which is not in the database",
                     entry.order);
      }
    }
  }
  for (const auto& [order, entry] : cluster_.tills) {
    if (!records_.contains(order)) stage_.Break("cash was taken for an order that is lost", order);
  }
}

// The usage of a number in a month must equal the sum of its orders paid in that month that were
// not given back.
void Checker::CheckLimits() {
  const LimitsTaken taken = LimitsTakenBy(records_);
  for (const auto& [of, sum] : taken) {
    const auto number = numbers_.find(of.first);
    if (number == numbers_.end()) continue;
    const auto record = records_.find(number->second.last_order);
    if (record == records_.end()) continue;
    const auto* const op = cluster_.catalogue.Find(record->second.order.operator_id());
    if (op != nullptr && sum > op->limits.per_month.minor) {
      Break("its number is above the month's limit: " + EurosText(sum), record->second.order);
    }
  }
  for (const auto& [msisdn, number] : numbers_) {
    if (number.last_order.empty()) continue;
    for (const auto& [month, kept] : number.usage.months) {
      const auto sum = taken.find({msisdn, month});
      const std::int64_t due = sum == taken.end() ? 0 : sum->second;
      if (due != kept) {
        stage_.Break(Differs("usage of its number in the month", due, kept), number.last_order);
      }
    }
  }
}

void Checker::CheckTerminated() {
  for (const Msisdn msisdn : world_.terminated()) {
    const auto number = numbers_.find(msisdn);
    const bool is_terminated = number != numbers_.end() && number->second.sim &&
                               number->second.sim->state == prepaid::SimState::kTerminated;
    if (!is_terminated) stage_.Break("a terminated SIM came back: " + msisdn.National());
  }
}

void Checker::CheckAccounts() {
  std::map<Asset, std::int64_t> sums;
  for (const auto& [account, balance] : balances_) sums[account.asset] += balance;
  for (const auto& [msisdn, number] : numbers_) {
    if (!number.sim) continue;
    prepaid::ForEachBucket(*number.sim, [&sums](const prepaid::Bucket& bucket) {
      sums[bucket.asset] += bucket.amount;
    });
  }
  for (const auto& [asset, sum] : sums) {
    if (sum != 0) {
      stage_.Break("the balances do not add up to zero: " + std::to_string(sum) + " of " +
                   std::string(Text(asset)));
    }
  }
  for (const auto& [account, balance] : balances_) {
    // What lapses of data, calls and texts is what is left of them: all add up to zero.
    const bool is_left = account.kind == AccountKind::kBreakage && account.asset != Asset::kEur6;
    const bool is_outside =
        account.kind == AccountKind::kPsp || account.kind == AccountKind::kCash ||
        account.kind == AccountKind::kPayable || account.kind == AccountKind::kLoss ||
        account.kind == AccountKind::kVoucherSold || account.kind == AccountKind::kUsage ||
        account.kind == AccountKind::kBank || account.kind == AccountKind::kFloat ||
        account.kind == AccountKind::kDispute ||
        (account.kind == AccountKind::kBreakage && !is_left);
    if (is_outside) outside_.try_emplace(account, 0);
    if (account.kind == AccountKind::kSuspense && balance != 0) {
      stage_.Break("suspense is not empty at the end: " + EurosText(balance));
    }
  }
  for (const auto& [account, sum] : outside_) {
    const auto kept = balances_.find(account);
    const std::int64_t balance = kept == balances_.end() ? 0 : kept->second;
    if (balance != sum) stage_.Break(Differs(ledger::Name(account), sum, balance));
  }
}

void Checker::CheckDatabase() {
  const auto verified = engine::Verify(*cluster_.queries);
  if (!verified.ok()) {
    stage_.Break("the database cannot be read: " + verified.error().message);
  } else if (verified->difference) {
    stage_.Break("verify: " + *verified->difference);
  }
}

Verdict Checker::Run() {
  Read();
  verdict_.orders = static_cast<std::int64_t>(records_.size());
  for (const auto& [id, record] : records_) {
    CheckEnd(record);
    CheckOrder(record.order);
  }
  for (const Client& client : world_.clients().all()) CheckClient(client);
  CheckStrangers();
  world_.stripe().Check();
  CheckLimits();
  CheckCappedTill(cluster_, records_, stage_);
  CheckCreditOfSims(world_, {records_, numbers_, swept_}, outside_, verdict_);
  world_.vouchers().Check(records_);
  world_.usage().Check(numbers_, world_.swept_until(), outside_);
  world_.floats().Check(records_, balances_);
  world_.floats().AddPaid(outside_);
  world_.float_warnings().Check();
  world_.webhooks().Check();
  world_.rotated_keys().Check(records_);
  CheckTerminated();
  CheckAccounts();
  CheckDatabase();
  return verdict_;
}

}  // namespace

Verdict CheckWorld(World& world) { return Checker(world).Run(); }

}  // namespace herlaad::simulation
