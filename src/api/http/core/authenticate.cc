#include "api/http/core/authenticate.h"

#include "api/http/core/exchange.h"
#include "base/core/check.h"
#include "engine/commands/staff_sessions.h"

namespace herlaad::http {
namespace {

ClientPtr MakeClient(Client::Kind kind, std::string name, std::string till,
                     std::vector<std::string> scopes,
                     std::optional<engine::CappedKey> capped = std::nullopt) {
  return std::make_shared<const Client>(
      Client{kind, std::move(name), std::move(till), std::move(scopes), capped});
}

const ClientPtr& Anonymous() {
  static const ClientPtr client = MakeClient(Client::Kind::kAnonymous, "anonymous", {}, {});
  return client;
}

const ClientPtr& Local() {
  static const ClientPtr client = MakeClient(Client::Kind::kLocal, "admin", "cli", {});
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

ClientPtr ClientOf(const std::optional<engine::ApiKey>& key) {
  if (!key || key->revoked_at.ms != 0) return nullptr;
  std::string id = ToText(key->id);
  std::optional<engine::CappedKey> capped;
  if (!key->cash_caps.IsEmpty()) capped = {key->id, key->cash_caps};
  return MakeClient(Client::Kind::kKey, "key:" + id, id, key->scopes, capped);
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

ClientPtr ClientOf(const StaffFound& found, Instant now) {
  if (!found.session || !found.member || found.member->disabled_at.ms != 0) return nullptr;
  if (!access::IsLive(found.session->times, found.member->sessions_ended_at, now)) return nullptr;
  const auto permissions = access::PermissionsOf(found.member->role);
  const std::string name = engine::StaffText(found.member->name);
  return std::make_shared<const Client>(Client{Client::Kind::kStaff,
                                               name,
                                               name,
                                               {permissions.begin(), permissions.end()},
                                               std::nullopt,
                                               found.member->name,
                                               found.session->id.value()});
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

Result<ClientPtr, Problem> Verdict(ClientPtr client) {
  if (client == nullptr) return Unauthorized(Code::kKeyInvalid);
  return client;
}

}  // namespace

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
  told(memory.is_invalid ? Result<ClientPtr, Problem>(Unauthorized(Code::kKeyInvalid))
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
  told(memory.is_invalid ? Anonymous() : memory.client);
}

void Authenticator::LookUpStaff(const StaffToken& token, Instant now, std::uint64_t generation,
                                const Done& told) {
  readers_.Read([token](engine::Queries& queries) { return FindStaff(queries, token); },
                [this, token, now, generation, told](const auto& found) {
                  if (!found.ok()) return told(Failure{OfStoreError(found.error())});
                  ClientPtr client = ClientOf(*found, now);
                  Remember(RememberedAs(token), client, now, generation);
                  if (client == nullptr) return told(Anonymous());
                  if (access::IsSeenAnew(found->session->times, now)) {
                    // If it is not accepted now, the next request records it.
                    (void)engine_.Submit(engine::SeeSession::Check(token.session),
                                         [](const auto&, const auto*) {});
                  }
                  told(std::move(client));
                });
}

void Authenticator::LookUp(const Digest& digest, Instant now, std::uint64_t generation,
                           const Done& told) {
  readers_.Read([digest](engine::Queries& queries) { return queries.FindKey(digest); },
                [this, digest, now, generation, told](const auto& found) {
                  if (!found.ok()) return told(Failure{OfStoreError(found.error())});
                  ClientPtr client = ClientOf(*found);
                  Remember(digest, client, now, generation);
                  told(Verdict(std::move(client)));
                });
}

Authenticator::Memory Authenticator::Remembered(const Digest& digest, Instant now) {
  const std::lock_guard lock(mutex_);
  if (const auto known = known_.find(digest); known != known_.end()) {
    return {known->second.client, false, known->second.until <= now, generation_};
  }
  const auto invalid = invalid_.find(digest);
  const bool is_invalid = invalid != invalid_.end() && invalid->second > now;
  return {nullptr, is_invalid, !is_invalid, generation_};
}

// Invalid keys are kept separately, so that guessing keys evicts no valid one; a full table is
// simply cleared.
void Authenticator::Remember(const Digest& digest, ClientPtr client, Instant now,
                             std::uint64_t generation) {
  const std::lock_guard lock(mutex_);
  if (generation != generation_) return;
  if (client == nullptr) {
    known_.erase(digest);
    if (invalid_.size() >= kKeysRemembered) invalid_.clear();
    invalid_[digest] = now + kKeyRemembered;
    return;
  }
  invalid_.erase(digest);
  if (known_.size() >= kKeysRemembered) known_.clear();
  known_[digest] = {std::move(client), now + kKeyRemembered};
}

void Authenticator::Forget() {
  const std::lock_guard lock(mutex_);
  ++generation_;
  // Valid keys are looked up again without asking `may_come`: most are still valid.
  for (auto& [digest, known] : known_) known.until = Instant{};
  invalid_.clear();
}

}  // namespace herlaad::http
