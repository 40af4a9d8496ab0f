#include "engine/ports/audit.h"

#include <algorithm>

#include "base/core/check.h"
#include "base/core/secret.h"

namespace herlaad::engine {
namespace {

constexpr std::size_t kHashBytes = 32;

void Append(std::string_view value, std::string& out) {
  out.append(std::to_string(value.size())).append(":").append(value);
}

std::string Before(const AuditTail& tail) {
  return tail.rows == 0 ? std::string(kHashBytes, '\0') : tail.hash;
}

std::string NodeText(std::int32_t node) { return "audit trail of node " + std::to_string(node); }

}  // namespace

std::string HashOf(std::string_view previous, AuditId id, const AuditEntry& entry) {
  std::string text(previous);
  Append(std::to_string(id.value()), text);
  Append(std::to_string(entry.at.ms), text);
  for (const std::string* const value :
       {&entry.actor, &entry.action, &entry.subject, &entry.detail}) {
    Append(*value, text);
  }
  return Sha256(text);
}

AuditRow Continue(AuditTail& tail, AuditId id, AuditEntry entry) {
  CHECK(id > tail.last, "ids grow along the chain of a node");
  AuditRow row{id, std::move(entry), {}};
  row.hash = HashOf(Before(tail), id, row.entry);
  tail.last = id;
  tail.hash = row.hash;
  ++tail.rows;
  return row;
}

AuditCheck::AuditCheck(std::vector<AuditTail> tails) : not_reached_(std::move(tails)) {}

std::optional<std::string> AuditCheck::OnRow(const AuditRow& row) {
  const std::int32_t node = NodeOfId(row.id.value());
  AuditTail& tail = found_.try_emplace(node, AuditTail{.node = node}).first->second;
  if (row.hash != HashOf(Before(tail), row.id, row.entry)) {
    return NodeText(node) + ": " + ToText(row.id) + " does not continue " +
           (tail.rows == 0 ? "anything: it is the first" : ToText(tail.last)) +
           "; a row was changed, added or deleted";
  }
  tail.last = row.id;
  tail.hash = row.hash;
  ++tail.rows;
  std::erase(not_reached_, tail);
  return std::nullopt;
}

std::optional<std::string> AuditCheck::Finish(const std::vector<AuditTail>& tails) const {
  if (!not_reached_.empty()) {
    const AuditTail& tail = not_reached_.front();
    return NodeText(tail.node) + ": it does not reach its last row " + ToText(tail.last);
  }
  for (const auto& [node, found] : found_) {
    const auto is_its = [&tail = found](const AuditTail& kept) { return kept.node == tail.node; };
    if (std::none_of(tails.begin(), tails.end(), is_its))
      return NodeText(node) + ": the note of its last row was deleted";
  }
  return std::nullopt;
}

}  // namespace herlaad::engine
