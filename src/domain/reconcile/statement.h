// A bank statement: what stands before its movements, and what after them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/calendar/calendar.h"

namespace herlaad::reconcile {

struct AccountBalance {
  std::int64_t cents = 0;  // EUR minor units, below zero when overdrawn
  std::optional<calendar::Date> date;

  friend bool operator==(const AccountBalance&, const AccountBalance&) = default;
};

struct StatementHead {
  std::string account;  // IBAN in plain form
  std::string holder;
  std::string id;              // the bank's reference of the statement or the file
  std::uint32_t sequence = 0;  // of the electronic statements, mostly from 1 each year; 0: not told
  std::optional<calendar::Date> created;
  AccountBalance opening;
  bool duplicate = false;  // the bank sends it again and says so
  // Not empty: the file is of a separate application. Its lines explain totals of another
  // statement, all are details, and its balances are zero.
  std::string separate_application;

  friend bool operator==(const StatementHead&, const StatementHead&) = default;
};

// Something odd that does not make the statement wrong.
struct Notice {
  std::uint64_t line = 0;
  std::string text;

  friend bool operator==(const Notice&, const Notice&) = default;
};

struct StatementEnd {
  AccountBalance closing;
  std::int64_t credits_cents = 0;     // sum of the movements above zero
  std::int64_t debits_cents = 0;      // of those below zero, itself not below zero
  std::uint32_t movements = 0;        // without details
  std::uint32_t not_booked = 0;       // entries that are only announced: left out
  std::vector<std::string> messages;  // from the bank to its client, bounded
  std::vector<Notice> notices;        // bounded

  friend bool operator==(const StatementEnd&, const StatementEnd&) = default;
};

}  // namespace herlaad::reconcile
