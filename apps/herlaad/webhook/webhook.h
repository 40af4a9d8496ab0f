// What the files of `herlaad webhook` share.
#pragma once

#include <string>

#include "apps/herlaad/cli/cli.h"

namespace herlaad::app {

struct WebhookOptions {
  Common common;
  std::string id;
};

// Calls the API about the webhook of that id; complains and gives the exit code of what went wrong.
// With --json it prints the answer.
Result<Reply, ExitCode> AskAboutWebhook(const WebhookOptions& options, const char* method,
                                        const std::string& verb, nlohmann::json body = nullptr);

void AddDeliveryCommands(CLI::App& noun, Run& run);  // deliveries, replay, test

}  // namespace herlaad::app
