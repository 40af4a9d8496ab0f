#include "engine/commands/idempotency.h"

#include <string>

namespace herlaad::engine {

using orders::PlaceOutcome;

Digest IdempotencyKeyDigest(std::string_view client, std::string_view key) {
  std::string text;
  text.reserve(client.size() + key.size() + 1);
  text += client;
  text += '\0';
  text += key;
  return DigestOf(text);
}

Decision RepeatedDecision(const IdempotencyRecord& record, const Digest& body) {
  Decision decision;
  decision.answer.replayed = true;
  decision.answer.order = record.order;
  if (record.body != body) {
    decision.answer.outcome = static_cast<std::uint8_t>(PlaceOutcome::kKeyReused);
    return decision;
  }
  decision.answer.outcome = record.outcome;
  decision.answer.detail = record.detail;
  decision.answer.note = record.note;
  return decision;
}

void RecordOutcome(const orders::Refusal* refused, const Digest& key, const Digest& body,
                   Instant now, Decision& decision) {
  IdempotencyRecord record;
  record.outcome = static_cast<std::uint8_t>(PlaceOutcome::kAccepted);
  if (refused != nullptr) {
    record.outcome = static_cast<std::uint8_t>(refused->outcome);
    record.detail = refused->detail;
    record.note = refused->note;
  } else {
    record.order = decision.answer.order;
  }
  decision.answer.outcome = record.outcome;
  decision.answer.detail = record.detail;
  decision.answer.note = record.note;
  record.key = key;
  record.body = body;
  record.at = now;
  decision.idempotency_record = std::move(record);
}

void RecordAnswer(const Digest& key, const Digest& body, Instant now, Decision& decision) {
  IdempotencyRecord record;
  record.key = key;
  record.body = body;
  record.outcome = decision.answer.outcome;
  record.detail = decision.answer.detail;
  record.note = decision.answer.note;
  record.at = now;
  decision.idempotency_record = std::move(record);
}

}  // namespace herlaad::engine
