#include "api/http/topups/placing/voucher_tries.h"

#include "api/http/core/access/sessions.h"

namespace herlaad::http {

bool VoucherTries::Begin(const Exchange& exchange, Instant now) {
  if (!exchange.client->IsAnonymous()) return clients_.Allow(exchange.client->name, now);
  if (!addresses_.Allow(exchange.request.peer, now)) return false;
  const auto session = exchange.request.Find(kSessionHeader);
  if (!session || sessions_.Allow(*session, now)) return true;
  addresses_.GiveBack(exchange.request.peer, now);
  return false;
}

void VoucherTries::GiveBack(const Exchange& exchange, Instant now) {
  if (!exchange.client->IsAnonymous()) return clients_.GiveBack(exchange.client->name, now);
  addresses_.GiveBack(exchange.request.peer, now);
  if (const auto session = exchange.request.Find(kSessionHeader)) sessions_.GiveBack(*session, now);
}

}  // namespace herlaad::http
