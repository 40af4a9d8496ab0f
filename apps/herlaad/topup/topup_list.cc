// herlaad topup list
#include <algorithm>
#include <iomanip>
#include <iostream>

#include "apps/herlaad/cli/arguments.h"
#include "apps/herlaad/cli/output.h"
#include "apps/herlaad/cli/terminal.h"
#include "apps/herlaad/cli/text.h"
#include "apps/herlaad/cli/typed.h"
#include "apps/herlaad/topup/topup.h"
#include "base/core/id.h"
#include "domain/orders/order.h"

namespace herlaad::app {
namespace {

constexpr int kAtOnce = 100;  // orders in each request
constexpr int kLimitMax = 10'000;

struct ListOptions {
  Common common;
  std::string state;
  std::string number;
  std::string client;
  std::string from;
  std::string until;
  std::string receipt;
  std::string bank_reference;
  std::string cursor;
  int limit = 20;
  bool all = false;
};

// Encodes every byte that has a meaning in a URL.
std::string PercentEncoded(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.';
    if (plain) {
      encoded += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    (encoded += '%') += kHex[byte >> 4U];
    encoded += kHex[byte & 15U];
  }
  return encoded;
}

std::string States() {
  std::string known;
  for (const orders::State state : orders::kAllStates) {
    if (!known.empty()) known += ", ";
    known += orders::Name(state);
  }
  return known;
}

// The filter, without the number of orders.
Result<std::string, ExitCode> FilterOf(const ListOptions& options) {
  std::string filter;
  const auto add = [&filter](std::string_view name, const std::string& value) {
    if (!value.empty()) ((filter += '&') += name) += "=" + PercentEncoded(value);
  };
  if (!options.state.empty() && !orders::ParseState(options.state)) {
    return Failure{
        ComplainOfUsage("there is no state \"" + options.state + "\"; the states are " + States())};
  }
  if (!options.number.empty()) {
    const auto number = ReadNumber(options.number);
    if (!number.ok()) return Failure{number.error()};
    add("msisdn", std::to_string(number->value()));
  }
  add("state", options.state);
  add("client", options.client);
  add("from", options.from);
  add("until", options.until);
  add("receipt", options.receipt);
  add("bank_reference", options.bank_reference);
  return filter;
}

// Why everything is refunded although no operator refused, as in orders::WhyAllGoesBack.
std::string RefundReason(const nlohmann::json& order) {
  const std::string state = TextOf(order, "state");
  if (state != "refunding" && state != "refunded") return "";
  if (order.contains("delivery")) return "cancelled on request";
  const auto payment = order.value("payment", nlohmann::json::object());
  return TextOf(payment, "reason").empty() ? "another amount was charged" : "paid too late";
}

// The reason for the state, if there is one.
std::string ReasonOf(const nlohmann::json& order) {
  const std::string reason = TextOf(order, "reason");
  if (reason == "declined") return "declined by the bank";
  if (reason == "by_payer") return "cancelled on request";
  if (reason == "unavailable") return "no page to pay on";
  if (reason == "time_over") return "not paid in time";
  if (!reason.empty()) return Words(reason);  // of a newer server
  std::string text = Words(TextOf(order, "attention"));
  if (text.empty()) text = RefusalText(order);
  return text.empty() ? RefundReason(order) : text;
}

struct Row {
  std::string reference;
  std::string state;
  std::string reason;
  std::string number;
  std::string op;
  std::string total;
  std::string payment_method;
  std::string placed;
};

constexpr int kOneLineWidth = 149;

// Prints the orders of a list as they arrive: one on each line, in a narrow terminal on two.
class ListPrinter {
 public:
  explicit ListPrinter(bool json) : json_(json) {
    if (json_) std::cout << R"({"topups":[)";
  }

  void Print(const nlohmann::json& order) {
    if (json_) {
      std::cout << (printed_ == 0 ? "" : ",") << order.dump();
    } else {
      if (printed_ == 0) PrintHeader();
      PrintRow(order);
    }
    ++printed_;
  }

  // `cursor`: the next page, empty at the end. `total` is from the first page.
  void End(const std::string& cursor, const nlohmann::json& first_page) {
    if (!json_) {
      if (printed_ == 0) std::cout << "No top-up matches.\n";
      if (!cursor.empty()) SayThatThereIsMore(cursor, first_page);
      return;
    }
    std::cout << R"(],"next":)" << (cursor.empty() ? nlohmann::json() : nlohmann::json(cursor));
    for (const char* const name : {"total", "total_exact"}) {
      if (first_page.contains(name)) std::cout << ",\"" << name << "\":" << first_page[name];
    }
    std::cout << "}\n";
  }

  [[nodiscard]] std::int64_t printed() const { return printed_; }

 private:
  void PrintHeader() const {
    Row header{"reference", "state", "reason", "number", "operator", "total", "paid by", "placed"};
    if (narrow_) header.reason = "reason, if any";
    Print(header);
  }
  void PrintRow(const nlohmann::json& order) const {
    Print(Row{TextOf(order, "reference"), TextOf(order, "state"), ReasonOf(order),
              NumberText(order, "msisdn"), TextOf(order, "operator"), MoneyText(order, "total"),
              TextOf(order, "tender"), LocalTimeText(order, "created_at")});
  }
  void Print(const Row& row) const { narrow_ ? PrintTwoLines(row) : PrintOneLine(row); }

  // "€" is three bytes and one column.
  static int TotalWidth(const std::string& total) {
    return total.find("€") == std::string::npos ? 9 : 11;
  }
  static void PrintOneLine(const Row& row) {
    std::cout << std::left << std::setw(19) << row.reference << std::setw(18) << row.state
              << std::setw(40) << row.reason << std::setw(15) << row.number << std::setw(11)
              << row.op << std::right << std::setw(TotalWidth(row.total)) << row.total << "  "
              << std::left << std::setw(12) << row.payment_method << row.placed << '\n';
  }
  static void PrintTwoLines(const Row& row) {
    std::cout << std::left << std::setw(19) << row.reference << std::setw(18) << row.state
              << std::setw(15) << row.number << std::setw(11) << row.op << std::right
              << std::setw(TotalWidth(row.total)) << row.total << "\n  " << row.placed << ", "
              << row.payment_method << (row.reason.empty() ? "" : ", " + row.reason) << '\n';
  }

  void SayThatThereIsMore(const std::string& cursor, const nlohmann::json& first_page) const {
    const auto total = first_page.value("total", std::int64_t{0});
    const bool exact = first_page.value("total_exact", false);
    std::cout << std::flush;
    std::cerr << Grouped(printed_) << " of ";
    if (exact) {
      std::cerr << Grouped(total);
    } else {
      std::cerr << "more than " << Grouped(std::max(total, printed_));
    }
    std::cerr << "; more with --cursor " << cursor << ", all of them with --all\n";
  }

  bool json_;
  bool narrow_ = StdoutWidth().value_or(kOneLineWidth) < kOneLineWidth;
  std::int64_t printed_ = 0;
};

// Shows the progress of a search through many pages.
void ShowProgress(ChangingLine& line, const std::string& cursor) {
  const auto id = ParseIdText("c", cursor);
  if (!id) return;
  line.Show("searching top-ups placed before " +
            LocalTimeText({{"at", ToRfc3339(InstantOfId(*id))}}, "at"));
}

struct ParameterOption {
  std::string_view parameter;
  std::string_view option;
};
constexpr ParameterOption kOptions[] = {{"state", "--state"},
                                        {"msisdn", "--number"},
                                        {"client", "--client"},
                                        {"from", "--from"},
                                        {"until", "--until"},
                                        {"receipt", "--receipt"},
                                        {"bank_reference", "--bank-reference"},
                                        {"cursor", "--cursor"}};

// The API names its parameter; this names the option, and it is a usage error.
ExitCode ComplainOfList(const Reply& reply) {
  const std::string parameter = TextOf(reply.body, "parameter");
  const std::string detail = TextOf(reply.body, "detail");
  for (const ParameterOption& one : kOptions) {
    if (parameter != one.parameter) continue;
    const std::string option(one.option);
    const bool named = detail.starts_with(parameter);
    return ComplainOfUsage(named ? option + detail.substr(parameter.size())
                                 : option + ": " + detail);
  }
  return Complain(reply);
}

// Reads page by page, at most `most` orders or all of them. Keeps one page in memory.
ExitCode PrintPages(Console& console, const ListOptions& options, const std::string& filter) {
  ListPrinter printer(options.common.json);
  ChangingLine line;
  nlohmann::json first_page;
  std::string cursor = options.cursor;
  do {
    const auto left = options.all ? kAtOnce : options.limit - printer.printed();
    Asked asked;
    asked.path = "/v1/topups?limit=" + std::to_string(std::min<std::int64_t>(left, kAtOnce)) +
                 filter + (cursor.empty() ? "" : "&cursor=" + PercentEncoded(cursor)) +
                 (first_page.is_null() && !options.all ? "&count=true" : "");
    const auto reply = console.Call(asked);
    line.Clear();
    if (!reply.ok()) return Complain(reply.error());
    if (!reply->ok()) return ComplainOfList(*reply);
    if (first_page.is_null()) first_page = reply->body;
    for (const auto& order : reply->body.at("topups")) printer.Print(order);
    cursor = TextOf(reply->body, "next");
    if (!cursor.empty()) ShowProgress(line, cursor);
  } while (!cursor.empty() && !OutputFailed() &&
           (options.all || printer.printed() < options.limit));
  line.Clear();
  printer.End(cursor, first_page);
  return ExitCode::kOk;
}

ExitCode List(ListOptions& options) {
  const auto filter = FilterOf(options);
  if (!filter.ok()) return filter.error();
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  return PrintPages(**console, options, *filter);
}

void AddFilters(CLI::App& command, ListOptions& options) {
  command.add_option("--state", options.state, "only top-ups in this state: " + States());
  command.add_option("--number", options.number, "only top-ups of this number, in any notation");
  command
      .add_option(
          "--client", options.client,
          "only top-ups placed by this client: the id of an API key (key_…), anonymous or admin")
      ->type_name("CLIENT");
  command
      .add_option("--from", options.from,
                  "only top-ups placed on this day or later (2026-11-22, in Brussels; or a time in "
                  "UTC, 2026-11-22T13:02:11Z)")
      ->type_name("DAY");
  command
      .add_option("--until", options.until,
                  "only top-ups placed on this day or earlier, or before this time")
      ->type_name("DAY");
  command
      .add_option("--receipt", options.receipt, "only the top-up with this receipt number, re_…")
      ->type_name("NUMBER");
  command
      .add_option("--bank-reference", options.bank_reference,
                  "only top-ups with a charge or refund of this bank reference; scans all top-ups "
                  "from the newest, so limit it with --from")
      ->type_name("TEXT");
}

}  // namespace

void AddList(CLI::App& noun, Run& run) {
  auto options = std::make_shared<ListOptions>();
  CLI::App* const command = noun.add_subcommand(
      "list", "List top-ups, newest first. Reports on stderr if there are more.");
  AddFilters(*command, *options);
  auto* const limit =
      command->add_option("--limit", options->limit, "at most this many, up to 10,000 (default 20)")
          ->check(Between(1, kLimitMax));
  command->add_option("--cursor", options->cursor, "continue where an earlier list ended")
      ->type_name("CURSOR");
  command->add_flag("--all", options->all, "list all of them, without a limit")->excludes(limit);
  AddCommon(*command, options->common);
  OnChosen(*command, run, options, List);
}

}  // namespace herlaad::app
