// The page with the open disputes, for staff who may read them.
#include <algorithm>

#include "api/http/staff/open_disputes.h"
#include "api/http/staff/staff_markup.h"
#include "api/http/staff/staff_pages.h"
#include "base/core/check.h"
#include "base/messages/formats.h"
#include "domain/orders/disputes/dispute.h"

namespace herlaad::http {
namespace {

using messages::Key;
using messages::Language;
using messages::Text;
using orders::DisputeState;

Key StatusOf(DisputeState state) {
  switch (state) {
    case DisputeState::kWarned:
      return "staff.dispute_warned";
    case DisputeState::kOpened:
      return "staff.dispute_opened";
    case DisputeState::kUnderReview:
      return "staff.dispute_under_review";
    case DisputeState::kWarningReview:
      return "staff.dispute_warning_review";
    case DisputeState::kAppealOpened:
      return "staff.dispute_appeal_opened";
    case DisputeState::kAppealUnderReview:
      return "staff.dispute_appeal_under_review";
    case DisputeState::kWon:
    case DisputeState::kLost:
    case DisputeState::kPrevented:
    case DisputeState::kWarningClosed:
      break;
  }
  CHECK(false, "only disputes that have not ended are listed");
}

// Whether evidence can be sent, and until when.
std::string Urgency(Language language, const orders::Dispute& dispute, Instant now) {
  if (!orders::WantsEvidence(dispute.state))
    return std::string(Text(language, "staff.dispute_no_evidence"));
  if (dispute.due_at.ms == 0) return std::string(Text(language, "staff.dispute_no_deadline"));
  const std::string time = messages::Moment(language, dispute.due_at, now);
  if (CanSendEvidence(dispute, now)) return Text(language, "staff.dispute_until", {{"time", time}});
  return Text(language, "staff.dispute_too_late", {{"time", time}});
}

void Row(Language language, Key label, std::string_view dd, std::string_view value, Html& main) {
  main.Markup("<div><dt>").Text(Text(language, label)).Markup("</dt>").Markup(dd);
  main.Text(value).Markup("</dd></div>\n");
}

// In the provider's word, which is English: "product not received".
std::string Reason(std::string reason) {
  std::replace(reason.begin(), reason.end(), '_', ' ');
  return reason;
}

void Dispute(Language language, const OpenDispute& open, Instant now, Html& main) {
  const orders::Dispute& dispute = open.dispute;
  const bool can_send = CanSendEvidence(dispute, now);
  const std::string id = ToText(open.order);
  main.Markup("<li>");
  main.Element("h2", "", Text(language, "staff.dispute_topup", {{"topup", id}}));
  main.Element("p", can_send ? "state wait" : "quiet", Urgency(language, dispute, now));
  main.Markup("<dl class=\"details\">\n");
  Row(language, "staff.dispute_status", "<dd>", Text(language, StatusOf(dispute.state)), main);
  Row(language, "staff.dispute_amount", "<dd class=\"number\">",
      messages::Price(language, {dispute.amount, open.currency}), main);
  Row(language, "staff.dispute_taken", "<dd class=\"number\">",
      messages::Price(language, {dispute.taken, open.currency}), main);
  if (!dispute.reason.empty()) {
    Row(language, "staff.dispute_reason", "<dd lang=\"en\">", Reason(dispute.reason), main);
  }
  if (!dispute.reference.empty()) {
    Row(language, "staff.dispute_reference", "<dd class=\"code\">", dispute.reference, main);
  }
  main.Markup("</dl>\n");
  if (open.has_evidence) {
    main.Markup("<p class=\"actions\">");
    main.Link("/v1/topups/" + id + "/evidence.pdf", can_send ? "button next" : "button",
              Text(language, "staff.dispute_evidence", {{"topup", id}}));
    main.Markup("</p>");
  }
  main.Markup("</li>\n");
}

}  // namespace

// A person of another role is told so, and not shown the sign-in form, which would not help.
void StaffPages::ShowDisputes(Language language, const ExchangePtr& exchange) {
  if (!IsSignedIn(language, *exchange)) return;
  if (!exchange->client->May(access::kMayReadDisputes)) {
    const Problem problem = Problem(Code::kScopeMissing).With("scope", access::kMayReadDisputes);
    Html main;
    main.Element("h1", "", Text(language, "staff.disputes"));
    Notice(Text(language, "staff.disputes_refused"), main);
    return SendDisputePage(language, *exchange, problem.status(), main);
  }
  const Instant now = shared_.services.clock.Now();
  shared_.readers.Read([now](engine::Queries& queries) { return ReadOpenDisputes(queries, now); },
                       [this, language, exchange, now](const auto& open) {
                         if (!open.ok())
                           return SendUnavailable(language, *exchange, OfStoreError(open.error()));
                         SendDisputes(language, *exchange, *open, now);
                       },
                       engine::Readers::Length::kLong);
}

void StaffPages::SendDisputes(Language language, Exchange& exchange, const OpenDisputes& open,
                              Instant now) const {
  Html main;
  main.Element("h1", "", Text(language, "staff.disputes"));
  if (!open.complete) Notice(Text(language, "staff.disputes_more"), main);
  if (open.disputes.empty()) {
    main.Element("p", "", Text(language, "staff.disputes_none"));
    return SendDisputePage(language, exchange, 200, main);
  }
  main.Element("p", "quiet", Text(language, "staff.disputes_intro"));
  main.Element("p", "note", Text(language, "staff.dispute_evidence_note"));
  main.Markup("<div class=\"mine\"><ul>\n");
  for (const OpenDispute& dispute : open.disputes) Dispute(language, dispute, now, main);
  main.Markup("</ul></div>\n");
  SendDisputePage(language, exchange, 200, main);
}

void StaffPages::SendDisputePage(Language language, Exchange& exchange, int status,
                                 Html& main) const {
  main.Markup("<p class=\"note\">");
  main.Link(StaffPath(language, ""), "", Text(language, "staff.back")).Markup("</p>\n");
  PageHead head = StaffHead(language, status);
  head.title = Text(language, "staff.disputes");
  head.elsewhere = "/staff/disputes";
  exchange.Send(shell_.Page(head, main));
}

}  // namespace herlaad::http
