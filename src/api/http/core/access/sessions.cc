#include "api/http/core/access/sessions.h"

#include "base/core/crockford.h"

namespace herlaad::http {
namespace {

constexpr std::size_t kDrawnBytes = 20;
constexpr std::size_t kDrawnDigits = 32;  // 5 bits each
constexpr int kHalfDigits = 13;           // 64 bits

std::string Written(const Digest& digest) {
  std::string text;
  AppendCrockford(digest.high, kHalfDigits, text);
  AppendCrockford(digest.low, kHalfDigits, text);
  return text;
}

// Keyed like the codes of links, but distinct from them.
Secret CodeOf(const Secret& key, std::string_view drawn) {
  std::string text = key.Reveal();
  text += '\0';
  text += "session";
  text += '\0';
  text += drawn;
  return Secret(Written(DigestOf(text)));
}

}  // namespace

Sessions::Sessions(Secret key, Secret before) : key_(std::move(key)), before_(std::move(before)) {}

Secret Sessions::New() const {
  const std::string drawn = RandomSecret(kDrawnBytes).Reveal();
  return Secret(drawn + "." + CodeOf(key_, drawn).Reveal());
}

bool Sessions::IsOne(std::string_view session) const {
  const std::size_t dot = session.find('.');
  if (dot != kDrawnDigits) return false;
  const Secret given(std::string(session.substr(dot + 1)));
  const std::string_view drawn = session.substr(0, dot);
  return CodeOf(key_, drawn) == given || (!before_.empty() && CodeOf(before_, drawn) == given);
}

std::string Sessions::KeyIn(std::string_view session, std::string_view idempotency_key) {
  std::string text = "key of a session";
  text += '\0';
  text += session;
  text += '\0';
  text += idempotency_key;
  return "session:" + Written(DigestOf(text));
}

}  // namespace herlaad::http
