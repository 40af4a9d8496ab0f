#include "sim/people.h"

#include <algorithm>

#include "base/core/check.h"
#include "engine/kinds/cancel_topup.h"
#include "engine/kinds/place_topup.h"
#include "rules/catalog/quote.h"

namespace herlaad::sim {

using engine::Answer;
using orders::PlaceOutcome;

namespace {
constexpr std::int64_t kFirstPayer = 32'496'000'000;  // where payers have phones of their own
constexpr Millis kPatience{15'000};
constexpr int kTriesMax = 200;

bool IsAccepted(const Told& told) {
  return told.outcome == static_cast<std::uint8_t>(PlaceOutcome::kAccepted);
}

std::string TextOf(const Told& told) {
  if (IsAccepted(told)) return "accepted as " + ToText(told.order);
  return "refused with outcome " + std::to_string(told.outcome);
}

}  // namespace

void People::Plan(Instant at, Msisdn msisdn, const catalog::Operator& op, bool may_come_back) {
  Random& random = stage_.random;
  const bool at_a_till = random.Chance(35);
  const auto& product = op.products[random.Below(op.products.size())];
  orders::PlaceRequest request{msisdn, op.id, product.amount, 0, {}, {}, {}};
  request.tender = at_a_till           ? orders::Tender::kCash
                   : random.Chance(70) ? orders::Tender::kBancontact
                                       : orders::Tender::kCard;
  request.collector = at_a_till           ? "till-" + std::to_string(1 + random.Below(3))
                      : random.Chance(50) ? "alpha"
                                          : "beta";
  if (random.Chance(50)) request.expected_total = product.Total().minor;
  request.texts = random.Chance(50);
  const int number = static_cast<int>(people_.size());
  if (random.Chance(30)) {
    request.contact.email = *EmailAddress::Parse("p" + std::to_string(number) + "@example.com");
  } else if (random.Chance(30)) {
    request.contact.msisdn = random.Chance(20) ? msisdn : Msisdn::FromStored(kFirstPayer + number);
  }
  // Keys are scoped to their caller, so others may well use the same ones.
  request.caller = "key:" + std::to_string(number);
  Person person{number, std::move(request), "k" + std::to_string(random.Below(7))};
  person.asks_twice = random.Chance(15);
  person.repeats_later = random.Chance(10);
  person.changes_mind_under_same_key = random.Chance(4);
  person.gives_up = !at_a_till && random.Chance(10);
  person.pays = random.Chance(88);
  person.pays_late = random.Chance(12);
  person.pays_again = random.Chance(8);
  person.cancels = random.Chance(15);
  person.comes_back = may_come_back && random.Chance(30);
  people_.push_back(std::move(person));
  stage_.schedule.At(at, [this, number] { Come(number); });
}

void People::Come(int number) {
  const Person& person = people_[static_cast<std::size_t>(number)];
  const orders::PlaceRequest& request = person.request;
  stage_.TellOf(number, "person " + std::to_string(number) + ": wants " +
                            EurosText(request.amount.minor) + " at " + request.operator_id +
                            " for " + request.msisdn.National() + ", pays by " +
                            std::string(orders::Name(request.tender)) + " to " + request.collector);
  const bool twice = person.asks_twice;
  Ask(number);
  if (twice) Ask(number);
}

void People::Ask(int number) {
  Person& person = people_[static_cast<std::size_t>(number)];
  ++person.tries;
  auto command = engine::PlaceTopup::Check(person.request, person.key);
  CHECK(command.ok(), "people ask for what is well formed");
  const bool lost = stage_.Happens(stage_.rates().response_lost);
  const std::string deed = PlacingBy(person.request.caller);
  town_.asks.Asked(deed);
  const bool taken =
      town_.submit(*std::move(command),
                   [this, number, lost, deed](const Answer& answer, const engine::OrderRecord*) {
                     town_.asks.Answered(deed, answer.fault, {}, number);
                     if (!lost) OnAnswer(number, answer);
                   });
  if (!taken) {
    town_.asks.NotTaken(deed);
    stage_.TellOf(number, "person " + std::to_string(number) + ": nobody is there");
  }
  if (person.told || person.tries > kTriesMax) return;
  stage_.schedule.After(kPatience + stage_.Between(0, 15'000), [this, number] {
    const Person& waiting = people_[static_cast<std::size_t>(number)];
    if (waiting.told) return;
    if (waiting.gives_up && waiting.tries > 2) {
      return stage_.TellOf(number, "person " + std::to_string(number) + ": gives up");
    }
    stage_.TellOf(number, "person " + std::to_string(number) + ": has no answer and asks again");
    Ask(number);
  });
}

void People::OnAnswer(int number, const Answer& answer) {
  if (answer.fault != Answer::Fault::kNone) return;
  Person& person = people_[static_cast<std::size_t>(number)];
  Told told{answer.outcome, answer.detail, answer.note, answer.order};
  if (!person.told) {
    person.told = told;
    stage_.TellOf(number, "person " + std::to_string(number) + ": is told: " + TextOf(told));
    return Hear(person);
  }
  if (*person.told == told) return;
  stage_.Break(
      "one key was answered in two ways: first " + TextOf(*person.told) + ", then " + TextOf(told),
      person.told->order, number);
}

void People::Hear(Person& person) {
  const int number = person.number;
  Schedule& schedule = stage_.schedule;
  if (person.repeats_later) {
    schedule.After(stage_.Between(0, 14'400'000), [this, number] { Ask(number); });
  }
  if (person.changes_mind_under_same_key) {
    schedule.After(stage_.Between(0, 60'000), [this, number] { AskOtherwise(number); });
  }
  if (person.comes_back) {
    schedule.After(stage_.Between(600'000, 3'600'000), [this, number] { MayComeBack(number); });
  }
  if (!IsAccepted(*person.told)) return;
  stage_.story.Join(number, person.told->order);
  if (!orders::IsOnline(person.request.tender)) {
    const auto quote =
        catalog::QuoteFor(town_.catalog, person.request.operator_id, person.request.amount);
    CHECK(quote.ok(), "what was accepted is on sale");
    TillEntry& entry = town_.tills[person.told->order];
    entry.till = person.request.collector;
    entry.taken = quote->total.minor;
    stage_.Tell(person.told->order,
                person.request.collector + ": takes " + EurosText(quote->total.minor) + " in cash");
  } else {
    schedule.After(stage_.Between(200, 3'000), [this, number] { LookForPage(number); });
  }
  if (person.cancels) {
    const Millis wait = stage_.Between(0, stage_.random.Chance(50) ? 20'000 : 2'400'000);
    schedule.After(wait, [this, number] { Cancel(number, 0); });
  }
}

void People::AskOtherwise(int number) {
  const Person& person = people_[static_cast<std::size_t>(number)];
  orders::PlaceRequest other = person.request;
  other.amount.minor += 1;
  auto command = engine::PlaceTopup::Check(other, person.key);
  CHECK(command.ok(), "people ask for what is well formed");
  (void)town_.submit(
      *std::move(command), [this, number](const Answer& answer, const engine::OrderRecord*) {
        if (answer.fault != Answer::Fault::kNone) return;
        if (answer.outcome == static_cast<std::uint8_t>(PlaceOutcome::kKeyReused)) return;
        stage_.Break("another request under the same key was answered as if it were a new one",
                     answer.order, number);
      });
}

// The page to pay on is there once the bank has opened it.
void People::LookForPage(int number) {
  Person& person = people_[static_cast<std::size_t>(number)];
  const auto found = town_.queries->FindOrder(person.told->order);
  const bool there = found.ok() && *found;
  if (there && !(*found)->order.payments.front().url.empty()) {
    return GoAndPay(number, (*found)->order.expires_at);
  }
  if (there && orders::IsFinal(orders::StateOf((*found)->order))) return;
  if (++person.looks > 30) return;
  stage_.schedule.After(stage_.Between(1'000, 10'000), [this, number] { LookForPage(number); });
}

void People::GoAndPay(int number, Instant expires_at) {
  const Person& person = people_[static_cast<std::size_t>(number)];
  if (!person.pays) return;
  const auto bank = town_.banks.find(person.request.collector);
  CHECK(bank != town_.banks.end(), "people pay at banks that are there");
  const auto pay = [bank = bank->second, order = person.told->order] { bank->Pay(order); };
  Instant at = stage_.now() + stage_.Between(2'000, 60'000);
  if (person.pays_late) at = std::max(at, expires_at + stage_.Between(-60'000, 600'000));
  stage_.schedule.At(at, pay);
  if (person.pays_again) stage_.schedule.At(at + stage_.Between(100, 600'000), pay);
}

void People::Cancel(int number, int tries) {
  const Person& person = people_[static_cast<std::size_t>(number)];
  if (person.cancel || tries > kTriesMax) return;
  stage_.TellOf(number, "person " + std::to_string(number) + ": wants to cancel");
  const bool lost = stage_.Happens(stage_.rates().response_lost);
  const OrderId order = person.told->order;
  town_.asks.Asked(CancellingOf(order));
  const bool taken =
      town_.submit(engine::CancelTopup::Check(order, person.request.caller),
                   [this, number, lost, order](const Answer& answer, const engine::OrderRecord*) {
                     town_.asks.Answered(CancellingOf(order), answer.fault, order, number);
                     if (!lost) OnCancelAnswer(number, answer);
                   });
  if (!taken) town_.asks.NotTaken(CancellingOf(order));
  stage_.schedule.After(kPatience, [this, number, tries] { Cancel(number, tries + 1); });
}

void People::OnCancelAnswer(int number, const Answer& answer) {
  if (answer.fault != Answer::Fault::kNone) return;
  Person& asked = people_[static_cast<std::size_t>(number)];
  if (answer.outcome == engine::kNoSuchOrder) {
    return stage_.Break("an order that was acknowledged is not there to cancel", asked.told->order,
                        number);
  }
  if (!asked.cancel) asked.cancel = static_cast<orders::CancelOutcome>(answer.outcome);
}

void People::MayComeBack(int number) {
  const Person& person = people_[static_cast<std::size_t>(number)];
  const auto found = town_.queries->FindOrder(person.told->order);
  const bool delivered =
      found.ok() && *found && orders::StateOf((*found)->order) == orders::State::kDelivered;
  const catalog::Operator* const op = town_.catalog.Find(person.request.operator_id);
  if (delivered || op == nullptr) return;
  Plan(stage_.now(), person.request.msisdn, *op, false);
}

void People::RepeatAll() {
  for (std::size_t i = 0; i < people_.size(); ++i) {
    if (people_[i].told) Ask(static_cast<int>(i));
  }
}

}  // namespace herlaad::sim
