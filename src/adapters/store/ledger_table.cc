#include "adapters/store/ledger_table.h"

#include "adapters/store/tables.h"
#include "base/core/check.h"

namespace herlaad::store {
namespace {

using ledger::AccountKind;

constexpr std::int32_t kOnlyStripe = 0;  // of an account that may not go below zero

bool IsOfNumber(AccountKind kind) {
  return kind == AccountKind::kSim || kind == AccountKind::kBonus;
}

// The name as a text that lives as long as the batch.
void AppendName(const ledger::Account& account, RowBatch& rows) {
  rows.KeptText(ledger::Name(account));
}

}  // namespace

void AppendTransfer(Home home, const engine::PostedTransfer& posted, RowBatch& rows) {
  const ledger::Transfer& transfer = posted.transfer;
  CHECK(transfer.from.asset == transfer.to.asset, "a transfer has one asset");
  rows.Int(home.number).Int(posted.order.value()).Int(posted.n);
  AppendName(transfer.from, rows);
  AppendName(transfer.to, rows);
  rows.Of(transfer.from.asset).Int(transfer.amount).At(posted.at);
}

bool ReadTransfer(Row row, std::vector<engine::PostedTransfer>& transfers) {
  Fields fields(row);
  fields.Skip(1);
  engine::PostedTransfer& posted = transfers.emplace_back();
  posted.order = OrderId(fields.Int());
  posted.n = fields.Int32();
  const auto from = ledger::ParseName(fields.Text());
  const auto to = ledger::ParseName(fields.Text());
  const Asset asset = fields.In(Asset::kEur2, Asset::kEur6);
  posted.transfer.amount = fields.Int();
  posted.at = fields.At();
  if (!from || !to || from->asset != asset || to->asset != asset) return false;
  posted.transfer.from = *from;
  posted.transfer.to = *to;
  return fields.ok();
}

void AppendChanges(Home home, std::int32_t stripe, const ledger::Changes& changes, RowBatch& rows) {
  for (const auto& [account, change] : changes) {
    if (IsOfNumber(account.kind) || change == 0) continue;
    rows.Int(home.number);
    AppendName(account, rows);
    const bool bounded = ledger::IsBounded(account.kind);
    rows.Int(bounded ? kOnlyStripe : stripe).Of(account.asset).Flag(bounded).Int(change);
  }
}

bool ReadBalance(Row row, ledger::Changes& balances) {
  Fields fields(row);
  fields.Skip(1);
  const auto account = ledger::ParseName(fields.Text());
  fields.Skip(1);
  const Asset asset = fields.In(Asset::kEur2, Asset::kEur6);
  fields.Skip(1);
  const std::int64_t balance = fields.Int();
  if (!fields.ok() || !account || account->asset != asset) return false;
  std::int64_t& sum = balances[*account];
  return !__builtin_add_overflow(sum, balance, &sum);
}

}  // namespace herlaad::store
