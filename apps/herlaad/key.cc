// herlaad key create|list|revoke
#include <iomanip>
#include <iostream>
#include <vector>

#include "apps/herlaad/cli.h"
#include "apps/herlaad/text.h"
#include "engine/kinds/manage_keys.h"

namespace herlaad::app {
namespace {

struct CreateOptions {
  Common common;
  std::vector<std::string> scopes;
  std::string name;
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

ExitCode Create(CreateOptions& options) {
  auto console = Reach(options.common, true);
  if (!console.ok()) return console.error();
  Asked asked;
  asked.method = "POST";
  asked.path = "/admin/keys";
  asked.body = {{"scopes", options.scopes}};
  if (!options.name.empty()) asked.body["name"] = options.name;
  const auto reply = (*console)->Call(asked);
  if (!reply.ok()) return Complain(reply.error());
  if (!reply->ok()) return Complain(*reply);
  if (options.common.json) {
    std::cout << reply->text << std::endl;
    return ExitCode::kOk;
  }
  std::cout << TextOf(reply->body, "key") << std::endl;
  std::cerr << "This is the only time it is shown. Its id is " << TextOf(reply->body, "id")
            << "; `herlaad key revoke` takes it.\n";
  return ExitCode::kOk;
}

void PrintKey(const nlohmann::json& key) {
  std::string scopes;
  if (key.contains("scopes")) {
    for (const auto& scope : key["scopes"])
      scopes += (scopes.empty() ? "" : " ") + scope.get<std::string>();
  }
  const std::string revoked = LocalTimeText(key, "revoked_at");
  std::cout << std::left << std::setw(20) << TextOf(key, "id") << std::setw(21)
            << LocalTimeText(key, "created_at") << std::setw(32) << scopes
            << (revoked.empty() ? "valid" : "revoked " + revoked) << "  " << TextOf(key, "name")
            << '\n';
}

ExitCode List(ListOptions& options) {
  return Show(options.common, "/admin/keys", [](const nlohmann::json& body) {
    for (const auto& key : body.at("keys")) PrintKey(key);
  });
}

ExitCode Revoke(RevokeOptions& options) {
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  Asked asked;
  asked.method = "POST";
  asked.path = "/admin/keys/" + options.id + "/revoke";
  const auto reply = (*console)->Call(asked);
  if (!reply.ok()) return Complain(reply.error());
  if (!reply->ok()) return Complain(*reply);
  if (options.common.json) {
    std::cout << reply->text << std::endl;
  } else {
    std::cout << options.id << " is revoked; whoever uses it is refused from now on.\n";
  }
  return ExitCode::kOk;
}

}  // namespace

void AddKeyCommands(CLI::App& root, Run& run) {
  CLI::App& noun = AddNoun(root, "key", "Make and revoke API keys.");

  auto create = std::make_shared<CreateOptions>();
  CLI::App* command =
      noun.add_subcommand("create", "Make a key and print it, once: only its digest is kept.");
  command->add_option("--scope", create->scopes, "what it may do, again for each: " + ScopeList())
      ->required()
      ->take_all()
      ->check(CLI::IsMember(engine::KnownScopes()));
  command->add_option("--name", create->name, "whose it is, for the list");
  AddCommon(*command, create->common);
  OnChosen(*command, run, create, Create);

  auto list = std::make_shared<ListOptions>();
  command = noun.add_subcommand("list", "List the keys; never the keys themselves.");
  AddCommon(*command, list->common);
  OnChosen(*command, run, list, List);

  auto revoke = std::make_shared<RevokeOptions>();
  command = noun.add_subcommand("revoke", "Revoke a key, for ever.");
  command->add_option("id", revoke->id, "its id, key_…")->required();
  AddCommon(*command, revoke->common);
  OnChosen(*command, run, revoke, Revoke);
}

}  // namespace herlaad::app
