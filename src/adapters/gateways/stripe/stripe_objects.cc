#include "adapters/gateways/stripe/stripe_objects.h"

#include <algorithm>
#include <array>
#include <utility>

#include "adapters/gateways/plausible.h"
#include "adapters/gateways/stripe/stripe_api.h"
#include "base/core/mutant.h"
#include "base/money/money.h"

namespace herlaad::gateways::stripe {
namespace {

using engine::GatewayAnswer;
using nlohmann::json;
using orders::CloseReason;
using orders::DeclineReason;
using orders::DisputeState;
using Kind = GatewayAnswer::Kind;

constexpr std::string_view kNotEuros = "the amount is not in euros";
constexpr std::string_view kNoSum = "the amount received is missing or impossible";
constexpr std::string_view kNewState = "it is in a state that this version does not know";
constexpr std::string_view kNotExpanded = "it came without its payment intent";
constexpr std::string_view kPaidWithoutMoney = "it is paid, but its payment intent is not";

bool HasText(const json& object, std::string_view key, std::string_view text) {
  return net::TextField(object, key) == text;
}
// Stripe writes "eur"; see ParseCurrency.
bool IsInEuros(const json& object) {
  return ParseCurrency(net::TextField(object, "currency").value_or("")) == Currency::kEur;
}

Reading Trouble(std::string_view why) { return {{}, why}; }

Reading Closed(CloseReason reason, DeclineReason decline) {
  Reading closed;
  closed.answer.kind = Kind::kClosed;
  closed.answer.reason = reason;
  closed.answer.decline = decline;
  return closed;
}

Reading OfKind(Kind kind) {
  Reading reading;
  reading.answer.kind = kind;
  return reading;
}

// By the methods that it could be paid by; nothing if it does not list them. Newer versions of the
// API have another name for the list.
std::optional<bool> MayBeByCard(const json& intent) {
  std::optional<bool> found;
  for (const char* const name : {"payment_method_types", "allowed_payment_method_types"}) {
    const auto types = intent.find(name);
    if (types == intent.end() || !types->is_array()) continue;
    found =
        found.value_or(false) || std::find(types->begin(), types->end(), "card") != types->end();
  }
  return found;
}

// Whether the payment intent is paid, maybe by a card, which only its charge tells, and the charge
// is not expanded.
bool HidesCard(const json& intent) {
  if (!HasText(intent, "status", "succeeded") || Expanded(intent, "latest_charge") != nullptr)
    return false;
  // Versions before 2022-11-15 do not name the charge.
  const bool names_charge = !net::TextField(intent, "latest_charge").value_or("").empty();
  return MayBeByCard(intent).value_or(names_charge);
}

// What takes money names it by its payment intent, whichever object tells of it.
Reading PaidBy(const json& object, const char* sum) {
  if (!IsInEuros(object)) return Trouble(kNotEuros);
  Reading paid = OfKind(Kind::kPaid);
  const std::string intent = net::TextField(object, "payment_intent").value_or("");
  if (IsStripeId(intent, "pi_")) paid.answer.reference = intent;
  paid.answer.received = net::IntegerField(object, sum).value_or(0);
  if (paid.answer.reference.empty() || !IsSum(paid.answer.received)) return Trouble(kNoSum);
  return paid;
}

// The charge as a dispute and a payment name it: a payment intent takes money at most once.
Reading Charge(Kind kind, const json& intent) {
  if (!IsInEuros(intent)) return Trouble(kNotEuros);
  Reading charge = OfKind(kind);
  charge.answer.reference = IdOf(intent);
  charge.answer.received = net::IntegerField(intent, "amount_received").value_or(0);
  if (charge.answer.reference.empty() || !IsSum(charge.answer.received)) return Trouble(kNoSum);
  if (const json* const made = Expanded(intent, "latest_charge"))
    charge.answer.card = ReadCard(*made);
  charge.answer.card_is_to_be_asked = HidesCard(intent);
  return charge;
}

Reading ReadOpen(const json& session) {
  if (!IsInEuros(session)) return Trouble(kNotEuros);
  Reading open = OfKind(Kind::kOpen);
  open.answer.session = IdOf(session);
  open.answer.url = net::TextField(session, "url").value_or("");
  if (open.answer.session.empty() || !IsPayPage(open.answer.url))
    return Trouble("it is open, but has no address");
  return open;
}

// The payer has done what the page asked for.
Reading ReadComplete(const json& session, const json* intent) {
  if (intent == nullptr) return Trouble(kNotExpanded);
  if (HasText(session, "payment_status", "paid")) return Trouble(kPaidWithoutMoney);
  if (!HasText(session, "payment_status", "unpaid")) return Trouble(kNewState);
  Reading money = ReadIntent(*intent);
  if (money.answer.kind != Kind::kUnknown || !money.trouble.empty()) return money;
  // A complete page cannot be used again.
  if (HasText(*intent, "status", "requires_payment_method"))
    return Closed(CloseReason::kDeclined, ReadDecline(*intent));
  // Money is taken at once: we never ask for it to be held.
  if (HasText(*intent, "status", "requires_capture")) return Trouble(kNewState);
  return OfKind(Kind::kProcessing);
}

struct DisputeRow {
  std::string_view status;
  DisputeState state;
};
constexpr std::array kDisputeStates{
    DisputeRow{"warning_needs_response", DisputeState::kWarned},
    DisputeRow{"warning_under_review", DisputeState::kWarningReview},
    DisputeRow{"warning_closed", DisputeState::kWarningClosed},
    DisputeRow{"needs_response", DisputeState::kOpened},
    DisputeRow{"under_review", DisputeState::kUnderReview},
    DisputeRow{"won", DisputeState::kWon},
    DisputeRow{"lost", DisputeState::kLost},
    DisputeRow{"prevented", DisputeState::kPrevented},
    DisputeRow{"appeal_needs_response", DisputeState::kAppealOpened},
    DisputeRow{"appeal_under_review", DisputeState::kAppealUnderReview},
};

// What was taken because of the dispute and not returned, without Stripe's fees. Nothing if it is
// not said, or not in euros: an account in another currency is charged in that.
std::optional<std::int64_t> TakenBy(const json& dispute) {
  const auto list = dispute.find("balance_transactions");
  if (list == dispute.end() || !list->is_array()) return std::nullopt;
  std::int64_t sum = 0;
  for (const json& transaction : *list) {
    const auto amount = net::IntegerField(transaction, "amount");
    if (!amount || !IsInEuros(transaction) || *amount > kSumMax || *amount < -kSumMax)
      return std::nullopt;
    sum -= *amount;
  }
  if (sum < 0 || sum > kSumMax) return std::nullopt;
  return sum;
}

std::string WordIn(const json& object, std::string_view key) {
  const std::string text = net::TextField(object, key).value_or("");
  return text.size() <= 64 && IsPrintable(text) ? text : "";
}

Instant DueAt(const json& dispute) {
  const auto details = dispute.find("evidence_details");
  if (details == dispute.end()) return {};
  const std::int64_t seconds = net::IntegerField(*details, "due_by").value_or(0);
  return seconds > 0 && seconds <= 253'402'300'799 ? Instant{seconds * 1'000} : Instant{};
}

}  // namespace

bool IsStripeId(std::string_view id, std::string_view prefix) {
  return id.size() > prefix.size() && id.size() <= kIdMax && id.starts_with(prefix) &&
         std::all_of(id.begin(), id.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_';
         });
}

std::string IdOf(const json& object) {
  std::string id = net::TextField(object, "id").value_or("");
  return IsStripeId(id, "") ? id : "";
}

std::string MetadataOf(const json& object, std::string_view key) {
  const auto metadata = object.find("metadata");
  if (metadata == object.end()) return {};
  return net::TextField(*metadata, key).value_or("");
}

const json* Expanded(const json& object, std::string_view key) {
  const auto member = object.find(key);
  return member != object.end() && member->is_object() ? &*member : nullptr;
}

bool IsOfMode(const json& object, bool live) {
  const auto mode = object.find("livemode");
  return mode == object.end() || (mode->is_boolean() && mode->get<bool>() == live);
}

std::optional<Page> ReadPage(json list) {
  const auto items = list.find("data");
  const auto more = list.find("has_more");
  if (items == list.end() || !items->is_array() || more == list.end() || !more->is_boolean())
    return std::nullopt;
  Page page;
  if (more->get<bool>()) page.last = items->empty() ? "" : IdOf(items->back());
  if (more->get<bool>() && page.last.empty()) return std::nullopt;
  page.items.reserve(items->size());
  for (json& item : *items) {
    if (!item.is_object()) return std::nullopt;
    page.items.push_back(std::move(item));
  }
  return page;
}

engine::CardFacts ReadCard(const json& charge) {
  const json* const details = Expanded(charge, "payment_method_details");
  const json* const card = details != nullptr ? Expanded(*details, "card") : nullptr;
  if (card == nullptr) return {};
  engine::CardFacts facts{WordIn(*card, "fingerprint"), WordIn(*card, "country")};
  if (facts.country.size() != 2) facts.country.clear();
  return facts;
}

Reading ReadPaidPage(const json& session) {
  Reading paid = PaidBy(session, "amount_total");
  paid.answer.card_is_to_be_asked = MayBeByCard(session).value_or(true);
  return paid;
}

Reading ReadCharge(const json& charge) {
  if (!HasText(charge, "status", "succeeded")) return {};
  Reading paid = PaidBy(charge, "amount_captured");
  paid.answer.card = ReadCard(charge);
  return paid;
}

Reading ReadIntent(const json& intent) {
  const std::string status = net::TextField(intent, "status").value_or("");
  if (status == "succeeded") return Charge(Kind::kPaid, intent);
  if (status == "processing" && MutantIs("stripe_processing_is_paid")) {
    Reading paid = OfKind(Kind::kPaid);
    paid.answer.reference = IdOf(intent);
    paid.answer.received = net::IntegerField(intent, "amount").value_or(0);
    return paid;
  }
  if (status == "processing") return OfKind(Kind::kProcessing);
  if (status == "canceled") {
    const bool expired = HasText(intent, "cancellation_reason", "expired");
    return Closed(expired ? CloseReason::kExpired : CloseReason::kCancelled, ReadDecline(intent));
  }
  if (status.starts_with("requires_")) return {};
  return Trouble(kNewState);
}

Reading ReadSession(const json& session) {
  const json* const intent = Expanded(session, "payment_intent");
  if (intent != nullptr) {
    Reading money = ReadIntent(*intent);
    const bool counts = money.answer.kind == Kind::kPaid || money.answer.kind == Kind::kProcessing;
    if (counts || !money.trouble.empty()) return money;
  }
  const std::string status = net::TextField(session, "status").value_or("");
  if (status == "open") return ReadOpen(session);
  if (status == "complete") return ReadComplete(session, intent);
  if (status != "expired") return Trouble(kNewState);
  return Closed(CloseReason::kExpired,
                intent != nullptr ? ReadDecline(*intent) : DeclineReason::kNone);
}

Reading ReadRefund(const json& refund) {
  if (!IsInEuros(refund)) return Trouble(kNotEuros);
  const std::string status = net::TextField(refund, "status").value_or("");
  Reading reading;
  reading.answer.reference = IdOf(refund);
  reading.answer.received = net::IntegerField(refund, "amount").value_or(0);
  if (reading.answer.reference.empty() || !IsSum(reading.answer.received)) return Trouble(kNoSum);
  if (status == "succeeded") {
    reading.answer.kind = Kind::kDone;
  } else if (status == "pending" || status == "requires_action") {
    reading.answer.kind = Kind::kProcessing;
  } else if (status == "failed" || status == "canceled") {
    reading.answer.kind = Kind::kRefused;
  } else {
    return Trouble(kNewState);
  }
  return reading;
}

Reading ReadDispute(const json& dispute, Instant at) {
  const json* const intent = Expanded(dispute, "payment_intent");
  if (intent == nullptr) return Trouble(kNotExpanded);
  if (!IsInEuros(dispute)) return Trouble(kNotEuros);
  const std::string status = net::TextField(dispute, "status").value_or("");
  const auto* const row =
      std::find_if(kDisputeStates.begin(), kDisputeStates.end(),
                   [&](const DisputeRow& each) { return each.status == status; });
  if (row == kDisputeStates.end()) return Trouble(kNewState);
  Reading reading = Charge(Kind::kDisputed, *intent);
  if (!reading.trouble.empty()) return reading;
  orders::DisputeReport& report = reading.answer.dispute;
  report.state = row->state;
  report.amount = net::IntegerField(dispute, "amount").value_or(0);
  report.reference = IdOf(dispute);
  if (!IsSum(report.amount) || report.reference.empty()) return Trouble(kNoSum);
  report.taken = TakenBy(dispute);
  report.reason = WordIn(dispute, "reason");
  report.due_at = DueAt(dispute);
  report.at = at;
  return reading;
}

DeclineReason ReadDecline(const json& intent) {
  const json* const error = Expanded(intent, "last_payment_error");
  return error == nullptr ? DeclineReason::kNone : ReadDeclineOf(*error);
}

DeclineReason ReadDeclineOf(const json& error) {
  // The bank's word if there is one; otherwise Stripe's, which has "card_declined" for all of them.
  std::string code = net::TextField(error, "decline_code").value_or("");
  if (code.empty()) code = net::TextField(error, "code").value_or("");
  if (code == "insufficient_funds") return DeclineReason::kInsufficientFunds;
  if (code == "expired_card") return DeclineReason::kExpiredCard;
  if (code == "card_velocity_exceeded" || code == "withdrawal_count_limit_exceeded")
    return DeclineReason::kLimitExceeded;
  if (code == "authentication_required" || code == "authentication_failure" ||
      code == "payment_intent_authentication_failure")
    return DeclineReason::kAuthenticationFailed;
  // Nobody declined: a payment in progress failed.
  if (code == "payment_intent_payment_attempt_failed") return DeclineReason::kNone;
  return DeclineReason::kOther;
}

}  // namespace herlaad::gateways::stripe
