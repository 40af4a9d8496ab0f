// Faults: how often the simulated world goes wrong, and in which ways.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace herlaad::sim {

enum class Faults : std::uint8_t {
  kNone = 0,  // everybody answers, nobody dies
  kFew = 1,   // about what a bad week brings
  kMany = 2,  // far more than any world would
};
std::string_view Name(Faults level);
std::optional<Faults> ParseFaults(std::string_view name);

// Between which two steps a process dies.
enum class Death : std::uint8_t {
  kBeforeLoad = 0,
  kAfterDecide = 1,     // and before anything is committed
  kAfterCommit = 2,     // durably, and before anybody is answered
  kBetweenAnswers = 3,  // some callers were answered, others not
  kAfterMark = 4,       // and before the wire is touched
  kAfterWire = 5,       // and before the answer is recorded
  kIdle = 6,
  kBeforeDurable = 7,  // committed, and not synced
};
inline constexpr std::size_t kDeaths = 8;
std::string_view Name(Death death);

// Each in a thousand.
struct Rates {
  // Requests to banks, operators and the messenger.
  unsigned request_lost = 0;
  unsigned request_late = 0;  // arrives after we stopped waiting for its answer
  unsigned answer_lost = 0;
  unsigned answer_slow = 0;  // comes when its lease is long over
  unsigned outage = 0;       // begins a time in which nothing gets through

  // Banks.
  unsigned opening_refused = 0;
  unsigned declined = 0;
  unsigned other_sum = 0;
  unsigned double_charge = 0;
  unsigned charge_after_close = 0;
  unsigned refund_refused = 0;
  unsigned callback_silent = 0;
  unsigned callback_slow = 0;
  unsigned callback_repeated = 0;

  // Operators.
  unsigned topup_refused = 0;
  unsigned topup_pin = 0;
  unsigned not_found_wrongly = 0;  // where nobody may believe it anyway
  unsigned contradicts = 0;        // denies a credit and confirms it later

  // The messenger.
  unsigned text_refused = 0;

  // The store.
  unsigned load_busy = 0;
  unsigned commit_conflict = 0;
  unsigned commit_unanswered = 0;
  unsigned commit_failed = 0;
  unsigned sync_slow = 0;

  // The clock that our processes read: each of a few times in a history.
  unsigned clock_set = 0;

  // Our own processes.
  unsigned response_lost = 0;
  unsigned paused = 0;  // stands still between the mark and the wire
  std::array<unsigned, kDeaths> dies{};
};
Rates RatesOf(Faults level);

}  // namespace herlaad::sim
