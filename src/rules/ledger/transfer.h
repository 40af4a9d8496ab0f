// Transfers: the only way money moves. One transfer takes a positive amount from one account and
// puts it on another of the same asset, so that every set of transfers is balanced by construction.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "rules/ledger/account.h"

namespace herlaad::ledger {

struct Transfer {
  Account from;
  Account to;
  std::int64_t amount = 0;  // in the accounts' asset

  friend bool operator==(const Transfer&, const Transfer&) = default;
};

using Transfers = std::vector<Transfer>;

// Builds a transfer; CHECKs what a caller of ours must have made sure of (positive amount, same
// asset, two accounts).
Transfer Move(std::int64_t amount, Account from, Account to);

// What `transfers` change an account's balance by.
std::int64_t ChangeOf(const Transfers& transfers, const Account& account);

// Why `transfers` may not be posted, in words for a log, or nothing. A second line of defence
// behind Move, always compiled in.
std::optional<std::string> Problem(const Transfers& transfers);

// Changes folded over many transfers, one row an account; nothing when a sum leaves 64 bits.
using Changes = std::map<Account, std::int64_t>;
[[nodiscard]] bool Fold(const Transfers& transfers, Changes& changes);

}  // namespace herlaad::ledger
