#include "adapters/sandbox/bank/bank_page.h"

#include "adapters/sandbox/checks.h"
#include "adapters/sandbox/pages/page.h"
#include "base/messages/formats.h"
#include "base/messages/messages.h"
#include "base/money/money.h"

namespace herlaad::sandbox {
namespace {

using messages::Key;
using messages::Language;

constexpr int kLooksAgainSeconds = 5;

std::string Say(Language language, Key key) { return EscapeHtml(Text(language, key)); }

// A button of the page's form, with the text `about` below it.
struct Choice {
  std::string_view action;
  Key label;
  std::optional<Key> about = {};
  std::string_view css_class = {};
};

constexpr Choice kHonest[] = {
    {"approve", "sandbox.approve", {}, "next"},
    {"decline", "sandbox.decline", {}, "stop"},
};
constexpr Choice kDeclining[] = {
    {"decline_funds", "sandbox.decline_funds"},
    {"decline_expired", "sandbox.decline_expired"},
    {"decline_limit", "sandbox.decline_limit"},
    {"decline_authentication", "sandbox.decline_authentication"},
};
constexpr Choice kMisbehaving[] = {
    {"leave", "sandbox.leave", Key("sandbox.leave_note")},
    {"slow", "sandbox.slow", Key("sandbox.slow_note")},
    {"twice", "sandbox.twice", Key("sandbox.twice_note")},
    {"double_charge", "sandbox.double_charge", Key("sandbox.double_charge_note")},
    {"lose_reply", "sandbox.lose_reply", Key("sandbox.lose_reply_note")},
    {"late", "sandbox.late", Key("sandbox.late_note")},
    {"wrong_amount", "sandbox.wrong_amount", Key("sandbox.wrong_amount_note")},
};
constexpr Choice kNevertheless[] = {
    {"late", "sandbox.nevertheless", Key("sandbox.nevertheless_note")},
};

constexpr Choice kDisputing[] = {
    {"dispute", "sandbox.dispute", Key("sandbox.dispute_note")},
    {"dispute_won", "sandbox.dispute_won"},
    {"dispute_lost", "sandbox.dispute_lost"},
};

std::string Button(const Choice& choice, Language language) {
  const std::string action(choice.action);
  std::string html = "<li><button name=\"action\" value=\"" + action + "\"";
  if (!choice.css_class.empty()) html += " class=\"" + std::string(choice.css_class) + "\"";
  if (choice.about) html += " aria-describedby=\"about-" + action + "\"";
  html += ">" + Say(language, choice.label) + "</button>";
  if (choice.about) {
    html += "<p id=\"about-" + action + "\">" + Say(language, *choice.about) + "</p>";
  }
  return html + "</li>\n";
}

template <std::size_t n>
std::string Buttons(const Choice (&choices)[n], Language language) {
  std::string html = "<ul class=\"choices\">\n";
  for (const Choice& choice : choices) html += Button(choice, language);
  return html + "</ul>\n";
}

std::string Row(Language language, Key name, const std::string& value, const char* css_class = "") {
  if (value.empty()) return "";
  return "<dt>" + Say(language, name) + "</dt><dd class=\"" + css_class + "\">" +
         EscapeHtml(value) + "</dd>\n";
}

std::string PaymentMethodName(const std::string& payment_method, Language language) {
  const auto key = Key::Find("tender." + payment_method);
  return key ? std::string(Text(language, *key)) : payment_method;
}

std::string Summary(const FullSession& session, Language language) {
  return "<h1 class=\"amount\">" + EscapeHtml(Price(language, Euros(session.amount))) +
         "</h1>\n<dl>\n" + Row(language, "sandbox.to", "Herlaad") +
         Row(language, "sandbox.for", session.description) +
         Row(language, "sandbox.with", PaymentMethodName(session.payment_method, language)) +
         Row(language, "sandbox.reference", session.reference, "code") + "</dl>\n";
}

std::string Choices(Language language) {
  return "<form method=\"post\">\n" + Buttons(kHonest, language) + "<h2>" +
         Say(language, "sandbox.decline_because") + "</h2>\n" + Buttons(kDeclining, language) +
         "<h2>" + Say(language, "sandbox.misbehave") + "</h2>\n" + Buttons(kMisbehaving, language) +
         "</form>\n";
}

std::string BackLink(const FullSession& session, Language language) {
  if (session.return_url.empty()) return "<p>" + Say(language, "sandbox.close") + "</p>\n";
  return "<p><a class=\"button next\" href=\"" + EscapeHtml(session.return_url) + "\">" +
         Say(language, "sandbox.back") + "</a></p>\n";
}

// A line with its own symbol, since colour alone is not accessible.
std::string Status(const char* css_class, const char* sign, const std::string& text) {
  return "<p class=\"" + std::string(css_class) + "\" role=\"status\"><span aria-hidden=\"true\">" +
         sign + "</span> " + EscapeHtml(text) + "</p>\n";
}

std::string Outcome(const FullSession& session, const std::optional<BankCharge>& charge,
                    Language language) {
  if (charge) {
    const std::string total = Price(language, Euros(charge->amount));
    return Status("done", "✓", Text(language, "sandbox.paid", {{"total", total}}));
  }
  const Key what = session.reason == "declined" ? Key("sandbox.declined") : Key("sandbox.closed");
  return Status("refused", "✕", std::string(Text(language, what)));
}

// What the bank will do later without the payer.
std::string Promise(const std::optional<Plan>& plan, Language language) {
  if (!plan) return "";
  const Key promise = plan->action == Plan::Action::kApprove ? Key("sandbox.checking")
                                                             : Key("sandbox.late_promise");
  return Status("moving", "◌", std::string(Text(language, promise)));
}

Page BankPage(Language language) {
  Page page;
  page.language = language;
  page.party = Text(language, "sandbox.bank");
  return page;
}

}  // namespace

net::Response PaymentPage(const FullSession& session, const std::optional<Plan>& plan,
                          const std::optional<BankCharge>& charge, Language language) {
  Page page = BankPage(language);
  page.title = Price(language, Euros(session.amount)) + " · " + page.party;
  page.main = Summary(session, language) + Promise(plan, language);
  page.form_target = OriginOf(session.return_url);
  const bool working = plan && plan->action == Plan::Action::kApprove;
  if (working) page.again_seconds = kLooksAgainSeconds;
  if (session.state != SessionState::kOpen) {
    page.main += Outcome(session, charge, language) + BackLink(session, language);
    if (charge) {
      page.main += "<form method=\"post\">\n<h2>" + Say(language, "sandbox.disputing") + "</h2>\n" +
                   Buttons(kDisputing, language) + "</form>\n";
    }
    if (session.state == SessionState::kClosed && !plan) {
      page.main += "<form method=\"post\">\n" + Buttons(kNevertheless, language) + "</form>\n";
    }
  } else if (!working) {
    page.main += Choices(language);
  }
  return ToResponse(page);
}

net::Response NoPaymentPage(Language language) {
  Page page = BankPage(language);
  page.status = 404;
  page.title = std::string(Text(language, "sandbox.no_payment")) + " · " + page.party;
  page.main = "<h1>" + Say(language, "sandbox.no_payment") + "</h1>\n<p>" +
              Say(language, "sandbox.no_payment_next") + "</p>\n";
  return ToResponse(page);
}

}  // namespace herlaad::sandbox
