#include "adapters/sandbox/bank.h"

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
  Deed deed;
};

constexpr DeedName kDeeds[] = {
    {"approve", Deed::kApprove},
    {"decline", Deed::kDecline},
    {"decline_funds", Deed::kDeclineFunds},
    {"decline_expired", Deed::kDeclineExpired},
    {"decline_limit", Deed::kDeclineLimit},
    {"decline_authentication", Deed::kDeclineAuthentication},
    {"leave", Deed::kLeave},
    {"slow", Deed::kSlow},
    {"twice", Deed::kTwice},
    {"double_charge", Deed::kDoubleCharge},
    {"lose_reply", Deed::kLoseReply},
    {"late", Deed::kLate},
    {"wrong_amount", Deed::kWrongAmount},
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
  session.tender = asked.tender;
  session.description = asked.description;
  session.return_url = asked.return_url;
  return session;
}

json Done(const BankRefund& refund) {
  return {{"reference", refund.reference}, {"state", "done"},         {"refund", refund.refund},
          {"charge", refund.charge},       {"amount", refund.amount}, {"currency", "EUR"}};
}

}  // namespace

std::optional<Deed> ParseDeed(std::string_view name) {
  const auto* const found = std::find_if(std::begin(kDeeds), std::end(kDeeds),
                                         [&](const DeedName& deed) { return deed.name == name; });
  return found == std::end(kDeeds) ? std::nullopt : std::optional(found->deed);
}

Bank::Bank(BankBook& book, Desk& desk, BankDelays delays, std::function<void()> told)
    : book_(book), desk_(desk), delays_(delays), told_(std::move(told)) {}

void Bank::Resume() {
  for (const Plan& plan : book_.Plans()) Schedule(plan);
}

json Bank::Open(const SessionAsked& asked, const std::string& pay_url) {
  const auto known = book_.FindSession(asked.reference);
  if (!known) {
    book_.Add(NewSession(asked, desk_.Now()));
  } else if (known->amount != 0 && known->amount != asked.amount) {
    return Refusal(asked.reference, "reference_used");
  }
  return Describe(asked.reference, pay_url);
}

json Bank::Describe(std::string_view reference, const std::string& pay_url) {
  const auto session = book_.FindSession(reference);
  if (!session) return {{"reference", reference}, {"state", "unknown"}};
  json answer = {{"reference", session->reference},
                 {"state", Name(session->state)},
                 {"amount", session->amount},
                 {"currency", "EUR"}};
  if (session->state == SessionState::kOpen) answer["url"] = pay_url + session->token;
  if (session->state == SessionState::kClosed) answer["reason"] = session->reason;
  if (!session->decline_reason.empty()) answer["decline_reason"] = session->decline_reason;
  if (const auto charge = book_.FirstChargeOf(reference)) {
    answer["charge"] = charge->reference;
    answer["charged"] = charge->amount;
  }
  return answer;
}

json Bank::Close(const std::string& reference, const std::string& pay_url) {
  const auto session = book_.FindSession(reference);
  if (!session) {
    // So that it stays closed when the opening arrives after this.
    FullSession never = NewSession({reference, 0, "", "", ""}, desk_.Now());
    never.state = SessionState::kClosed;
    never.reason = "cancelled";
    book_.Add(never);
  } else if (session->state == SessionState::kOpen) {
    book_.SetState(reference, SessionState::kClosed, "cancelled");
    const auto plan = book_.FindPlan(reference);
    book_.DropPlan(reference);
    if (plan && plan->deed == Plan::Deed::kChargeLate) {
      Schedule({reference, Plan::Deed::kChargeLate, desk_.Now() + delays_.late});
    }
  }
  return Describe(reference, pay_url);
}

json Bank::Refund(const RefundAsked& asked) {
  if (const auto known = book_.FindRefund(asked.reference)) {
    const bool same = known->charge == asked.charge && known->amount == asked.amount;
    return same ? Done(*known) : Refusal(asked.reference, "reference_used");
  }
  const auto charge = book_.FindCharge(asked.charge);
  if (!charge || charge->session != asked.session) {
    return Refusal(asked.reference, "no_such_charge");
  }
  if (asked.amount > charge->amount - book_.RefundedOf(asked.charge)) {
    return Refusal(asked.reference, "more_than_charged");
  }
  BankRefund refund;
  refund.reference = asked.reference;
  refund.refund = NewName("rf_");
  refund.charge = asked.charge;
  refund.amount = asked.amount;
  refund.at = desk_.Now();
  book_.Add(refund);
  return Done(refund);
}

void Bank::Do(const FullSession& session, Deed deed) {
  if (deed == Deed::kLate) return PlanLate(session);
  if (session.state != SessionState::kOpen) return;
  switch (deed) {
    case Deed::kApprove:
      return Charge(session, session.amount, true);
    case Deed::kDecline:
      return Decline(session, "");
    case Deed::kDeclineFunds:
      return Decline(session, "insufficient_funds");
    case Deed::kDeclineExpired:
      return Decline(session, "expired_card");
    case Deed::kDeclineLimit:
      return Decline(session, "limit_exceeded");
    case Deed::kDeclineAuthentication:
      return Decline(session, "authentication_failed");
    case Deed::kSlow:
      if (book_.FindPlan(session.reference)) return;
      return Schedule({session.reference, Plan::Deed::kApprove, desk_.Now() + delays_.slow});
    case Deed::kTwice:
      Charge(session, session.amount, true);
      TellProcessing(session);  // what came before the payment is told after it
      return TellPaid(*book_.FirstChargeOf(session.reference));
    case Deed::kDoubleCharge:
      Charge(session, session.amount, true);
      return Charge(session, session.amount, true);
    case Deed::kLoseReply:
      return Charge(session, session.amount, false);
    case Deed::kWrongAmount:
      return Charge(session, session.amount > 100 ? session.amount - 100 : session.amount + 100,
                    true);
    case Deed::kLeave:
    case Deed::kLate:
      return;
  }
}

void Bank::Decline(const FullSession& session, std::string_view reason) {
  book_.DropPlan(session.reference);
  book_.SetState(session.reference, SessionState::kClosed, "declined", reason);
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
  charge.at = desk_.Now();
  book_.Add(charge);
  book_.SetState(session.reference, SessionState::kPaid, "");
  book_.DropPlan(session.reference);
  if (tell) TellPaid(charge);
}

void Bank::TellPaid(const BankCharge& charge) {
  Tell({{"type", "session.paid"},
        {"reference", charge.session},
        {"charge", charge.reference},
        {"amount", charge.amount},
        {"currency", "EUR"}});
}

void Bank::TellProcessing(const FullSession& session) {
  Tell({{"type", "session.processing"},
        {"reference", session.reference},
        {"amount", session.amount},
        {"currency", "EUR"}});
}

void Bank::Tell(json event) {
  const Instant now = desk_.Now();
  event["id"] = NewName("ev_");
  event["created_at"] = ToRfc3339(now);
  book_.AddCallback(net::WriteJson(event), now);
  desk_.AfterCommit(told_);
}

void Bank::PlanLate(const FullSession& session) {
  if (session.state == SessionState::kPaid || book_.FindPlan(session.reference)) return;
  const bool closed = session.state == SessionState::kClosed;
  Schedule({session.reference, Plan::Deed::kChargeLate,
            closed ? desk_.Now() + delays_.late : Instant{}});
}

void Bank::Schedule(const Plan& plan) {
  book_.Set(plan);
  if (plan.due == Instant{}) return;
  desk_.PostAt(plan.due, [this, reference = plan.session] { RunPlan(reference); });
}

void Bank::RunPlan(const std::string& reference) {
  const auto plan = book_.FindPlan(reference);
  if (!plan || plan->due == Instant{} || plan->due > desk_.Now()) return;
  book_.DropPlan(reference);
  const auto session = book_.FindSession(reference);
  const SessionState fitting =
      plan->deed == Plan::Deed::kApprove ? SessionState::kOpen : SessionState::kClosed;
  if (session && session->state == fitting) Charge(*session, session->amount, true);
}

}  // namespace herlaad::sandbox
