// The status of an order is computed once, in domain/orders/status/status_view. This compares
// everything that renders it with that, for every kind of order and in every language: the API's
// JSON, the page without script, the receipt, and the command line. The web app's own tests compare
// it with renderings.json, which is written here.
//
//   HERLAAD_WRITE_RENDERINGS=1 build/dev/bin/status_test   # after the texts or the kinds changed
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <regex>

#include "adapters/net/server/server.h"
#include "api/http/core/access/links.h"
#include "base/messages/formats.h"
#include "domain/orders/receipts/receipt.h"
#include "domain/orders/refunds/charges.h"
#include "domain/orders/status/status_samples.h"
#include "domain/orders/status/whom_to_ask.h"
#include "domain/payments/payment_method.h"
#include "tests/status/readings.h"
#include "tests/support/api_world.h"
#include "tests/support/process.h"

namespace herlaad::testing {
namespace {

using messages::Language;
using nlohmann::json;
using orders::StatusView;
using orders::samples::Kind;

constexpr const char* kHelpDesk = "help@herlaad.example";
constexpr const char* kRenderings = HERLAAD_SOURCE_DIR "/tests/status/renderings.json";

ApiSettings ManyRequests() {
  ApiSettings settings;
  settings.anonymous = {1'000'000, 60'000'000, 100};
  settings.support.email = kHelpDesk;
  return settings;
}

class Renderings : public ::testing::Test {
 protected:
  // Sets the clock to the order's time, and stores the order.
  void Show(const Kind& kind) {
    world_.clock.Pass(kind.now - world_.clock.Now());
    world_.store.Put(kind.order);
  }
  [[nodiscard]] std::string OperatorName(const Kind& kind) const {
    return world_.catalogue.Find(kind.order.operator_id())->name;
  }
  [[nodiscard]] StatusView StatusOf(const Kind& kind) const {
    return orders::StatusOf(kind.order, OperatorName(kind), kind.now);
  }
  [[nodiscard]] std::string Token(const Kind& kind) const { return links_.Token(kind.order.id); }
  json Topup(const Kind& kind, Language language) {
    const auto response =
        world_.Send(ApiWorld::MakeRequest("GET", "/v1/topups/" + Token(kind), "",
                                          {{"accept-language", std::string(Code(language))}}));
    EXPECT_EQ(response.status, 200) << response.body;
    return json::parse(response.body);
  }
  std::string Page(const Kind& kind, Language language, const std::string& end = "") {
    const auto response =
        world_.Get("/" + std::string(Code(language)) + "/orders/" + Token(kind) + end);
    EXPECT_EQ(response.status, 200) << response.body;
    return response.body;
  }

  ApiWorld world_{ManyRequests()};
  http::Links links_{"https://herlaad.example", Secret("an unguessable key of some length")};
};

// Calls `check` for each kind of order in each language.
template <class Check>
void ForEach(const Check& check) {
  for (const Kind& kind : orders::samples::All()) {
    for (const Language language : messages::kLanguages) {
      SCOPED_TRACE(std::string(kind.name) + ", " + std::string(Code(language)));
      check(kind, language);
      if (::testing::Test::HasFailure()) return;
    }
  }
}

TEST_F(Renderings, JsonMatchesTheStatus) {
  ForEach([this](const Kind& kind, Language language) {
    Show(kind);
    const json topup = Topup(kind, language);
    const StatusView status = StatusOf(kind);
    const Reader reader{language, kind.now};
    EXPECT_EQ(StatusLines(topup, reader), StatusLines(status, reader));
    EXPECT_EQ(topup["status"]["mood"], orders::Name(status.mood));
    EXPECT_EQ(topup["status"]["can_pay"], status.can_pay);
    EXPECT_EQ(topup["status"]["can_cancel"], status.can_cancel);
    EXPECT_EQ(topup["status"].contains("if_cancelled"), status.if_cancelled.has_value());
    if (status.if_cancelled) {
      EXPECT_EQ(topup["status"]["if_cancelled"]["text"],
                orders::PhraseText(*status.if_cancelled, language, kind.now));
    }
    EXPECT_EQ(topup["status"]["look_again_seconds"], status.look_again_seconds);
    EXPECT_EQ(topup["amount"]["amount"], kind.order.terms.amount);
    EXPECT_EQ(topup["fee"]["amount"], kind.order.terms.fee);
    EXPECT_EQ(topup["total"]["amount"], kind.order.terms.total());
    EXPECT_EQ(topup["vat"]["amount"], orders::AllGoesBack(kind.order) ? 0 : kind.order.terms.vat);
    EXPECT_EQ(topup.value("reason", ""), orders::EndReason(kind.order));
    EXPECT_EQ(topup["links"].contains("receipt_pdf"), orders::HasReceipt(kind.order));
  });
}

Lines Offers(const StatusView& status, const Kind& kind, Language language) {
  Lines offers;
  if (status.can_pay) offers.emplace_back(messages::Text(language, "order.continue"));
  if (orders::HasReceipt(kind.order))
    offers.emplace_back(messages::Text(language, "order.receipt"));
  return offers;
}

// The page contains only the status, the order's facts, and the support contact.
TEST_F(Renderings, PageWithoutScriptMatchesTheStatus) {
  ForEach([this](const Kind& kind, Language language) {
    Show(kind);
    const std::string page = Page(kind, language);
    const std::string_view article = Between(page, "<article>", "</article>");
    const std::string_view said = article.substr(0, article.find("</ol>"));
    const std::string_view rest = article.substr(said.size());
    const StatusView status = StatusOf(kind);
    const Reader reader{language, kind.now};
    EXPECT_EQ(TextsIn(said, {"h1", "p", "time"}), StatusLines(status, reader));
    EXPECT_EQ(TextsIn(rest, {"dt", "dd"}), DetailLines(kind.order, OperatorName(kind), reader));
    EXPECT_EQ(TextsIn(page, {"title"}), Lines{StatusLines(status, reader).front() + " · Herlaad"});
    Lines actions;
    for (std::string_view left = rest; !left.empty();) {
      const std::string_view block = Between(left, "<div class=\"actions\">", "</div>");
      if (block.empty()) break;
      for (const std::string& text : TextsIn(block, {"a"})) actions.push_back(text);
      left.remove_prefix(left.find(block) + block.size());
    }
    EXPECT_EQ(actions, Offers(status, kind, language));
    const orders::WhomToAsk whom = orders::WhomToAskAbout(kind.order);
    EXPECT_EQ(rest.find(kHelpDesk) != std::string_view::npos, whom.help_desk) << kind.name;
    EXPECT_EQ(TextsIn(rest, {"p"}).size(), static_cast<std::size_t>(whom.help_desk) +
                                               static_cast<std::size_t>(whom.operator_line) +
                                               (status.look_again_seconds > 0 ? 1U : 0U))
        << "whom to ask, and that it looks again";
  });
}

bool IsAReason(const orders::Phrase& phrase) {
  const std::string_view key = phrase.key.name();
  return key.starts_with("order.why.") || key.starts_with("order.refusal.") ||
         key.starts_with("order.twice.") || key.starts_with("order.often.");
}

// The same reasons for the refund, and the same amount.
TEST_F(Renderings, ReceiptGivesTheReasonsOfTheStatus) {
  int reasons = 0;
  ForEach([&](const Kind& kind, Language language) {
    if (!orders::HasReceipt(kind.order)) return;
    Show(kind);
    Lines texts = TextsIn(Page(kind, language, "/receipt"), {"p", "dt", "dd"});
    std::string receipt;
    for (const std::string& text : texts) receipt += text + "\n";
    for (const orders::Phrase& phrase : StatusOf(kind).money) {
      if (!IsAReason(phrase)) continue;
      ++reasons;
      const std::string reason = WithPlainSpace(orders::PhraseText(phrase, language, kind.now));
      EXPECT_NE(receipt.find(reason), std::string::npos) << reason << " in\n" << receipt;
    }
    const std::int64_t back = orders::ReturnedOf(kind.order).back;
    const std::string sum =
        WithPlainSpace(messages::Price(language, {back, kind.order.terms.currency}));
    if (back > 0) {
      EXPECT_NE(receipt.find(sum), std::string::npos) << sum << " in\n" << receipt;
    }
  });
  EXPECT_GE(reasons, 40);
}

// The command line with an API behind the socket of its folder.
class Terminal {
 public:
  explicit Terminal(ApiWorld& world)
      : server_(OptionsIn(folder_.path()), [&world](net::Request&& request, net::Responder&& to) {
          to.Send(world.Send(std::move(request)));
        }) {
    EXPECT_TRUE(server_.Start().ok());
  }
  // Its whole output.
  std::string Show(const std::string& id) const {
    const Finished finished = Run(CommandFor("show", id), Millis(60'000));
    EXPECT_EQ(finished.code, 0) << finished.err;
    return finished.out;
  }
  // The line of its state.
  std::string Watch(const std::string& id, const std::string& headline) const {
    Process watching(CommandFor("watch", id));
    const auto line = watching.WaitForLine(headline, Millis(60'000));
    EXPECT_TRUE(line) << watching.out() << watching.err();
    return line.value_or("");
  }

 private:
  static net::ServerOptions OptionsIn(const std::string& folder) {
    net::ServerOptions options;
    options.unix_paths = {folder + "/admin.sock"};
    return options;
  }
  [[nodiscard]] Command CommandFor(const char* verb, const std::string& id) const {
    const std::string program = HERLAAD_BIN_DIR "/herlaad";
    return {{program, "topup", verb, id, "--data", folder_.path()}};
  }

  TemporaryFolder folder_;
  net::Server server_;
};

// The headline and what is known of the money, as one sentence.
std::string PayerSentence(const Lines& said) { return said[0] + ". " + said[1]; }

// What staff do about it; empty if it is nothing.
std::string StaffSentence(const Kind& kind) {
  if (kind.order.attention == orders::Attention::kCashRefundDue)
    return "When it is handed back: `herlaad topup cash-returned " + ToText(kind.order.id) + "`.";
  if (orders::StateOf(kind.order) == orders::State::kAttention)
    return "See `herlaad topup resolve " + ToText(kind.order.id) + "`.";
  return "";
}

// Commands are printed with the path of the program and the flags of the command that prints them.
std::string WithoutPathAndFlags(const std::string& printed) {
  static const std::regex kProgram("`[^` ]*herlaad ");
  static const std::regex kFlags(" --data [^`]*`");
  return std::regex_replace(std::regex_replace(printed, kProgram, "`herlaad "), kFlags, "`");
}

Lines LinesOf(const std::string& printed) {
  const std::string text = WithoutPathAndFlags(printed);
  Lines lines;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    lines.push_back(WithPlainSpace(std::string_view(text).substr(at, end - at)));
    at = end + 1;
  }
  return lines;
}

// From `first` up to an empty line.
Lines Paragraph(const Lines& lines, Lines::const_iterator first) {
  return {first, std::find(first, lines.end(), "")};
}

// "amount €15.00" → the value of that name.
Lines Fields(const Lines& lines, const std::string& name) {
  Lines values;
  for (const std::string& line : lines)
    if (line.starts_with(name + " ")) values.push_back(line.substr(name.size() + 1));
  return values;
}

void ExpectAmounts(const Lines& lines, const Kind& kind) {
  const auto price = [&kind](std::int64_t minor) {
    return messages::Price(Language::kEn, {minor, kind.order.terms.currency});
  };
  EXPECT_EQ(Fields(lines, "amount"), Lines{price(kind.order.terms.amount)});
  EXPECT_EQ(Fields(lines, "total"),
            Lines{price(kind.order.terms.total()) + " by " +
                  std::string(payments::PaymentMethodName(kind.order.payment_method))});
  const Lines refunds = Fields(lines, "refund");
  ASSERT_EQ(refunds.size(), kind.order.refunds.size());
  // Of several each has its number, by which a decision names it.
  for (std::size_t i = 0; i < refunds.size(); ++i) {
    const std::string number = refunds.size() > 1 ? std::to_string(i + 1) + " " : "";
    EXPECT_TRUE(refunds[i].starts_with(number + price(kind.order.refunds[i].amount) + " "))
        << refunds[i];
  }
}

// In English, as everything at a terminal.
TEST_F(Renderings, CommandLineMatchesTheStatus) {
  const Terminal terminal(world_);
  for (const Kind& kind : orders::samples::All()) {
    SCOPED_TRACE(kind.name);
    Show(kind);
    const StatusView status = StatusOf(kind);
    const Lines said = StatusLines(status, {Language::kEn, kind.now});
    const Lines next(said.begin() + 2, said.begin() + 2 + std::ssize(status.next));
    const std::string id = ToText(kind.order.id);
    const std::string state(orders::Name(orders::StateOf(kind.order)));

    const Lines shown = LinesOf(terminal.Show(id));
    EXPECT_TRUE(shown.front().starts_with(id + " " + state)) << shown.front();
    Lines for_staff{shown.front()};
    if (const std::string staff = StaffSentence(kind); !staff.empty()) for_staff.push_back(staff);
    EXPECT_EQ(Paragraph(shown, shown.begin()), for_staff);
    Lines for_payer{"The payer reads", PayerSentence(said)};
    for_payer.insert(for_payer.end(), next.begin(), next.end());
    EXPECT_EQ(Paragraph(shown, std::find(shown.begin(), shown.end(), for_payer.front())),
              for_payer);
    ExpectAmounts(shown, kind);

    std::string watched = PayerSentence(said);
    if (const std::string staff = StaffSentence(kind); !staff.empty()) watched += " " + staff;
    const bool settled = orders::IsFinal(orders::StateOf(kind.order)) || state == "attention";
    for (const std::string& sentence : next) watched += settled ? " " + sentence : "";
    const std::string line = WithPlainSpace(WithoutPathAndFlags(terminal.Watch(id, said[0])));
    EXPECT_EQ(line.substr(std::min(line.find(state), line.size())), state + " " + watched);
    if (HasFailure()) return;
  }
}

json OperatorsOf(const catalogue::Catalogue& catalogue) {
  json operators = json::array();
  for (const catalogue::Operator& op : catalogue.operators) {
    operators.push_back({{"id", op.id},
                         {"name", op.name},
                         {"support", {{"phone", op.support.phone}, {"url", op.support.url}}}});
  }
  return operators;
}

std::string ReadFile(const char* path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// One line for each kind: the answer in English that the web app gets, and the texts of its page.
TEST_F(Renderings, WebAppsTestsHaveTheExpectedTexts) {
  std::string text = "{\"operators\":" + OperatorsOf(world_.catalogue).dump() + ",\n\"kinds\":[\n";
  const auto kinds = orders::samples::All();
  for (const Kind& kind : kinds) {
    Show(kind);
    const StatusView status = StatusOf(kind);
    json row{{"kind", kind.name},
             {"now", ToRfc3339(kind.now)},
             {"topup", Topup(kind, Language::kEn)},
             {"can_pay", status.can_pay},
             {"can_cancel", status.can_cancel},
             {"has_receipt", orders::HasReceipt(kind.order)}};
    for (const Language language : messages::kLanguages) {
      const Reader reader{language, kind.now};
      row["says"][std::string(Code(language))] = {
          {"status", StatusLines(status, reader)},
          {"details", DetailLines(kind.order, OperatorName(kind), reader)}};
    }
    text += row.dump() + (&kind == &kinds.back() ? "\n" : ",\n");
  }
  text += "]}\n";
  if (std::getenv("HERLAAD_WRITE_RENDERINGS") != nullptr) {
    std::ofstream(kRenderings, std::ios::binary) << text;
  }
  EXPECT_EQ(ReadFile(kRenderings) == text, true)
      << kRenderings << " is of other words or other kinds; write it anew with "
      << "HERLAAD_WRITE_RENDERINGS=1, and look at what changed";
}

}  // namespace
}  // namespace herlaad::testing
