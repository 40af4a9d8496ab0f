#include <algorithm>
#include <iterator>
#include <string_view>

#include "adapters/store/postgres/postgres_connection.h"

namespace herlaad::store::postgres {
namespace {

using Kind = DbError::Kind;

struct Meaning {
  std::string_view state;  // an SQLSTATE or a prefix of one
  Kind kind;
};

// The first match counts. https://www.postgresql.org/docs/15/errcodes-appendix.html
constexpr Meaning kMeanings[] = {
    {"25006", Kind::kReadOnly},  // a standby or a read-only session
    {"40", Kind::kBusy},         // serialization failure, deadlock
    {"55P03", Kind::kBusy},      // lock time-out
    {"57014", Kind::kBusy},      // cancelled
    {"23", Kind::kConstraint},
    {"22", Kind::kConstraint},  // a number out of range, an invalid
                                // text
    {"21000", Kind::kMisused},
    {"42501", Kind::kReadOnly},  // insufficient privilege
    {"53100", Kind::kFull},      // disk full
    {"53", Kind::kUnavailable},  // out of memory, too many connections
    {"54", Kind::kMisused},
    {"57", Kind::kUnavailable},  // shutting down or starting
    {"08", Kind::kUnavailable},
    {"58", Kind::kUnavailable},  // an I/O error of the server
    {"28", Kind::kUnavailable},  // invalid password
    {"XX001", Kind::kDamaged},
    {"XX002", Kind::kDamaged},
    {"XX", Kind::kUnavailable},
};

Kind KindOf(std::string_view state) {
  const auto* const at =
      std::find_if(std::begin(kMeanings), std::end(kMeanings),
                   [state](const Meaning& m) { return state.starts_with(m.state); });
  return at == std::end(kMeanings) ? Kind::kMisused : at->kind;
}

std::string_view Field(const PGresult* answer, int field) {
  const char* const text = PQresultErrorField(answer, field);
  return text == nullptr ? std::string_view() : std::string_view(text);
}

}  // namespace

// The primary message names tables and constraints; the other fields, and all messages of class 22,
// contain values.
std::string WordsOf(const PGresult* answer) {
  const std::string state(Field(answer, PG_DIAG_SQLSTATE));
  std::string words;
  if (!state.starts_with("22")) words = Field(answer, PG_DIAG_MESSAGE_PRIMARY);
  if (words.empty()) words = "a value does not fit";
  return words + " (PostgreSQL " + std::string(Field(answer, PG_DIAG_SEVERITY_NONLOCALIZED)) + " " +
         state + ")";
}

bool IsWarning(const PGresult* notice) {
  return Field(notice, PG_DIAG_SEVERITY_NONLOCALIZED) == "WARNING";
}

DbError ErrorOf(const PGresult* answer, bool is_raced) {
  const std::string_view state = Field(answer, PG_DIAG_SQLSTATE);
  // After these the server closes the connection, and the statement may have been executed.
  const std::string_view severity = Field(answer, PG_DIAG_SEVERITY_NONLOCALIZED);
  const bool fatal = severity == "FATAL" || severity == "PANIC";
  DbError error;
  error.kind = fatal ? Kind::kUnavailable : KindOf(state);
  if (is_raced && state == "23505") error.kind = Kind::kBusy;
  error.message = WordsOf(answer);
  return error;
}

DbError ErrorOfConnecting(PGconn* connection) {
  std::string message = PQerrorMessage(connection);
  std::replace(message.begin(), message.end(), '\n', ' ');
  while (message.ends_with(' ')) message.pop_back();
  if (message.find("session is read-only") != std::string::npos ||
      message.find("server is in hot standby mode") != std::string::npos) {
    return {Kind::kReadOnly,
            message + "; it is a standby, or was set to read only: name the primary, or all hosts"};
  }
  return {Kind::kUnavailable, std::move(message)};
}

}  // namespace herlaad::store::postgres
