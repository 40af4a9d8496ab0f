#include "simulation/clients/clients.h"

#include <algorithm>

#include "base/core/check.h"
#include "domain/catalogue/quote.h"
#include "domain/payments/payment_method.h"
#include "simulation/clients/capped_till.h"

namespace herlaad::simulation {

using engine::CancelTopupOutcome;
using engine::PlaceResult;
using orders::PlaceOutcome;

namespace {
constexpr std::int64_t kFirstPayer =
    32'496'000'000;  // first number of phones that belong to payers
constexpr Millis kPatience{15'000};
constexpr int kTriesMax = 200;

bool IsAccepted(const PlaceResult& told) { return told.outcome() == PlaceOutcome::kAccepted; }

std::string TextOf(const PlaceResult& told) {
  if (IsAccepted(told)) return "accepted as " + ToText(told.order);
  return "refused with outcome " + std::to_string(static_cast<int>(told.outcome()));
}

}  // namespace

engine::UsedKey Clients::KeyNow(const Client& client) {
  return UsedKeyOf(client.number, client.rotates && client.tries > 1, client.request);
}

void Clients::Plan(Instant at, Msisdn msisdn, const catalogue::Operator& op, bool may_come_back) {
  Random& random = stage_.random;
  const bool at_a_till = random.Chance(35);
  const auto& product = op.products[random.Below(op.products.size())];
  orders::PlaceRequest request{msisdn, op.id, product.amount, 0, {}, {}, {}};
  request.payment_method = at_a_till           ? payments::PaymentMethod::kCash
                           : random.Chance(70) ? payments::PaymentMethod::kBancontact
                                               : payments::PaymentMethod::kCard;
  request.payment_account = at_a_till           ? "till-" + std::to_string(1 + random.Below(3))
                            : random.Chance(20) ? "stripe"
                            : random.Chance(50) ? "alpha"
                                                : "beta";
  if (random.Chance(50)) request.expected_total = product.Total().minor;
  request.texts = random.Chance(50);
  const int number = static_cast<int>(clients_.size());
  if (random.Chance(30)) {
    request.contact.email = *EmailAddress::Parse("p" + std::to_string(number) + "@example.com");
  } else if (random.Chance(30)) {
    request.contact.msisdn = random.Chance(20) ? msisdn : Msisdn::FromStored(kFirstPayer + number);
  }
  // Keys are scoped to their client, so different clients may use the same ones.
  request.client = "client:" + std::to_string(number);
  Client client{number, std::move(request), "k" + std::to_string(random.Below(7))};
  client.rotates = number % 3 == 0;
  client.asks_twice = random.Chance(15);
  client.repeats_later = random.Chance(10);
  client.changes_mind_under_same_key = random.Chance(4);
  client.gives_up = !at_a_till && random.Chance(10);
  client.pays = random.Chance(88);
  client.pays_late = random.Chance(12);
  client.pays_again = random.Chance(8);
  client.cancels = random.Chance(15);
  client.comes_back = may_come_back && random.Chance(30);
  clients_.push_back(std::move(client));
  stage_.schedule.At(at, [this, number] { Come(number); });
}

void Clients::Come(int number) {
  const Client& client = clients_[static_cast<std::size_t>(number)];
  const orders::PlaceRequest& request = client.request;
  stage_.TellOf(number, "client " + std::to_string(number) + ": wants " +
                            EurosText(request.amount.minor) + " at " + request.operator_id +
                            " for " + request.msisdn.National() + ", pays by " +
                            std::string(payments::PaymentMethodName(request.payment_method)) +
                            " to " + request.payment_account);
  const bool twice = client.asks_twice;
  Ask(number);
  if (twice) Ask(number);
}

void Clients::Ask(int number) {
  Client& client = clients_[static_cast<std::size_t>(number)];
  ++client.tries;
  auto command = engine::PlaceTopup::Check(client.request, client.key, KeyNow(client));
  CHECK(command.ok(), "clients send well-formed requests");
  const bool lost = stage_.Happens(stage_.rates().response_lost);
  const std::string action = PlacingBy(client.request.client);
  cluster_.asks.Asked(action);
  const bool taken = cluster_.Submit(
      *std::move(command),
      [this, number, lost, action](const engine::Answered<PlaceResult>& answer, const auto*) {
        cluster_.asks.Answered(action, answer, {}, number);
        if (!lost && answer.ok()) OnAnswer(number, *answer);
      });
  if (!taken) {
    cluster_.asks.NotTaken(action);
    stage_.TellOf(number, "client " + std::to_string(number) + ": no process is running");
  }
  if (client.told || client.tries > kTriesMax) return;
  stage_.schedule.After(kPatience + stage_.Between(0, 15'000), [this, number] {
    const Client& waiting = clients_[static_cast<std::size_t>(number)];
    if (waiting.told) return;
    if (waiting.gives_up && waiting.tries > 2) {
      return stage_.TellOf(number, "client " + std::to_string(number) + ": gives up");
    }
    stage_.TellOf(number,
                  "client " + std::to_string(number) + ": has no answer and repeats the request");
    Ask(number);
  });
}

void Clients::OnAnswer(int number, const PlaceResult& told) {
  Client& client = clients_[static_cast<std::size_t>(number)];
  if (!client.told) {
    client.told = told;
    stage_.TellOf(number, "client " + std::to_string(number) + ": is answered: " + TextOf(told));
    return Hear(client);
  }
  if (*client.told == told) return;
  stage_.Break(
      "one key was answered in two ways: first " + TextOf(*client.told) + ", then " + TextOf(told),
      client.told->order, number);
}

void Clients::Hear(Client& client) {
  const int number = client.number;
  Schedule& schedule = stage_.schedule;
  if (client.repeats_later) {
    schedule.After(stage_.Between(0, 14'400'000), [this, number] { Ask(number); });
  }
  if (client.changes_mind_under_same_key) {
    schedule.After(stage_.Between(0, 60'000), [this, number] { AskOtherwise(number); });
  }
  if (client.comes_back) {
    schedule.After(stage_.Between(600'000, 3'600'000), [this, number] { MayComeBack(number); });
  }
  if (!IsAccepted(*client.told)) return;
  stage_.history.Join(number, client.told->order);
  if (!payments::PaymentExpires(client.request.payment_method)) {
    const auto quote =
        catalogue::QuoteFor(cluster_.catalogue, client.request.operator_id, client.request.amount);
    CHECK(quote.ok(), "what was accepted is on sale");
    TillEntry& entry = cluster_.tills[client.told->order];
    entry.till = client.request.payment_account;
    entry.taken = quote->total.minor;
    stage_.Tell(client.told->order, client.request.payment_account + ": takes " +
                                        EurosText(quote->total.minor) + " in cash");
  } else {
    schedule.After(stage_.Between(200, 3'000), [this, number] { LookForPage(number); });
  }
  if (client.cancels) {
    const Millis wait = stage_.Between(0, stage_.random.Chance(50) ? 20'000 : 2'400'000);
    schedule.After(wait, [this, number] { Cancel(number, 0); });
  }
}

void Clients::AskOtherwise(int number) {
  const Client& client = clients_[static_cast<std::size_t>(number)];
  orders::PlaceRequest other = client.request;
  other.amount.minor += 1;
  auto command = engine::PlaceTopup::Check(other, client.key, KeyNow(client));
  CHECK(command.ok(), "clients send well-formed requests");
  (void)cluster_.Submit(
      *std::move(command),
      [this, number](const engine::Answered<PlaceResult>& answer, const auto*) {
        if (!answer.ok() || answer->outcome() == PlaceOutcome::kKeyReused) return;
        stage_.Break("another request under the same key was answered as if it were a new one",
                     answer->order, number);
      });
}

// Waits until the bank has opened the payment page.
void Clients::LookForPage(int number) {
  Client& client = clients_[static_cast<std::size_t>(number)];
  const auto found = cluster_.queries->FindOrder(client.told->order);
  const bool there = found.ok() && *found;
  if (there && !(*found)->order.payments.front().url.empty()) {
    return GoAndPay(number, (*found)->order);
  }
  if (there && orders::IsFinal(orders::StateOf((*found)->order))) return;
  if (++client.looks > 30) return;
  stage_.schedule.After(stage_.Between(1'000, 10'000), [this, number] { LookForPage(number); });
}

void Clients::GoAndPay(int number, const orders::Order& order) {
  const Client& client = clients_[static_cast<std::size_t>(number)];
  if (!client.pays) return;
  const auto bank = cluster_.banks.find(client.request.payment_account);
  CHECK(bank != cluster_.banks.end(), "clients pay at existing banks");
  const auto pay = [bank = bank->second, id = order.id, page = order.payments.front().url] {
    bank->Pay(id, page);
  };
  Instant at = stage_.now() + stage_.Between(2'000, 60'000);
  if (client.pays_late) at = std::max(at, order.expires_at + stage_.Between(-60'000, 600'000));
  stage_.schedule.At(at, pay);
  if (client.pays_again) stage_.schedule.At(at + stage_.Between(100, 600'000), pay);
}

void Clients::Cancel(int number, int tries) {
  const Client& client = clients_[static_cast<std::size_t>(number)];
  if (client.cancel || tries > kTriesMax) return;
  stage_.TellOf(number, "client " + std::to_string(number) + ": wants to cancel");
  const bool lost = stage_.Happens(stage_.rates().response_lost);
  const OrderId order = client.told->order;
  cluster_.asks.Asked(CancellingOf(order));
  const bool taken = cluster_.Submit(
      engine::CancelTopup::Check(order, client.request.client),
      [this, number, lost, order](const engine::Answered<CancelTopupOutcome>& answer, const auto*) {
        cluster_.asks.Answered(CancellingOf(order), answer, order, number);
        if (!lost && answer.ok()) OnCancelAnswer(number, *answer);
      });
  if (!taken) cluster_.asks.NotTaken(CancellingOf(order));
  stage_.schedule.After(kPatience, [this, number, tries] { Cancel(number, tries + 1); });
}

void Clients::OnCancelAnswer(int number, CancelTopupOutcome outcome) {
  Client& asked = clients_[static_cast<std::size_t>(number)];
  if (outcome == CancelTopupOutcome::kNoSuchOrder) {
    return stage_.Break("an acknowledged order is not found for cancelling", asked.told->order,
                        number);
  }
  if (!asked.cancel) asked.cancel = outcome;
}

void Clients::MayComeBack(int number) {
  const Client& client = clients_[static_cast<std::size_t>(number)];
  const auto found = cluster_.queries->FindOrder(client.told->order);
  const bool delivered =
      found.ok() && *found && orders::StateOf((*found)->order) == orders::State::kDelivered;
  const catalogue::Operator* const op = cluster_.catalogue.Find(client.request.operator_id);
  if (delivered || op == nullptr) return;
  Plan(stage_.now(), client.request.msisdn, *op, false);
}

void Clients::RepeatAll() {
  // Also those whose tries were used up while no process was running for long.
  for (std::size_t i = 0; i < clients_.size(); ++i) {
    if (clients_[i].told || !clients_[i].gives_up) Ask(static_cast<int>(i));
  }
}

}  // namespace herlaad::simulation
