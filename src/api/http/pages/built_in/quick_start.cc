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

// In the order of the bank's page.
constexpr std::array<Scenario, 13> kBankChoices = {{
    {"approve", "The payment succeeds.", "delivered"},
    {"decline", "The payment is refused. Nothing is charged.", "cancelled"},
    {"decline_funds", "Refused: not enough money in the account.", "cancelled"},
    {"decline_expired", "Refused: the card has expired.", "cancelled"},
    {"decline_limit", "Refused: above the payer's limit.", "cancelled"},
    {"decline_authentication", "Refused: the payer was not identified.", "cancelled"},
    {"leave", "Nothing happens. The order expires after 30 minutes.", ""},
    {"slow", "The payment succeeds half a minute later.", ""},
    {"twice", "Two callbacks arrive in the wrong order. It is one payment.", "delivered"},
    {"double_charge", "The bank charges twice. The second charge is refunded.", "delivered"},
    {"lose_reply", "The bank charges and tells nobody. Herlaad asks and goes on.", "delivered"},
    {"late",
     "The bank charges after the order was cancelled or has expired: cancel it to see that. The "
     "charge is refunded.",
     ""},
    {"wrong_amount", "The bank charges another amount. It is refunded.", "refunded"},
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
      "<p>The demo's bank, operators and phones are simulated. No real money moves. The bank does "
      "what is chosen on its page, or sent to it as <code>action</code>; Telenet's numbers decide "
      "by their last three digits. A number of Telenet takes one top-up in two minutes.</p>\n");
  html.Element("h3", "", "The bank");
  Table("Choice", kBankChoices, html);
  html.Element("h3", "", "The remote operator");
  Table("Number", kSubscribers, html);
}

}  // namespace herlaad::http
