#include "adapters/sandbox/stripe/page/stripe_paid_page.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "adapters/sandbox/stripe/book/disputes.h"
#include "adapters/sandbox/stripe/page/stripe_markup.h"

namespace herlaad::sandbox {
namespace {

using messages::Key;
using messages::Language;

constexpr StripeChoice kInquire{"inquire", "sandbox.stripe_inquire",
                                Key("sandbox.stripe_inquire_note")};
constexpr StripeChoice kDispute{"dispute", "sandbox.dispute", Key("sandbox.stripe_dispute_note")};
constexpr StripeChoice kWinDispute{"win_dispute", "sandbox.dispute_won"};
constexpr StripeChoice kLoseDispute{"lose_dispute", "sandbox.dispute_lost"};
constexpr StripeChoice kRefundsFail{"refunds_fail", "sandbox.stripe_refunds_fail",
                                    Key("sandbox.stripe_refunds_fail_note")};
constexpr StripeChoice kRefundsSucceed{"refunds_succeed", "sandbox.stripe_refunds_succeed"};

struct DisputeLine {
  std::string_view status;  // Stripe's
  const char* css_class;
  const char* sign;
  Key text;
};
constexpr DisputeLine kDisputeLines[] = {
    {"warning_needs_response", "moving", "◌", "sandbox.stripe_inquired"},
    {"warning_under_review", "moving", "◌", "sandbox.stripe_inquired"},
    {"warning_closed", "done", "✓", "sandbox.stripe_inquiry_closed"},
    {"needs_response", "moving", "◌", "sandbox.stripe_disputed"},
    {"under_review", "moving", "◌", "sandbox.stripe_disputed"},
    {"appeal_needs_response", "moving", "◌", "sandbox.stripe_disputed"},
    {"appeal_under_review", "moving", "◌", "sandbox.stripe_disputed"},
    {"won", "done", "✓", "sandbox.stripe_dispute_won"},
    {"lost", "done", "✓", "sandbox.stripe_dispute_lost"},
};

// Empty if there is no dispute.
std::string DisputeStatus(const HostedPayment& payment) {
  return payment.dispute ? MemberText(*payment.dispute, "status") : "";
}

// What refunds of this payment were switched to; empty if never.
std::string RefundOutcome(const HostedPayment& payment) {
  return payment.charge ? MemberText(*payment.charge, "_refunds") : "";
}

bool IsRefunded(const HostedPayment& payment) {
  return payment.charge && payment.charge->at("refunded").get<bool>();
}

std::vector<StripeChoice> ChoicesFor(const HostedPayment& payment) {
  std::vector<StripeChoice> choices;
  const std::string dispute = DisputeStatus(payment);
  if (dispute.empty()) choices.push_back(kInquire);
  if (dispute.empty() || DisputeCanBecome(dispute, "needs_response")) choices.push_back(kDispute);
  if (DisputeCanBecome(dispute, "won")) choices.push_back(kWinDispute);
  if (DisputeCanBecome(dispute, "lost")) choices.push_back(kLoseDispute);
  if (!IsRefunded(payment)) {
    choices.push_back(RefundOutcome(payment) == "failed" ? kRefundsSucceed : kRefundsFail);
  }
  return choices;
}

std::string DisputeEvent(const HostedPayment& payment, Language language) {
  const std::string status = DisputeStatus(payment);
  const auto* const found =
      std::find_if(std::begin(kDisputeLines), std::end(kDisputeLines),
                   [&](const DisputeLine& line) { return line.status == status; });
  if (found == std::end(kDisputeLines)) return "";
  return StatusLine(found->css_class, found->sign, Text(language, found->text));
}

std::string RefundEvent(const HostedPayment& payment, Language language) {
  const std::string outcome = RefundOutcome(payment);
  if (outcome.empty()) return "";
  return StatusLine("done", "✓",
                    outcome == "failed" ? Text(language, "sandbox.stripe_refunds_failing")
                                        : Text(language, "sandbox.stripe_refunds_succeeding"));
}

}  // namespace

std::string LaterEvents(const HostedPayment& payment, Language language) {
  return DisputeEvent(payment, language) + RefundEvent(payment, language);
}

std::string LaterChoices(const HostedPayment& payment, Language language) {
  const std::vector<StripeChoice> choices = ChoicesFor(payment);
  if (choices.empty()) return "";
  // Who has pressed one of them sees the next ones.
  const bool open = payment.dispute || !RefundOutcome(payment).empty();
  return FoldedHtml(language, open, FormHtml(payment.method->name, ButtonsHtml(choices, language)));
}

}  // namespace herlaad::sandbox
