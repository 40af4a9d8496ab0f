#include "adapters/sandbox/stripe/stripe_page.h"

#include <algorithm>

#include "adapters/sandbox/checks.h"
#include "adapters/sandbox/page.h"
#include "adapters/sandbox/stripe/qr_svg.h"
#include "base/messages/formats.h"
#include "base/messages/messages.h"
#include "base/money/money.h"

namespace herlaad::sandbox {
namespace {

using messages::Key;
using messages::Language;
using nlohmann::json;

constexpr int kLooksAgainSeconds = 5;

std::string Say(Language language, Key key) { return EscapeHtml(Text(language, key)); }

struct Choice {
  std::string_view action;
  Key label;
  std::optional<Key> about = {};
  std::string_view css_class = {};
};

constexpr Choice kDeclining[] = {
    {"decline", "sandbox.decline", {}, "stop"},
    {"decline_funds", "sandbox.decline_funds"},
};
constexpr Choice kDecliningCards[] = {
    {"decline_expired", "sandbox.decline_expired"},
    {"decline_limit", "sandbox.decline_limit"},
};
constexpr Choice kAuthenticating[] = {
    {"authenticate", "sandbox.stripe_authenticate", Key("sandbox.stripe_authenticate_note")},
};
constexpr Choice kIdentity[] = {
    {"approve", "sandbox.stripe_it_is_me", {}, "next"},
    {"fail_authentication", "sandbox.decline_authentication", {}, "stop"},
};
constexpr Choice kTakingTime[] = {
    {"process", "sandbox.stripe_process", Key("sandbox.stripe_process_note")},
    {"process_shortly", "sandbox.stripe_process_shortly",
     Key("sandbox.stripe_process_shortly_note")},
};
constexpr Choice kFaults[] = {
    {"approve_repeating", "sandbox.stripe_repeat", Key("sandbox.stripe_repeat_note")},
    {"approve_reordering", "sandbox.stripe_reorder", Key("sandbox.stripe_reorder_note")},
    {"approve_silently", "sandbox.stripe_silent", Key("sandbox.stripe_silent_note")},
    {"double_charge", "sandbox.double_charge", Key("sandbox.double_charge_note")},
    {"wrong_amount", "sandbox.wrong_amount", Key("sandbox.wrong_amount_note")},
};
constexpr Choice kWhenExpired[] = {
    {"late", "sandbox.nevertheless", Key("sandbox.nevertheless_note")},
};
constexpr Choice kProcessing[] = {
    {"settle", "sandbox.stripe_settle", {}, "next"},
    {"fail", "sandbox.stripe_fail", {}, "stop"},
};
constexpr Choice kWhenPaid[] = {
    {"inquire", "sandbox.stripe_inquire", Key("sandbox.stripe_inquire_note")},
    {"dispute", "sandbox.dispute", Key("sandbox.dispute_note")},
    {"win_dispute", "sandbox.dispute_won"},
    {"lose_dispute", "sandbox.dispute_lost"},
    {"refunds_fail", "sandbox.stripe_refunds_fail", Key("sandbox.stripe_refunds_fail_note")},
    {"refunds_succeed", "sandbox.stripe_refunds_succeed"},
};

std::string Button(std::string_view action, const std::string& label, std::string_view css_class,
                   const std::string& about) {
  const std::string name(action);
  std::string html = "<li><button name=\"action\" value=\"" + name + "\"";
  if (!css_class.empty()) html += " class=\"" + std::string(css_class) + "\"";
  if (!about.empty()) html += " aria-describedby=\"about-" + name + "\"";
  html += ">" + EscapeHtml(label) + "</button>";
  if (!about.empty()) html += "<p id=\"about-" + name + "\">" + EscapeHtml(about) + "</p>";
  return html + "</li>\n";
}

template <std::size_t n>
std::string Buttons(const Choice (&choices)[n], Language language) {
  std::string html;
  for (const Choice& choice : choices) {
    html += Button(choice.action, std::string(Text(language, choice.label)), choice.css_class,
                   choice.about ? std::string(Text(language, *choice.about)) : "");
  }
  return html;
}

std::string MethodName(Language language, std::string_view method) {
  const auto key = Key::Find("tender." + std::string(method));
  return key ? std::string(Text(language, *key)) : std::string(method);
}

std::string TextOf(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

std::string TotalOf(const HostedPayment& payment, Language language) {
  return Price(language, Euros(payment.session.at("amount_total").get<std::int64_t>()));
}

std::string Row(Language language, Key name, const std::string& value) {
  if (value.empty()) return "";
  return "<dt>" + Say(language, name) + "</dt><dd>" + EscapeHtml(value) + "</dd>\n";
}

std::string Summary(const HostedPayment& payment, Language language) {
  std::string items;
  for (const json& item : payment.session.at("_line_items")) {
    items += (items.empty() ? "" : ", ") + TextOf(item, "description");
  }
  return "<div class=\"order\">\n<h1 class=\"amount\">" + EscapeHtml(TotalOf(payment, language)) +
         "</h1>\n<dl>\n" + Row(language, "sandbox.to", "Herlaad") +
         Row(language, "sandbox.for", items) +
         Row(language, "sandbox.reference", TextOf(payment.session, "client_reference_id")) +
         "</dl>\n<p class=\"notice\">" + Say(language, "sandbox.stripe_notice") + "</p>\n</div>\n";
}

// A line with its own symbol, since colour alone is not accessible. What went wrong is read aloud
// before anything else.
std::string Status(const std::string& css_class, const char* sign, const std::string& text) {
  const char* const role = css_class == "refused" ? "alert" : "status";
  return "<p class=\"" + css_class + "\" role=\"" + role + "\"><span aria-hidden=\"true\">" + sign +
         "</span> " + EscapeHtml(text) + "</p>\n";
}

// Links to the other methods of the session.
std::string Methods(const HostedPayment& payment, Language language) {
  const json& names = payment.session.at("payment_method_types");
  if (names.size() < 2) return "";
  std::string html = "<nav class=\"methods\" aria-label=\"" + Say(language, "sandbox.with") + "\">";
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
  std::string html = "<p class=\"method " + name + "\">" + EscapeHtml(shown) +
                     (payment.method->is_card ? " <span>•••• 4242</span>" : "") + "</p>\n";
  if (payment.method->is_scanned) {
    html += QrSvg(payment.own_url, Text(language, "sandbox.stripe_code", {{"app", shown}}));
    html += "<p>" + EscapeHtml(Text(language, "sandbox.stripe_scan", {{"app", shown}})) + "</p>\n";
  }
  return html;
}

std::string FormHtml(const HostedPayment& payment, const std::string& buttons) {
  return "<form method=\"post\">\n<input type=\"hidden\" name=\"method\" value=\"" +
         std::string(payment.method->name) + "\">\n<ul class=\"choices\">\n" + buttons +
         "</ul>\n</form>\n";
}

// The faults are folded, since most payers need none.
template <std::size_t n>
std::string Folded(const HostedPayment& payment, const Choice (&choices)[n], Language language) {
  return "<details>\n<summary>" + Say(language, "sandbox.stripe_faults") + "</summary>\n" +
         FormHtml(payment, Buttons(choices, language)) + "</details>\n";
}

std::string BackLink(const std::string& url, Key label, Language language,
                     std::string_view css_class = " next") {
  if (url.empty()) return "<p>" + Say(language, "sandbox.close") + "</p>\n";
  return "<p><a class=\"button" + std::string(css_class) + "\" href=\"" + EscapeHtml(url) + "\">" +
         Say(language, label) + "</a></p>\n";
}

bool IsProcessing(const HostedPayment& payment) {
  return payment.intent && TextOf(*payment.intent, "status") == "processing";
}

std::string Paid(const HostedPayment& payment, Language language) {
  return Status("done", "✓",
                Text(language, "sandbox.paid", {{"total", TotalOf(payment, language)}}));
}

// What the payer's bank could do instead of paying.
std::string OtherOutcomes(const HostedPayment& payment, Language language) {
  std::string buttons = Buttons(kDeclining, language);
  if (payment.method->is_card) buttons += Buttons(kDecliningCards, language);
  if (payment.method->is_authenticated) buttons += Buttons(kAuthenticating, language);
  return buttons + Buttons(kTakingTime, language);
}

std::string LeaveLink(const HostedPayment& payment, Language language) {
  return BackLink(TextOf(payment.session, "cancel_url"), "sandbox.stripe_without_paying", language,
                  "");
}

std::string WhileOpen(const HostedPayment& payment, Language language) {
  const std::string state = payment.intent ? TextOf(*payment.intent, "status") : "";
  if (state == "requires_action") {
    return "<h2>" + Say(language, "sandbox.stripe_identity") + "</h2>\n" +
           FormHtml(payment, Buttons(kIdentity, language)) + LeaveLink(payment, language);
  }
  std::string html;
  if (payment.intent && payment.intent->at("last_payment_error").is_object()) {
    html += Status("refused", "✕", std::string(Text(language, "sandbox.stripe_try_again")));
  }
  html += Methods(payment, language) + MethodBlock(payment, language) +
          FormHtml(payment, Button("approve", PayLabel(payment, language), "next", "")) +
          LeaveLink(payment, language);
  return html + "<h2>" + Say(language, "sandbox.stripe_outcome") + "</h2>\n" +
         FormHtml(payment, OtherOutcomes(payment, language)) + Folded(payment, kFaults, language);
}

std::string WhenComplete(const HostedPayment& payment, Language language) {
  const std::string shop = AddressAfter(payment.session, PayerAction::kApprove);
  if (TextOf(payment.session, "payment_status") == "paid") {
    return Paid(payment, language) + BackLink(shop, "sandbox.back", language) +
           Folded(payment, kWhenPaid, language);
  }
  if (IsProcessing(payment)) {
    return Status("moving", "◌", std::string(Text(language, "sandbox.stripe_processing"))) +
           BackLink(shop, "sandbox.back", language) + "<h2>" +
           Say(language, "sandbox.stripe_outcome") + "</h2>\n" +
           FormHtml(payment, Buttons(kProcessing, language));
  }
  return Status("refused", "✕", std::string(Text(language, "sandbox.stripe_failed"))) +
         BackLink(shop, "sandbox.back", language);
}

std::string WhenExpired(const HostedPayment& payment, Language language) {
  const std::string shop = TextOf(payment.session, "cancel_url");
  if (payment.session.contains("_late")) {
    return Paid(payment, language) + BackLink(shop, "sandbox.back", language);
  }
  return Status("refused", "✕", std::string(Text(language, "sandbox.stripe_expired"))) +
         BackLink(shop, "sandbox.back", language) + Folded(payment, kWhenExpired, language);
}

std::string Main(const HostedPayment& payment, Language language) {
  const std::string status = TextOf(payment.session, "status");
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
  page.form_target = OriginOf(TextOf(payment.session, "success_url"));
  page.main = Main(payment, language);
  if (IsProcessing(payment)) page.again_seconds = kLooksAgainSeconds;
  return ToResponse(page);
}

net::Response NoHostedPage(Language language) {
  Page page = StripePage(language);
  page.status = 404;
  page.title = std::string(Text(language, "sandbox.no_payment")) + " · " + page.party;
  page.main = "<h1>" + Say(language, "sandbox.no_payment") + "</h1>\n<p>" +
              Say(language, "sandbox.no_payment_next") + "</p>\n";
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
  std::string url = TextOf(session, "success_url");
  const std::string place = "{CHECKOUT_SESSION_ID}";
  const std::size_t at = url.find(place);
  if (at != std::string::npos) url.replace(at, place.size(), TextOf(session, "id"));
  return url;
}

}  // namespace herlaad::sandbox
