// herlaad key create|rotate
#include <iostream>
#include <vector>

#include "api/http/core/access/api_key.h"
#include "apps/herlaad/cli/address.h"
#include "apps/herlaad/cli/arguments.h"
#include "apps/herlaad/cli/duration.h"
#include "apps/herlaad/cli/output.h"
#include "apps/herlaad/cli/repeat.h"
#include "apps/herlaad/cli/text.h"
#include "apps/herlaad/cli/typed.h"
#include "apps/herlaad/key/key.h"
#include "engine/commands/clients/manage_keys.h"

namespace herlaad::app {
namespace {

struct CreateOptions {
  Common common;
  std::vector<std::string> scopes;
  std::string client;
  std::string name;
  std::string till;
  std::string cash_per_topup;
  std::string cash_per_day;
};

std::string ScopeList() {
  std::string text;
  for (const std::string& scope : engine::KnownScopes()) text += (text.empty() ? "" : ", ") + scope;
  return text;
}

// Printed before the key exists. With --json the object is still open.
bool PrintNewKey(const Secret& key, bool json) {
  if (json) {
    std::cout << "{\"key\":" << nlohmann::json(key.Reveal()).dump();
  } else {
    std::cout << key.Reveal() << '\n';
  }
  return FlushOutput();
}

// Ends the object; without an id if there is no such key.
bool PrintRest(const nlohmann::json& made) {
  std::cout << ",\"id\":" << made.value("id", nlohmann::json()).dump();
  for (const char* name : {"client", "name", "scopes", "till", "cash_caps", "old"})
    if (made.contains(name)) std::cout << ",\"" << name << "\":" << made[name].dump();
  std::cout << "}\n";
  return FlushOutput();
}

ExitCode SayNotCreated(ExitCode code, bool known) {
  if (known) {
    std::cerr << "The key printed above was not created: it does not work.\n";
  } else {
    std::cerr << "It is not known whether the key printed above was created: check `"
              << CommandText("key list") << "`, and revoke it if it is there and not needed.\n";
  }
  return code;
}

// A program reading the object received only a part of it: the key must not work.
ExitCode TakeBack(Console& console, const std::string& id) {
  if (RevokeKey(console, id) == ExitCode::kOk) {
    std::cerr << "Only a part of the answer could be printed, so the key was revoked. Create "
                 "another one when stdout can be written.\n";
  } else {
    std::cerr << "Only a part of the answer could be printed, and the key could not be revoked: "
                 "run `"
              << CommandText("key revoke " + id) << "`.\n";
  }
  return ExitCode::kOutput;
}

// The request for a key that is still missing in it.
Result<Asked, ExitCode> AskFor(const CreateOptions& options) {
  Asked asked;
  asked.method = "POST";
  asked.path = "/admin/keys";
  asked.body = {{"scopes", options.scopes}};
  for (const auto& [name, typed] :
       {std::pair{"client", &options.client}, std::pair{"name", &options.name},
        std::pair{"till", &options.till}}) {
    if (!typed->empty()) asked.body[name] = *typed;
  }
  for (const auto& [name, typed] : {std::pair{"per_topup", &options.cash_per_topup},
                                    std::pair{"per_day", &options.cash_per_day}}) {
    if (typed->empty()) continue;
    const auto cap = ReadEuros(*typed);
    if (!cap.ok()) return Failure{cap.error()};
    asked.body["cash_caps"][name] = {{"amount", cap->minor}, {"currency", Text(cap->currency)}};
  }
  return asked;
}

ExitCode CreatePrinted(Console& console, Asked asked, bool json, const Secret& key) {
  asked.body["key"] = key.Reveal();
  const auto reply = console.Call(asked);
  if (!reply.ok() || !reply->ok()) {
    if (json) PrintRest(nlohmann::json::object());
    if (!reply.ok()) return SayNotCreated(Complain(reply.error()), reply.error().not_sent);
    return SayNotCreated(Complain(*reply), TextOf(reply->body, "code") != "outcome_unknown");
  }
  const std::string id = TextOf(reply->body, "id");
  if (json) return PrintRest(reply->body) ? ExitCode::kOk : TakeBack(console, id);
  if (reply->body.contains("old")) {
    const nlohmann::json& old = reply->body["old"];
    std::cerr << TextOf(old, "id") << ", the old key, is valid until "
              << LocalTimeText(old, "valid_until")
              << "; both belong to the same client and till.\n";
  }
  std::cerr << "The key is shown only this once. It is " << id << " of the client "
            << TextOf(reply->body, "client")
            << ". To revoke it: " << CommandText("key revoke " + id) << '\n';
  return ExitCode::kOk;
}

// Printed first, then created: a key that nobody has read must not exist, and one that was printed
// but not created is harmless.
ExitCode PrintAndCreate(const Common& common, Asked asked) {
  auto console = Reach(common);
  if (!console.ok()) return console.error();
  const Secret key = http::NewApiKey();
  if (PrintNewKey(key, common.json))
    return CreatePrinted(**console, std::move(asked), common.json, key);
  std::cerr << "The key could not be printed, so it was not created.\n";
  return ExitCode::kOutput;
}

ExitCode Create(CreateOptions& options) {
  if (options.name.size() > engine::kKeyNameMax)
    return ComplainOfUsage("--name has at most " + std::to_string(engine::kKeyNameMax) + " bytes");
  if (!options.till.empty() && !engine::IsTillName(options.till))
    return ComplainOfUsage("--till has 1 to 32 characters a-z 0-9 . - _");
  auto asked = AskFor(options);
  if (!asked.ok()) return asked.error();
  return PrintAndCreate(options.common, *std::move(asked));
}

struct RotateOptions {
  Common common;
  std::string id;
  std::string old_valid_for = "24 h";
};

ExitCode Rotate(RotateOptions& options) {
  const auto span = options.old_valid_for == "0" ? Millis(0) : ParseDuration(options.old_valid_for);
  if (!span || *span > engine::kOldKeyValidMax)
    return ComplainOfUsage("--old-valid-for is a time such as 24h or 7d, at most 90d, or 0");
  Asked asked;
  asked.method = "POST";
  asked.path = "/admin/keys/" + PercentEncoded(options.id) + "/rotate";
  asked.body = {{"old_valid_for_seconds", span->count() / 1'000}};
  return PrintAndCreate(options.common, std::move(asked));
}

}  // namespace

void AddKeyCreation(CLI::App& noun, Run& run) {
  auto create = std::make_shared<CreateOptions>();
  CLI::App* command =
      noun.add_subcommand("create", "Create a key and print it once: only its digest is stored.");
  command->add_option("--scope", create->scopes, "its scope; may be repeated: " + ScopeList())
      ->required()
      ->take_all()
      ->type_name("SCOPE")
      ->check(OneOf(engine::KnownScopes()));
  command->add_option("--client", create->client,
                      "the client that it belongs to, by id or name; without it a new client with "
                      "the name of the key");
  command->add_option("--name", create->name, "its name in the list");
  command->add_option("--till", create->till,
                      "the till that takes its cash; without it the client's own till");
  command->add_option("--cash-per-topup", create->cash_per_topup,
                      "the most that it may take in cash for one top-up, in euros");
  command->add_option("--cash-per-day", create->cash_per_day,
                      "the most that it may take in cash in one day, in euros");
  AddCommon(*command, create->common);
  OnChosen(*command, run, create, Create);

  auto rotate = std::make_shared<RotateOptions>();
  command = noun.add_subcommand(
      "rotate",
      "Create a key beside another of the same client and till, print it once, and set when the "
      "other one ends. A request repeated with either key is answered the same.");
  command->add_option("id", rotate->id, "the id of the old key, key_…")->required();
  command
      ->add_option(
          "--old-valid-for", rotate->old_valid_for,
          "how much longer the old key is valid: 7 d for instance, 0 for no longer (default: 24 h)")
      ->type_name("TIME");
  AddCommon(*command, rotate->common);
  OnChosen(*command, run, rotate, Rotate);
}

}  // namespace herlaad::app
