// The audit trail: acts of persons and programs outside the normal course of an order. Each node
// writes a chain of its own, so that no node waits for another: every row holds the SHA-256 of its
// own values and of the row before it. Rows are never changed or deleted. Somebody who changes,
// inserts or deletes one breaks its chain, unless all later rows of that node and its tail are
// written anew; the last hashes that `verify` prints, noted elsewhere, show that too.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/id.h"
#include "base/core/instant.h"

namespace herlaad::engine {

using AuditId = Id<struct AuditTag>;
inline std::string ToText(AuditId id) { return IdText("au_", id.value()); }

// An act, in the same commit as what it changed.
struct AuditEntry {
  Instant at{};
  std::string actor;
  std::string action;   // "topup.resolve", "key.create", …
  std::string subject;  // an id
  std::string detail;   // never a secret

  friend bool operator==(const AuditEntry&, const AuditEntry&) = default;
};

// An entry as it is kept. Ids grow along the chain of their node.
struct AuditRow {
  AuditId id;
  AuditEntry entry;
  std::string hash;  // 32 bytes

  friend bool operator==(const AuditRow&, const AuditRow&) = default;
};

// The last row of a node's chain.
struct AuditTail {
  std::int32_t node = 0;
  AuditId last{};
  std::int64_t rows = 0;  // in the chain
  std::string hash = {};  // of the last row

  friend bool operator==(const AuditTail&, const AuditTail&) = default;
};

// SHA-256 of the previous row's hash (32 zero bytes for the first) and of the row's values, each
// written as its length in bytes, a colon and the value: the id and the time in milliseconds as
// decimal numbers, then actor, action, subject and detail.
std::string HashOf(std::string_view previous, AuditId id, const AuditEntry& entry);

// The row that continues the chain. `id` is greater than the last one's.
AuditRow Continue(AuditTail& tail, AuditId id, AuditEntry entry);

// Recomputes the chains while nodes may be adding to them.
class AuditCheck {
 public:
  // `tails` as they were before the first row was read.
  explicit AuditCheck(std::vector<AuditTail> tails);
  // In order of ids. What is wrong, for a person; nullopt if the row continues its chain.
  std::optional<std::string> OnRow(const AuditRow& row);
  // `tails` as they are after the last row was read.
  [[nodiscard]] std::optional<std::string> Finish(const std::vector<AuditTail>& tails) const;

  // As far as rows were read, by node.
  [[nodiscard]] const std::map<std::int32_t, AuditTail>& found() const { return found_; }

 private:
  std::vector<AuditTail> not_reached_;  // tails whose row was not seen yet
  std::map<std::int32_t, AuditTail> found_;
};

}  // namespace herlaad::engine
