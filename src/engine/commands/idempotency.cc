#include "engine/commands/idempotency.h"

#include <string>

namespace herlaad::engine {

Digest IdempotencyKeyDigest(std::string_view client, std::string_view key) {
  std::string text;
  text.reserve(client.size() + key.size() + 1);
  text += client;
  text += '\0';
  text += key;
  return DigestOf(text);
}

void Record(const Digest& key, const Digest& body, Instant now, IdempotencyRecord packed,
            Decision& decision) {
  packed.key = key;
  packed.body = body;
  packed.at = now;
  decision.rows.Put(std::move(packed));
}

}  // namespace herlaad::engine
