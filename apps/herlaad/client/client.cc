// herlaad client create|list|show|disable|enable|note|notes; pay-in and pay-out are in
// client_float.cc, warn in client_warn.cc.
#include "apps/herlaad/client/client.h"

#include <iomanip>
#include <iostream>

#include "apps/herlaad/cli/cli.h"
#include "apps/herlaad/cli/repeat.h"
#include "apps/herlaad/cli/text.h"
#include "apps/herlaad/key/key.h"
#include "engine/ports/clients.h"

namespace herlaad::app {
namespace {

struct ListOptions {
  Common common;
};

struct OneOptions {
  Common common;
  std::string client;  // id or name
  std::string text;
};

constexpr const char* kPath = "/admin/clients";

// Asks about one client, with `verb` after its path.
Result<Reply, ExitCode> Ask(const OneOptions& options, const char* method, const std::string& verb,
                            nlohmann::json body = nullptr) {
  auto console = Reach(options.common);
  if (!console.ok()) return Failure{console.error()};
  const auto path = ClientPathOf(**console, options.client);
  if (!path.ok()) return Failure{path.error()};
  Asked asked;
  asked.method = method;
  asked.path = *path + verb;
  asked.body = std::move(body);
  auto reply = (*console)->Call(asked);
  if (!reply.ok()) return Failure{Complain(reply.error())};
  if (!reply->ok()) return Failure{Complain(*reply)};
  if (options.common.json) std::cout << reply->text << std::endl;
  return *std::move(reply);
}

ExitCode Create(OneOptions& options) {
  if (!engine::IsClientName(options.client))
    return ComplainOfUsage("a name has 1 to 80 bytes on one line and does not begin with cli_");
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  Asked asked;
  asked.method = "POST";
  asked.path = kPath;
  asked.body = {{"name", options.client}};
  return Show(**console, options.common, asked, [&](const nlohmann::json& body) {
    const std::string id = TextOf(body, "id");
    std::cout << id << '\n';
    std::cerr << "A key for it: " << CommandText("key create --client " + id + " --scope SCOPE")
              << '\n';
  });
}

void PrintClient(const nlohmann::json& client) {
  const std::string disabled = LocalTimeText(client, "disabled_at");
  const std::string name = TextOf(client, "name");
  std::cout << std::left << std::setw(20) << TextOf(client, "id") << std::setw(25)
            << LocalTimeText(client, "created_at")
            << (disabled.empty() ? "enabled" : "disabled " + disabled);
  if (name != TextOf(client, "id")) std::cout << "  " << name;
  std::cout << '\n';
  if (const std::string text = FloatWarningText(client); !text.empty())
    std::cout << "  " << text << '\n';
}

ExitCode List(ListOptions& options) {
  return Show(options.common, kPath, [](const nlohmann::json& body) {
    if (body.at("clients").empty()) {
      std::cout << "There are no clients. `" << CommandText("client create")
                << "` adds one, and so does `" << CommandText("key create") << "`.\n";
      return;
    }
    std::cout << std::left << std::setw(20) << "id" << std::setw(25) << "created"
              << "state, name\n";
    for (const auto& client : body.at("clients")) PrintClient(client);
  });
}

ExitCode ShowOne(OneOptions& options) {
  const auto reply = Ask(options, "GET", "");
  if (!reply.ok()) return reply.error();
  if (options.common.json) return ExitCode::kOk;
  const nlohmann::json& client = reply->body;
  PrintClient(client);
  std::string tills;
  for (const auto& till : client.at("tills"))
    tills += (tills.empty() ? "" : ", ") + till.get<std::string>();
  if (!tills.empty()) std::cout << "tills: " << tills << '\n';
  if (const std::string text = FloatText(client); !text.empty()) std::cout << text << '\n';
  std::cout << "to pay in by transfer: " << TextOf(client, "communication") << '\n';
  if (client.at("keys").empty()) {
    std::cout << "It has no keys.\n";
    return ExitCode::kOk;
  }
  std::cout << '\n';
  PrintKeyHead();
  for (const auto& key : client.at("keys")) PrintKey(key, false);
  return ExitCode::kOk;
}

ExitCode Disable(OneOptions& options) {
  const auto reply = Ask(options, "POST", "/disable");
  if (!reply.ok()) return reply.error();
  if (!options.common.json) {
    std::cout << TextOf(reply->body, "id")
              << " is disabled: none of its keys is accepted from now on. Its orders go on.\n";
  }
  return ExitCode::kOk;
}

ExitCode Enable(OneOptions& options) {
  const auto reply = Ask(options, "POST", "/enable");
  if (!reply.ok()) return reply.error();
  if (!options.common.json) {
    std::cout << TextOf(reply->body, "id")
              << " is enabled: those of its keys that are valid are accepted again.\n";
  }
  return ExitCode::kOk;
}

ExitCode AddNote(OneOptions& options) {
  const auto reply = Ask(options, "POST", "/notes", {{"text", options.text}});
  if (!reply.ok()) return reply.error();
  if (!options.common.json)
    std::cout << "The note about " << TextOf(reply->body, "id") << " is kept.\n";
  return ExitCode::kOk;
}

ExitCode ListNotes(OneOptions& options) {
  const auto reply = Ask(options, "GET", "/notes");
  if (!reply.ok()) return reply.error();
  if (options.common.json) return ExitCode::kOk;
  if (reply->body.at("notes").empty()) std::cout << "There are no notes about this client.\n";
  for (const auto& note : reply->body.at("notes")) {
    std::cout << std::left << std::setw(25) << LocalTimeText(note, "at") << std::setw(10)
              << TextOf(note, "author") << TextOf(note, "text") << '\n';
  }
  return ExitCode::kOk;
}

void AddOne(CLI::App& noun, Run& run, const char* verb, const char* description,
            ExitCode (*work)(OneOptions&)) {
  auto options = std::make_shared<OneOptions>();
  CLI::App* const command = noun.add_subcommand(verb, description);
  if (work == Create) {
    command->add_option("name", options->client, "its name, which no other client has")->required();
  } else {
    command->add_option("client", options->client, "its id, cli_…, or its name")->required();
  }
  if (work == AddNote)
    command->add_option("text", options->text, "the note, at most 1,000 bytes")->required();
  AddCommon(*command, options->common);
  OnChosen(*command, run, options, work);
}

}  // namespace

Result<std::string, ExitCode> ClientPathOf(Console& console, const std::string& typed) {
  const std::string path = std::string(kPath) + "/";
  if (typed.starts_with(engine::kClientIdPrefix)) return path + typed;
  Asked asked;
  asked.path = kPath;
  const auto reply = console.Call(asked);
  if (!reply.ok()) return Failure{Complain(reply.error())};
  if (!reply->ok()) return Failure{Complain(*reply)};
  for (const auto& client : reply->body.at("clients"))
    if (client.at("name") == typed) return path + client.at("id").get<std::string>();
  std::cerr << "error: there is no client of this name; `" << CommandText("client list")
            << "` lists them\n";
  return Failure{ExitCode::kNotFound};
}

void AddClientCommands(CLI::App& root, Run& run) {
  CLI::App& noun =
      AddNoun(root, "client", "Add and look after clients, which own orders, tills and API keys.");
  AddOne(noun, run, "create", "Add a client, which has no key yet.", Create);
  auto list = std::make_shared<ListOptions>();
  CLI::App* const command = noun.add_subcommand("list", "List the clients, disabled ones too.");
  AddCommon(*command, list->common);
  OnChosen(*command, run, list, List);
  AddOne(noun, run, "show", "Show a client with its tills, float and keys.", ShowOne);
  AddFloatCommands(noun, run);
  AddWarnCommand(noun, run);
  AddOne(noun, run, "disable", "Accept none of a client's keys until it is enabled.", Disable);
  AddOne(noun, run, "enable", "Accept the keys of a disabled client again.", Enable);
  AddOne(noun, run, "note", "Add a note about a client.", AddNote);
  AddOne(noun, run, "notes", "List the notes about a client.", ListNotes);
}

}  // namespace herlaad::app
