// OperatorStore: the operator's database file, operator.db.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/sandbox/database.h"
#include "adapters/sandbox/sandbox_entries.h"

namespace herlaad::sandbox {

// A request with the time of its answer.
struct FullRequest : OperatorRequest {
  Instant answer_at{};
};

// Each method runs one statement in the caller's transaction.
class OperatorStore {
 public:
  static Result<std::unique_ptr<OperatorStore>, std::string> Open(const std::string& folder,
                                                                  Database::Use use);
  [[nodiscard]] Database& database() { return *database_; }

  void Add(const FullRequest& request);  // assigns `n`
  void Add(const OperatorCredit& credit);
  std::optional<FullRequest> FirstRequest(std::string_view reference);
  std::optional<OperatorCredit> FindCredit(std::string_view reference);

  OperatorEntries Read(const EntriesPage& page);

 private:
  explicit OperatorStore(std::unique_ptr<Database> database);

  std::unique_ptr<Database> database_;
  std::int64_t last_n_ = 0;
};

}  // namespace herlaad::sandbox
