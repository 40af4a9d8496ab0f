// MailStore: the database file of the sandbox mailboxes, mail.db: every mail received, in order.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/sandbox/database.h"
#include "adapters/sandbox/sandbox_entries.h"

namespace herlaad::sandbox {

// Each method runs one statement in the caller's transaction.
class MailStore {
 public:
  static Result<std::unique_ptr<MailStore>, std::string> Open(const std::string& folder,
                                                              Database::Use use);
  [[nodiscard]] Database& database() { return *database_; }

  void Add(const MailEntry& mail);  // assigns `n`
  // The latest mails to one address, newest first.
  std::vector<MailEntry> Newest(std::string_view address, std::size_t limit);
  std::optional<MailEntry> Find(std::int64_t n);

  MailEntries Read(const EntriesPage& page);

 private:
  explicit MailStore(std::unique_ptr<Database> database);

  std::unique_ptr<Database> database_;
  std::int64_t last_n_ = 0;
};

}  // namespace herlaad::sandbox
