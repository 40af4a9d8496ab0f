#include "engine/commands/clients/manage_keys.h"

#include <algorithm>

#include "base/core/mutant.h"
#include "base/core/printable.h"
#include "domain/access/roles.h"
#include "domain/payments/payment_method.h"
#include "engine/commands/clients/manage_clients.h"
#include "engine/commands/idempotency.h"
#include "engine/commands/webhooks/manage_webhooks.h"

namespace herlaad::engine {
namespace {

bool TakesCash(const std::vector<std::string>& scopes) {
  return std::any_of(scopes.begin(), scopes.end(), [](const std::string& scope) {
    return scope == payments::kScopeCash || scope == access::kMaySellVouchers;
  });
}

// Of every request for a first key: a secret is drawn for one of them.
constexpr Digest kFirstKey{0, 1};

// Under which it is kept that a key with that secret was made.
Digest MadeWith(const Digest& secret) {
  return IdempotencyKeyDigest("api keys",
                              std::to_string(secret.high) + ' ' + std::to_string(secret.low));
}

// The key that the same request made before.
std::optional<KeyId> MadeBefore(const Digest& secret, const Digest& body, const ReadSet& read_set) {
  const IdempotencyRecord* const record = read_set.Find<IdempotencyRecord>(MadeWith(secret));
  if (record == nullptr || record->body != body) return std::nullopt;
  return KeyId(record->detail);
}

void RecordMade(const ApiKey& key, const Digest& body, Instant now, Decision& decision) {
  IdempotencyRecord made;
  made.detail = key.id.value();
  Record(MadeWith(key.secret), body, now, std::move(made), decision);
}

// For the audit trail, in minor units.
void AppendCap(std::string_view name, std::int64_t cap, std::string& detail) {
  if (cap > 0) detail.append(name).append(std::to_string(cap));
}

// `origin` ends the line in the audit trail.
void Add(ApiKey key, const std::string& actor, const std::string& origin,
         const DecisionContext& context, Decision& decision) {
  std::string detail = key.name.empty() ? "of " : key.name + " of ";
  detail += ToText(key.client);
  for (const std::string& scope : key.scopes) (detail += ' ') += scope;
  if (!key.till.empty()) detail += " till=" + key.till;
  AppendCap(" cash_per_topup=", key.cash_caps.per_topup, detail);
  AppendCap(" cash_per_day=", key.cash_caps.per_day, detail);
  decision.audit.push_back(
      {context.now, actor, "key.create", ToText(key.id), std::move(detail) + origin});
  decision.rows.Put(std::move(key));
}

}  // namespace

const std::vector<std::string>& KnownScopes() {
  static const std::vector<std::string> scopes{"audit:read",
                                               std::string(access::kMayReadDisputes),
                                               "sim:read",
                                               std::string(payments::kScopeCash),
                                               std::string(payments::kScopeFloat),
                                               "topup:read",
                                               std::string(access::kMaySellVouchers),
                                               std::string(kScopeWebhooks)};
  return scopes;
}

Result<std::unique_ptr<CreateKey>, CreateKeyError> CreateKey::Check(NewKey key, std::string actor) {
  const auto& known = KnownScopes();
  std::sort(key.scopes.begin(), key.scopes.end());
  key.scopes.erase(std::unique(key.scopes.begin(), key.scopes.end()), key.scopes.end());
  if (key.scopes.empty()) return Failure{CreateKeyError::kNoScope};
  for (const std::string& scope : key.scopes) {
    if (std::find(known.begin(), known.end(), scope) == known.end()) {
      return Failure{CreateKeyError::kUnknownScope};
    }
  }
  if (key.name.size() > kKeyNameMax || !IsOneLine(key.name))
    return Failure{CreateKeyError::kNameTooLong};
  const bool takes_cash = TakesCash(key.scopes);
  if (key.caps.per_topup < 0 || key.caps.per_day < 0)
    return Failure{CreateKeyError::kCapNotPositive};
  if (!key.caps.IsEmpty() && !takes_cash) return Failure{CreateKeyError::kCapsWithoutCash};
  if (!key.client && !key.name.empty() && !IsClientName(key.name))
    return Failure{CreateKeyError::kNameIsNotOfAClient};
  if (!key.till.empty() && !takes_cash) return Failure{CreateKeyError::kTillWithoutCash};
  if (!key.till.empty() && !IsTillName(key.till)) return Failure{CreateKeyError::kTillName};
  return std::unique_ptr<CreateKey>(new CreateKey(std::move(key), std::move(actor)));
}

void CreateKey::AddNeeds(Needs& needs) const {
  needs.audit = true;
  needs.Put<IdempotencyRecord>(MadeWith(new_.secret));
  if (new_.client) {
    needs.Put<ClientRecord>(*new_.client);
    // The till that it has without `till`, too.
    needs.Put<Till>(ToText(*new_.client));
  } else if (!new_.name.empty()) {
    needs.Put<ClientName>(new_.name);
  }
  if (!new_.till.empty()) needs.Put<Till>(new_.till);
}

CreateKeyOutcome CreateKey::Judge(const ReadSet& read_set) const {
  if (new_.client) {
    const ClientRecord* const client = read_set.Find<ClientRecord>(*new_.client);
    if (client == nullptr) return CreateKeyOutcome::kNoSuchClient;
    if (client->disabled_at.ms != 0) return CreateKeyOutcome::kClientDisabled;
  } else if (read_set.Find<ClientName>(new_.name) != nullptr) {
    return CreateKeyOutcome::kNameTaken;
  }
  const Till* const till = read_set.Find<Till>(new_.till);
  if (till != nullptr && till->client != new_.client) return CreateKeyOutcome::kTillTaken;
  return CreateKeyOutcome::kCreated;
}

DecisionOf<CreateKeyResult> CreateKey::Decide(const ReadSet& read_set,
                                              const DecisionContext& context) const {
  if (const auto made = MadeBefore(new_.secret, kFirstKey, read_set))
    return Repeated(CreateKeyResult{CreateKeyOutcome::kCreated, *made, {}});
  CreateKeyResult result{Judge(read_set)};
  if (result.outcome == CreateKeyOutcome::kNameTaken)
    result.has_name = read_set.Find<ClientName>(new_.name)->client;
  if (result.outcome != CreateKeyOutcome::kCreated) return result;
  DecisionOf<CreateKeyResult> decision(result);
  ApiKey key;
  key.client = new_.client ? *new_.client : AddClient(new_.name, actor_, context, decision);
  key.id = KeyId(context.ids.Next(context.now));
  decision.result.key = key.id;
  key.secret = new_.secret;
  key.name = new_.name;
  key.scopes = new_.scopes;
  key.created_at = context.now;
  key.caps_of = key.id;
  key.cash_caps = new_.caps;
  if (TakesCash(key.scopes)) {
    key.till = new_.till.empty() ? ToText(key.client) : new_.till;
    if (read_set.Find<Till>(key.till) == nullptr)
      decision.rows.Put(Till{key.till, key.client, context.now});
  }
  RecordMade(key, kFirstKey, context.now, decision);
  Add(std::move(key), actor_, "", context, decision);
  return decision;
}

std::unique_ptr<RotateKey> RotateKey::Check(KeyId key, Digest secret, Millis old_valid_for,
                                            std::string actor) {
  if (old_valid_for < Millis(0) || old_valid_for > kOldKeyValidMax) return nullptr;
  return std::unique_ptr<RotateKey>(new RotateKey(key, secret, old_valid_for, std::move(actor)));
}

Digest RotateKey::Body() const { return DigestOf("rotate " + ToText(key_)); }

void RotateKey::AddNeeds(Needs& needs) const {
  needs.Put<IdempotencyRecord>(MadeWith(secret_));
  needs.Put<ApiKey>(key_);
  needs.audit = true;
}

DecisionOf<RotateKeyResult> RotateKey::Decide(const ReadSet& read_set,
                                              const DecisionContext& context) const {
  if (const auto made = MadeBefore(secret_, Body(), read_set))
    return Repeated(RotateKeyResult{RotateKeyOutcome::kRotated, *made});
  const ApiKey* const found = read_set.Find<ApiKey>(key_);
  if (found == nullptr) return RotateKeyResult{RotateKeyOutcome::kNoSuchKey};
  if (StateOf(*found, context.now) != KeyState::kValid)
    return RotateKeyResult{RotateKeyOutcome::kNotValid};
  ApiKey old = *found;
  const Instant end = context.now + old_valid_for_;
  if (old.valid_until.ms == 0 || old.valid_until > end) old.valid_until = end;
  ApiKey key = *found;
  key.id = KeyId(context.ids.Next(context.now));
  key.secret = secret_;
  key.created_at = context.now;
  key.valid_until = {};
  if (MutantIs("rotated_key_counts_anew")) key.caps_of = key.id;
  DecisionOf<RotateKeyResult> decision(RotateKeyResult{RotateKeyOutcome::kRotated, key.id});
  decision.audit.push_back({context.now, actor_, "key.rotate", ToText(key_),
                            "to " + ToText(key.id) + ", ends " + ToRfc3339(old.valid_until)});
  decision.rows.Put(std::move(old));
  RecordMade(key, Body(), context.now, decision);
  Add(std::move(key), actor_, " from " + ToText(key_), context, decision);
  return decision;
}

std::unique_ptr<RevokeKey> RevokeKey::Check(KeyId key, std::string actor) {
  return std::unique_ptr<RevokeKey>(new RevokeKey(key, std::move(actor)));
}

DecisionOf<RevokeKeyOutcome> RevokeKey::Decide(const ReadSet& read_set,
                                               const DecisionContext& context) const {
  const ApiKey* const found = read_set.Find<ApiKey>(key_);
  if (found == nullptr) return RevokeKeyOutcome::kNoSuchKey;
  if (found->revoked_at.ms != 0) return RevokeKeyOutcome::kAlready;
  DecisionOf<RevokeKeyOutcome> decision(RevokeKeyOutcome::kRevoked);
  ApiKey key = *found;
  key.revoked_at = context.now;
  decision.rows.Put(std::move(key));
  decision.audit.push_back({context.now, actor_, "key.revoke", ToText(key_), {}});
  return decision;
}

}  // namespace herlaad::engine
