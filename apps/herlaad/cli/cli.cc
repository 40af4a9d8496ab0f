#include "apps/herlaad/cli/cli.h"

#include <iostream>

#include "apps/herlaad/cli/files.h"
#include "apps/herlaad/cli/repeat.h"
#include "apps/herlaad/config/settings.h"

namespace herlaad::app {

void AddCommon(CLI::App& command, Common& common, bool with_json) {
  command
      .add_option(
          "--data", common.data,
          "the data folder (default: $HERLAAD_DATA, or data/demo for the demo and data/serve "
          "for a server)")
      ->type_name("DIR");
  command.add_option("--config", common.config, "the settings file (default: the built-in one)")
      ->type_name("FILE");
  command
      .add_option(
          "--database", common.database,
          "the PostgreSQL database, postgresql://… (default: $HERLAAD_DATABASE, or the one in the "
          "settings; otherwise SQLite in the data folder). Put its password into ~/.pgpass")
      ->type_name("URL")
      ->check([](const std::string& text) {
        return IsPostgres(text) ? std::string() : "must begin with postgresql://";
      });
  if (with_json)
    command.add_flag("--json", common.json, "print JSON, for programs; times are in UTC");
}

CLI::App& AddNoun(CLI::App& root, const std::string& name, const std::string& description) {
  CLI::App* const noun = root.add_subcommand(name, description);
  noun->require_subcommand(1);
  return *noun;
}

Result<std::string, ExitCode> DataFolder(const Common& common,
                                         Result<std::string, std::string> (*otherwise)()) {
  if (!common.data.empty()) return common.data;
  const auto config = LoadConfig(common.config);
  if (!config.ok()) return Failure{ComplainOfUsage(config.error())};
  if (!config->data.empty()) return config->data;
  auto folder = otherwise();
  if (!folder.ok()) return Failure{ComplainOfUsage(folder.error())};
  return *std::move(folder);
}

Result<std::unique_ptr<Console>, ExitCode> Reach(const Common& common) {
  RepeatFlags(common);
  const auto data = DataFolder(common);
  if (!data.ok()) return Failure{data.error()};
  // A server that runs has settings of its own; a mistake in those given is one all the same.
  if (!common.config.empty()) {
    const auto config = LoadConfig(common.config);
    if (!config.ok()) return Failure{ComplainOfUsage(config.error())};
  }
  auto console = OpenConsole({*data, common.config, common.database});
  if (!console.ok()) return Failure{Complain(console.error())};
  return *std::move(console);
}

ExitCode Show(Console& console, const Common& common, const Asked& asked,
              const std::function<void(const nlohmann::json& body)>& print) {
  const auto reply = console.Call(asked);
  if (!reply.ok()) return Complain(reply.error());
  if (!reply->ok()) return Complain(*reply);
  if (common.json) {
    std::cout << reply->text << std::endl;
  } else {
    print(reply->body);
  }
  return ExitCode::kOk;
}

ExitCode Show(const Common& common, const std::string& path,
              const std::function<void(const nlohmann::json& body)>& print) {
  auto console = Reach(common);
  if (!console.ok()) return console.error();
  Asked asked;
  asked.path = path;
  return Show(**console, common, asked, print);
}

}  // namespace herlaad::app
