#include "adapters/store/claims.h"

#include "adapters/store/claim_book.h"
#include "adapters/store/shared_claims.h"

namespace herlaad::store {

void AppendClaim(Home home, std::int64_t n, const engine::Claim& claim, RowBatch& rows) {
  rows.Int(home.number).Int(n).DigestPair(claim.key).DigestPair(claim.body);
  rows.Int(claim.outcome).Int(claim.order.value()).Int(claim.detail).Text(claim.note);
  rows.At(claim.at);
}

bool ReadClaim(Row row, engine::Claim& claim) {
  Fields fields(row);
  fields.Skip(2);
  claim.key = fields.DigestPair();
  claim.body = fields.DigestPair();
  const std::int32_t outcome = fields.Int32();
  claim.outcome = static_cast<std::uint8_t>(outcome);
  claim.order = OrderId(fields.Int());
  claim.detail = fields.Int();
  claim.note = fields.Text();
  claim.at = fields.At();
  return fields.ok() && outcome >= 0 && outcome <= UINT8_MAX;
}

Result<std::int64_t, DbError> OneNumberOf(Database& database, const Query& query, Home home,
                                          std::int64_t otherwise) {
  const Value parameters[] = {Value::Int(home.number)};
  return OneNumber(database, query, parameters, otherwise);
}

std::unique_ptr<Claims> MakeClaims(const Database& database, Home home) {
  if (database.IsShared()) return std::make_unique<SharedClaims>(home);
  return std::make_unique<ClaimBook>(home);
}

}  // namespace herlaad::store
