// Transfers: the only way money moves. A transfer takes a positive amount from one account and adds
// it to another of the same asset, so that every set of transfers is balanced by construction.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "domain/ledger/account.h"

namespace herlaad::ledger {

struct Transfer {
  Account from;
  Account to;
  std::int64_t amount = 0;  // in the accounts' asset

  friend bool operator==(const Transfer&, const Transfer&) = default;
};

using Transfers = std::vector<Transfer>;

// Builds a transfer. CHECKs what the caller must ensure: positive amount, same asset, two different
// accounts.
Transfer Move(std::int64_t amount, Account from, Account to);

// The change of the account's balance by `transfers`.
std::int64_t ChangeOf(const Transfers& transfers, const Account& account);

// Why `transfers` must not be posted, as text for a log; nullopt if they may. A second check after
// Move, always compiled in.
std::optional<std::string> Problem(const Transfers& transfers);

// Adds `transfers` to `changes`, one sum per account; false if a sum does not fit in 64 bits.
using Changes = std::map<Account, std::int64_t>;
[[nodiscard]] bool Fold(const Transfers& transfers, Changes& changes);

}  // namespace herlaad::ledger
