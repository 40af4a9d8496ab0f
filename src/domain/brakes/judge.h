// The decision about one payment: whether a block or a rule stops it, which one, and why.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/core/instant.h"
#include "base/core/secret.h"
#include "domain/brakes/block.h"
#include "domain/brakes/counter.h"
#include "domain/brakes/rule.h"
#include "domain/brakes/subject.h"

namespace herlaad::brakes {

// The rules in force and the key of their hashes.
struct Brakes {
  Rules rules;
  Secret key;
};

using BrakesPtr = std::shared_ptr<const Brakes>;  // nullptr: nothing is stopped or counted

// Whether a rule or a block can stop payments by this method: those with a payment page always.
bool Concerns(const Brakes& brakes, payments::PaymentMethod method);

// When a payment is judged: before it by address, number and device; after it, once its card is
// known, by card.
enum class Moment : std::uint8_t { kPlacing = 1, kPaid = 2 };
constexpr Moment MomentOf(By by) { return by == By::kCard ? Moment::kPaid : Moment::kPlacing; }

// What is judged, beside its subjects.
struct Facts {
  Instant now{};
  std::int64_t cents = 0;  // the total
  payments::PaymentMethod method = payments::PaymentMethod::kCard;
  bool stranger = true;         // ordered without an API key
  bool first_of_number = true;  // no top-up of the number was ever paid
  bool has_device = false;
  std::string card_country = {};  // "BE"; empty: not told
};

// Why a payment is stopped.
struct Stopped {
  std::string rule;  // its name, or "block_card", "block_address", …
  Act act = Act::kRefund;
  std::string facts;  // for staff, in English: "7 payments by one card within 24 h, at most 6"

  friend bool operator==(const Stopped&, const Stopped&) = default;
};

// The rows that judging at a moment may read: `counters` and `blocks`. None if no rule and no block
// can apply. At placing the method is known; once paid, what is not known yet is assumed to fit.
struct RowsToJudge {
  std::vector<SubjectId> counters;
  std::vector<SubjectId> blocks;
};
RowsToJudge RowsFor(const Brakes& brakes, Moment moment, const Subjects& subjects,
                    std::optional<payments::PaymentMethod> method);

// The loaded rows; each function gives nullptr for a row that does not exist.
struct Loaded {
  std::function<const Counter*(SubjectId)> counter;
  std::function<const Block*(SubjectId)> block;
};

// A block counts before a rule, refusing or refunding before holding, and the first in the file
// before the others. Nothing is counted of a payment that is stopped: a payer who is refused and
// tries again is let through as soon as the window allows.
struct Judged {
  std::optional<Stopped> stopped;
  std::vector<Counter> counted;  // new or changed rows
};
Judged Judge(const Brakes& brakes, Moment moment, const Subjects& subjects, const Facts& facts,
             const Loaded& loaded);

// The counters after a paid payment that was held and is released now: whatever stopped it, it
// counts as any other.
std::vector<Counter> CountReleased(const Brakes& brakes, const Subjects& subjects,
                                   const Facts& facts, const Loaded& loaded);

}  // namespace herlaad::brakes
