#include "apps/herlaad/cli/paging.h"

#include <algorithm>

#include "apps/herlaad/cli/address.h"
#include "apps/herlaad/cli/arguments.h"
#include "apps/herlaad/cli/output.h"
#include "apps/herlaad/cli/terminal.h"
#include "apps/herlaad/cli/text.h"
#include "base/core/id.h"

namespace herlaad::app {
namespace {

constexpr std::int64_t kAtOnce = 100;  // items in each request
constexpr int kLimitMax = 10'000;

std::string ParametersOf(const PagedList& list) {
  std::string parameters;
  for (const ListFilter& filter : list.filters) {
    if (filter.value.empty()) continue;
    parameters.append("&")
        .append(filter.parameter)
        .append("=")
        .append(PercentEncoded(filter.value));
  }
  return parameters;
}

// The API names its parameter; this names the option, and it is a usage error.
ExitCode ComplainOfList(const Reply& reply, const PagedList& list) {
  const std::string parameter = TextOf(reply.body, "parameter");
  const std::string detail = TextOf(reply.body, "detail");
  const auto complain = [&](std::string_view option) {
    const bool named = detail.starts_with(parameter);
    return ComplainOfUsage(std::string(option) +
                           (named ? detail.substr(parameter.size()) : ": " + detail));
  };
  if (parameter == "cursor") return complain("--cursor");
  for (const ListFilter& filter : list.filters) {
    if (parameter == filter.parameter) return complain(filter.option);
  }
  return Complain(reply);
}

void ShowProgress(const PagedList& list, ChangingLine& line, const std::string& cursor) {
  const auto id = ParseIdText("c", cursor);
  if (!id) return;
  line.Show(list.searching + LocalTimeText({{"at", ToRfc3339(InstantOfId(*id))}}, "at"));
}

}  // namespace

Result<ListEnd, ExitCode> ReadPages(Console& console, const PagedList& list, const Paging& paging,
                                    const std::function<void(const nlohmann::json&)>& print) {
  ChangingLine line;
  ListEnd end{paging.cursor, {}};
  std::int64_t printed = 0;
  do {
    const auto left = paging.all ? kAtOnce : paging.limit - printed;
    Asked asked;
    asked.path = list.path + "?limit=" + std::to_string(std::min(left, kAtOnce)) +
                 ParametersOf(list) +
                 (end.cursor.empty() ? "" : "&cursor=" + PercentEncoded(end.cursor)) +
                 (list.with_total && end.first_page.is_null() && !paging.all ? "&count=true" : "");
    const auto reply = console.Call(asked);
    line.Clear();
    if (!reply.ok()) return Failure{Complain(reply.error())};
    if (!reply->ok()) return Failure{ComplainOfList(*reply, list)};
    if (end.first_page.is_null()) end.first_page = reply->body;
    for (const auto& item : reply->body.at(list.items)) {
      print(item);
      ++printed;
    }
    end.cursor = TextOf(reply->body, "next");
    if (!end.cursor.empty()) ShowProgress(list, line, end.cursor);
  } while (!end.cursor.empty() && !OutputFailed() && (paging.all || printed < paging.limit));
  line.Clear();
  return end;
}

void AddPaging(CLI::App& command, Paging& paging) {
  auto* const limit =
      command.add_option("--limit", paging.limit, "at most this many, up to 10,000 (default 20)")
          ->check(Between(1, kLimitMax));
  command.add_option("--cursor", paging.cursor, "continue where an earlier list ended")
      ->type_name("CURSOR");
  command.add_flag("--all", paging.all, "list all of them, without a limit")->excludes(limit);
}

}  // namespace herlaad::app
