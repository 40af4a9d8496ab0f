// For fuzzing: what every reader must keep, whatever bytes it gets.
#pragma once

#include <string_view>

#include "adapters/statements/testing_sink.h"
#include "base/core/check.h"
#include "domain/reconcile/statement_checks.h"
#include "domain/reconcile/utf8.h"

namespace herlaad::statements {

inline void CheckMovement(const reconcile::Movement& movement) {
  CHECK(reconcile::CountUtf8(movement.communication.text).has_value(), "texts are UTF-8");
  CHECK(reconcile::CountUtf8(movement.counterparty_name).has_value(), "names are UTF-8");
  CHECK(reconcile::CountUtf8(movement.information).has_value(), "information is UTF-8");
  const bool has_reference = !movement.communication.reference.empty();
  const bool is_without = movement.communication.kind == reconcile::CommunicationKind::kFree ||
                          movement.communication.kind == reconcile::CommunicationKind::kBankFields;
  CHECK(has_reference != is_without, "the kind says whether there is a reference");
}

inline void CheckStatement(const ReadStatement& statement) {
  std::int64_t sum = 0;
  for (const reconcile::Movement& movement : statement.movements) {
    CheckMovement(movement);
    CHECK(movement.account == statement.head.account, "movements are of the statement's account");
    sum += movement.cents;
  }
  for (const ReadDetail& detail : statement.details) CheckMovement(detail.movement);
  if (!statement.end) return;
  CHECK(!CheckBalance(statement.head.opening, *statement.end) ||
            !statement.head.separate_application.empty(),
        "a statement that ends adds up");
  if (statement.head.separate_application.empty()) {
    CHECK(sum == statement.end->credits_cents - statement.end->debits_cents,
          "the sums are those of the movements");
    CHECK(statement.movements.size() == statement.end->movements, "movements are counted");
  }
}

template <class Reader>
void CheckReader(std::string_view text) {
  const ReadFile whole = ReadText<Reader>(text);
  for (const ReadStatement& statement : whole.statements) CheckStatement(statement);
  if (whole.error) {
    CHECK(!whole.error->text.empty() && !Name(whole.error->kind).empty(), "errors have a reason");
    CHECK(whole.error->line > 0 && whole.error->offset <= text.size(), "errors have a place");
  } else {
    for (const ReadStatement& statement : whole.statements) {
      CHECK(statement.end.has_value(), "without an error all statements are whole");
    }
  }
  const ReadFile pieces = ReadText<Reader>(text, 13);
  CHECK(pieces.statements.size() == whole.statements.size(), "pieces change nothing");
  CHECK(pieces.error.has_value() == whole.error.has_value(), "pieces change nothing");
  CHECK(!whole.error || whole.error->kind == pieces.error->kind, "pieces change nothing");
}

}  // namespace herlaad::statements
