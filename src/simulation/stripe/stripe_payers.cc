#include "simulation/stripe/stripe_payers.h"

#include <iterator>
#include <utility>

#include "adapters/sandbox/stripe/book/disputes.h"
#include "adapters/sandbox/stripe/book/sessions.h"
#include "base/core/check.h"

namespace herlaad::simulation {
namespace {

using nlohmann::json;
using sandbox::PayerAction;
using sandbox::StripeBook;

constexpr std::int64_t kDay = 24LL * 3'600'000;

std::string WordFor(PayerAction action) {
  if (action == PayerAction::kApprove) return "pays";
  if (action == PayerAction::kProcess) return "pays, and is processed";
  if (action == PayerAction::kAuthenticate) return "is asked by the bank";
  if (action == PayerAction::kDeclineFunds) return "has too little money";
  return "is declined";
}

std::string ChargeOf(StripeBook& book, const std::string& intent) {
  const auto found = book.store.Find(intent);
  CHECK(found && found->at("latest_charge").is_string(), "a paid intent has a charge");
  return found->at("latest_charge");
}

}  // namespace

PayerAction StripePayers::Draw() {
  static constexpr PayerAction kDeclines[] = {PayerAction::kDecline, PayerAction::kDeclineFunds,
                                              PayerAction::kFailAuthentication};
  const Rates& rates = stage_.rates();
  if (stage_.Happens(rates.declined)) return kDeclines[stage_.random.Below(std::size(kDeclines))];
  if (stage_.Happens(rates.processing)) return PayerAction::kProcess;
  return stage_.random.Chance(10) ? PayerAction::kAuthenticate : PayerAction::kApprove;
}

void StripePayers::Come(OrderId order, const std::string& page) { Act(order, page, Draw()); }

void StripePayers::Act(OrderId order, const std::string& page, PayerAction action) {
  const Done done = stripe_.Do([&](StripeBook& book) { return ActOn(book, order, page, action); });
  if (!done.open) return stage_.Tell(order, "stripe: shows the payer that it is over");
  GoOn(order, page, action, done.intent);
}

StripePayers::Done StripePayers::ActOn(StripeBook& book, OrderId order, const std::string& page,
                                       PayerAction action) {
  auto session = book.store.FindSessionByToken(page.substr(kStripePages.size()));
  if (!session) {
    stage_.Break("a payer has the address of a page that Stripe does not have", order);
    return {};
  }
  const auto* const method =
      sandbox::FindStripeMethod(session->at("payment_method_types").at(0).get<std::string>());
  CHECK(method != nullptr, "a page has a method that the stand-in knows");
  if (!sandbox::ActOnSession(book, *session, action, *method)) return {};
  const std::string intent = session->at("payment_intent");
  stage_.Tell(order, "stripe: the payer " + WordFor(action) + ": " + intent);
  return {true, intent};
}

void StripePayers::GoOn(OrderId order, const std::string& page, PayerAction action,
                        const std::string& intent) {
  stripe_.KnowIntent(intent, order);
  stripe_.HasNews();
  if (action == PayerAction::kApprove) {
    stripe_.Count("paid");
    return MayDispute(order, intent);
  }
  if (action == PayerAction::kProcess) {
    stripe_.Count("processing");
    const bool comes = !stage_.Happens(stage_.rates().processing_failed);
    stage_.schedule.After(stage_.Between(60'000, 5 * kDay),
                          [this, order, intent, comes] { Settle(order, intent, comes); });
    return;
  }
  if (action == PayerAction::kAuthenticate) {
    const auto then = stage_.Happens(stage_.rates().declined) ? PayerAction::kFailAuthentication
                                                              : PayerAction::kApprove;
    stage_.schedule.After(stage_.Between(5'000, 120'000),
                          [this, order, page, then] { Act(order, page, then); });
    return;
  }
  // The page stays open, and some try once more.
  stripe_.Count(action == PayerAction::kDeclineFunds ? "insufficient funds" : "declined");
  if (!stage_.random.Chance(50)) return;
  stage_.schedule.After(stage_.Between(5'000, 300'000), [this, order, page] { Come(order, page); });
}

void StripePayers::Settle(OrderId order, const std::string& intent, bool comes) {
  const bool done =
      stripe_.Do([&](StripeBook& book) { return sandbox::SettlePayment(book, intent, comes); });
  if (!done) return stage_.Break("the stand-in cannot settle what it processes", order);
  stripe_.Count(comes ? "settled" : "settled in vain");
  stage_.Tell(order, comes ? "stripe: gets the money" : "stripe: could not get the money");
  stripe_.HasNews();
  if (comes) MayDispute(order, intent);
}

void StripePayers::MayDispute(OrderId order, const std::string& intent) {
  if (!stage_.Happens(stage_.rates().disputed)) return;
  stage_.schedule.After(
      stage_.Between(60'000, 2 * kDay),
      [this, order, intent, steps = DrawDispute()] { Dispute(order, intent, steps, 0); });
}

// Steps that Stripe takes, from a question or a chargeback to an end.
StripePayers::Steps StripePayers::DrawDispute() {
  auto steps = std::make_shared<std::vector<Step>>();
  const auto add = [&](std::string_view status) {
    steps->push_back({status, stage_.Happens(stage_.rates().callback_silent)});
  };
  const auto end = [&] { add(stage_.random.Chance(50) ? "won" : "lost"); };
  if (stage_.random.Chance(30)) {
    add("warning_needs_response");
    if (stage_.random.Chance(50)) {
      add("warning_closed");
      return steps;
    }
  }
  add("needs_response");
  if (stage_.random.Chance(50)) add("under_review");
  end();
  if (stage_.random.Chance(20)) {
    add("appeal_needs_response");
    end();
  }
  return steps;
}

void StripePayers::Dispute(OrderId order, const std::string& intent, const Steps& steps,
                           std::size_t at) {
  const Step& step = steps->at(at);
  const auto done = stripe_.Do([&](StripeBook& book) {
    if (step.is_silent) book.events.UseOnce(sandbox::WebhookMode::kDrop);
    const std::string charge = ChargeOf(book, intent);
    if (at == 0) return sandbox::OpenDispute(book, charge, step.status, "fraudulent", 0);
    const auto disputed = book.store.Find(charge);
    CHECK(disputed && disputed->contains("_dispute"), "the first step opened the dispute");
    return sandbox::AdvanceDispute(book, disputed->at("_dispute").get<std::string>(), step.status);
  });
  if (!done.ok()) return stage_.Break("the stand-in refuses a step of a dispute", order);
  stripe_.Count("dispute " + std::string(step.status));
  if (step.is_silent) stripe_.Count("dispute without a webhook");
  stage_.Tell(order, "stripe: the dispute of " + intent + " is " + std::string(step.status));
  stripe_.HasNews();
  if (at + 1 == steps->size()) return;
  stage_.schedule.After(stage_.Between(60'000, kDay), [this, order, intent, steps, at] {
    Dispute(order, intent, steps, at + 1);
  });
}

}  // namespace herlaad::simulation
