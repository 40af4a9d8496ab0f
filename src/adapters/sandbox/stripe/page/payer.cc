#include "adapters/sandbox/stripe/page/payer.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "adapters/sandbox/stripe/api/parameter_reader.h"
#include "adapters/sandbox/stripe/book/disputes.h"
#include "adapters/sandbox/stripe/book/payments.h"
#include "adapters/sandbox/stripe/book/sessions.h"

namespace herlaad::sandbox {
namespace {

using nlohmann::json;

struct ActionName {
  std::string_view name;
  PayerAction action;
};
constexpr ActionName kActions[] = {
    {"approve", PayerAction::kApprove},
    {"decline", PayerAction::kDecline},
    {"decline_funds", PayerAction::kDeclineFunds},
    {"decline_expired", PayerAction::kDeclineExpired},
    {"decline_limit", PayerAction::kDeclineLimit},
    {"authenticate", PayerAction::kAuthenticate},
    {"fail_authentication", PayerAction::kFailAuthentication},
    {"process", PayerAction::kProcess},
    {"process_shortly", PayerAction::kProcessShortly},
    {"settle", PayerAction::kSettle},
    {"fail", PayerAction::kFail},
    {"approve_repeating", PayerAction::kApproveRepeating},
    {"approve_reordering", PayerAction::kApproveReordering},
    {"approve_silently", PayerAction::kApproveSilently},
    {"double_charge", PayerAction::kDoubleCharge},
    {"wrong_amount", PayerAction::kWrongAmount},
    {"late", PayerAction::kLate},
    {"inquire", PayerAction::kInquire},
    {"dispute", PayerAction::kDispute},
    {"win_dispute", PayerAction::kWinDispute},
    {"lose_dispute", PayerAction::kLoseDispute},
    {"refunds_fail", PayerAction::kRefundsFail},
    {"refunds_succeed", PayerAction::kRefundsSucceed},
};

constexpr std::int64_t kDiscount = 100;  // cents

IntentAsked WantedBy(const json& session) {
  const json& wanted = session.at("_intent");
  IntentAsked asked;
  asked.amount = session.at("amount_total");
  asked.methods = session.at("payment_method_types").get<std::vector<std::string>>();
  if (session.at("customer").is_string()) asked.customer = session.at("customer");
  asked.description = wanted.at("description");
  asked.statement_descriptor_suffix = wanted.at("suffix");
  asked.setup_future_usage = wanted.at("future");
  asked.metadata = wanted.at("metadata");
  return asked;
}

json AddIntentOf(StripeBook& book, const json& session) {
  json intent = AddIntent(book, WantedBy(session));
  intent["_session"] = session.at("id");
  book.store.Update(intent);
  return intent;
}

// The session's intent, which is made when the payer first tries to pay.
json IntentOf(StripeBook& book, json& session) {
  if (session.at("payment_intent").is_string()) {
    return *book.store.Find(session.at("payment_intent").get<std::string>());
  }
  json intent = AddIntentOf(book, session);
  session["payment_intent"] = intent.at("id");
  book.store.Update(session);
  return intent;
}

json MeansFor(StripeBook& book, const json& intent, const StripeMethod& method) {
  const bool saved = intent.at("setup_future_usage").is_string();
  std::string card;
  if (intent.contains("_session")) {
    const auto session = book.store.Find(intent.at("_session").get<std::string>());
    if (session && session->contains("_card")) card = session->at("_card").get<std::string>();
  }
  return AddMeans(book, method,
                  saved && intent.at("customer").is_string() ? intent.at("customer") : "", card);
}

// The payer is done: the money is there, or will be.
void CompleteSession(StripeBook& book, json& session, bool paid) {
  session["status"] = "complete";
  session["payment_status"] = paid ? "paid" : "unpaid";
  session["url"] = nullptr;
  session["customer_details"] = {{"email", nullptr}, {"name", "Sandbox Payer"}};
  book.store.Update(session);
  book.store.DropPlan(session.at("id").get<std::string>());
  book.events.Raise("checkout.session.completed", session);
}

void Approve(StripeBook& book, json& session, const StripeMethod& method) {
  json intent = IntentOf(book, session);
  intent["amount"] =
      session.at("amount_total");  // an intent made before a discount has the old one
  ChargeIntent(book, intent, MeansFor(book, intent, method));
  CompleteSession(book, session, true);
}

// By an intent that the session does not know: only its webhooks and the list of intents tell of
// it.
void ChargeBesides(StripeBook& book, const json& session, const StripeMethod& method) {
  json intent = AddIntentOf(book, session);
  ChargeIntent(book, intent, MeansFor(book, intent, method));
}

// False if too little would be left.
bool ApproveDiscounted(StripeBook& book, json& session, const StripeMethod& method) {
  const std::int64_t left = session.at("amount_total").get<std::int64_t>() - kDiscount;
  if (left < kAmountMin) return false;
  session["amount_total"] = left;
  Approve(book, session, method);
  return true;
}

bool ChargeLate(StripeBook& book, json& session, const StripeMethod& method) {
  if (session.at("status") != "expired" || session.contains("_late")) return false;
  session["_late"] = true;
  book.store.Update(session);
  ChargeBesides(book, session, method);
  return true;
}

void TryInVain(StripeBook& book, json& session, const StripeMethod& method,
               const Decline& decline) {
  json intent = IntentOf(book, session);
  DeclineIntent(book, intent, MeansFor(book, intent, method), decline);
}

void Process(StripeBook& book, json& session, const StripeMethod& method, bool settles) {
  json intent = IntentOf(book, session);
  ProcessIntent(book, intent, MeansFor(book, intent, method));
  CompleteSession(book, session, false);
  if (!settles) return;
  book.store.Set({intent.at("id").get<std::string>(), StripePlan::Action::kSettle,
                  book.now() + book.processing_time});
}

// What becomes of the webhooks of an approval.
std::optional<WebhookMode> WebhooksOf(PayerAction action) {
  if (action == PayerAction::kApproveRepeating) return WebhookMode::kRepeat;
  if (action == PayerAction::kApproveReordering) return WebhookMode::kReorder;
  if (action == PayerAction::kApproveSilently) return WebhookMode::kDrop;
  return std::nullopt;
}

const Decline* DeclineOf(PayerAction action) {
  if (action == PayerAction::kDecline) return &kDeclined;
  if (action == PayerAction::kDeclineFunds) return &kNoFunds;
  if (action == PayerAction::kDeclineExpired) return &kCardExpired;
  if (action == PayerAction::kDeclineLimit) return &kLimitExceeded;
  if (action == PayerAction::kFailAuthentication) return &kNotAuthenticated;
  return nullptr;
}

bool ActWhileOpen(StripeBook& book, json& session, PayerAction action, const StripeMethod& method) {
  if (const auto mode = WebhooksOf(action)) {
    book.events.UseOnce(*mode);
    action = PayerAction::kApprove;
  }
  if (action == PayerAction::kWrongAmount) return ApproveDiscounted(book, session, method);
  if (const Decline* const decline = DeclineOf(action)) {
    TryInVain(book, session, method, *decline);
  } else if (action == PayerAction::kApprove || action == PayerAction::kDoubleCharge) {
    Approve(book, session, method);
    if (action == PayerAction::kDoubleCharge) ChargeBesides(book, session, method);
  } else if (action == PayerAction::kAuthenticate) {
    json intent = IntentOf(book, session);
    AskForAuthentication(book, intent, MeansFor(book, intent, method));
  } else {
    Process(book, session, method, action == PayerAction::kProcessShortly);
  }
  return true;
}

// The charge of a session that is complete; nothing while it is not paid.
std::optional<json> ChargeOf(StripeBook& book, const json& session) {
  if (session.at("payment_status") != "paid") return std::nullopt;
  const auto intent = book.store.Find(session.at("payment_intent").get<std::string>());
  if (!intent) return std::nullopt;
  return book.store.Find(intent->at("latest_charge").get<std::string>());
}

bool DisputeCharge(StripeBook& book, const json& charge, PayerAction action) {
  const auto dispute = charge.find("_dispute");
  const bool is_new = dispute == charge.end();
  const std::string id = charge.at("id");
  if (action == PayerAction::kInquire) {
    return is_new && OpenDispute(book, id, "warning_needs_response", "general", 0).ok();
  }
  if (action == PayerAction::kDispute) {
    return is_new ? OpenDispute(book, id, "needs_response", "fraudulent", 0).ok()
                  : AdvanceDispute(book, dispute->get<std::string>(), "needs_response").ok();
  }
  return !is_new && AdvanceDispute(book, dispute->get<std::string>(),
                                   action == PayerAction::kWinDispute ? "won" : "lost")
                        .ok();
}

bool ActWhenPaid(StripeBook& book, const json& session, PayerAction action) {
  auto charge = ChargeOf(book, session);
  if (!charge) return false;
  if (action == PayerAction::kRefundsFail || action == PayerAction::kRefundsSucceed) {
    (*charge)["_refunds"] = action == PayerAction::kRefundsFail ? "failed" : "succeeded";
    book.store.Update(*charge);
    return true;
  }
  return DisputeCharge(book, *charge, action);
}

bool IsForOpenSessions(PayerAction action) {
  switch (action) {
    case PayerAction::kApprove:
    case PayerAction::kDecline:
    case PayerAction::kDeclineFunds:
    case PayerAction::kDeclineExpired:
    case PayerAction::kDeclineLimit:
    case PayerAction::kAuthenticate:
    case PayerAction::kFailAuthentication:
    case PayerAction::kProcess:
    case PayerAction::kProcessShortly:
    case PayerAction::kApproveRepeating:
    case PayerAction::kApproveReordering:
    case PayerAction::kApproveSilently:
    case PayerAction::kDoubleCharge:
    case PayerAction::kWrongAmount:
      return true;
    case PayerAction::kLate:
    case PayerAction::kSettle:
    case PayerAction::kFail:
    case PayerAction::kInquire:
    case PayerAction::kDispute:
    case PayerAction::kWinDispute:
    case PayerAction::kLoseDispute:
    case PayerAction::kRefundsFail:
    case PayerAction::kRefundsSucceed:
      return false;
  }
  return false;
}

}  // namespace

bool UseTestCard(StripeBook& book, json& session, const std::string& card) {
  constexpr std::size_t kCardMax = 40;
  if (card.empty() || card.size() > kCardMax) return false;
  session["_card"] = card;
  book.store.Update(session);
  return true;
}

std::optional<PayerAction> ParsePayerAction(std::string_view name) {
  const auto* const found =
      std::find_if(std::begin(kActions), std::end(kActions),
                   [&](const ActionName& action) { return action.name == name; });
  return found == std::end(kActions) ? std::nullopt : std::optional(found->action);
}

bool ActOnSession(StripeBook& book, json& session, PayerAction action, const StripeMethod& method) {
  if (action == PayerAction::kSettle || action == PayerAction::kFail) {
    return session.at("payment_intent").is_string() &&
           SettlePayment(book, session.at("payment_intent").get<std::string>(),
                         action == PayerAction::kSettle);
  }
  if (action == PayerAction::kLate) return ChargeLate(book, session, method);
  if (!IsForOpenSessions(action)) return ActWhenPaid(book, session, action);
  if (session.at("status") != "open") return false;
  const json& methods = session.at("payment_method_types");
  if (std::find(methods.begin(), methods.end(), method.name) == methods.end()) return false;
  return ActWhileOpen(book, session, action, method);
}

}  // namespace herlaad::sandbox
