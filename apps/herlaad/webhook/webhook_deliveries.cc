// herlaad webhook deliveries|replay|test: what was delivered to a webhook.
#include <iomanip>
#include <iostream>

#include "apps/herlaad/cli/paging.h"
#include "apps/herlaad/cli/text.h"
#include "apps/herlaad/webhook/webhook.h"

namespace herlaad::app {
namespace {

struct DeliveriesOptions {
  WebhookOptions of;
  Paging paging;
};

struct ReplayOptions {
  WebhookOptions of;
  std::string delivery;
};

// "msg_…  2026-11-22 14:02:11 CET  delivered  topup.paid  tu_…  1 attempt, HTTP 204".
void PrintDelivery(const nlohmann::json& delivery) {
  std::cout << std::left << std::setw(20) << TextOf(delivery, "id") << std::setw(25)
            << LocalTimeText(delivery, "created_at") << std::setw(11) << TextOf(delivery, "state")
            << std::setw(24) << TextOf(delivery, "type") << std::setw(19)
            << TextOf(delivery, "topup") << Counted(delivery.at("attempts").get<int>(), "attempt");
  const std::string answer = TextOf(delivery, "last_answer");
  const std::string next = LocalTimeText(delivery, "next_attempt_at");
  if (!answer.empty()) std::cout << ", " << answer;
  if (!next.empty()) std::cout << ", next at " << next;
  std::cout << '\n';
}

ExitCode Deliveries(DeliveriesOptions& options) {
  auto console = Reach(options.of.common);
  if (!console.ok()) return console.error();
  const PagedList list{.path = "/admin/webhooks/" + options.of.id + "/deliveries",
                       .items = "deliveries",
                       .searching = "searching deliveries before ",
                       .filters = {}};
  const bool json = options.of.common.json;
  std::int64_t printed = 0;
  const auto end = ReadPages(**console, list, options.paging, [&](const nlohmann::json& delivery) {
    if (json) {
      std::cout << (printed == 0 ? "{\"deliveries\":[" : ",\n") << delivery.dump();
    } else {
      PrintDelivery(delivery);
    }
    ++printed;
  });
  if (!end.ok()) return end.error();
  if (json) {
    nlohmann::json next;
    if (!end->cursor.empty()) next = end->cursor;
    std::cout << (printed == 0 ? "{\"deliveries\":[" : "") << "],\"next\":" << next.dump() << "}\n";
  } else if (printed == 0) {
    std::cout << "Nothing was to be delivered to this webhook in the last 30 days.\n";
  }
  std::cout << std::flush;
  if (!json && !end->cursor.empty()) {
    std::cerr << Grouped(printed) << " shown; more with --cursor " << end->cursor
              << ", all of them with --all\n";
  }
  return ExitCode::kOk;
}

ExitCode Replay(ReplayOptions& options) {
  const auto reply =
      AskAboutWebhook(options.of, "POST", "/deliveries/" + options.delivery + "/replay");
  if (!reply.ok()) return reply.error();
  if (!options.of.common.json) PrintDelivery(reply->body);
  return ExitCode::kOk;
}

ExitCode Test(WebhookOptions& options) {
  const auto reply = AskAboutWebhook(options, "POST", "/test");
  if (!reply.ok()) return reply.error();
  if (!options.common.json) PrintDelivery(reply->body);
  return ExitCode::kOk;
}

}  // namespace

void AddDeliveryCommands(CLI::App& noun, Run& run) {
  auto deliveries = std::make_shared<DeliveriesOptions>();
  CLI::App* command = noun.add_subcommand(
      "deliveries", "List what was and is to be delivered to a webhook, newest first.");
  command->add_option("webhook", deliveries->of.id, "its id, we_…")->required();
  AddPaging(*command, deliveries->paging);
  AddCommon(*command, deliveries->of.common);
  OnChosen(*command, run, deliveries, Deliveries);
  auto replay = std::make_shared<ReplayOptions>();
  command = noun.add_subcommand("replay", "Deliver something again, under its id.");
  command->add_option("webhook", replay->of.id, "its id, we_…")->required();
  command->add_option("delivery", replay->delivery, "its id, msg_…")->required();
  AddCommon(*command, replay->of.common);
  OnChosen(*command, run, replay, Replay);
  auto test = std::make_shared<WebhookOptions>();
  command = noun.add_subcommand("test", "Deliver an event of type webhook.test.");
  command->add_option("webhook", test->id, "its id, we_…")->required();
  AddCommon(*command, test->common);
  OnChosen(*command, run, test, Test);
}

}  // namespace herlaad::app
