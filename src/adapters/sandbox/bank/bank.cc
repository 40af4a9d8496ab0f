#include "adapters/sandbox/bank/bank.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "adapters/net/json.h"
#include "base/core/secret.h"

namespace herlaad::sandbox {
namespace {

using nlohmann::json;

struct DeedName {
  std::string_view name;
  Action action;
};

constexpr DeedName kDeeds[] = {
    {"approve", Action::kApprove},
    {"decline", Action::kDecline},
    {"decline_funds", Action::kDeclineFunds},
    {"decline_expired", Action::kDeclineExpired},
    {"decline_limit", Action::kDeclineLimit},
    {"decline_authentication", Action::kDeclineAuthentication},
    {"leave", Action::kLeave},
    {"slow", Action::kSlow},
    {"twice", Action::kTwice},
    {"double_charge", Action::kDoubleCharge},
    {"lose_reply", Action::kLoseReply},
    {"late", Action::kLate},
    {"wrong_amount", Action::kWrongAmount},
    {"dispute", Action::kDispute},
    {"dispute_won", Action::kDisputeWon},
    {"dispute_lost", Action::kDisputeLost},
};

std::string NewName(std::string_view prefix) {
  return std::string(prefix) + RandomSecret(10).Reveal();
}

json Refusal(const std::string& reference, std::string_view code) {
  return {{"reference", reference}, {"state", "refused"}, {"code", code}};
}

FullSession NewSession(const SessionAsked& asked, Instant now) {
  FullSession session;
  session.reference = asked.reference;
  session.amount = asked.amount;
  session.created_at = now;
  session.token = RandomSecret(20).Reveal();
  session.payment_method = asked.payment_method;
  session.description = asked.description;
  session.return_url = asked.return_url;
  return session;
}

json Done(const BankRefund& refund) {
  return {{"reference", refund.reference}, {"state", "done"},         {"refund", refund.refund},
          {"charge", refund.charge},       {"amount", refund.amount}, {"currency", "EUR"}};
}

}  // namespace

std::optional<Action> ParseAction(std::string_view name) {
  const auto* const found =
      std::find_if(std::begin(kDeeds), std::end(kDeeds),
                   [&](const DeedName& action) { return action.name == name; });
  return found == std::end(kDeeds) ? std::nullopt : std::optional(found->action);
}

Bank::Bank(BankStore& store, Actor& actor, BankDelays delays, std::function<void()> told)
    : store_(store), actor_(actor), delays_(delays), told_(std::move(told)) {}

void Bank::Resume() {
  for (const Plan& plan : store_.Plans()) Schedule(plan);
}

json Bank::Open(const SessionAsked& asked, const std::string& pay_url) {
  const auto known = store_.FindSession(asked.reference);
  if (!known) {
    store_.Add(NewSession(asked, actor_.Now()));
  } else if (known->amount != 0 && known->amount != asked.amount) {
    return Refusal(asked.reference, "reference_used");
  }
  return Describe(asked.reference, pay_url);
}

json Bank::Describe(std::string_view reference, const std::string& pay_url) {
  const auto session = store_.FindSession(reference);
  if (!session) return {{"reference", reference}, {"state", "unknown"}};
  json answer = {{"reference", session->reference},
                 {"state", Name(session->state)},
                 {"amount", session->amount},
                 {"currency", "EUR"}};
  if (session->state == SessionState::kOpen) answer["url"] = pay_url + session->token;
  if (session->state == SessionState::kClosed) answer["reason"] = session->reason;
  if (!session->decline_reason.empty()) answer["decline_reason"] = session->decline_reason;
  if (const auto charge = store_.FirstChargeOf(reference)) {
    answer["charge"] = charge->reference;
    answer["charged"] = charge->amount;
  }
  return answer;
}

json Bank::Close(const std::string& reference, const std::string& pay_url) {
  const auto session = store_.FindSession(reference);
  if (!session) {
    // Stored as closed, so that it stays closed if the request to open it arrives later.
    FullSession never = NewSession({reference, 0, "", "", ""}, actor_.Now());
    never.state = SessionState::kClosed;
    never.reason = "cancelled";
    store_.Add(never);
  } else if (session->state == SessionState::kOpen) {
    store_.SetState(reference, SessionState::kClosed, "cancelled");
    const auto plan = store_.FindPlan(reference);
    store_.DropPlan(reference);
    if (plan && plan->action == Plan::Action::kChargeLate) {
      Schedule({reference, Plan::Action::kChargeLate, actor_.Now() + delays_.late});
    }
  }
  return Describe(reference, pay_url);
}

json Bank::Refund(const RefundAsked& asked) {
  if (const auto known = store_.FindRefund(asked.reference)) {
    const bool same = known->charge == asked.charge && known->amount == asked.amount;
    return same ? Done(*known) : Refusal(asked.reference, "reference_used");
  }
  const auto charge = store_.FindCharge(asked.charge);
  if (!charge || charge->session != asked.session) {
    return Refusal(asked.reference, "no_such_charge");
  }
  if (asked.amount > charge->amount - store_.RefundedOf(asked.charge)) {
    return Refusal(asked.reference, "more_than_charged");
  }
  BankRefund refund;
  refund.reference = asked.reference;
  refund.refund = NewName("rf_");
  refund.charge = asked.charge;
  refund.amount = asked.amount;
  refund.at = actor_.Now();
  store_.Add(refund);
  return Done(refund);
}

void Bank::Do(const FullSession& session, Action action) {
  if (action == Action::kLate) return PlanLate(session);
  if (action == Action::kDispute) return TellDisputed(session, "opened");
  if (action == Action::kDisputeWon) return TellDisputed(session, "won");
  if (action == Action::kDisputeLost) return TellDisputed(session, "lost");
  if (session.state != SessionState::kOpen) return;
  switch (action) {
    case Action::kApprove:
      return Charge(session, session.amount, true);
    case Action::kDecline:
      return Decline(session, "");
    case Action::kDeclineFunds:
      return Decline(session, "insufficient_funds");
    case Action::kDeclineExpired:
      return Decline(session, "expired_card");
    case Action::kDeclineLimit:
      return Decline(session, "limit_exceeded");
    case Action::kDeclineAuthentication:
      return Decline(session, "authentication_failed");
    case Action::kSlow:
      if (store_.FindPlan(session.reference)) return;
      return Schedule({session.reference, Plan::Action::kApprove, actor_.Now() + delays_.slow});
    case Action::kTwice:
      Charge(session, session.amount, true);
      TellProcessing(session);  // the earlier event is sent after the later one
      return TellPaid(*store_.FirstChargeOf(session.reference));
    case Action::kDoubleCharge:
      Charge(session, session.amount, true);
      return Charge(session, session.amount, true);
    case Action::kLoseReply:
      return Charge(session, session.amount, false);
    case Action::kWrongAmount:
      return Charge(session, session.amount > 100 ? session.amount - 100 : session.amount + 100,
                    true);
    case Action::kLeave:
    case Action::kLate:
    case Action::kDispute:
    case Action::kDisputeWon:
    case Action::kDisputeLost:
      return;
  }
}

void Bank::Decline(const FullSession& session, std::string_view reason) {
  store_.DropPlan(session.reference);
  store_.SetState(session.reference, SessionState::kClosed, "declined", reason);
  json event = {
      {"type", "session.closed"}, {"reference", session.reference}, {"reason", "declined"}};
  if (!reason.empty()) event["decline_reason"] = reason;
  Tell(std::move(event));
}

void Bank::Charge(const FullSession& session, std::int64_t amount, bool tell) {
  BankCharge charge;
  charge.reference = NewName("ch_");
  charge.session = session.reference;
  charge.amount = amount;
  charge.at = actor_.Now();
  store_.Add(charge);
  store_.SetState(session.reference, SessionState::kPaid, "");
  store_.DropPlan(session.reference);
  if (tell) TellPaid(charge);
}

void Bank::TellPaid(const BankCharge& charge) {
  Tell({{"type", "session.paid"},
        {"reference", charge.session},
        {"charge", charge.reference},
        {"amount", charge.amount},
        {"currency", "EUR"}});
}

void Bank::TellDisputed(const FullSession& session, std::string_view state) {
  const auto charge = store_.FirstChargeOf(session.reference);
  if (!charge) return;
  Tell({{"type", "charge.disputed"},
        {"reference", charge->session},
        {"charge", charge->reference},
        {"amount", charge->amount},
        {"currency", "EUR"},
        {"state", state}});
}

void Bank::TellProcessing(const FullSession& session) {
  Tell({{"type", "session.processing"},
        {"reference", session.reference},
        {"amount", session.amount},
        {"currency", "EUR"}});
}

void Bank::Tell(json event) {
  const Instant now = actor_.Now();
  event["id"] = NewName("ev_");
  event["created_at"] = ToRfc3339(now);
  store_.AddCallback(net::WriteJson(event), now);
  actor_.AfterCommit(told_);
}

void Bank::PlanLate(const FullSession& session) {
  if (session.state == SessionState::kPaid || store_.FindPlan(session.reference)) return;
  const bool closed = session.state == SessionState::kClosed;
  Schedule({session.reference, Plan::Action::kChargeLate,
            closed ? actor_.Now() + delays_.late : Instant{}});
}

void Bank::Schedule(const Plan& plan) {
  store_.Set(plan);
  if (plan.due == Instant{}) return;
  actor_.PostAt(plan.due, [this, reference = plan.session] { RunPlan(reference); });
}

void Bank::RunPlan(const std::string& reference) {
  const auto plan = store_.FindPlan(reference);
  if (!plan || plan->due == Instant{} || plan->due > actor_.Now()) return;
  store_.DropPlan(reference);
  const auto session = store_.FindSession(reference);
  const SessionState fitting =
      plan->action == Plan::Action::kApprove ? SessionState::kOpen : SessionState::kClosed;
  if (session && session->state == fitting) Charge(*session, session->amount, true);
}

}  // namespace herlaad::sandbox
