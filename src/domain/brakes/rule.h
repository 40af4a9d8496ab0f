// Fraud brakes as data: the rules of config/brakes.toml. A rule counts what one card, address,
// number or device pays within a window, and stops the payment that would go above its cap.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/id.h"
#include "base/core/instant.h"
#include "base/core/result.h"
#include "domain/catalogue/catalogue.h"
#include "domain/payments/payment_method.h"

namespace herlaad::brakes {

// By what is counted. Stored, never reused.
enum class By : std::uint8_t {
  kCard = 1,     // the fingerprint of the card: known only once its payment was made
  kAddress = 2,  // an IPv4 address, or the /64 of an IPv6 address
  kNumber = 3,   // the number that is topped up
  kDevice = 4,   // the random id that the web app keeps
};
inline constexpr auto kLastBy = By::kDevice;
inline constexpr std::array kAllBy{By::kCard, By::kAddress, By::kNumber, By::kDevice};
std::string_view Name(By by);  // "card"
std::optional<By> ParseBy(std::string_view name);

// What happens to a payment that is stopped. Stored, never reused.
enum class Act : std::uint8_t {
  kRefuse = 1,  // the order is not placed: no money was taken
  kRefund = 2,  // the paid order is refunded, once, and never credited
  kHold = 3,    // the paid order waits for a person, who releases or refunds it
};
inline constexpr auto kLastAct = Act::kHold;
std::string_view Name(Act act);  // "refuse"

enum class Counted : std::uint8_t { kPayments = 1, kCents = 2 };

// Local times in Europe/Brussels, in minutes since midnight: from `from` until before `until`,
// which may be on the next day.
struct Hours {
  int from = 0;
  int until = 0;

  [[nodiscard]] bool Contains(int minutes) const;
  friend bool operator==(const Hours&, const Hours&) = default;
};

// Which payments a rule is about: those that meet all of these.
struct Conditions {
  bool first_of_number = false;  // no top-up of the number was ever paid
  bool first_of_card = false;    // the card was not used here in the last kSeenKept
  bool without_device = false;   // whoever ordered sent no device id
  bool strangers = true;         // ordered without an API key
  std::optional<Hours> hours;
  std::vector<payments::PaymentMethod> methods;  // empty: all with a payment page
  std::int64_t amount_from = 0;                  // cents, fee included
  std::vector<std::string> not_from;             // the card was issued elsewhere: "BE", "NL"

  friend bool operator==(const Conditions&, const Conditions&) = default;
};

struct Rule {
  std::string name;  // unique; in the log, in metrics, and a part of the counters' keys
  Counted counted = Counted::kPayments;
  By by = By::kCard;
  Millis within{};
  std::int64_t most = 0;  // payments or cents; the payment that would go above is stopped
  Act act = Act::kRefund;
  Conditions when;
  // All payments by the same are counted, and `when` says only which are judged.
  bool counts_all = false;

  friend bool operator==(const Rule&, const Rule&) = default;
};
inline constexpr std::size_t kRulesMax = 32;
inline constexpr std::size_t kRuleNameMax = 40;
inline constexpr Millis kWithinMin{60'000};
inline constexpr Millis kWithinMax{31LL * 86'400'000};
inline constexpr Millis kSeenKept{180LL * 86'400'000};

struct Rules {
  std::vector<Rule> rules;  // in the order of the file; may be empty: nothing is stopped but blocks

  friend bool operator==(const Rules&, const Rules&) = default;
};

// Parses the text of config/brakes.toml, whose comments describe each key. Strict: an unknown key
// is a mistake. `file_name` is only used in messages, which name the line and say what to write.
Result<Rules, catalogue::CatalogueError> ParseRules(std::string_view text,
                                                    std::string_view file_name);

}  // namespace herlaad::brakes
