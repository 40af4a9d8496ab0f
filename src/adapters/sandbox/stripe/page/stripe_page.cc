#include "adapters/sandbox/stripe/page/stripe_page.h"

#include <algorithm>
#include <iterator>
#include <span>

#include "adapters/sandbox/checks.h"
#include "adapters/sandbox/pages/page.h"
#include "adapters/sandbox/stripe/page/qr_svg.h"
#include "adapters/sandbox/stripe/page/stripe_markup.h"
#include "adapters/sandbox/stripe/page/stripe_paid_page.h"
#include "base/messages/formats.h"
#include "base/messages/messages.h"
#include "base/money/money.h"

namespace herlaad::sandbox {
namespace {

using messages::Key;
using messages::Language;
using nlohmann::json;

constexpr int kLooksAgainSeconds = 5;

constexpr StripeChoice kDeclining[] = {
    {"decline", "sandbox.decline", {}, "stop"},
    {"decline_funds", "sandbox.decline_funds"},
};
constexpr StripeChoice kDecliningCards[] = {
    {"decline_expired", "sandbox.decline_expired"},
    {"decline_limit", "sandbox.decline_limit"},
};
constexpr StripeChoice kAuthenticating[] = {
    {"authenticate", "sandbox.stripe_authenticate", Key("sandbox.stripe_authenticate_note")},
};
constexpr StripeChoice kIdentity[] = {
    {"approve", "sandbox.stripe_it_is_me", {}, "next"},
    {"fail_authentication", "sandbox.decline_authentication", {}, "stop"},
};
constexpr StripeChoice kTakingTime[] = {
    {"process", "sandbox.stripe_process", Key("sandbox.stripe_process_note")},
    {"process_shortly", "sandbox.stripe_process_shortly",
     Key("sandbox.stripe_process_shortly_note")},
};
constexpr StripeChoice kFaults[] = {
    {"approve_repeating", "sandbox.stripe_repeat", Key("sandbox.stripe_repeat_note")},
    {"approve_reordering", "sandbox.stripe_reorder", Key("sandbox.stripe_reorder_note")},
    {"approve_silently", "sandbox.stripe_silent", Key("sandbox.stripe_silent_note")},
    {"double_charge", "sandbox.double_charge", Key("sandbox.double_charge_note")},
    {"wrong_amount", "sandbox.wrong_amount", Key("sandbox.wrong_amount_note")},
};
constexpr StripeChoice kWhenExpired[] = {
    {"late", "sandbox.nevertheless", Key("sandbox.nevertheless_note")},
};
constexpr StripeChoice kProcessing[] = {
    {"settle", "sandbox.stripe_settle", {}, "next"},
    {"fail", "sandbox.stripe_fail", {}, "stop"},
};
std::string MethodName(Language language, std::string_view method) {
  const auto key = Key::Find("tender." + std::string(method));
  return key ? std::string(Text(language, *key)) : std::string(method);
}

std::string TotalOf(const HostedPayment& payment, Language language) {
  return Price(language, Euros(payment.session.at("amount_total").get<std::int64_t>()));
}

std::string Row(Language language, Key name, const std::string& value_html) {
  if (value_html.empty()) return "";
  return "<dt>" + SayHtml(language, name) + "</dt><dd>" + value_html + "</dd>\n";
}

// A reference is read out and copied: on one line.
std::string Reference(const std::string& reference) {
  if (reference.empty()) return "";
  return "<span class=\"whole\">" + EscapeHtml(reference) + "</span>";
}

std::string Summary(const HostedPayment& payment, Language language) {
  std::string items;
  for (const json& item : payment.session.at("_line_items")) {
    items += (items.empty() ? "" : ", ") + MemberText(item, "description");
  }
  return "<div class=\"order\">\n<h1 class=\"amount\">" + EscapeHtml(TotalOf(payment, language)) +
         "</h1>\n<dl>\n" + Row(language, "sandbox.to", "Herlaad") +
         Row(language, "sandbox.for", WordsHtml(items)) +
         Row(language, "sandbox.reference",
             Reference(MemberText(payment.session, "client_reference_id"))) +
         "</dl>\n<p class=\"notice\">" + SayHtml(language, "sandbox.stripe_notice") +
         "</p>\n</div>\n";
}

// Links to the other methods of the session.
std::string Methods(const HostedPayment& payment, Language language) {
  const json& names = payment.session.at("payment_method_types");
  if (names.size() < 2) return "";
  std::string html =
      "<nav class=\"methods\" aria-label=\"" + SayHtml(language, "sandbox.with") + "\">";
  for (const json& each : names) {
    const auto name = each.get<std::string>();
    html += "<a href=\"?method=" + name + "&amp;lang=" + std::string(Code(language)) + "\"";
    if (name == payment.method->name) html += " aria-current=\"true\"";
    html += ">" + EscapeHtml(MethodName(language, name)) + "</a>";
  }
  return html + "</nav>\n";
}

std::string PayLabel(const HostedPayment& payment, Language language) {
  const std::string app = MethodName(language, payment.method->name);
  if (payment.method->is_card) {
    return Text(language, "sandbox.stripe_pay", {{"total", TotalOf(payment, language)}});
  }
  return Text(language, "sandbox.stripe_confirm_in", {{"app", app}});
}

std::string MethodBlock(const HostedPayment& payment, Language language) {
  const std::string name(payment.method->name);
  const std::string shown = MethodName(language, name);
  std::string html = "<p class=\"method " + name + "\"><span class=\"label\">" +
                     SayHtml(language, "details.tender") + "</span> <span class=\"name\">" +
                     EscapeHtml(shown) + (payment.method->is_card ? " •••• 4242" : "") +
                     "</span></p>\n";
  if (payment.method->is_scanned) {
    html += QrSvg(payment.own_url, Text(language, "sandbox.stripe_code", {{"app", shown}}));
    html += "<p>" + EscapeHtml(Text(language, "sandbox.stripe_scan", {{"app", shown}})) + "</p>\n";
  }
  return html;
}

// The buttons, which pay with the method that the payer has chosen.
std::string Form(const HostedPayment& payment, std::span<const StripeChoice> choices,
                 Language language) {
  return FormHtml(payment.method->name, ButtonsHtml(choices, language));
}

std::string BackLink(const std::string& url, Key label, Language language,
                     std::string_view css_class = " next") {
  if (url.empty()) return "<p>" + SayHtml(language, "sandbox.close") + "</p>\n";
  return "<p><a class=\"button" + std::string(css_class) + "\" href=\"" + EscapeHtml(url) + "\">" +
         SayHtml(language, label) + "</a></p>\n";
}

bool IsProcessing(const HostedPayment& payment) {
  return payment.intent && MemberText(*payment.intent, "status") == "processing";
}

std::string Paid(const HostedPayment& payment, Language language) {
  return StatusLine("done", "✓",
                    Text(language, "sandbox.paid", {{"total", TotalOf(payment, language)}}));
}

// What could happen instead of paying.
std::string OtherOutcomes(const HostedPayment& payment, Language language) {
  std::string buttons = ButtonsHtml(kDeclining, language);
  if (payment.method->is_card) buttons += ButtonsHtml(kDecliningCards, language);
  if (payment.method->is_authenticated) buttons += ButtonsHtml(kAuthenticating, language);
  return buttons + ButtonsHtml(kTakingTime, language);
}

std::string LeaveLink(const HostedPayment& payment, Language language) {
  return BackLink(MemberText(payment.session, "cancel_url"), "sandbox.stripe_without_paying",
                  language, "");
}

struct DeclineText {
  std::string_view code;  // Stripe's decline_code, or its code where there is none
  Key text;
};
constexpr DeclineText kDeclineTexts[] = {
    {"insufficient_funds", "sandbox.stripe_declined_funds"},
    {"expired_card", "sandbox.stripe_declined_expired"},
    {"card_velocity_exceeded", "sandbox.stripe_declined_limit"},
    {"payment_intent_authentication_failure", "sandbox.stripe_declined_authentication"},
};

// Why the last attempt was declined, and that the payer may try again.
Key WhyDeclined(const json& last_payment_error) {
  const std::string declined = MemberText(last_payment_error, "decline_code");
  const std::string code = declined.empty() ? MemberText(last_payment_error, "code") : declined;
  const auto* const found =
      std::find_if(std::begin(kDeclineTexts), std::end(kDeclineTexts),
                   [&](const DeclineText& each) { return each.code == code; });
  return found == std::end(kDeclineTexts) ? Key("sandbox.stripe_try_again") : found->text;
}

std::string WhileOpen(const HostedPayment& payment, Language language) {
  const std::string state = payment.intent ? MemberText(*payment.intent, "status") : "";
  if (state == "requires_action") {
    return "<h2>" + SayHtml(language, "sandbox.stripe_identity") + "</h2>\n" +
           Form(payment, kIdentity, language) + LeaveLink(payment, language);
  }
  std::string html;
  if (payment.intent && payment.intent->at("last_payment_error").is_object()) {
    html += StatusLine("refused", "✕",
                       Text(language, WhyDeclined(payment.intent->at("last_payment_error"))));
  }
  html += Methods(payment, language) + MethodBlock(payment, language) +
          FormHtml(payment.method->name,
                   ButtonHtml("approve", PayLabel(payment, language), "next", "")) +
          LeaveLink(payment, language);
  return html + "<h2>" + SayHtml(language, "sandbox.stripe_outcome") + "</h2>\n" +
         FormHtml(payment.method->name, OtherOutcomes(payment, language)) +
         FoldedHtml(language, false, Form(payment, kFaults, language));
}

std::string WhenComplete(const HostedPayment& payment, Language language) {
  const std::string shop = AddressAfter(payment.session, PayerAction::kApprove);
  if (MemberText(payment.session, "payment_status") == "paid") {
    return Paid(payment, language) + LaterEvents(payment, language) +
           BackLink(shop, "sandbox.back", language) + LaterChoices(payment, language);
  }
  if (IsProcessing(payment)) {
    return StatusLine("moving", "◌", Text(language, "sandbox.stripe_processing")) + "<h2>" +
           SayHtml(language, "sandbox.stripe_decide") + "</h2>\n" +
           Form(payment, kProcessing, language) + BackLink(shop, "sandbox.back", language, "");
  }
  return StatusLine("refused", "✕", Text(language, "sandbox.stripe_failed")) +
         BackLink(shop, "sandbox.back", language);
}

std::string WhenExpired(const HostedPayment& payment, Language language) {
  const std::string shop = MemberText(payment.session, "cancel_url");
  if (payment.session.contains("_late")) {
    return Paid(payment, language) + BackLink(shop, "sandbox.back", language);
  }
  // The order of somebody who cancels it is closed by the shop, long before its time is over.
  const Key what = payment.session.contains("_closed_by_shop") ? Key("sandbox.stripe_closed")
                                                               : Key("sandbox.stripe_expired");
  return StatusLine("refused", "✕", Text(language, what)) +
         BackLink(shop, "sandbox.back", language) +
         FoldedHtml(language, false, Form(payment, kWhenExpired, language));
}

std::string Main(const HostedPayment& payment, Language language) {
  const std::string status = MemberText(payment.session, "status");
  const std::string part = status == "open"       ? WhileOpen(payment, language)
                           : status == "complete" ? WhenComplete(payment, language)
                                                  : WhenExpired(payment, language);
  return "<div class=\"sheet\">\n" + Summary(payment, language) + "<div class=\"pay " +
         std::string(payment.method->name) + "\">\n" + part + "</div>\n</div>\n";
}

Page StripePage(Language language) {
  Page page;
  page.language = language;
  page.party = Text(language, "sandbox.stripe_party");
  return page;
}

}  // namespace

const StripeMethod* MethodOfPage(const json& session, const std::string& name) {
  const json& methods = session.at("payment_method_types");
  const bool has = std::find(methods.begin(), methods.end(), name) != methods.end();
  return FindStripeMethod(has ? name : methods.at(0).get<std::string>());
}

net::Response HostedPage(const HostedPayment& payment, Language language) {
  Page page = StripePage(language);
  page.title = TotalOf(payment, language) + " · " + page.party;
  page.form_target = OriginOf(MemberText(payment.session, "success_url"));
  page.main = Main(payment, language);
  if (IsProcessing(payment)) page.again_seconds = kLooksAgainSeconds;
  return ToResponse(page);
}

net::Response NoHostedPage(Language language) {
  Page page = StripePage(language);
  page.status = 404;
  page.title = std::string(Text(language, "sandbox.no_payment")) + " · " + page.party;
  page.main = "<h1>" + SayHtml(language, "sandbox.no_payment") + "</h1>\n<p>" +
              SayHtml(language, "sandbox.no_payment_next") + "</p>\n";
  return ToResponse(page);
}

std::string AddressAfter(const json& session, PayerAction action) {
  switch (action) {
    case PayerAction::kApprove:
    case PayerAction::kProcessShortly:
    case PayerAction::kApproveRepeating:
    case PayerAction::kApproveReordering:
    case PayerAction::kDoubleCharge:
    case PayerAction::kWrongAmount:
      break;
    case PayerAction::kDecline:  // the payer may try again, as at Stripe
    case PayerAction::kDeclineFunds:
    case PayerAction::kDeclineExpired:
    case PayerAction::kDeclineLimit:
    case PayerAction::kAuthenticate:
    case PayerAction::kFailAuthentication:
    case PayerAction::kProcess:  // what becomes of it is decided on the page
    case PayerAction::kSettle:
    case PayerAction::kFail:
    case PayerAction::kApproveSilently:
    case PayerAction::kLate:
    case PayerAction::kInquire:
    case PayerAction::kDispute:
    case PayerAction::kWinDispute:
    case PayerAction::kLoseDispute:
    case PayerAction::kRefundsFail:
    case PayerAction::kRefundsSucceed:
      return "";
  }
  std::string url = MemberText(session, "success_url");
  const std::string place = "{CHECKOUT_SESSION_ID}";
  const std::size_t at = url.find(place);
  if (at != std::string::npos) url.replace(at, place.size(), MemberText(session, "id"));
  return url;
}

}  // namespace herlaad::sandbox
