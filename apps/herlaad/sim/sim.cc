// herlaad sim show|seed|set|grant
#include <algorithm>
#include <iomanip>
#include <iostream>

#include "apps/herlaad/cli/arguments.h"
#include "apps/herlaad/cli/cli.h"
#include "apps/herlaad/cli/terminal.h"
#include "apps/herlaad/cli/text.h"
#include "apps/herlaad/cli/typed.h"
#include "apps/herlaad/sim/sim_grant.h"
#include "base/numbers/msisdn.h"
#include "domain/prepaid/sim_states.h"

namespace herlaad::app {
namespace {

constexpr std::int64_t kSeedAtOnce = 10'000;
constexpr Millis kSeedTimeout{300'000};

struct NumberOptions {
  Common common;
  std::string number;
  std::string state;
};

struct SeedOptions {
  Common common;
  std::string first;
  std::int64_t count = 1;
  std::string op;
  std::string state = "active";
};

Result<Reply, ExitCode> Find(Console& console, Msisdn number) {
  Asked asked;
  asked.path = "/v1/sims/" + std::to_string(number.value());
  auto reply = console.Call(asked);
  if (!reply.ok()) return Failure{Complain(reply.error())};
  if (!reply->ok()) return Failure{Complain(*reply)};
  return *std::move(reply);
}

Asked Provision(const std::string& op, const std::string& state) {
  Asked asked;
  asked.method = "POST";
  asked.path = "/admin/sims";
  asked.body = {{"operator", op}, {"state", state}};
  asked.timeout = kSeedTimeout;
  return asked;
}

void Bucket(const nlohmann::json& sim, const char* name, const char* until) {
  std::cout << "  " << std::left << std::setw(9) << name << MoneyText(sim, name);
  const std::string date = DateText(sim, until);
  if (!date.empty()) std::cout << ", valid until " << date;
  std::cout << '\n';
}

// The credit and the bonus have lines of their own.
void GrantedBuckets(const nlohmann::json& sim) {
  const auto buckets = sim.value("buckets", nlohmann::json::array());
  bool ends = false;
  for (const nlohmann::json& bucket : buckets) {
    const std::string id = TextOf(bucket, "id");
    if (id == "1" || id == "2") continue;
    const std::string unit = TextOf(bucket, "unit");
    std::cout << "  " << std::left << std::setw(9) << ("no. " + id)
              << UnitsText(unit, bucket.value("remaining", std::int64_t{0}));
    if (const auto reserved = bucket.value("reserved", std::int64_t{0}); reserved > 0)
      std::cout << " and " << UnitsText(unit, reserved) << " reserved";
    if (const std::string end = DateText(bucket, "valid_until"); !end.empty()) {
      std::cout << ", valid until " << end;
      ends = true;
    }
    std::cout << (bucket.value("paid", true) ? "" : ", bonus") << " (" << TextOf(bucket, "source")
              << ")\n";
  }
  if (ends)
    std::cout << "  What is left in a bucket at its end lapses; if the credit ends first and has "
                 "grace, when "
                 "grace ends.\n";
}

ExitCode Show(NumberOptions& options) {
  const auto number = ReadNumber(options.number);
  if (!number.ok()) return number.error();
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  const auto reply = Find(**console, *number);
  if (!reply.ok()) return reply.error();
  if (options.common.json) {
    std::cout << reply->text << std::endl;
    return ExitCode::kOk;
  }
  std::cout << number->National() << "  " << TextOf(reply->body, "operator") << ", "
            << TextOf(reply->body, "state") << " since " << DateText(reply->body, "state_since")
            << " (" << Words(TextOf(reply->body, "state_cause")) << ")\n";
  Bucket(reply->body, "balance", "valid_until");
  Bucket(reply->body, "bonus", "bonus_valid_until");
  GrantedBuckets(reply->body);
  if (const std::string end = DateText(reply->body, "grace_until"); !end.empty())
    std::cout << "  grace    until " << end
              << ": nothing can be spent; a top-up until then makes the credit valid again\n";
  if (reply->body.value("lapsed_micro", std::int64_t{0}) > 0)
    std::cout << "  lapsed   " << MoneyText(reply->body, "lapsed")
              << ", cannot be spent any more\n";
  return ExitCode::kOk;
}

ExitCode Set(NumberOptions& options) {
  const auto number = ReadNumber(options.number);
  if (!number.ok()) return number.error();
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  const auto found = Find(**console, *number);
  if (!found.ok()) return found.error();
  Asked asked = Provision(TextOf(found->body, "operator"), options.state);
  asked.body["numbers"] = {number->ToE164()};
  return Show(**console, options.common, asked, [&](const nlohmann::json&) {
    std::cout << number->National() << " is " << options.state << ".\n";
  });
}

ExitCode Seed(SeedOptions& options) {
  const auto first = ReadNumber(options.first);
  if (!first.ok()) return first.error();
  if (!Msisdn::FromValue(first->value() + options.count - 1)) {
    return ComplainOfUsage("there are not that many mobile numbers from " + first->National() +
                           " on; give a smaller --count");
  }
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  ProgressBar bar("creating SIMs", options.count);
  std::int64_t done = 0;
  while (done < options.count) {
    const std::int64_t size = std::min(kSeedAtOnce, options.count - done);
    Asked asked = Provision(options.op, options.state);
    asked.body["first"] = Msisdn::FromStored(first->value() + done).ToE164();
    asked.body["count"] = size;
    const auto reply = (*console)->Call(asked);
    bar.Clear();
    if (!reply.ok()) return Complain(reply.error());
    if (!reply->ok()) return Complain(*reply);
    done += size;
    bar.Update(done);
  }
  bar.Clear();
  if (options.common.json) {
    std::cout << nlohmann::json{{"count", done}}.dump() << std::endl;
  } else {
    std::cout << Counted(done, "SIM") << " of " << options.op << ", from " << first->National()
              << " on, are " << options.state << ". Those that existed keep their balance.\n";
  }
  return ExitCode::kOk;
}

// Those that a person can choose: grace comes by time.
std::vector<std::string> States() {
  std::vector<std::string> names;
  for (const auto state : prepaid::kSimStates) {
    if (state != prepaid::SimState::kGrace) names.emplace_back(prepaid::Name(state));
  }
  return names;
}

}  // namespace

void AddSimCommands(CLI::App& root, Run& run) {
  CLI::App& noun = AddNoun(root, "sim", "SIMs of hosted operators, whose balances Herlaad keeps.");

  auto show = std::make_shared<NumberOptions>();
  CLI::App* command =
      noun.add_subcommand("show", "Show a number's operator, state, balance and validity.");
  command->add_option("number", show->number, "the number in any notation")->required();
  AddCommon(*command, show->common);
  OnChosen(*command, run, show, Show);

  auto seed = std::make_shared<SeedOptions>();
  command = noun.add_subcommand(
      "seed", "Create SIMs for a range of numbers. Those that exist keep their balance.");
  command->add_option("--first", seed->first, "the first number")->type_name("NUMBER")->required();
  command->add_option("--count", seed->count, "how many, up to 10,000,000 (default 1)")
      ->check(Between(1, 10'000'000));
  command->add_option("--operator", seed->op, "their operator")->type_name("OPERATOR")->required();
  command
      ->add_option("--state", seed->state,
                   "their state: " + Listed(States(), "or") + " (default active)")
      ->type_name("STATE")
      ->check(OneOf(States()));
  AddCommon(*command, seed->common);
  OnChosen(*command, run, seed, Seed);

  auto set = std::make_shared<NumberOptions>();
  command = noun.add_subcommand("set", "Change the state of a number.");
  command->add_option("number", set->number, "the number in any notation")->required();
  command->add_option("--state", set->state, "its new state: " + Listed(States(), "or"))
      ->required()
      ->type_name("STATE")
      ->check(OneOf(States()));
  AddCommon(*command, set->common);
  OnChosen(*command, run, set, Set);
  AddSimGrant(noun, run);
}

}  // namespace herlaad::app
