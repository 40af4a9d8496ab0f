#include "adapters/messengers/sandbox_phone/sandbox_phone.h"

#include <algorithm>

#include "adapters/net/json.h"

namespace herlaad::messengers {

using engine::MessengerAnswer;

MessengerAnswer SandboxPhone::Send(const engine::TextMessage& message) {
  net::ClientRequest request;
  request.method = "POST";
  request.url = options_.base_url + "/messages";
  request.headers = {{"content-type", "application/json"}};
  request.body = net::WriteJson(
      {{"reference", message.reference}, {"msisdn", message.to.ToE164()}, {"text", message.text}});
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
