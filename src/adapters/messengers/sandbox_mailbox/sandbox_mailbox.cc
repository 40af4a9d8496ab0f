#include "adapters/messengers/sandbox_mailbox/sandbox_mailbox.h"

#include <algorithm>

#include "adapters/messengers/smtp/mime.h"
#include "adapters/net/json.h"

namespace herlaad::messengers {
namespace {

using engine::MessengerAnswer;

std::string BodyOf(const engine::MailMessage& message) {
  nlohmann::json body = {{"reference", message.reference},    {"to", message.to.text()},
                         {"subject", message.subject},        {"paragraphs", message.paragraphs},
                         {"link_text", message.link_text},    {"link", message.link},
                         {"small_print", message.small_print}};
  if (message.attachment) {
    body["attachment"] = {{"name", message.attachment->name},
                          {"type", message.attachment->type},
                          {"base64", Base64(message.attachment->bytes)}};
  }
  return net::WriteJson(body);
}

}  // namespace

MessengerAnswer SandboxMailbox::Send(const engine::MailMessage& message) {
  net::ClientRequest request;
  request.method = "POST";
  request.url = options_.base_url + "/messages";
  request.headers = {{"content-type", "application/json"}};
  request.body = BodyOf(message);
  request.connect_timeout = std::min(options_.connect_timeout, options_.request_timeout);
  request.total_timeout = options_.request_timeout;
  request.max_answer_bytes = 64 * 1024;
  const auto response = client_.Send(request);
  if (!response.ok()) return MessengerAnswer::kUnknown;
  if (response->status >= 400 && response->status < 500) return MessengerAnswer::kRefused;
  const auto body = net::ParseStrict(response->body);
  const bool taken = response->status == 200 && body.ok() &&
                     net::TextField(*body, "reference") == message.reference;
  return taken ? MessengerAnswer::kTaken : MessengerAnswer::kUnknown;
}

}  // namespace herlaad::messengers
