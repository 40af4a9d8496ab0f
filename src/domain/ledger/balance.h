// A balance with a floor: money that was paid in earlier and that nobody may spend below the floor.
// Pure: each operation gives the balance after it, or says why there is none.
//
// Accounts of the kinds with a floor (HasFloor in account.h) have one row each, an AccountBalance,
// which commands load and change like any row. Other accounts are only summed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/core/result.h"
#include "domain/ledger/account.h"
#include "domain/ledger/transfer.h"

namespace herlaad::ledger {

// The largest balance and floor, so that no sum of two leaves 64 bits.
inline constexpr std::int64_t kBalanceMax = 1'000'000'000'000'000'000;

// In units of the account's asset.
struct Balance {
  std::int64_t amount = 0;  // what was posted to the account
  std::int64_t reserved =
      0;                   // the part of it set aside, to be committed or released; never negative
  std::int64_t floor = 0;  // amount - reserved is never below it; negative: a credit line

  // amount - reserved - floor: what may be spent or reserved now. 0 for a balance with a Problem.
  [[nodiscard]] std::int64_t Available() const;
  friend bool operator==(const Balance&, const Balance&) = default;
};

// Why `balance` must not exist, as text for a log; nullopt if it may.
std::optional<std::string> Problem(const Balance& balance);

// In order of precedence.
enum class BalanceRefusal : std::uint8_t {
  kNotPositive = 1,  // the amount to move is zero or less
  kTooLow = 2,       // less than that is available
  kTooLarge = 3,     // the balance would be above kBalanceMax
  kNotReserved = 4,  // less than that is reserved
};

// All refuse a balance that has a Problem, with kTooLow.
Result<Balance, BalanceRefusal> Debit(Balance balance, std::int64_t amount);
Result<Balance, BalanceRefusal> Credit(Balance balance, std::int64_t amount);
// Sets `amount` aside: it is still there, and no longer available.
Result<Balance, BalanceRefusal> Reserve(Balance balance, std::int64_t amount);
// Spends what was set aside. What is available stays the same.
Result<Balance, BalanceRefusal> Commit(Balance balance, std::int64_t amount);
// Makes what was set aside available again.
Result<Balance, BalanceRefusal> Release(Balance balance, std::int64_t amount);

// The row of an account with a floor.
struct AccountBalance {
  Account account;
  Balance balance;

  friend bool operator==(const AccountBalance&, const AccountBalance&) = default;
};

}  // namespace herlaad::ledger
