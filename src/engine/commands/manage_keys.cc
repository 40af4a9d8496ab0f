#include "engine/commands/manage_keys.h"

#include <algorithm>

#include "domain/payments/payment_method.h"

namespace herlaad::engine {
namespace {

// For the audit trail, in minor units.
void AppendCap(std::string_view name, std::int64_t cap, std::string& detail) {
  if (cap > 0) detail.append(name).append(std::to_string(cap));
}

}  // namespace

const std::vector<std::string>& KnownScopes() {
  static const std::vector<std::string> scopes{"audit:read", "sim:read",
                                               std::string(payments::kScopeCash), "topup:read"};
  return scopes;
}

Result<std::unique_ptr<CreateKey>, CreateKeyError> CreateKey::Check(std::string name,
                                                                    std::vector<std::string> scopes,
                                                                    Digest secret,
                                                                    std::string actor,
                                                                    limits::CashCaps caps) {
  const auto& known = KnownScopes();
  std::sort(scopes.begin(), scopes.end());
  scopes.erase(std::unique(scopes.begin(), scopes.end()), scopes.end());
  if (scopes.empty()) return Failure{CreateKeyError::kNoScope};
  for (const std::string& scope : scopes) {
    if (std::find(known.begin(), known.end(), scope) == known.end()) {
      return Failure{CreateKeyError::kUnknownScope};
    }
  }
  if (name.size() > kKeyNameMax) return Failure{CreateKeyError::kNameTooLong};
  if (caps.per_topup < 0 || caps.per_day < 0) return Failure{CreateKeyError::kCapNotPositive};
  if (!caps.IsEmpty() &&
      std::find(scopes.begin(), scopes.end(), payments::kScopeCash) == scopes.end())
    return Failure{CreateKeyError::kCapsWithoutCash};
  ApiKey key{{}, secret, std::move(name), std::move(scopes), {}, {}, caps};
  return std::unique_ptr<CreateKey>(new CreateKey(std::move(key), std::move(actor)));
}

Decision CreateKey::Decide(const ReadSet&, const DecisionContext& context) const {
  Decision decision;
  ApiKey key = key_;
  key.id = KeyId(context.ids.Next(context.now));
  key.created_at = context.now;
  std::string detail = key.name;
  for (const std::string& scope : key.scopes) (detail += ' ') += scope;
  AppendCap(" cash_per_topup=", key.cash_caps.per_topup, detail);
  AppendCap(" cash_per_day=", key.cash_caps.per_day, detail);
  decision.audit.push_back({context.now, actor_, "key.create", ToText(key.id), std::move(detail)});
  decision.answer.detail = key.id.value();
  decision.plain.Put(std::move(key));
  return decision;
}

std::unique_ptr<RevokeKey> RevokeKey::Check(KeyId key, std::string actor) {
  return std::unique_ptr<RevokeKey>(new RevokeKey(key, std::move(actor)));
}

Decision RevokeKey::Decide(const ReadSet& read_set, const DecisionContext& context) const {
  Decision decision;
  const ApiKey* const found = read_set.FindPlain<ApiKey>(key_);
  auto outcome = RevokeKeyOutcome::kRevoked;
  if (found == nullptr) {
    outcome = RevokeKeyOutcome::kNoSuchKey;
  } else if (found->revoked_at.ms != 0) {
    outcome = RevokeKeyOutcome::kAlready;
  } else {
    ApiKey key = *found;
    key.revoked_at = context.now;
    decision.plain.Put(std::move(key));
    decision.audit.push_back({context.now, actor_, "key.revoke", ToText(key_), {}});
  }
  decision.answer.outcome = static_cast<std::uint8_t>(outcome);
  return decision;
}

}  // namespace herlaad::engine
