#include "adapters/sandbox/bank_page.h"

#include <utility>

#include "adapters/sandbox/checks.h"
#include "base/money/money.h"

namespace herlaad::sandbox {
namespace {

// `form_target`: the shop's origin, for browsers apply form-action to the redirect after a form
// too.
net::Response HtmlPage(std::string_view title, std::string_view main, int status = 200,
                       std::string_view form_target = "", std::string_view head = "") {
  net::Response response;
  response.status = status;
  response.content_type = "text/html; charset=utf-8";
  response.headers = {
      {"Content-Security-Policy",
       "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
       "form-action 'self'" +
           (form_target.empty() ? std::string() : " " + std::string(form_target))}};
  std::string& html = response.body;
  html = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
)";
  html += head;
  html += "<title>" + EscapeHtml(title) + "</title>\n";
  html += R"(<link rel="stylesheet" href="/sandbox/style.css">
</head>
<body>
<header><p class="bank">Sandbox Bank</p><p class="mark">SANDBOX — no real money</p></header>
<main>
)";
  html += main;
  html += "</main>\n</body>\n</html>\n";
  return response;
}

std::string Button(std::string_view action, std::string_view label, std::string_view note,
                   std::string_view kind) {
  std::string html = "<li><button name=\"action\" value=\"" + std::string(action) + "\" class=\"" +
                     std::string(kind) + "\"";
  if (!note.empty()) html += " aria-describedby=\"about-" + std::string(action) + "\"";
  html += ">" + EscapeHtml(label) + "</button>";
  if (!note.empty()) {
    html += "<p id=\"about-" + std::string(action) + "\">" + EscapeHtml(note) + "</p>";
  }
  return html + "</li>\n";
}

std::string Summary(const FullSession& session) {
  std::string html = "<h1>Pay " + money::Human(Euros(session.amount)) + "</h1>\n<dl>\n";
  html += "<dt>To</dt><dd>Herlaad</dd>\n";
  if (!session.description.empty()) {
    html += "<dt>For</dt><dd>" + EscapeHtml(session.description) + "</dd>\n";
  }
  if (!session.tender.empty()) {
    html += "<dt>With</dt><dd>" + EscapeHtml(session.tender) + "</dd>\n";
  }
  html +=
      "<dt>Reference</dt><dd class=\"code\">" + EscapeHtml(session.reference) + "</dd>\n</dl>\n";
  return html;
}

std::string Choices() {
  std::string html = "<form method=\"post\">\n<ul class=\"choices\">\n";
  html += Button("approve", "Approve", "", "next");
  html += Button("decline", "Decline", "", "stop");
  html += "</ul>\n<h2>Or let this bank misbehave</h2>\n<ul class=\"choices\">\n";
  html += Button("leave", "Leave it", "Nothing happens. The payment stays open.", "");
  html += Button("slow", "Approve slowly", "The money is taken half a minute from now.", "");
  html += Button("twice", "Approve and repeat",
                 "The shop is told twice, and the first news comes last.", "");
  html += Button("double_charge", "Charge twice", "The money is taken two times.", "");
  html += Button("lose_reply", "Take the money, say nothing",
                 "Neither the shop nor your browser hears of it.", "");
  html += Button("late", "Charge too late",
                 "The money is taken after the shop has closed the payment.", "");
  html += Button("wrong_amount", "Charge another amount", "One euro less than was asked.", "");
  return html + "</ul>\n</form>\n";
}

std::string BackLink(const FullSession& session) {
  if (session.return_url.empty()) return "<p>You can close this page.</p>\n";
  return "<p><a class=\"button next\" href=\"" + EscapeHtml(session.return_url) +
         "\">Back to Herlaad</a></p>\n";
}

std::string Outcome(const FullSession& session, const std::optional<BankCharge>& charge) {
  if (charge) {
    return "<p class=\"done\"><span aria-hidden=\"true\">✓</span> Paid: " +
           money::Human(Euros(charge->amount)) + " was taken.</p>\n" + BackLink(session);
  }
  const std::string_view what = session.reason == "declined" ? "Declined" : "Closed by the shop";
  return "<p class=\"refused\"><span aria-hidden=\"true\">✕</span> " + std::string(what) +
         ". No money was taken.</p>\n" + BackLink(session);
}

// What the bank will still do by itself.
std::string Promise(const std::optional<Plan>& plan) {
  if (!plan) return "";
  return "<p class=\"moving\" role=\"status\"><span aria-hidden=\"true\">◌</span> " +
         std::string(plan->deed == Plan::Deed::kApprove
                         ? "The bank is still checking. No money was taken yet. This page looks "
                           "again by itself."
                         : "The bank will take the money once the shop has closed the payment. "
                           "No money was taken yet.") +
         "</p>\n";
}

}  // namespace

std::string EscapeHtml(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

net::Response PaymentPage(const FullSession& session, const std::optional<Plan>& plan,
                          const std::optional<BankCharge>& charge) {
  std::string main = Summary(session) + Promise(plan);
  const bool working = plan && plan->deed == Plan::Deed::kApprove;
  if (session.state != SessionState::kOpen) {
    main += Outcome(session, charge);
    if (session.state == SessionState::kClosed && !plan) {
      main += "<form method=\"post\">\n<ul class=\"choices\">\n" +
              Button("late", "Charge nevertheless",
                     "The money is taken although the payment is closed.", "") +
              "</ul>\n</form>\n";
    }
  } else if (!working) {
    main += Choices();
  }
  return HtmlPage("Pay " + money::Human(Euros(session.amount)) + " · Sandbox Bank", main, 200,
                  OriginOf(session.return_url),
                  working ? "<meta http-equiv=\"refresh\" content=\"5\">\n" : "");
}

net::Response PageNotFound() {
  return HtmlPage("No such payment · Sandbox Bank",
                  "<h1>There is no such payment</h1>\n<p>No money was taken. Check the link, or "
                  "start again at the shop.</p>\n",
                  404);
}

net::Response IndexPage() {
  return HtmlPage("Herlaad's sandbox", R"(<h1>Herlaad's sandbox</h1>
<p>A pretend bank and a pretend operator for demos and tests. They keep books of their own, so that they can
tell what really happened, whatever became of the shop.</p>
<h2>The bank</h2>
<ul>
<li><a href="/sandbox/bank/book">Its book</a>: sessions, charges and refunds</li>
<li>Payers reach it by the link of their payment, and choose there what the bank does</li>
</ul>
<h2>The operator</h2>
<ul>
<li><a href="/sandbox/operator/book">Its book</a>: requests and credits</li>
</ul>
<p>The last three digits of a number decide what the operator does. Any other number is credited at once.</p>
<table>
<thead><tr><th scope="col">Ends in</th><th scope="col">Answer</th></tr></thead>
<tbody>
<tr><td>x00</td><td>completed</td></tr>
<tr><td>x01</td><td>completed with a PIN to be entered by hand</td></tr>
<tr><td>x02</td><td>invalid number</td></tr>
<tr><td>x03</td><td>barred</td></tr>
<tr><td>x04</td><td>operator unavailable</td></tr>
<tr><td>x05</td><td>“duplicate”, although it was credited</td></tr>
<tr><td>x06</td><td>declined</td></tr>
<tr><td>x07</td><td>an exception</td></tr>
</tbody>
</table>
<p>With 1, 2 or 3 for x the answer comes after 3 seconds, 20 seconds or 5 minutes.</p>
)");
}

net::Response StyleSheet() {
  net::Response response;
  response.content_type = "text/css; charset=utf-8";
  response.headers = {{"Cache-Control", "max-age=300"}};
  response.body = R"(:root {
  color-scheme: light dark;
  --ink: #14213d; --paper: #fbfaf7; --card: #ffffff;
  --accent: #0b6e4f; --wait: #b26a00; --stop: #b3261e; --on-colour: #ffffff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e8ecf4; --paper: #10151f; --card: #192131;
    --accent: #4cc38a; --wait: #e0a64a; --stop: #f2867e; --on-colour: #10151f;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums;
}
header, main { max-width: 34rem; margin: 0 auto; padding: 16px; }
header { display: flex; flex-wrap: wrap; gap: 8px; justify-content: space-between; align-items: center; }
header p { margin: 0; }
.bank { font-weight: 700; font-size: 1.25rem; }
.mark { border: 2px solid var(--wait); border-radius: 12px; padding: 4px 12px; font-weight: 700; }
main {
  background: var(--card); border-radius: 12px; padding: 24px 16px;
  box-shadow: 0 2px 16px rgb(0 0 0 / 12%);
}
h1 { margin: 0 0 16px; font-size: 1.75rem; }
h2 { margin: 32px 0 8px; font-size: 1.125rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 8px 16px; margin: 0 0 24px; }
dt { font-weight: 700; }
dd { margin: 0; overflow-wrap: anywhere; }
.choices { list-style: none; margin: 0; padding: 0; display: grid; gap: 16px; }
.choices p { margin: 4px 0 0; }
button, .button {
  display: block; width: 100%; min-height: 48px; padding: 10px 16px; border-radius: 12px;
  border: 2px solid var(--ink); background: transparent; color: var(--ink);
  font: inherit; font-weight: 600; text-align: center; text-decoration: none; cursor: pointer;
}
.next { background: var(--accent); border-color: var(--accent); color: var(--on-colour); }
.stop { border-color: var(--stop); color: var(--stop); }
:focus-visible { outline: 3px solid var(--ink); outline-offset: 3px; }
.done, .refused, .moving { border-left: 4px solid; padding: 8px 12px; margin: 0 0 16px; font-weight: 600; }
.done { border-color: var(--accent); }
.refused { border-color: var(--stop); }
.moving { border-color: var(--wait); }
a { color: inherit; }
a.button.next { color: var(--on-colour); }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: 8px; border-bottom: 1px solid; }
)";
  return response;
}

}  // namespace herlaad::sandbox
