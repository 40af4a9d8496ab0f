#include "domain/ledger/balance.h"

#include "base/core/mutant.h"

namespace herlaad::ledger {
namespace {

bool IsWithinMax(std::int64_t units) { return units >= -kBalanceMax && units <= kBalanceMax; }

// All within kBalanceMax, so that no difference leaves 64 bits.
bool IsAboveFloor(const Balance& balance) {
  return balance.amount - balance.reserved >= balance.floor || MutantIs("floor_ignored");
}

// Refuses what every operation refuses.
Result<Nothing, BalanceRefusal> Check(const Balance& balance, std::int64_t amount) {
  if (amount <= 0) return Failure{BalanceRefusal::kNotPositive};
  if (Problem(balance)) return Failure{BalanceRefusal::kTooLow};
  return Nothing{};
}

bool IsAvailable(const Balance& balance, std::int64_t amount) {
  return amount <= balance.Available() || MutantIs("floor_ignored");
}

}  // namespace

std::optional<std::string> Problem(const Balance& balance) {
  if (!IsWithinMax(balance.amount) || !IsWithinMax(balance.floor) ||
      !IsWithinMax(balance.reserved)) {
    return "a balance above the largest one";
  }
  if (balance.reserved < 0) return "less than nothing is reserved";
  if (!IsAboveFloor(balance)) return "a balance below its floor";
  return std::nullopt;
}

std::int64_t Balance::Available() const { return Problem(*this) ? 0 : amount - reserved - floor; }

Result<Balance, BalanceRefusal> Debit(Balance balance, std::int64_t amount) {
  if (const auto checked = Check(balance, amount); !checked.ok()) return Failure{checked.error()};
  if (!IsAvailable(balance, amount)) return Failure{BalanceRefusal::kTooLow};
  balance.amount -= amount;
  return balance;
}

Result<Balance, BalanceRefusal> Credit(Balance balance, std::int64_t amount) {
  if (const auto checked = Check(balance, amount); !checked.ok()) return Failure{checked.error()};
  if (amount > kBalanceMax || balance.amount > kBalanceMax - amount)
    return Failure{BalanceRefusal::kTooLarge};
  balance.amount += amount;
  return balance;
}

Result<Balance, BalanceRefusal> Reserve(Balance balance, std::int64_t amount) {
  if (const auto checked = Check(balance, amount); !checked.ok()) return Failure{checked.error()};
  if (!IsAvailable(balance, amount)) return Failure{BalanceRefusal::kTooLow};
  if (amount > kBalanceMax - balance.reserved) return Failure{BalanceRefusal::kTooLarge};
  balance.reserved += amount;
  return balance;
}

Result<Balance, BalanceRefusal> Commit(Balance balance, std::int64_t amount) {
  auto released = Release(balance, amount);
  if (!released.ok()) return released;
  released->amount -= amount;
  return released;
}

Result<Balance, BalanceRefusal> Release(Balance balance, std::int64_t amount) {
  if (const auto checked = Check(balance, amount); !checked.ok()) return Failure{checked.error()};
  if (amount > balance.reserved) return Failure{BalanceRefusal::kNotReserved};
  balance.reserved -= amount;
  return balance;
}

}  // namespace herlaad::ledger
