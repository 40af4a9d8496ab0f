// PhoneStore: the database file of the sandbox phones, phone.db: every text received, in order.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/sandbox/database.h"
#include "adapters/sandbox/sandbox_entries.h"

namespace herlaad::sandbox {

// Each method runs one statement in the caller's transaction.
class PhoneStore {
 public:
  static Result<std::unique_ptr<PhoneStore>, std::string> Open(const std::string& folder,
                                                               Database::Use use);
  [[nodiscard]] Database& database() { return *database_; }

  void Add(const PhoneMessage& message);  // assigns `n`
  // The latest texts to one number, newest first.
  std::vector<PhoneMessage> Newest(std::string_view msisdn, std::size_t limit);

  PhoneEntries Read(const EntriesPage& page);

 private:
  explicit PhoneStore(std::unique_ptr<Database> database);

  std::unique_ptr<Database> database_;
  std::int64_t last_n_ = 0;
};

}  // namespace herlaad::sandbox
