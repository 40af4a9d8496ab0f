// For tests: keeps what a reader hands on, statement by statement.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/statements/statement_error.h"
#include "adapters/statements/statement_sink.h"

namespace herlaad::statements {

struct ReadDetail {
  reconcile::Movement movement;
  reconcile::DetailKind kind = reconcile::DetailKind::kPart;
};

struct ReadStatement {
  reconcile::StatementHead head;
  std::vector<reconcile::Movement> movements;
  std::vector<ReadDetail> details;
  std::optional<reconcile::StatementEnd> end;
};

class KeepingSink final : public StatementSink {
 public:
  std::optional<reconcile::StatementFault> OnStatement(
      const reconcile::StatementHead& head) override {
    statements.emplace_back().head = head;
    return refusal;
  }
  void OnMovement(const reconcile::Movement& movement) override {
    statements.back().movements.push_back(movement);
  }
  void OnDetail(const reconcile::Movement& detail, reconcile::DetailKind kind) override {
    statements.back().details.push_back({.movement = detail, .kind = kind});
  }
  void OnStatementEnd(const reconcile::StatementEnd& end) override { statements.back().end = end; }

  std::vector<ReadStatement> statements;
  std::optional<reconcile::StatementFault> refusal;
};

// What a whole file gives.
struct ReadFile {
  std::vector<ReadStatement> statements;
  std::optional<StatementError> error;
};

// Reads `text` with a reader, in pieces of `piece` bytes.
template <class Reader>
ReadFile ReadText(std::string_view text, std::size_t piece = std::string_view::npos) {
  KeepingSink sink;
  Reader reader(sink);
  ReadFile read;
  while (!text.empty()) {
    const auto bytes = text.substr(0, piece);
    text.remove_prefix(bytes.size());
    const auto fed = reader.Feed(bytes);
    if (!fed.ok()) break;
  }
  const auto finished = reader.Finish();
  if (!finished.ok()) read.error = finished.error();
  read.statements = std::move(sink.statements);
  return read;
}

}  // namespace herlaad::statements
