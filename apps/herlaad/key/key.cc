// herlaad key create|list|revoke; key_rotate.cc has the rest
#include <iomanip>
#include <iostream>
#include <vector>

#include "api/http/core/api_key.h"
#include "apps/herlaad/cli/arguments.h"
#include "apps/herlaad/cli/cli.h"
#include "apps/herlaad/cli/output.h"
#include "apps/herlaad/cli/repeat.h"
#include "apps/herlaad/cli/text.h"
#include "apps/herlaad/cli/typed.h"
#include "engine/commands/manage_keys.h"

namespace herlaad::app {
namespace {

struct CreateOptions {
  Common common;
  std::vector<std::string> scopes;
  std::string name;
  std::string cash_per_topup;
  std::string cash_per_day;
};

struct ListOptions {
  Common common;
};

struct RevokeOptions {
  Common common;
  std::string id;
};

std::string ScopeList() {
  std::string text;
  for (const std::string& scope : engine::KnownScopes()) text += (text.empty() ? "" : ", ") + scope;
  return text;
}

ExitCode Revoke(Console& console, const std::string& id) {
  Asked asked;
  asked.method = "POST";
  asked.path = "/admin/keys/" + id + "/revoke";
  const auto reply = console.Call(asked);
  if (!reply.ok()) return Complain(reply.error());
  return reply->ok() ? ExitCode::kOk : Complain(*reply);
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
  for (const char* name : {"name", "scopes", "cash_caps"})
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
  if (Revoke(console, id) == ExitCode::kOk) {
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
  if (!options.name.empty()) asked.body["name"] = options.name;
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
  std::cerr << "The key is shown only this once. To revoke it: " << CommandText("key revoke " + id)
            << '\n';
  return ExitCode::kOk;
}

// Printed first, then created: a key that nobody has read must not exist, and one that was printed
// but not created is harmless.
ExitCode Create(CreateOptions& options) {
  if (options.name.size() > engine::kKeyNameMax)
    return ComplainOfUsage("--name has at most " + std::to_string(engine::kKeyNameMax) + " bytes");
  auto asked = AskFor(options);
  if (!asked.ok()) return asked.error();
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  const Secret key = http::NewApiKey();
  if (PrintNewKey(key, options.common.json))
    return CreatePrinted(**console, *std::move(asked), options.common.json, key);
  std::cerr << "The key could not be printed, so it was not created.\n";
  return ExitCode::kOutput;
}

// A line of its own; empty if the key has none.
std::string CapsText(const nlohmann::json& key) {
  if (!key.contains("cash_caps")) return {};
  const std::string topup = MoneyText(key["cash_caps"], "per_topup");
  const std::string day = MoneyText(key["cash_caps"], "per_day");
  std::string text(20, ' ');
  text += "in cash at most ";
  if (!topup.empty()) text += topup + " a top-up";
  if (!topup.empty() && !day.empty()) text += ", ";
  if (!day.empty()) text += day + " a day";
  return text + '\n';
}

void PrintKey(const nlohmann::json& key) {
  std::string scopes;
  if (key.contains("scopes")) {
    for (const auto& scope : key["scopes"])
      scopes += (scopes.empty() ? "" : " ") + scope.get<std::string>();
  }
  const std::string revoked = LocalTimeText(key, "revoked_at");
  std::cout << std::left << std::setw(20) << TextOf(key, "id") << std::setw(25)
            << LocalTimeText(key, "created_at") << std::setw(32) << scopes
            << (revoked.empty() ? "valid" : "revoked " + revoked) << "  " << TextOf(key, "name")
            << '\n'
            << CapsText(key);
}

ExitCode List(ListOptions& options) {
  return Show(options.common, "/admin/keys", [](const nlohmann::json& body) {
    if (body.at("keys").empty()) {
      std::cout << "There are no keys. `" << CommandText("key create") << "` makes one.\n";
      return;
    }
    std::cout << std::left << std::setw(20) << "id" << std::setw(25) << "created" << std::setw(32)
              << "scopes"
              << "state, name\n";
    for (const auto& key : body.at("keys")) PrintKey(key);
  });
}

ExitCode RevokeOne(RevokeOptions& options) {
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  const ExitCode code = Revoke(**console, options.id);
  if (code != ExitCode::kOk) return code;
  if (options.common.json) {
    std::cout << nlohmann::json{{"id", options.id}, {"revoked", true}}.dump() << std::endl;
  } else {
    std::cout << options.id << " is revoked: requests with it are rejected from now on.\n";
  }
  return ExitCode::kOk;
}

struct NoteOptions {
  Common common;
  std::string id;
  std::string text;
};

ExitCode AddNote(NoteOptions& options) {
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  Asked asked;
  asked.method = "POST";
  asked.path = "/admin/keys/" + options.id + "/notes";
  asked.body = {{"text", options.text}};
  const auto reply = (*console)->Call(asked);
  if (!reply.ok()) return Complain(reply.error());
  if (!reply->ok()) return Complain(*reply);
  if (options.common.json) {
    std::cout << reply->body.dump() << std::endl;
  } else {
    std::cout << "The note about " << options.id << " is kept.\n";
  }
  return ExitCode::kOk;
}

ExitCode ListNotes(NoteOptions& options) {
  return Show(
      options.common, "/admin/keys/" + options.id + "/notes", [](const nlohmann::json& body) {
        if (body.at("notes").empty()) std::cout << "There are no notes about this key.\n";
        for (const auto& note : body.at("notes")) {
          std::cout << std::left << std::setw(25) << LocalTimeText(note, "at") << std::setw(10)
                    << TextOf(note, "author") << TextOf(note, "text") << '\n';
        }
      });
}

}  // namespace

void AddKeyCommands(CLI::App& root, Run& run) {
  CLI::App& noun = AddNoun(
      root, "key", "Create, list and revoke API keys; rotate the keys of links and receipts.");

  auto create = std::make_shared<CreateOptions>();
  CLI::App* command =
      noun.add_subcommand("create", "Create a key and print it once: only its digest is stored.");
  command->add_option("--scope", create->scopes, "its scope; may be repeated: " + ScopeList())
      ->required()
      ->take_all()
      ->type_name("SCOPE")
      ->check(OneOf(engine::KnownScopes()));
  command->add_option("--name", create->name, "its name in the list");
  command->add_option("--cash-per-topup", create->cash_per_topup,
                      "the most that it may take in cash for one top-up, in euros");
  command->add_option("--cash-per-day", create->cash_per_day,
                      "the most that it may take in cash in one day, in euros");
  AddCommon(*command, create->common);
  OnChosen(*command, run, create, Create);

  auto list = std::make_shared<ListOptions>();
  command = noun.add_subcommand("list",
                                "List the keys: ids, scopes and names, never the keys themselves.");
  AddCommon(*command, list->common);
  OnChosen(*command, run, list, List);

  auto revoke = std::make_shared<RevokeOptions>();
  command = noun.add_subcommand("revoke", "Revoke a key permanently.");
  command->add_option("id", revoke->id, "its id, key_…")->required();
  AddCommon(*command, revoke->common);
  OnChosen(*command, run, revoke, RevokeOne);

  auto note = std::make_shared<NoteOptions>();
  command = noun.add_subcommand("note", "Add a note about the client that uses a key.");
  command->add_option("id", note->id, "the key's id, key_…")->required();
  command->add_option("text", note->text, "the note, at most 1,000 bytes")->required();
  AddCommon(*command, note->common);
  OnChosen(*command, run, note, AddNote);

  auto notes = std::make_shared<NoteOptions>();
  command = noun.add_subcommand("notes", "List the notes about the client that uses a key.");
  command->add_option("id", notes->id, "the key's id, key_…")->required();
  AddCommon(*command, notes->common);
  OnChosen(*command, run, notes, ListNotes);

  AddKeyRotation(noun, run);
}

}  // namespace herlaad::app
