// herlaad topup list
#include <algorithm>
#include <iomanip>
#include <iostream>

#include "apps/herlaad/cli/output.h"
#include "apps/herlaad/cli/paging.h"
#include "apps/herlaad/cli/terminal.h"
#include "apps/herlaad/cli/text.h"
#include "apps/herlaad/cli/typed.h"
#include "apps/herlaad/client/client.h"
#include "apps/herlaad/topup/topup.h"
#include "domain/orders/order.h"
#include "engine/ports/clients.h"
#include "engine/ports/staff.h"

namespace herlaad::app {
namespace {

struct ListOptions {
  Common common;
  std::string state;
  std::string number;
  std::string client;
  std::string from;
  std::string until;
  std::string receipt;
  std::string bank_reference;
  std::string client_reference;
  Paging paging;
};

std::string States() {
  std::string known;
  for (const orders::State state : orders::kAllStates) {
    if (!known.empty()) known += ", ";
    known += orders::Name(state);
  }
  return known;
}

Result<std::vector<ListFilter>, ExitCode> FiltersOf(const ListOptions& options) {
  if (!options.state.empty() && !orders::ParseState(options.state)) {
    return Failure{
        ComplainOfUsage("there is no state \"" + options.state + "\"; the states are " + States())};
  }
  std::string msisdn;
  if (!options.number.empty()) {
    const auto number = ReadNumber(options.number);
    if (!number.ok()) return Failure{number.error()};
    msisdn = std::to_string(number->value());
  }
  return std::vector<ListFilter>{
      {"msisdn", "--number", msisdn},
      {"state", "--state", options.state},
      {"client", "--client", options.client},
      {"from", "--from", options.from},
      {"until", "--until", options.until},
      {"receipt", "--receipt", options.receipt},
      {"bank_reference", "--bank-reference", options.bank_reference},
      {"client_reference", "--client-reference", options.client_reference}};
}

// Why everything is refunded, if no operator refused.
std::string RefundReason(const nlohmann::json& order) {
  const std::string reason = TextOf(order, "refund_reason");
  if (reason == "other_amount") return "another amount was charged";
  if (reason == "paid_late") return "paid too late";
  return reason == "cancelled" ? "cancelled on request" : "";
}

// Without the provider's reason nobody declined: the payment failed while it was in progress.
std::string WhyDeclined(const nlohmann::json& order) {
  const auto payment = order.find("payment");
  const std::string why = payment == order.end() ? "" : TextOf(*payment, "decline_reason");
  if (why.empty()) return "the payment did not go through";
  return why == "other" ? "declined" : "declined: " + Words(why);
}

// The reason for the state, if there is one.
std::string ReasonOf(const nlohmann::json& order) {
  const std::string reason = TextOf(order, "reason");
  if (reason == "declined") return WhyDeclined(order);
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
              MethodText(TextOf(order, "tender")), LocalTimeText(order, "created_at")});
  }
  void Print(const Row& row) const { narrow_ ? PrintTwoLines(row) : PrintOneLine(row); }

  // "€" is three bytes and one column.
  static int TotalWidth(const std::string& total) {
    return total.find("€") == std::string::npos ? 9 : 11;
  }
  // Padded to a column; what is longer than it keeps two spaces after it.
  static std::string Column(const std::string& text, std::size_t width) {
    return text + std::string(text.size() + 2 <= width ? width - text.size() : 2, ' ');
  }
  static void PrintOneLine(const Row& row) {
    std::cout << Column(row.reference, 19) << Column(row.state, 18) << Column(row.reason, 40)
              << Column(row.number, 15) << Column(row.op, 11) << std::right
              << std::setw(TotalWidth(row.total)) << row.total << "  " << std::left << std::setw(12)
              << row.payment_method << row.placed << '\n';
  }
  static void PrintTwoLines(const Row& row) {
    std::cout << Column(row.reference, 19) << Column(row.state, 18) << Column(row.number, 15)
              << Column(row.op, 11) << std::right << std::setw(TotalWidth(row.total)) << row.total
              << "\n  " << row.placed << ", " << row.payment_method
              << (row.reason.empty() ? "" : ", " + row.reason) << '\n';
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

// The id of a client that was given by its name; everything else as it was typed.
Result<std::string, ExitCode> ClientOf(Console& console, const std::string& typed) {
  std::string_view id(typed);
  if (id.starts_with(engine::kClientPrefix)) id.remove_prefix(engine::kClientPrefix.size());
  if (typed.empty() || id.starts_with(engine::kClientIdPrefix) || typed == "anonymous" ||
      typed == "admin" || typed.starts_with(engine::kStaffPrefix))
    return typed;
  auto path = ClientPathOf(console, typed);
  if (!path.ok()) return path;
  return path->substr(path->rfind('/') + 1);
}

ExitCode List(ListOptions& options) {
  if (const auto checked = FiltersOf(options); !checked.ok()) return checked.error();
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  auto client = ClientOf(**console, options.client);
  if (!client.ok()) return client.error();
  options.client = *std::move(client);
  const auto filters = FiltersOf(options);
  if (!filters.ok()) return filters.error();
  const PagedList list{.path = "/v1/topups",
                       .items = "topups",
                       .searching = "searching top-ups placed before ",
                       .filters = *filters,
                       .with_total = true};
  ListPrinter printer(options.common.json);
  const auto end = ReadPages(**console, list, options.paging,
                             [&printer](const nlohmann::json& order) { printer.Print(order); });
  if (!end.ok()) return end.error();
  printer.End(end->cursor, end->first_page);
  return ExitCode::kOk;
}

void AddFilters(CLI::App& command, ListOptions& options) {
  command.add_option("--state", options.state, "only top-ups in this state: " + States());
  command.add_option("--number", options.number, "only top-ups of this number, in any notation");
  command
      .add_option("--client", options.client,
                  "only top-ups placed by this client: the id of a client (cli_…) or its name, "
                  "staff:NAME, anonymous or admin")
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
  command
      .add_option("--client-reference", options.client_reference,
                  "only top-ups that their client gave this reference")
      ->type_name("TEXT");
}

}  // namespace

void AddList(CLI::App& noun, Run& run) {
  auto options = std::make_shared<ListOptions>();
  CLI::App* const command = noun.add_subcommand(
      "list", "List top-ups, newest first. Reports on stderr if there are more.");
  AddFilters(*command, *options);
  AddPaging(*command, options->paging);
  AddCommon(*command, options->common);
  OnChosen(*command, run, options, List);
}

}  // namespace herlaad::app
