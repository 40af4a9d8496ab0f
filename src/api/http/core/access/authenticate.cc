#include "api/http/core/access/authenticate.h"

#include "api/http/core/exchange.h"
#include "base/core/check.h"
#include "engine/commands/staff/staff_sessions.h"

namespace herlaad::http {
namespace {

ClientPtr MakeClient(Client::Kind kind, std::string name, std::string till,
                     std::vector<std::string> scopes,
                     std::optional<engine::UsedKey> key = std::nullopt) {
  return std::make_shared<const Client>(
      Client{kind, std::move(name), std::move(till), std::move(scopes), key});
}

const ClientPtr& Anonymous() {
  static const ClientPtr client = MakeClient(Client::Kind::kAnonymous, "anonymous", {}, {});
  return client;
}

const ClientPtr& Local() {
  static const ClientPtr client =
      MakeClient(Client::Kind::kLocal, "admin", std::string(engine::kLocalTill), {});
  return client;
}

// The scheme is case-insensitive (RFC 9110, 11.1).
std::optional<std::string_view> BearerKey(std::string_view authorization) {
  constexpr std::string_view kScheme = "bearer ";
  if (authorization.size() <= kScheme.size()) return std::nullopt;
  for (std::size_t i = 0; i < kScheme.size(); ++i) {
    const char c = authorization[i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c) != kScheme[i]) {
      return std::nullopt;
    }
  }
  authorization.remove_prefix(kScheme.size());
  const std::size_t start = authorization.find_first_not_of(' ');
  if (start == std::string_view::npos) return std::nullopt;
  return authorization.substr(start);
}

bool HasAuthorization(const net::Request& request) {
  return std::any_of(request.headers.begin(), request.headers.end(),
                     [](const net::Header& header) { return header.name == "authorization"; });
}

// A key with its client.
struct KeyFound {
  std::optional<engine::ApiKey> key;
  std::optional<engine::ClientRecord> client;
};

Result<KeyFound, engine::StoreError> FindKey(engine::Queries& queries, const Digest& digest) {
  KeyFound found;
  auto key = queries.FindKey(digest);
  if (!key.ok()) return Failure{key.error()};
  if (!*key) return found;
  found.key = *std::move(key);
  auto client = queries.FindRow<engine::ClientRecord>(found.key->client);
  if (!client.ok()) return Failure{client.error()};
  found.client = *std::move(client);
  return found;
}

// Whoever has the text of a key may be told what became of it.
Result<ClientPtr, Code> ClientOf(const KeyFound& found, Instant now) {
  if (!found.key || !found.client) return Failure{Code::kKeyInvalid};
  const engine::ApiKey& key = *found.key;
  switch (engine::StateOf(key, now)) {
    case engine::KeyState::kRevoked:
      return Failure{Code::kKeyRevoked};
    case engine::KeyState::kExpired:
      return Failure{Code::kKeyExpired};
    case engine::KeyState::kValid:
      break;
  }
  if (found.client->disabled_at.ms != 0) return Failure{Code::kClientDisabled};
  return MakeClient(Client::Kind::kKey, engine::ClientText(key.client), key.till, key.scopes,
                    engine::UsedKey{key.id, key.caps_of, key.cash_caps});
}

// A key is not remembered beyond its end.
Instant RememberedUntil(const KeyFound& found, Instant now) {
  const Instant until = now + kKeyRemembered;
  const Instant end = found.key ? found.key->valid_until : Instant{};
  return now < end && end < until ? end : until;
}

// A session with its person.
struct StaffFound {
  std::optional<engine::StaffSession> session;
  std::optional<engine::StaffMember> member;
};

Result<StaffFound, engine::StoreError> FindStaff(engine::Queries& queries,
                                                 const StaffToken& token) {
  StaffFound found;
  auto session = queries.FindRow<engine::StaffSession>(token.session);
  if (!session.ok()) return Failure{session.error()};
  if (!*session || (*session)->secret != token.secret) return found;
  found.session = *std::move(session);
  auto member = queries.FindRow<engine::StaffMember>(found.session->staff);
  if (!member.ok()) return Failure{member.error()};
  found.member = *std::move(member);
  return found;
}

Result<ClientPtr, Code> ClientOf(const StaffFound& found, const limits::CashCaps& caps,
                                 Instant now) {
  constexpr Failure kEnded{Code::kSignInRequired};
  if (!found.session || !found.member) return kEnded;
  if (!engine::IsLive(*found.session, *found.member, now)) return kEnded;
  const auto permissions = access::PermissionsOf(found.member->role);
  const std::string name = engine::StaffText(found.member->name);
  return ClientPtr(std::make_shared<const Client>(
      Client{Client::Kind::kStaff,
             name,
             name,
             {permissions.begin(), permissions.end()},
             engine::UsedKey{found.member->cash_of, found.member->cash_of, caps},
             found.member->name,
             found.session->id.value()}));
}

// Not the digest under which the same text would be looked up as an API key.
Digest RememberedAs(const StaffToken& token) {
  return DigestOf("staff " + ToText(token.session) + " " + std::to_string(token.secret.high) + " " +
                  std::to_string(token.secret.low));
}

Failure<Problem> TooMany() {
  return Failure{Problem(Code::kRateLimited).Header("Retry-After", "1")};
}

Failure<Problem> Unauthorized(Code code) {
  return Failure{Problem(code).Header("WWW-Authenticate", "Bearer realm=\"Herlaad\"")};
}

Result<ClientPtr, Problem> Verdict(const Result<ClientPtr, Code>& client) {
  if (!client.ok()) return Unauthorized(client.error());
  return *client;
}

}  // namespace

Result<bool, engine::StoreError> IsStillGood(engine::Queries& queries, const Client& client,
                                             Instant now) {
  if (client.kind == Client::Kind::kKey) {
    const auto key = queries.FindRow<engine::ApiKey>(client.key->id);
    if (!key.ok()) return Failure{key.error()};
    if (!*key || engine::StateOf(**key, now) != engine::KeyState::kValid) return false;
    const auto owner = queries.FindRow<engine::ClientRecord>((*key)->client);
    if (!owner.ok()) return Failure{owner.error()};
    return *owner && (*owner)->disabled_at.ms == 0;
  }
  if (client.kind != Client::Kind::kStaff) return true;
  const auto session =
      queries.FindRow<engine::StaffSession>(engine::StaffSessionId(client.session_id));
  if (!session.ok()) return Failure{session.error()};
  const auto member = queries.FindRow<engine::StaffMember>(client.person);
  if (!member.ok()) return Failure{member.error()};
  return *session && *member && engine::IsLive(**session, **member, now);
}

void Authenticator::Identify(const net::Request& request, const MayCome& may_come,
                             const Done& told) {
  if (request.local) return told(Local());
  const auto authorization = request.Find("authorization");
  const auto key = authorization ? BearerKey(*authorization) : std::nullopt;
  if (!authorization && !HasAuthorization(request) && !request.Find(kSessionHeader)) {
    if (const auto token = cookie_.Find(request))
      return IdentifyStaff(request, *token, may_come, told);
  }
  if (!key) {
    if (!may_come(Stranger::kWithoutKey)) return told(TooMany());
    // A repeated header is invalid.
    if (authorization || HasAuthorization(request)) return told(Unauthorized(Code::kKeyInvalid));
    return told(Anonymous());
  }
  const Digest digest = DigestOf(*key);
  const Instant now = clock_.Now();
  Memory memory = Remembered(digest, now);
  if (memory.client == nullptr && !may_come(Stranger::kWithUnknownKey)) return told(TooMany());
  if (memory.look_up) return LookUp(digest, now, memory.generation, told);
  told(memory.refusal ? Result<ClientPtr, Problem>(Unauthorized(*memory.refusal))
                      : Result<ClientPtr, Problem>(std::move(memory.client)));
}

void Authenticator::IdentifyStaff(const net::Request& request, const StaffToken& token,
                                  const MayCome& may_come, const Done& told) {
  const Instant now = clock_.Now();
  Memory memory = Remembered(RememberedAs(token), now);
  if (memory.client == nullptr && !may_come(Stranger::kWithUnknownKey)) return told(TooMany());
  if (!IsSafeMethod(request.method) && !cookie_.IsFromOwnPage(request))
    return told(Failure{Problem(Code::kOriginForeign)});
  if (memory.look_up) return LookUpStaff(token, now, memory.generation, told);
  told(memory.refusal ? Anonymous() : memory.client);
}

void Authenticator::LookUpStaff(const StaffToken& token, Instant now, std::uint64_t generation,
                                const Done& told) {
  readers_.Read([token](engine::Queries& queries) { return FindStaff(queries, token); },
                [this, token, now, generation, told](const auto& found) {
                  if (!found.ok()) return told(Failure{OfStoreError(found.error())});
                  const auto client = ClientOf(*found, staff_caps_, now);
                  Remember(RememberedAs(token), client, now + kKeyRemembered, generation);
                  if (!client.ok()) return told(Anonymous());
                  if (access::IsSeenAnew(found->session->times, now)) {
                    // If it is not accepted now, the next request records it.
                    (void)engine_.Submit(engine::SeeSession::Check(token.session));
                  }
                  told(*client);
                });
}

void Authenticator::LookUp(const Digest& digest, Instant now, std::uint64_t generation,
                           const Done& told) {
  readers_.Read([digest](engine::Queries& queries) { return FindKey(queries, digest); },
                [this, digest, now, generation, told](const auto& found) {
                  if (!found.ok()) return told(Failure{OfStoreError(found.error())});
                  const auto client = ClientOf(*found, now);
                  Remember(digest, client, RememberedUntil(*found, now), generation);
                  told(Verdict(client));
                });
}

Authenticator::Memory Authenticator::Remembered(const Digest& digest, Instant now) {
  const std::lock_guard lock(mutex_);
  if (const auto known = known_.find(digest); known != known_.end()) {
    return {known->second.client, std::nullopt, known->second.until <= now, generation_};
  }
  const auto invalid = invalid_.find(digest);
  if (invalid == invalid_.end() || invalid->second.until <= now)
    return {nullptr, std::nullopt, true, generation_};
  return {nullptr, invalid->second.refusal, false, generation_};
}

// Invalid keys are kept separately, so that guessing keys evicts no valid one; a full table is
// simply cleared.
void Authenticator::Remember(const Digest& digest, const Result<ClientPtr, Code>& found,
                             Instant until, std::uint64_t generation) {
  const std::lock_guard lock(mutex_);
  if (generation != generation_) return;
  if (!found.ok()) {
    known_.erase(digest);
    if (invalid_.size() >= kKeysRemembered) invalid_.clear();
    invalid_.insert_or_assign(digest, Invalid{found.error(), until});
    return;
  }
  invalid_.erase(digest);
  if (known_.size() >= kKeysRemembered) known_.clear();
  known_[digest] = {*found, until};
}

void Authenticator::Forget() {
  const std::lock_guard lock(mutex_);
  ++generation_;
  // Valid keys are looked up again without asking `may_come`: most are still valid.
  for (auto& [digest, known] : known_) known.until = Instant{};
  invalid_.clear();
}

}  // namespace herlaad::http
