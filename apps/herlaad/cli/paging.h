// Lists that the API gives in pages: reads page after page, keeps one in memory, and says which
// option was wrong.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "apps/herlaad/cli/console.h"
#include "apps/herlaad/cli/exit_code.h"
#include "base/core/result.h"

namespace herlaad::app {

// --limit, --cursor and --all.
struct Paging {
  std::string cursor;
  int limit = 20;
  bool all = false;
};
void AddPaging(CLI::App& command, Paging& paging);

// A filter's value, and the names of its parameter and its option.
struct ListFilter {
  std::string_view parameter;
  std::string_view option;
  std::string value;  // empty: not given
};

struct PagedList {
  std::string path;
  std::string items;      // the name of the list in the answer
  std::string searching;  // progress of a long search, before a time: "searching orders before "
  std::vector<ListFilter> filters;
  bool with_total = false;  // ask how many there are
};

struct ListEnd {
  std::string cursor;         // of what was not read; empty: nothing
  nlohmann::json first_page;  // with the total
};

// Calls `print` with each item, at most --limit or all of them; complains and returns the exit code
// of what went wrong.
Result<ListEnd, ExitCode> ReadPages(Console& console, const PagedList& list, const Paging& paging,
                                    const std::function<void(const nlohmann::json&)>& print);

}  // namespace herlaad::app
