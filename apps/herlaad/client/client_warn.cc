// herlaad client warn: tells a client by mail when its float is low.
#include <iostream>

#include "apps/herlaad/cli/cli.h"
#include "apps/herlaad/cli/repeat.h"
#include "apps/herlaad/cli/text.h"
#include "apps/herlaad/cli/typed.h"
#include "apps/herlaad/client/client.h"

namespace herlaad::app {
namespace {

struct WarnOptions {
  Common common;
  std::string client;  // id or name
  std::string mail;
  std::string below;
  std::string language = "nl";
  bool off = false;
};

Result<Asked, ExitCode> AskedBy(const WarnOptions& options) {
  Asked asked;
  asked.method = options.off ? "DELETE" : "PUT";
  if (options.off) return asked;
  if (options.mail.empty() || options.below.empty()) {
    return Failure{ComplainOfUsage(
        "--mail ADDRESS and --below AMOUNT say whom to warn and when; --off turns it off")};
  }
  const auto below = ReadEuros(options.below);
  if (!below.ok()) return Failure{below.error()};
  asked.body = {{"email", options.mail},
                {"below", {{"amount", below->minor}, {"currency", Text(below->currency)}}},
                {"language", options.language}};
  return asked;
}

void PrintWarned(const WarnOptions& options, const nlohmann::json& now) {
  if (options.off) {
    std::cout << TextOf(now, "client") << " is not warned any more.\n";
    return;
  }
  std::cout << TextOf(now, "client") << ": " << FloatWarningText(now) << '\n'
            << FloatText(now) << '\n';
  if (now.at("is_below").get<bool>()) {
    std::cerr << "The float is below that level already: a mail is sent the next time it falls "
                 "below it after it was paid up.\n";
  }
}

ExitCode Warn(WarnOptions& options) {
  auto asked = AskedBy(options);
  if (!asked.ok()) return asked.error();
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  const auto path = ClientPathOf(**console, options.client);
  if (!path.ok()) return path.error();
  asked->path = *path + "/float-warning";
  return Show(**console, options.common, *asked,
              [&options](const nlohmann::json& now) { PrintWarned(options, now); });
}

}  // namespace

std::string FloatWarningText(const nlohmann::json& client) {
  const auto warning = client.find("float_warning");
  if (warning == client.end() || warning->is_null()) return "";
  return "warned at " + TextOf(*warning, "email") + " (" + TextOf(*warning, "language") +
         ") when less than " + MoneyText(*warning, "below") + " of the float can be spent";
}

void AddWarnCommand(CLI::App& noun, Run& run) {
  auto options = std::make_shared<WarnOptions>();
  CLI::App* const command =
      noun.add_subcommand("warn", "Warn a client by mail each time its float falls below a level.");
  command->add_option("client", options->client, "its id, cli_…, or its name")->required();
  auto* const mail =
      command->add_option("--mail", options->mail, "where the mail goes")->type_name("ADDRESS");
  auto* const below =
      command->add_option("--below", options->below, "euros that can be spent, as 100 or 100.00")
          ->type_name("AMOUNT");
  command->add_option("--language", options->language, "of the mail: nl, fr, de, en or zh")
      ->capture_default_str();
  command->add_flag("--off", options->off, "turn the warning off, and erase the address")
      ->excludes(mail)
      ->excludes(below);
  AddCommon(*command, options->common);
  OnChosen(*command, run, options, Warn);
}

}  // namespace herlaad::app
