#include "sim/judge.h"

#include <algorithm>

#include "engine/verify.h"

namespace herlaad::sim {
namespace {

using engine::OrderRecord;
using ledger::AccountKind;
using orders::DeliveryState;
using orders::Order;
using orders::State;

std::string Differs(const std::string& what, std::int64_t outside, std::int64_t inside) {
  return what + ": " + EurosText(outside) + " outside, " + EurosText(inside) + " in our books";
}

class Judge {
 public:
  explicit Judge(World& world) : world_(world), stage_(world.stage()), town_(world.town()) {}

  Verdict Run();

 private:
  void Read();
  void Break(const std::string& promise, const Order& order) { stage_.Break(promise, order.id); }

  void JudgeOrder(const Order& order);
  void JudgeEnd(const OrderRecord& record);
  void JudgeCharges(const Order& order, const BankPayment& payment);
  void JudgeCredits(const Order& order);
  void JudgeEntry(const Order& order, const MobileEntry& entry);
  void JudgeBalance(const Order& order);
  void JudgeText(const Order& order, orders::TextKind kind, bool due);
  void JudgeContact(const Order& order, const orders::Contact& left);
  void ForgiveHands(const Order& order);
  void JudgePerson(const Person& person);
  void JudgeStrangers();
  void JudgeLimits();
  void JudgeAccounts();
  void JudgeBooks();

  World& world_;
  Stage& stage_;
  const Town& town_;
  Verdict verdict_;
  std::map<OrderId, OrderRecord> records_;
  std::map<std::string, int> orders_of_caller_;
  ledger::Changes balances_;
  std::map<Msisdn, orders::Number> numbers_;
  // Of one order, while it is judged.
  std::int64_t taken_ = 0;
  std::int64_t given_back_ = 0;
  int credits_ = 0;
  bool contradicted_ = false;
  bool excused_ = false;
  // Of all, by account.
  std::map<ledger::Account, std::int64_t> outside_;
};

void Judge::Read() {
  engine::Queries::Reader reader;
  reader.order = [this](const OrderRecord& record) {
    records_.emplace(record.order.id, record);
    ++orders_of_caller_[record.order.caller];
    return true;
  };
  reader.transfer = [](const engine::PostedTransfer&) { return true; };
  reader.number = [this](const orders::Number& number) {
    numbers_.emplace(number.msisdn, number);
    return true;
  };
  reader.balance = [this](const ledger::Account& account, std::int64_t balance) {
    balances_[account] = balance;
    return true;
  };
  if (!town_.queries->ReadAll(reader).ok()) stage_.Break("our books cannot be read");
}

void Judge::JudgeEnd(const OrderRecord& record) {
  const Order& order = record.order;
  const State state = orders::StateOf(order);
  ++verdict_.states[state];
  if (!orders::IsFinal(state)) {
    Break("the order has not come to its end: " + std::string(orders::Name(state)) + " " +
              std::string(orders::Name(order.attention)),
          order);
  }
  if (record.effect) Break("something is still to be done for it", order);
}

// What the bank took and gave back is known, charge by charge.
void Judge::JudgeCharges(const Order& order, const BankPayment& payment) {
  for (const BankCharge& charge : payment.charges) {
    taken_ += charge.amount;
    given_back_ += charge.given_back;
    const bool known =
        std::any_of(order.payments.begin(), order.payments.end(), [&](const orders::Payment& p) {
          return p.reference == charge.reference && p.received == charge.amount;
        });
    if (!known) Break("the bank's charge " + charge.reference + " is not in our books", order);
    if (charge.given_back > charge.amount) {
      Break("more is given back than was charged as " + charge.reference, order);
    }
  }
  const auto paid = std::count_if(order.payments.begin(), order.payments.end(),
                                  [](const orders::Payment& p) { return p.received > 0; });
  if (paid != static_cast<std::ptrdiff_t>(payment.charges.size())) {
    Break("our books have another number of charges than the bank", order);
  }
}

void Judge::JudgeEntry(const Order& order, const MobileEntry& entry) {
  credits_ += entry.credits;
  contradicted_ = contradicted_ || entry.contradicted;
  outside_[ledger::Of(AccountKind::kPayable, order.operator_id)] += entry.credits * entry.amount;
  const std::string name = "delivery " + std::to_string(entry.n);
  if (entry.amount != order.terms.amount || entry.msisdn != order.msisdn) {
    Break(name + " was for another number or sum than was ordered", order);
  }
  if (entry.sent > 1) Break(name + " was sent again on a guess", order);
  if (entry.credits > 1) Break(name + " was credited twice", order);
  const auto delivery =
      std::find_if(order.deliveries.begin(), order.deliveries.end(),
                   [&entry](const orders::Delivery& d) { return d.n == entry.n; });
  const bool confirmed =
      delivery != order.deliveries.end() && delivery->state == DeliveryState::kConfirmed;
  if (entry.credits > 0 && !confirmed) {
    if (entry.contradicted && !entry.truth_told) {
      excused_ = true;
      outside_[ledger::Of(AccountKind::kPayable, order.operator_id)] -= entry.amount;
      --credits_;
    } else {
      Break(name + " was credited, and our books do not know it", order);
    }
  }
  if (entry.credits == 0 && confirmed) {
    Break(name + " is in our books as credited, and was not", order);
  }
}

void Judge::JudgeCredits(const Order& order) {
  const Mobile& mobile = *town_.mobiles.at(order.operator_id);
  for (const orders::Delivery& delivery : order.deliveries) {
    const auto entry = mobile.book().find(orders::PartReference(order.id, 'd', delivery.n));
    if (entry != mobile.book().end()) {
      JudgeEntry(order, entry->second);
    } else if (delivery.state == DeliveryState::kConfirmed) {
      Break("delivery " + std::to_string(delivery.n) + " was never asked for, and is confirmed",
            order);
    }
  }
}

// Money that a person handed back just before the credit was confirmed after all, and that our
// books therefore keep: nothing but that person could have known. What an operator that contradicts
// itself costs.
void Judge::ForgiveHands(const Order& order) {
  if (!contradicted_) return;
  for (const orders::Refund& refund : order.refunds) {
    if (refund.state != orders::RefundState::kWithdrawn) continue;
    const auto till = town_.tills.find(order.id);
    const bool from_till = till != town_.tills.end() && till->second.handed_back.contains(refund.n);
    const auto bank = town_.banks.find(order.collector);
    const BankRefund* const booked =
        bank == town_.banks.end() ? nullptr : bank->second->FindRefund(order.id, refund.n);
    if (!from_till && (booked == nullptr || !booked->by_hand)) continue;
    given_back_ -= refund.amount;
    excused_ = true;
  }
}

// Paid once and credited once, or nothing of either. A loss only where an operator had denied what
// it did, and then booked and shown.
void Judge::JudgeBalance(const Order& order) {
  const std::int64_t kept = taken_ - given_back_;
  const auto losses = std::count_if(order.deliveries.begin(), order.deliveries.end(),
                                    [](const orders::Delivery& d) { return d.at_a_loss; });
  verdict_.losses += losses;
  verdict_.excused += excused_ ? 1 : 0;
  outside_[ledger::Of(AccountKind::kLoss, order.operator_id)] -= losses * order.terms.amount;
  if (losses > 0 && !contradicted_) {
    Break("credited without being paid for, and no operator contradicted itself", order);
  }
  const std::int64_t paid_for = credits_ - losses;
  if (paid_for < 0 || paid_for > 1) {
    Break("credited " + std::to_string(credits_) + " times, and " + std::to_string(losses) +
              " of them are booked as a loss",
          order);
  }
  const std::int64_t due = paid_for > 0 ? order.terms.total() : 0;
  if (kept > due) Break("paid without getting it: " + EurosText(kept - due) + " too much", order);
  if (kept < due) Break("got it without paying: " + EurosText(due - kept) + " missing", order);
}

void Judge::JudgeOrder(const Order& order) {
  taken_ = given_back_ = credits_ = 0;
  contradicted_ = excused_ = false;
  if (orders::IsOnline(order.tender)) {
    const auto& book = town_.banks.at(order.collector)->book();
    const auto payment = book.find(order.id);
    static const BankPayment kNothing;
    JudgeCharges(order, payment == book.end() ? kNothing : payment->second);
  } else {
    const auto till = town_.tills.find(order.id);
    if (till != town_.tills.end()) {
      taken_ = till->second.taken;
      for (const auto& [n, amount] : till->second.handed_back) given_back_ += amount;
    }
  }
  if (order.house) {
    for (const orders::Delivery& d : order.deliveries) {
      if (d.state != DeliveryState::kConfirmed) continue;
      ++credits_;
      outside_[ledger::Of(AccountKind::kPayable, order.operator_id)] += order.terms.amount;
    }
  } else {
    JudgeCredits(order);
  }
  ForgiveHands(order);
  const auto kind = orders::IsOnline(order.tender) ? AccountKind::kPsp : AccountKind::kCash;
  outside_[ledger::Of(kind, order.collector)] -= taken_ - given_back_;
  JudgeBalance(order);
  const bool wanted = order.texts.Has(orders::Texts::kWanted);
  const State state = orders::StateOf(order);
  JudgeText(order, orders::TextKind::kDelivered, wanted && state == State::kDelivered);
  JudgeText(order, orders::TextKind::kRefunded,
            wanted && state == State::kRefunded && orders::IsOnline(order.tender));
}

// Who wanted to be told of the end was told at least once, unless the text was refused or was tried
// as often as we try.
void Judge::JudgeText(const Order& order, orders::TextKind kind, bool due) {
  const auto& book = town_.phones->book();
  const auto text =
      book.find(orders::PartReference(order.id, 'm', static_cast<std::int32_t>(kind)));
  if (text == book.end()) {
    if (due) Break("nobody was told of its end", order);
    return;
  }
  const PhoneText& sent = text->second;
  if (sent.to != order.msisdn.ToE164()) Break("a text about it went to another number", order);
  if (!order.texts.Has(orders::Texts::kWanted)) Break("a text that nobody wanted", order);
  const bool told = sent.arrived > 0 || sent.refused || sent.tries >= orders::Timings{}.asks_max;
  if (due && !told) Break("the text about its end was given up too early", order);
}

// Who left an address or a number was told there, and nowhere else. By now it is forgotten, unless
// a person is still needed.
void Judge::JudgeContact(const Order& order, const orders::Contact& left) {
  const State state = orders::StateOf(order);
  const bool final = orders::IsFinal(state);
  if (final && !order.contact.IsEmpty()) Break("the payer's address was not forgotten", order);
  const std::string to = left.email ? left.email->text() : left.msisdn ? left.msisdn->ToE164() : "";
  for (const auto& [kind, news] :
       {std::pair(orders::TextKind::kPayerDelivered, State::kDelivered),
        std::pair(orders::TextKind::kPayerRefunded, State::kRefunded),
        std::pair(orders::TextKind::kPayerAttention, State::kAttention)}) {
    const auto& book = town_.phones->book();
    const auto text =
        book.find(orders::PartReference(order.id, 'm', static_cast<std::int32_t>(kind)));
    if (text == book.end()) {
      if (!to.empty() && state == news) Break("the payer was not told", order);
      continue;
    }
    const PhoneText& sent = text->second;
    if (sent.to != to) Break("what is for the payer went to somebody else", order);
    const bool told = sent.arrived > 0 || sent.refused || sent.tries >= orders::Timings{}.asks_max;
    if (state == news && !told) Break("telling the payer was given up too early", order);
  }
}

void Judge::JudgePerson(const Person& person) {
  const auto found = orders_of_caller_.find(person.request.caller);
  const int placed = found != orders_of_caller_.end() ? found->second : 0;
  if (placed > 1) {
    stage_.Break("one key made " + std::to_string(placed) + " orders",
                 person.told ? person.told->order : OrderId(), person.number);
  }
  if (!person.told) return;
  const bool accepted =
      person.told->outcome == static_cast<std::uint8_t>(orders::PlaceOutcome::kAccepted);
  if (!accepted && placed > 0) {
    stage_.Break("a person was refused, and there is an order", {}, person.number);
  }
  if (!accepted) return;
  const auto record = records_.find(person.told->order);
  if (record == records_.end()) {
    return stage_.Break("an order that was acknowledged is lost", person.told->order,
                        person.number);
  }
  const Order& order = record->second.order;
  if (order.caller != person.request.caller || order.msisdn != person.request.msisdn ||
      order.terms.amount != person.request.amount.minor) {
    Break("it is another order than the one that was asked for", order);
  }
  JudgeContact(order, person.request.contact);
  const bool cancelled = person.cancel == orders::CancelOutcome::kCancelling;
  const auto* const delivery = orders::ConfirmedDelivery(order);
  const bool denied = town_.mobiles.contains(order.operator_id) && order.deliveries.size() > 1;
  if (cancelled && delivery != nullptr && !denied) {
    Break("it was cancelled with our word for it, and delivered all the same", order);
  }
}

// What is outside and belongs to no order of ours.
void Judge::JudgeStrangers() {
  for (const auto& [id, bank] : town_.banks) {
    for (const auto& [order, payment] : bank->book()) {
      if (!records_.contains(order)) stage_.Break(id + " knows an order that we do not", order);
    }
  }
  for (const auto& [id, mobile] : town_.mobiles) {
    for (const auto& [reference, entry] : mobile->book()) {
      const auto record = records_.find(entry.order);
      if (record == records_.end() ||
          entry.n > static_cast<std::int32_t>(record->second.order.deliveries.size())) {
        stage_.Break(id + " knows the delivery " + reference + " that we do not", entry.order);
      }
    }
  }
  for (const auto& [order, entry] : town_.tills) {
    if (!records_.contains(order)) stage_.Break("cash was taken for an order that is lost", order);
  }
}

// Whether the money of `order` came in time, fitted the limits, and the order did not come to
// nothing.
bool TookItsLimit(const Order& order) {
  const State state = orders::StateOf(order);
  if (state == State::kRefunded || state == State::kCancelled || state == State::kExpired) {
    return false;
  }
  return !order.deliveries.empty() &&
         order.deliveries.front().refusal != orders::RefusalReason::kLimitReached;
}

// What a number took from its month: all its orders paid in that month that did not come to
// nothing.
void Judge::JudgeLimits() {
  std::map<std::pair<Msisdn, calendar::Month>, std::int64_t> taken;
  for (const auto& [id, record] : records_) {
    const Order& order = record.order;
    if (!TookItsLimit(order)) continue;
    const Instant paid_at = order.payments.front().settled_at;
    taken[{order.msisdn, calendar::MonthOf(paid_at)}] += order.terms.amount;
  }
  for (const auto& [of, sum] : taken) {
    const auto number = numbers_.find(of.first);
    if (number == numbers_.end()) continue;
    const auto record = records_.find(number->second.last_order);
    if (record == records_.end()) continue;
    const auto* const op = town_.catalog.Find(record->second.order.operator_id);
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
        stage_.Break(Differs("what its number took from the month", due, kept), number.last_order);
      }
    }
  }
}

void Judge::JudgeAccounts() {
  std::map<Asset, std::int64_t> sums;
  for (const auto& [account, balance] : balances_) sums[account.asset] += balance;
  for (const auto& [msisdn, number] : numbers_) {
    if (number.sim) sums[Asset::kEur6] += number.sim->balance + number.sim->bonus;
  }
  for (const auto& [asset, sum] : sums) {
    if (sum != 0) {
      stage_.Break("money was made or lost: " + std::to_string(sum) + " of " +
                   std::string(Text(asset)));
    }
  }
  for (const auto& [account, balance] : balances_) {
    const bool is_outside =
        account.kind == AccountKind::kPsp || account.kind == AccountKind::kCash ||
        account.kind == AccountKind::kPayable || account.kind == AccountKind::kLoss;
    if (is_outside) outside_.try_emplace(account, 0);
    if (account.kind == AccountKind::kSuspense && balance != 0) {
      stage_.Break("nothing is under way, and suspense holds " + EurosText(balance));
    }
  }
  for (const auto& [account, sum] : outside_) {
    const auto kept = balances_.find(account);
    const std::int64_t balance = kept == balances_.end() ? 0 : kept->second;
    if (balance != sum) stage_.Break(Differs(ledger::Name(account), sum, balance));
  }
}

void Judge::JudgeBooks() {
  const auto verified = engine::Verify(*town_.queries);
  if (!verified.ok()) {
    stage_.Break("our books cannot be read: " + verified.error().message);
  } else if (verified->difference) {
    stage_.Break("verify: " + *verified->difference);
  }
}

Verdict Judge::Run() {
  Read();
  verdict_.orders = static_cast<std::int64_t>(records_.size());
  for (const auto& [id, record] : records_) {
    JudgeEnd(record);
    JudgeOrder(record.order);
  }
  for (const Person& person : world_.people().all()) JudgePerson(person);
  JudgeStrangers();
  JudgeLimits();
  JudgeAccounts();
  JudgeBooks();
  return verdict_;
}

}  // namespace

Verdict JudgeWorld(World& world) { return Judge(world).Run(); }

}  // namespace herlaad::sim
