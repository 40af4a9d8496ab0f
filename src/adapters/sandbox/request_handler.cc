#include "adapters/sandbox/request_handler.h"

#include <charconv>
#include <optional>
#include <utility>

#include "adapters/net/json.h"

namespace herlaad::sandbox {
namespace {

constexpr std::size_t kPageMax = 1'000;

std::optional<std::int64_t> ParseNumber(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

}  // namespace

net::Response JsonResponse(int status, const nlohmann::json& body) {
  net::Response response;
  response.status = status;
  response.body = net::WriteJson(body);
  return response;
}

std::optional<EntriesPage> PageAsked(const net::Request& request) {
  const auto after = ParseNumber(request.Parameter("cursor").value_or("0"));
  const auto limit = ParseNumber(request.Parameter("limit").value_or("100"));
  if (!after || !limit || *limit == 0) return std::nullopt;
  return EntriesPage{*after, std::min(static_cast<std::size_t>(*limit), kPageMax)};
}

void RequestHandler::Serve(net::Responder&& responder, Work work) {
  Take(std::make_shared<net::Responder>(std::move(responder)), std::move(work), false, false);
}

void RequestHandler::ServeWithFaults(net::Responder&& responder, Work work) {
  const Shared shared = std::make_shared<net::Responder>(std::move(responder));
  const Faults::FaultPlan fault_plan = faults_.Draw();
  if (fault_plan.request_lost) return Lose(shared);
  Take(shared, std::move(work), fault_plan.repeated, fault_plan.answer_lost);
}

// If the actor drops the task, the responder is destroyed with it and answers 500.
void RequestHandler::Take(Shared responder, Work work, bool repeated, bool answer_lost) {
  actor_.Post(
      [this, responder = std::move(responder), work = std::move(work), repeated, answer_lost] {
        Answer answer = work();
        if (repeated) answer = work();
        actor_.AfterCommit([this, responder, answer = std::move(answer), answer_lost] {
          if (answer_lost) return Lose(responder);
          if (answer.not_before == Instant{}) return responder->Send(answer.response);
          actor_.PostAt(answer.not_before,
                        [responder, response = answer.response] { responder->Send(response); });
        });
      });
}

void RequestHandler::Lose(const Shared& responder) {
  const auto break_off = [responder] {
    net::Response garbage;
    garbage.status = 502;
    garbage.content_type = "text/html; charset=utf-8";
    garbage.body = "<html><body>Bad gateway";
    responder->Send(std::move(garbage));
  };
  if (faults_.hold().count() == 0) return break_off();
  actor_.PostAt(actor_.Now() + faults_.hold(), break_off);
}

}  // namespace herlaad::sandbox
