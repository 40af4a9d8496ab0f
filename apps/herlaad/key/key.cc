// herlaad key list|revoke; key_create.cc and key_rotate.cc have the rest
#include "apps/herlaad/key/key.h"

#include <iomanip>
#include <iostream>

#include "apps/herlaad/cli/address.h"
#include "apps/herlaad/cli/cli.h"
#include "apps/herlaad/cli/repeat.h"
#include "apps/herlaad/cli/text.h"

namespace herlaad::app {

ExitCode RevokeKey(Console& console, const std::string& id) {
  Asked asked;
  asked.method = "POST";
  asked.path = "/admin/keys/" + PercentEncoded(id) + "/revoke";
  const auto reply = console.Call(asked);
  if (!reply.ok()) return Complain(reply.error());
  return reply->ok() ? ExitCode::kOk : Complain(*reply);
}

namespace {

struct ListOptions {
  Common common;
};

struct RevokeOptions {
  Common common;
  std::string id;
};

ExitCode List(ListOptions& options) {
  return Show(options.common, "/admin/keys", [](const nlohmann::json& body) {
    if (body.at("keys").empty()) {
      std::cout << "There are no keys. `" << CommandText("key create") << "` makes one.\n";
      return;
    }
    PrintKeyHead();
    for (const auto& key : body.at("keys")) PrintKey(key, true);
  });
}

ExitCode RevokeOne(RevokeOptions& options) {
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  const ExitCode code = RevokeKey(**console, options.id);
  if (code != ExitCode::kOk) return code;
  if (options.common.json) {
    std::cout << nlohmann::json{{"id", options.id}, {"revoked", true}}.dump() << std::endl;
  } else {
    std::cout << options.id << " is revoked: requests with it are rejected from now on.\n";
  }
  return ExitCode::kOk;
}

std::string ScopesText(const nlohmann::json& key) {
  std::string scopes;
  if (key.contains("scopes")) {
    for (const auto& scope : key["scopes"])
      scopes += (scopes.empty() ? "" : " ") + scope.get<std::string>();
  }
  return scopes;
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

std::string StateText(const nlohmann::json& key) {
  if (TextOf(key, "state") == "revoked") return "revoked " + LocalTimeText(key, "revoked_at");
  const std::string end = LocalTimeText(key, "valid_until");
  if (TextOf(key, "state") == "expired") return "ended " + end;
  return end.empty() ? "valid" : "valid until " + end;
}

// The client by its name, if somebody gave it one.
std::string ClientNameText(const nlohmann::json& key) {
  const std::string id = TextOf(key, "client");
  const std::string name = TextOf(key, "client_name");
  return name.empty() || name == id ? id : id + " (" + name + ")";
}

}  // namespace

void PrintKeyHead() {
  std::cout << std::left << std::setw(20) << "id" << std::setw(25) << "created" << std::setw(32)
            << "scopes"
            << "state, name\n";
}

void PrintKey(const nlohmann::json& key, bool with_client) {
  std::cout << std::left << std::setw(20) << TextOf(key, "id") << std::setw(25)
            << LocalTimeText(key, "created_at") << std::setw(32) << ScopesText(key)
            << StateText(key) << "  " << TextOf(key, "name") << '\n';
  const std::string till = TextOf(key, "till");
  std::string more = with_client ? "of " + ClientNameText(key) : "";
  if (!till.empty()) more += (more.empty() ? "" : ", ") + ("till " + till);
  if (!more.empty()) std::cout << std::string(20, ' ') << more << '\n';
  std::cout << CapsText(key);
}

void AddKeyCommands(CLI::App& root, Run& run) {
  CLI::App& noun =
      AddNoun(root, "key",
              "Create, rotate, list and revoke API keys; rotate the keys of links and receipts.");

  AddKeyCreation(noun, run);

  auto list = std::make_shared<ListOptions>();
  CLI::App* command = noun.add_subcommand(
      "list", "List the keys: ids, scopes and names, never the keys themselves.");
  AddCommon(*command, list->common);
  OnChosen(*command, run, list, List);

  auto revoke = std::make_shared<RevokeOptions>();
  command = noun.add_subcommand("revoke", "Revoke a key permanently.");
  command->add_option("id", revoke->id, "its id, key_…")->required();
  AddCommon(*command, revoke->common);
  OnChosen(*command, run, revoke, RevokeOne);

  AddKeyRotation(noun, run);
}

}  // namespace herlaad::app
