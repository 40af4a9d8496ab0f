#include "engine/orders/evidence_words.h"

#include <algorithm>
#include <array>

#include "base/core/check.h"
#include "domain/orders/events/events.h"
#include "engine/commands/orders/review_act.h"

namespace herlaad::engine {
namespace {

using orders::DeliveryState;
using orders::DisputeState;
using orders::RefundState;
using orders::ReviewDecision;

struct EventWords {
  std::string_view event;
  std::string_view words;
};

// Reviews, and what an operator or a provider was asked again, are not here.
constexpr EventWords kEvents[] = {
    {"placed", "Ordered"},
    {"cancel_asked", "Cancellation requested"},
    {"resolved", "Decided"},
    {"payment_opened", "Payment page opened"},
    {"payment_processing", "Payment being processed"},
    {"payment_paid", "Payment received"},
    {"payment_closing", "Payment page to be closed"},
    {"payment_closed", "Payment page closed unpaid"},
    {"payment_disputed", "Payment disputed"},
    {"delivery_asked", "Credit requested from the operator"},
    {"delivery_unknown", "No clear answer about the credit yet"},
    {"delivery_confirmed", "Credit added to the number"},
    {"delivery_refused", "Credit not added"},
    {"delivery_withdrawn", "Credit no longer requested"},
    {"refund_decided", "Refund decided"},
    {"refund_due", "Refund to be handed over"},
    {"refund_asked", "Refund sent to the payment provider"},
    {"refund_unknown", "No clear answer about the refund yet"},
    {"refund_confirmed", "Refund made"},
    {"refund_paid_out", "Refund handed over"},
    {"refund_refused", "Refund not made"},
    {"refund_withdrawn", "Refund withdrawn"},
    {"text_sent", "Text message sent"},
    {"text_refused", "Text message could not be sent"},
    {"text_given_up", "Text message could not be sent"},
    {"email_sent", "E-mail sent"},
    {"email_refused", "E-mail could not be sent"},
    {"email_given_up", "E-mail could not be sent"},
};

std::string_view WordsOfEvent(std::string_view event) {
  const auto* const at = std::find_if(std::begin(kEvents), std::end(kEvents),
                                      [event](const EventWords& e) { return e.event == event; });
  return at == std::end(kEvents) ? std::string_view() : at->words;
}

std::string ByWhom(std::string_view actor, const std::string& operator_name) {
  if (actor == "payer") return "by the payer";
  if (actor == "worker") return "automatically";
  if (actor.starts_with("gateway:")) return "reported by the payment provider";
  if (actor.starts_with("operator:")) return "reported by " + operator_name;
  if (actor.starts_with("client:") || actor.starts_with("key:")) return "by the seller's system";
  return "by our staff";
}

std::string_view DecisionWords(ReviewDecision decision) {
  switch (decision) {
    case ReviewDecision::kDelivered:
      return "the number has the credit";
    case ReviewDecision::kNotDelivered:
      return "the number has no credit, refund";
    case ReviewDecision::kAskAgain:
      return "try again";
    case ReviewDecision::kRefunded:
      return "the payer has the money back";
    case ReviewDecision::kPaidOut:
      return "the cash was handed back";
    case ReviewDecision::kAccepted:
      return "nothing more to do";
    case ReviewDecision::kNotPaid:
      return "no money was received";
    case ReviewDecision::kNotRefunded:
      return "the refund was not made, a new one is sent";
    case ReviewDecision::kRefundAsLoss:
      return "refund, and the number keeps the credit";
    case ReviewDecision::kCreditTakenBack:
      return "refund, because the operator took the credit back";
    case ReviewDecision::kReleased:
      return "the number is topped up";
  }
  CHECK(false, "a review decision is one of the listed ones");
}

// "refund_as_loss: the payer called".
std::string Decided(const std::string& detail) {
  const auto colon = detail.find(": ");
  const auto act = ParseReviewAct(detail.substr(0, colon));
  if (!act) return detail;
  std::string text(DecisionWords(act->decision));
  if (act->refund) text += " (refund " + std::to_string(*act->refund) + ")";
  return colon == std::string::npos ? text : text + ": " + detail.substr(colon + 2);
}

void CutAt(std::string& text, std::string_view mark) {
  if (const auto at = text.find(mark); at != std::string::npos) text.erase(at);
}

bool IsNames(std::string_view event) {
  return event == "payment_closing" || event == "payment_closed" || event == "delivery_refused" ||
         event == "payment_disputed";
}

std::string DetailWords(const HistoryEntry& entry) {
  if (entry.event == "resolved") return Decided(entry.detail);
  std::string detail = entry.detail;
  // What it cost us is not for others, and what has to be sent stands above the log.
  CutAt(detail, ", at a loss");
  CutAt(detail, "at a loss");
  CutAt(detail, ", besides what the payer had");
  CutAt(detail, ", answer at the gateway");
  if (!IsNames(entry.event)) return detail;
  // Only the first word is a name of ours; what follows holds references.
  const auto comma = std::min(detail.find(", "), detail.size());
  return Words(detail.substr(0, comma)) + detail.substr(comma);
}

}  // namespace

std::string Words(std::string_view name) {
  std::string words(name);
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

std::string DisputeWords(DisputeState state) {
  switch (state) {
    case DisputeState::kWarned:
      return "an inquiry; evidence awaited";
    case DisputeState::kWarningReview:
      return "our answer under review";
    case DisputeState::kWarningClosed:
      return "the inquiry is settled";
    case DisputeState::kOpened:
      return "evidence awaited";
    case DisputeState::kUnderReview:
      return "evidence under review";
    case DisputeState::kWon:
      return "decided for the seller";
    case DisputeState::kLost:
      return "decided for the payer";
    case DisputeState::kPrevented:
      return "ended before it began";
    case DisputeState::kAppealOpened:
      return "appealed, evidence awaited";
    case DisputeState::kAppealUnderReview:
      return "appeal under review";
  }
  CHECK(false, "a dispute is in one of the listed states");
}

std::string RefundWords(const orders::Refund& refund) {
  switch (refund.state) {
    case RefundState::kWaiting:
      return "not sent yet";
    case RefundState::kSent:
    case RefundState::kUnknown:
      return "sent, no answer yet";
    case RefundState::kAccepted:
      return "sent and accepted, outcome awaited";
    case RefundState::kConfirmed:
      return refund.dispute != 0 ? "returned to the payer by the dispute" : "made";
    case RefundState::kDue:
      return "to be handed over";
    case RefundState::kPaidOut:
      return "handed over";
    case RefundState::kRefused:
      return "not made";
    case RefundState::kWithdrawn:
      return "withdrawn";
    case RefundState::kExtra:
    case RefundState::kWrittenOff:
      return "made in addition";
  }
  CHECK(false, "a refund is in one of the listed states");
}

std::string DeliveryWords(const orders::Delivery& delivery) {
  switch (delivery.state) {
    case DeliveryState::kWaiting:
      return "not requested yet";
    case DeliveryState::kSent:
    case DeliveryState::kUnknown:
      return "requested, no clear answer yet";
    case DeliveryState::kConfirmed:
      return "credit added to the number";
    case DeliveryState::kRefused:
      return "credit not added: " + Words(orders::Name(delivery.refusal));
    case DeliveryState::kWithdrawn:
      return "never requested";
    case DeliveryState::kTakenBack:
      return "credit added, and taken back by the operator";
  }
  CHECK(false, "a delivery is in one of the listed states");
}

std::string LogWords(const HistoryEntry& entry, const std::string& operator_name) {
  const std::string_view words = WordsOfEvent(entry.event);
  if (words.empty()) return {};
  std::string line(words);
  line += " (" + ByWhom(entry.by, operator_name) + ")";
  const std::string detail = DetailWords(entry);
  return detail.empty() ? line : line + ": " + detail;
}

}  // namespace herlaad::engine
