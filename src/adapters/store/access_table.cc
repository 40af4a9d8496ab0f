#include "adapters/store/access_table.h"

#include <string>

#include "base/core/check.h"

namespace herlaad::store {
namespace {

// Scopes are words; they are kept as one text with spaces between them.
std::string Joined(const std::vector<std::string>& scopes) {
  std::string text;
  for (const std::string& scope : scopes) {
    CHECK(!scope.empty() && scope.find(' ') == std::string::npos, "a scope is one word");
    if (!text.empty()) text += ' ';
    text += scope;
  }
  return text;
}

std::vector<std::string> Split(std::string_view text) {
  std::vector<std::string> scopes;
  while (!text.empty()) {
    const auto end = text.find(' ');
    scopes.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return scopes;
}

}  // namespace

void AppendKey(Home home, const engine::ApiKey& key, RowBatch& rows) {
  rows.Int(home.number).Int(key.id.value()).DigestPair(key.secret).Text(key.name);
  rows.KeptText(Joined(key.scopes)).At(key.created_at).At(key.revoked_at);
}

bool ReadKey(Row row, std::vector<engine::ApiKey>& keys) {
  Fields fields(row);
  fields.Skip(1);
  engine::ApiKey& key = keys.emplace_back();
  key.id = engine::KeyId(fields.Int());
  key.secret = fields.DigestPair();
  key.name = fields.Text();
  key.scopes = Split(fields.Text());
  key.created_at = fields.At();
  key.revoked_at = fields.At();
  return fields.ok();
}

void AppendAudit(Home home, std::int64_t n, const engine::AuditEntry& entry, RowBatch& rows) {
  rows.Int(home.number).Int(n).At(entry.at).Text(entry.actor).Text(entry.action);
  rows.Text(entry.subject).Text(entry.detail);
}

bool ReadAudit(Row row, std::vector<engine::AuditEntry>& entries) {
  Fields fields(row);
  fields.Skip(2);
  engine::AuditEntry& entry = entries.emplace_back();
  entry.at = fields.At();
  entry.actor = fields.Text();
  entry.action = fields.Text();
  entry.subject = fields.Text();
  entry.detail = fields.Text();
  return fields.ok();
}

}  // namespace herlaad::store
