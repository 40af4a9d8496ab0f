// Faults: kinds and rates of failures in the simulation.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace herlaad::simulation {

enum class Faults : std::uint8_t {
  kNone = 0,  // everything answers and no process dies
  kFew = 1,   // about as many as in a bad week
  kMany = 2,  // far more than in reality
};
std::string_view Name(Faults level);
std::optional<Faults> ParseFaults(std::string_view name);

// Where a process dies.
enum class Death : std::uint8_t {
  kBeforeLoad = 0,
  kAfterDecide = 1,     // and before the commit
  kAfterCommit = 2,     // durable, but no client was answered
  kBetweenAnswers = 3,  // only some clients were answered
  kAfterMark = 4,       // leased, and before the request is sent
  kAfterWire = 5,       // after the request, before the answer is recorded
  kIdle = 6,
  kBeforeDurable = 7,  // committed but not synced
};
inline constexpr std::size_t kDeaths = 8;
std::string_view Name(Death death);

// Rates in thousandths.
struct Rates {
  // Requests to banks, operators and the messenger.
  unsigned request_lost = 0;
  unsigned request_late = 0;  // arrives after its answer is no longer waited for
  unsigned answer_lost = 0;
  unsigned answer_slow = 0;  // arrives long after its lease has expired
  unsigned outage = 0;       // starts a period in which nothing gets through

  // Banks.
  unsigned opening_refused = 0;
  unsigned declined = 0;
  unsigned other_sum = 0;
  unsigned double_charge = 0;
  unsigned disputed = 0;
  unsigned charge_after_close = 0;
  unsigned refund_refused = 0;
  unsigned processing = 0;    // a payment that is paid, or fails, hours or days later
  unsigned refund_slow = 0;   // accepted, and done or failed hours or days later
  unsigned stored_error = 0;  // an error instead of an answer, which the bank would repeat
  // At Stripe only.
  unsigned provider_busy = 0;      // no answer now: too many requests, or one in progress
  unsigned processing_failed = 0;  // the money of what was processed never comes
  unsigned refund_undone = 0;      // a refund that was done fails days later
  unsigned callback_silent = 0;
  unsigned callback_slow = 0;
  unsigned callback_repeated = 0;

  // Operators.
  unsigned topup_refused = 0;
  unsigned topup_pin = 0;
  unsigned not_found_wrongly = 0;  // only where "not found" is never believed
  unsigned contradicts = 0;        // denies a credit and confirms it later

  // The messenger.
  unsigned text_refused = 0;

  // The store.
  unsigned load_busy = 0;
  unsigned commit_conflict = 0;
  unsigned commit_unanswered = 0;
  unsigned commit_failed = 0;
  unsigned sync_slow = 0;

  // The clock of our processes: each of a few times per history.
  unsigned clock_set = 0;

  // Our own processes.
  unsigned response_lost = 0;
  unsigned paused = 0;  // suspended between the lease and the request
  std::array<unsigned, kDeaths> dies{};
};
Rates RatesOf(Faults level);

}  // namespace herlaad::simulation
