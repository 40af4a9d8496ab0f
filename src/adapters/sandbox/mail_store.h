// MailStore: the file of the sandbox mailboxes, mail.db: every mail that arrived, in order.
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

// Each method is one statement within whatever transaction its user has begun.
class MailStore {
 public:
  static Result<std::unique_ptr<MailStore>, std::string> Open(const std::string& folder,
                                                              Database::Use use);
  [[nodiscard]] Database& database() { return *database_; }

  void Add(const MailEntry& mail);  // `n` is given here
  // The newest of one address, the newest first.
  std::vector<MailEntry> Newest(std::string_view address, std::size_t limit);
  std::optional<MailEntry> Find(std::int64_t n);

  MailEntries Read(const BookPage& page);

 private:
  explicit MailStore(std::unique_ptr<Database> database);

  std::unique_ptr<Database> database_;
  std::int64_t last_n_ = 0;
};

}  // namespace herlaad::sandbox
