#include "apps/herlaad/sim/sim_grant.h"

#include <iostream>

#include "apps/herlaad/cli/arguments.h"
#include "apps/herlaad/cli/terminal.h"
#include "apps/herlaad/cli/text.h"
#include "apps/herlaad/cli/typed.h"
#include "base/calendar/calendar.h"
#include "base/core/secret.h"
#include "domain/prepaid/grant.h"

namespace herlaad::app {
namespace {

constexpr std::size_t kKeyBytes = 20;

struct GrantOptions {
  Common common;
  std::string number;
  std::string unit;
  std::int64_t amount = 0;
  std::string until;
  bool bonus = false;
  std::string source;
  std::string key;
};

std::vector<std::string> Units() {
  std::vector<std::string> names;
  for (const Asset asset : prepaid::kBucketAssets) names.emplace_back(UnitName(asset));
  return names;
}

// The last instant in Brussels of the day "2027-01-31".
std::optional<Instant> EndOfDay(const std::string& day) {
  const auto noon = ParseRfc3339(day + "T12:00:00Z");
  if (!noon || *noon < Instant{} || *noon > prepaid::kEndLatest) return std::nullopt;
  return calendar::EndOfDay(*noon);
}

ExitCode Grant(GrantOptions& options) {
  const auto number = ReadNumber(options.number);
  if (!number.ok()) return number.error();
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  if (options.key.empty()) options.key = RandomSecret(kKeyBytes).Reveal();
  Asked asked;
  asked.method = "POST";
  asked.path = "/admin/grants";
  asked.headers = {{"idempotency-key", options.key}};
  asked.body = {{"msisdn", number->ToE164()},
                {"unit", options.unit},
                {"amount", options.amount},
                {"paid", !options.bonus},
                {"source", options.source}};
  if (!options.until.empty()) {
    const auto end = EndOfDay(options.until);
    if (!end) return ComplainOfUsage("--until is a day up to the year 2199, such as 2027-01-31");
    asked.body["valid_until"] = ToRfc3339(*end);
  }
  const auto reply = (*console)->Call(asked);
  if (!reply.ok()) {
    const ExitCode code = Complain(reply.error());
    std::cerr << "Ask again with --key " << options.key << ": it is granted at most once.\n";
    return code;
  }
  if (!reply->ok()) return Complain(*reply);
  if (options.common.json) {
    std::cout << reply->text << std::endl;
  } else {
    std::cout << number->National() << (reply->replayed ? " had been granted " : " is granted ")
              << UnitsText(options.unit, options.amount) << ".\n";
  }
  return ExitCode::kOk;
}

}  // namespace

std::string UnitsText(const std::string& unit, std::int64_t amount) {
  if (unit == "messages") return Counted(amount, "message");
  if (unit == "seconds") {
    std::string minutes = amount >= 60 ? std::to_string(amount / 60) + " min" : "";
    if (amount % 60 == 0 && !minutes.empty()) return minutes;
    return minutes + (minutes.empty() ? "" : " ") + std::to_string(amount % 60) + " s";
  }
  return unit == "bytes" ? Counted(amount, "byte")
                         : Counted(amount, "millionth of a euro", "millionths of a euro");
}

void AddSimGrant(CLI::App& noun, Run& run) {
  auto grant = std::make_shared<GrantOptions>();
  CLI::App* const command =
      noun.add_subcommand("grant", "Grant a number data, calls, texts or euros beside its credit.");
  command->add_option("number", grant->number, "the number in any notation")->required();
  command->add_option("--unit", grant->unit, "what is counted: " + Listed(Units(), "or"))
      ->required()
      ->type_name("UNIT")
      ->check(OneOf(Units()));
  command->add_option("--amount", grant->amount, "how much, in whole units")
      ->required()
      ->check(Between(1, prepaid::kBalanceMax));
  command->add_option("--until", grant->until, "the last day on which it is valid")
      ->type_name("DAY");
  command->add_flag("--bonus", grant->bonus, "it is given, and was not paid for");
  command->add_option("--source", grant->source, "what grants it, such as a plan")
      ->required()
      ->type_name("NAME");
  command
      ->add_option("--key", grant->key,
                   "idempotency key: with the same key it is granted at most once (default: a new "
                   "key)")
      ->type_name("KEY");
  AddCommon(*command, grant->common);
  OnChosen(*command, run, grant, Grant);
}

}  // namespace herlaad::app
