#include "doors/http/authenticate.h"

#include "base/core/check.h"
#include "doors/http/exchange.h"

namespace herlaad::http {
namespace {

CallerPtr MakeCaller(Caller::Kind kind, std::string name, std::string till,
                     std::vector<std::string> scopes) {
  return std::make_shared<const Caller>(
      Caller{kind, std::move(name), std::move(till), std::move(scopes)});
}

const CallerPtr& Anonymous() {
  static const CallerPtr caller = MakeCaller(Caller::Kind::kAnonymous, "anonymous", {}, {});
  return caller;
}

const CallerPtr& Local() {
  static const CallerPtr caller = MakeCaller(Caller::Kind::kLocal, "admin", "cli", {});
  return caller;
}

// The scheme's name is read in either case (RFC 9110, 11.1).
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

CallerPtr CallerOf(const std::optional<engine::ApiKey>& key) {
  if (!key || key->revoked_at.ms != 0) return nullptr;
  std::string id = ToText(key->id);
  return MakeCaller(Caller::Kind::kKey, "key:" + id, id, key->scopes);
}

Failure<Problem> TooMany() {
  return Failure{Problem(Code::kRateLimited).Header("Retry-After", "1")};
}

Failure<Problem> Unauthorized(Code code) {
  return Failure{Problem(code).Header("WWW-Authenticate", "Bearer realm=\"Herlaad\"")};
}

Result<CallerPtr, Problem> Verdict(CallerPtr caller) {
  if (caller == nullptr) return Unauthorized(Code::kKeyInvalid);
  return caller;
}

}  // namespace

void Authenticator::Identify(const net::Request& request, const MayCome& may_come,
                             const Told& told) {
  if (request.local) return told(Local());
  const auto authorization = request.Find("authorization");
  const auto key = authorization ? BearerKey(*authorization) : std::nullopt;
  if (!key) {
    if (!may_come(Stranger::kWithoutKey)) return told(TooMany());
    // Twice is none.
    if (authorization || HasAuthorization(request)) return told(Unauthorized(Code::kKeyInvalid));
    return told(Anonymous());
  }
  const Digest digest = DigestOf(*key);
  const Instant now = clock_.Now();
  Memory memory = Remembered(digest, now);
  if (memory.caller == nullptr && !may_come(Stranger::kWithUnknownKey)) return told(TooMany());
  if (memory.look_up) return LookUp(digest, now, memory.generation, told);
  told(memory.is_invalid ? Result<CallerPtr, Problem>(Unauthorized(Code::kKeyInvalid))
                         : Result<CallerPtr, Problem>(std::move(memory.caller)));
}

void Authenticator::LookUp(const Digest& digest, Instant now, std::uint64_t generation,
                           const Told& told) {
  readers_.Read([digest](engine::Queries& queries) { return queries.FindKey(digest); },
                [this, digest, now, generation, told](const auto& found) {
                  if (!found.ok()) return told(Failure{OfStoreError(found.error())});
                  CallerPtr caller = CallerOf(*found);
                  Remember(digest, caller, now, generation);
                  told(Verdict(std::move(caller)));
                });
}

Authenticator::Memory Authenticator::Remembered(const Digest& digest, Instant now) {
  const std::lock_guard lock(mutex_);
  if (const auto known = known_.find(digest); known != known_.end()) {
    return {known->second.caller, false, known->second.until <= now, generation_};
  }
  const auto invalid = invalid_.find(digest);
  const bool is_invalid = invalid != invalid_.end() && invalid->second > now;
  return {nullptr, is_invalid, !is_invalid, generation_};
}

// Apart, so that who guesses keys drives out no valid one; a full table simply starts again.
void Authenticator::Remember(const Digest& digest, CallerPtr caller, Instant now,
                             std::uint64_t generation) {
  const std::lock_guard lock(mutex_);
  if (generation != generation_) return;
  if (caller == nullptr) {
    known_.erase(digest);
    if (invalid_.size() >= kKeysRemembered) invalid_.clear();
    invalid_[digest] = now + kKeyRemembered;
    return;
  }
  invalid_.erase(digest);
  if (known_.size() >= kKeysRemembered) known_.clear();
  known_[digest] = {std::move(caller), now + kKeyRemembered};
}

void Authenticator::Forget() {
  const std::lock_guard lock(mutex_);
  ++generation_;
  // Looked up again, without having to be let in: those that were valid mostly still are.
  for (auto& [digest, known] : known_) known.until = Instant{};
  invalid_.clear();
}

}  // namespace herlaad::http
