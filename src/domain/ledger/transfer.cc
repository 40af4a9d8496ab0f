#include "domain/ledger/transfer.h"

#include "base/core/check.h"

namespace herlaad::ledger {
namespace {

std::optional<std::string> Problem(const Transfer& transfer) {
  if (transfer.amount <= 0) return "a transfer moves nothing or less";
  if (transfer.from == transfer.to) return "a transfer from " + Name(transfer.from) + " to itself";
  if (transfer.from.asset != transfer.to.asset) {
    return "a transfer between assets, from " + Name(transfer.from) + " to " + Name(transfer.to);
  }
  if (!MayHold(transfer.from.kind, transfer.from.asset) ||
      !MayHold(transfer.to.kind, transfer.to.asset)) {
    return "an account in an asset that its kind does not hold";
  }
  return std::nullopt;
}

[[nodiscard]] bool Put(Changes& changes, const Account& account, std::int64_t amount) {
  std::int64_t& sum = changes[account];
  return !__builtin_add_overflow(sum, amount, &sum);
}

}  // namespace

Transfer Move(std::int64_t amount, Account from, Account to) {
  Transfer transfer{std::move(from), std::move(to), amount};
  CHECK(!Problem(transfer), "a transfer is positive, between two accounts of one asset");
  return transfer;
}

std::int64_t ChangeOf(const Transfers& transfers, const Account& account) {
  std::int64_t change = 0;
  for (const Transfer& transfer : transfers) {
    if (transfer.to == account) change += transfer.amount;
    if (transfer.from == account) change -= transfer.amount;
  }
  return change;
}

std::optional<std::string> Problem(const Transfers& transfers) {
  for (const Transfer& transfer : transfers) {
    if (auto problem = Problem(transfer)) return problem;
  }
  return std::nullopt;
}

bool Fold(const Transfers& transfers, Changes& changes) {
  for (const Transfer& transfer : transfers) {
    if (!Put(changes, transfer.from, -transfer.amount)) return false;
    if (!Put(changes, transfer.to, transfer.amount)) return false;
  }
  return true;
}

}  // namespace herlaad::ledger
