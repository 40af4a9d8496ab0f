// herlaad webhook create|list|show|rotate|disable|enable|delete: the webhooks of clients.
#include "apps/herlaad/webhook/webhook.h"

#include <iomanip>
#include <iostream>

#include "apps/herlaad/cli/duration.h"
#include "apps/herlaad/cli/repeat.h"
#include "apps/herlaad/cli/text.h"
#include "apps/herlaad/client/client.h"

namespace herlaad::app {
namespace {

struct CreateOptions {
  Common common;
  std::string client;
  std::string url;
  std::vector<std::string> events;
  std::string description;
};

struct ListOptions {
  Common common;
  std::string client;
};

struct RotateOptions {
  WebhookOptions of;
  std::string old_valid_for;
};

std::string EventsText(const nlohmann::json& webhook) {
  std::string text;
  for (const auto& event : webhook.at("events")) {
    if (!text.empty()) text += ", ";
    text += event.get<std::string>();
  }
  return text;
}

void Field(const char* name, const std::string& value) {
  if (!value.empty()) std::cout << std::left << std::setw(16) << name << value << '\n';
}

std::string DisabledText(const nlohmann::json& webhook) {
  if (!webhook.at("disabled").get<bool>()) return "";
  const bool failed = TextOf(webhook, "disabled_by") == "failures";
  return LocalTimeText(webhook, "disabled_at") +
         (failed ? ", because nothing was delivered for three days" : ", on request");
}

void PrintWebhook(const nlohmann::json& webhook) {
  Field("webhook", TextOf(webhook, "id"));
  Field("url", TextOf(webhook, "url"));
  Field("description", TextOf(webhook, "description"));
  Field("events", EventsText(webhook));
  Field("disabled", DisabledText(webhook));
  Field("created", LocalTimeText(webhook, "created_at"));
  if (webhook.contains("old_secrets")) {
    const auto old = webhook.at("old_secrets").get<int>();
    Field("old secrets", Counted(old, "earlier one") + (old == 1 ? " signs" : " sign") +
                             " too, the last until " + LocalTimeText(webhook, "old_secret_until"));
  }
  if (!webhook.contains("secret")) return;
  Field("secret", TextOf(webhook, "secret"));
  std::cerr << "The secret is shown only now.\n";
}

ExitCode Create(CreateOptions& options) {
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  const auto path = ClientPathOf(**console, options.client);
  if (!path.ok()) return path.error();
  Asked asked;
  asked.method = "POST";
  asked.path = *path + "/webhooks";
  asked.body = {{"url", options.url}, {"events", options.events}};
  if (!options.description.empty()) asked.body["description"] = options.description;
  return Show(**console, options.common, asked, PrintWebhook);
}

ExitCode List(ListOptions& options) {
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  const auto path = ClientPathOf(**console, options.client);
  if (!path.ok()) return path.error();
  return Show(options.common, *path + "/webhooks", [](const nlohmann::json& body) {
    for (const auto& webhook : body.at("webhooks")) {
      std::cout << TextOf(webhook, "id") << "  "
                << (webhook.at("disabled").get<bool>() ? "disabled  " : "enabled   ")
                << TextOf(webhook, "url") << "  " << EventsText(webhook) << '\n';
    }
    if (body.at("webhooks").empty()) std::cout << "This client has no webhooks.\n";
  });
}

ExitCode PrintReply(const WebhookOptions& options, const Result<Reply, ExitCode>& reply) {
  if (!reply.ok()) return reply.error();
  if (!options.common.json) PrintWebhook(reply->body);
  return ExitCode::kOk;
}

ExitCode ShowOne(WebhookOptions& options) {
  return PrintReply(options, AskAboutWebhook(options, "GET", ""));
}

ExitCode Rotate(RotateOptions& options) {
  nlohmann::json body = nlohmann::json::object();
  if (!options.old_valid_for.empty()) {
    const auto duration = ParseDuration(options.old_valid_for);
    if (!duration)
      return ComplainOfUsage(
          "--old-valid-for is a duration such as \"24 h\" or \"7 d\"; \"0 s\" ends "
          "all earlier secrets at once");
    body["old_valid_for_seconds"] = (duration->count() + 999) / 1'000;
  }
  return PrintReply(options.of, AskAboutWebhook(options.of, "POST", "/rotate", std::move(body)));
}

ExitCode Disable(WebhookOptions& options) {
  return PrintReply(options, AskAboutWebhook(options, "PATCH", "", {{"disabled", true}}));
}

ExitCode Enable(WebhookOptions& options) {
  return PrintReply(options, AskAboutWebhook(options, "PATCH", "", {{"disabled", false}}));
}

ExitCode Delete(WebhookOptions& options) {
  const auto reply = AskAboutWebhook(options, "DELETE", "");
  if (!reply.ok()) return reply.error();
  if (!options.common.json) std::cout << "Deleted. What was not delivered yet is dropped.\n";
  return ExitCode::kOk;
}

void AddOne(CLI::App& noun, Run& run, const char* verb, const char* description,
            ExitCode (*work)(WebhookOptions&)) {
  auto options = std::make_shared<WebhookOptions>();
  CLI::App* const command = noun.add_subcommand(verb, description);
  command->add_option("webhook", options->id, "its id, we_…")->required();
  AddCommon(*command, options->common);
  OnChosen(*command, run, options, work);
}

void AddCreate(CLI::App& noun, Run& run) {
  auto options = std::make_shared<CreateOptions>();
  CLI::App* const command =
      noun.add_subcommand("create", "Add a webhook to a client, and print its secret once.");
  command->add_option("--client", options->client, "its id, cli_…, or its name")->required();
  command->add_option("--url", options->url, "where events are posted, https://…")
      ->type_name("URL")
      ->required();
  command
      ->add_option("--event", options->events,
                   "an event to be told; may be repeated: topup.paid, topup.delivered, "
                   "topup.refunded, topup.cancelled, topup.expired, topup.needs_attention, "
                   "dispute.opened, dispute.closed")
      ->type_name("TYPE")
      ->required();
  command->add_option("--description", options->description, "for people")->type_name("TEXT");
  AddCommon(*command, options->common);
  OnChosen(*command, run, options, Create);
}

void AddRotate(CLI::App& noun, Run& run) {
  auto options = std::make_shared<RotateOptions>();
  CLI::App* const command =
      noun.add_subcommand("rotate", "Give a webhook a new secret, and print it once.");
  command->add_option("webhook", options->of.id, "its id, we_…")->required();
  command
      ->add_option("--old-valid-for", options->old_valid_for,
                   "how long the old secret signs too, at most 7 d (default: 24 h); with 0 s none "
                   "of the earlier ones signs any more")
      ->type_name("DURATION");
  AddCommon(*command, options->of.common);
  OnChosen(*command, run, options, Rotate);
}

}  // namespace

Result<Reply, ExitCode> AskAboutWebhook(const WebhookOptions& options, const char* method,
                                        const std::string& verb, nlohmann::json body) {
  auto console = Reach(options.common);
  if (!console.ok()) return Failure{console.error()};
  Asked asked;
  asked.method = method;
  asked.path = "/admin/webhooks/" + options.id + verb;
  asked.body = std::move(body);
  auto reply = (*console)->Call(asked);
  if (!reply.ok()) return Failure{Complain(reply.error())};
  if (!reply->ok()) return Failure{Complain(*reply)};
  if (options.common.json && !reply->text.empty()) std::cout << reply->text << std::endl;
  return *std::move(reply);
}

void AddWebhookCommands(CLI::App& root, Run& run) {
  CLI::App& noun =
      AddNoun(root, "webhook", "Look after webhooks, by which clients hear of their top-ups.");
  AddCreate(noun, run);
  auto list = std::make_shared<ListOptions>();
  CLI::App* const command = noun.add_subcommand("list", "List the webhooks of a client.");
  command->add_option("--client", list->client, "its id, cli_…, or its name")->required();
  AddCommon(*command, list->common);
  OnChosen(*command, run, list, List);
  AddOne(noun, run, "show", "Show a webhook.", ShowOne);
  AddRotate(noun, run);
  AddOne(noun, run, "disable", "Deliver nothing to a webhook any more, and drop what waits.",
         Disable);
  AddOne(noun, run, "enable",
         "Deliver to a webhook again what happens from now on. What was dropped can be replayed.",
         Enable);
  AddOne(noun, run, "delete", "Delete a webhook.", Delete);
  AddDeliveryCommands(noun, run);
}

}  // namespace herlaad::app
