// The bodies of imports, as JSON: what a list says as a whole, and its lines.
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "adapters/net/http.h"
#include "api/http/core/problem.h"
#include "base/core/result.h"
#include "engine/ports/reconciliation.h"

namespace herlaad::http {

struct ListHead {
  engine::ImportedFile file;
  bool new_account = false;  // whoever imports it says that the account is ours
};
// {"kind", "account", "name", "digest" (32 hexadecimal digits), "from", "to", "lines", "credits",
// "debits", "opening", "closing", "first_sequence", "last_sequence", "new_account"}; amounts are
// cents, and those from "credits" on may be left out.
Result<ListHead, Problem> ReadListHead(const net::Request& request);

// {"first": 1, "lines": [{"type", "id", "day", "cents", "fee", "reference", "sure",
// "counterparty"}]}; of a line only type, day and cents are required. A structured communication of
// a transfer may be written as on paper, and is read as its 12 digits.
Result<std::vector<engine::ExternalMovement>, Problem> ReadListLines(const net::Request& request,
                                                                     engine::ImportId file);

// {"date": "2026-11-29", "counts": [{"till": "kiosk", "cents": 12050}]}: a list of one day.
struct TillCounts {
  engine::ImportedFile file;
  std::vector<engine::ExternalMovement> lines;
};
Result<TillCounts, Problem> ReadTillCounts(const net::Request& request);

Result<reconcile::Day, Problem> ReadDayField(const nlohmann::json& body, std::string_view field);

inline constexpr std::size_t kListLinesMax = 500;  // of one request

}  // namespace herlaad::http
