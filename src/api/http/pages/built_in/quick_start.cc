#include "api/http/pages/built_in/quick_start.h"

#include <array>
#include <string_view>

namespace herlaad::http {
namespace {

// tests/cli/quick_start_test.cc runs each row of both tables; it does not wait for an empty state.
struct Scenario {
  std::string_view choice;
  std::string_view happens;
  std::string_view state;
};

// In the order of the payment page of a card, and then what the page offers later.
constexpr std::array<Scenario, 17> kPayerChoices = {{
    {"approve", "The payment succeeds.", "delivered"},
    {"decline", "The bank declines. Nothing is charged, and the payer may try again.", ""},
    {"decline_funds", "Declined: not enough money in the account.", ""},
    {"decline_expired", "Declined: the card has expired.", ""},
    {"decline_limit", "Declined: above the card's limit.", ""},
    {"authenticate", "The bank asks who the payer is: approve or fail_authentication is next.", ""},
    {"process", "The payment is in process until settle or fail is chosen.", ""},
    {"process_shortly", "The payment is in process, and succeeds half a minute later.", ""},
    {"approve_repeating", "Each webhook arrives twice. It is one payment.", "delivered"},
    {"approve_reordering", "The last webhook arrives first.", "delivered"},
    {"approve_silently", "The money is taken and no webhook comes. Herlaad asks and goes on.",
     "delivered"},
    {"double_charge", "The money is taken twice. The second charge is refunded.", "delivered"},
    {"wrong_amount", "One euro less is taken. It is refunded.", "refunded"},
    {"fail_authentication", "Declined: the payer was not identified.", ""},
    {"settle", "What is in process succeeds.", ""},
    {"fail", "What is in process fails. Nothing is charged, and the order is cancelled.", ""},
    {"late",
     "The money is taken although the order was cancelled or has expired: cancel it to see that. "
     "The charge is refunded.",
     ""},
}};

constexpr std::array<Scenario, 9> kSubscribers = {{
    {"0485 12 30 00", "Credited at once, as with every other ending.", "delivered"},
    {"0485 12 30 01", "The operator sends a code instead of adding the credit.", "attention"},
    {"0485 12 30 02", "The operator does not know the number.", "refunded"},
    {"0485 12 30 03", "The operator has barred the number.", "refunded"},
    {"0485 12 30 04", "The operator cannot be reached, and credits nothing.", "refunded"},
    {"0485 12 30 05", "Credited, but the answer says that it was before.", "delivered"},
    {"0485 12 30 06", "The operator declines.", "refunded"},
    {"0485 12 30 07", "The answer makes no sense. Herlaad keeps asking, then a person decides.",
     ""},
    {"0485 12 31 00", "Credited after 3 seconds. With 2 or 3 for the 1: 20 seconds, 5 minutes.",
     "delivered"},
}};

void Program(std::string_view heading, std::string_view text, Html& html) {
  html.Element("h3", "", heading).Markup("<pre tabindex=\"0\">").Text(text).Markup("</pre>\n");
}

template <std::size_t n>
void Table(std::string_view first, const std::array<Scenario, n>& rows, Html& html) {
  html.Markup("<table>\n<thead><tr><th scope=\"col\">").Text(first);
  html.Markup(
      "</th><th scope=\"col\">What happens</th><th scope=\"col\">State</th></tr></thead>\n");
  html.Markup("<tbody>\n");
  for (const Scenario& row : rows) {
    html.Markup("<tr><td><code>").Text(row.choice).Markup("</code></td><td>").Text(row.happens);
    html.Markup("</td><td>");
    if (!row.state.empty()) html.Markup("<code>").Text(row.state).Markup("</code>");
    html.Markup("</td></tr>\n");
  }
  html.Markup("</tbody>\n</table>\n");
}

}  // namespace

void WriteQuickStart(const QuickStart& programs, Html& html) {
  html.Markup("<h2 id=\"quick-start\">Quick start</h2>\n");
  html.Markup(
      "<p>Sell one top-up to the demo (<code>./run</code>), from the price to the receipt. Set "
      "<code>HERLAAD_URL</code> if it is not at <code>http://localhost:8080</code>.</p>\n");
  Program("curl", programs.curl, html);
  Program("Python", programs.python, html);
  html.Markup("<h2 id=\"sandbox\">The sandbox</h2>\n");
  html.Markup(
      "<p>The demo's payments, operators and phones are simulated. No real money moves. A stand-in "
      "for Stripe does what is chosen on its payment page, or sent to that page as "
      "<code>action</code>; Telenet's numbers decide by their last three digits. A number of "
      "Telenet takes one top-up in two minutes.</p>\n");
  html.Element("h3", "", "The payment page");
  Table("Choice", kPayerChoices, html);
  html.Element("h3", "", "The remote operator");
  Table("Number", kSubscribers, html);
}

}  // namespace herlaad::http
