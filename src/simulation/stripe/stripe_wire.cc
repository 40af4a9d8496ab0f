#include "simulation/stripe/stripe_wire.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <utility>

namespace herlaad::simulation {
namespace {

using net::ClientErrorKind;
using net::Sent;
using sandbox::StripeFault;
using sandbox::StripeRequest;

constexpr std::string_view kHost = "https://api.stripe.com";

std::string HeaderOf(const net::ClientRequest& request, std::string_view name) {
  const auto at = std::find_if(request.headers.begin(), request.headers.end(),
                               [&](const net::Header& header) { return header.name == name; });
  return at == request.headers.end() ? "" : at->value;
}

StripeRequest RequestOf(const net::ClientRequest& request) {
  const std::string target = request.url.substr(kHost.size());
  const std::size_t question = std::min(target.find('?'), target.size());
  StripeRequest read;
  read.method = request.method;
  read.path = target.substr(0, question);
  read.parameters = request.body;
  if (request.method != "POST" && question < target.size())
    read.parameters = target.substr(question + 1);
  read.authorization = HeaderOf(request, "authorization");
  read.version = HeaderOf(request, "stripe-version");
  read.key = HeaderOf(request, "idempotency-key");
  return read;
}

std::string HttpDate(Instant at) {
  const auto seconds = static_cast<std::time_t>(at.ms / 1'000);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::array<char, 40> text{};
  const std::size_t size =
      std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc);
  return {text.data(), size};
}

Failure<net::ClientError> NoAnswer(ClientErrorKind kind) {
  const Sent sent = kind == ClientErrorKind::kConnect ? Sent::kNo : Sent::kUnknown;
  return Failure{net::ClientError{kind, sent, "simulated"}};
}

std::string Lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

}  // namespace

void StripeWire::Tell(const StripeRequest& request, const std::string& what) {
  stage_.Tell(stripe_.OrderOf(request),
              "stripe: " + request.method + " " + request.path + " " + what);
}

Instant StripeWire::LastSent(const std::string& key) const {
  const auto at = sent_.find(key);
  return at == sent_.end() ? Instant{} : at->second;
}

std::optional<StripeFault> StripeWire::DrawFault() {
  using Kind = StripeFault::Kind;
  static constexpr Kind kBusy[] = {Kind::kConflict409, Kind::kRateLimit429, Kind::kLoadShedding503};
  StripeFault fault;
  if (stage_.Happens(stage_.rates().stored_error)) {
    fault.kind = stage_.random.Chance(50) ? Kind::kError500 : Kind::kError500After;
    stripe_.Count(fault.kind == Kind::kError500 ? "500 before" : "500 after");
  } else if (stage_.Happens(stage_.rates().provider_busy)) {
    fault.kind = kBusy[stage_.random.Below(std::size(kBusy))];
    stripe_.Count("busy");
  } else {
    return std::nullopt;
  }
  return fault;
}

net::ClientResponse StripeWire::Respond(const sandbox::StripeAnswer& answer) const {
  net::ClientResponse response;
  response.status = answer.status;
  response.body = answer.body;
  for (const net::Header& header : answer.headers)
    response.headers.push_back({Lower(header.name), header.value});
  response.headers.push_back({"date", HttpDate(stage_.now())});
  return response;
}

// Nothing comes back, or what a proxy says instead.
StripeWire::Answer StripeWire::AnswerLost(const StripeRequest& request) {
  (void)stripe_.Serve(request, std::nullopt);
  stripe_.Count("answer lost");
  Tell(request, "arrives, and its answer is lost");
  if (!stage_.random.Chance(30)) return NoAnswer(ClientErrorKind::kTimeout);
  net::ClientResponse garbage;
  garbage.status = 502;
  garbage.body = "<html><body>Bad gateway";
  return garbage;
}

// Sometimes Stripe has it all the time, and refuses a repeat as in progress.
void StripeWire::ArriveLate(const StripeRequest& request, Millis sent_after) {
  stripe_.Count("late");
  Tell(request, "is delayed");
  const bool is_slow = stage_.random.Chance(50) && !request.key.empty();
  if (is_slow) stripe_.BeginSlow(request.key);
  const Millis later = stage_.Between(0, (kLongestTrip - kRequestTimeout).count());
  stage_.schedule.After(sent_after + kRequestTimeout + later, [this, request, is_slow] {
    if (is_slow) stripe_.EndSlow(request.key);
    Tell(request, "arrives late");
    (void)stripe_.Serve(request, std::nullopt);
  });
}

StripeWire::Answer StripeWire::Send(const net::ClientRequest& sent) {
  const StripeRequest request = RequestOf(sent);
  const Millis so_far = stage_.wire_takes;
  const Wire::Trip trip = wire_.Draw();
  const bool arrives = trip == Wire::Trip::kThere;
  stage_.wire_takes =
      so_far + (arrives ? stage_.wire_takes : std::min(stage_.wire_takes, sent.total_timeout));
  if (!request.key.empty()) sent_[request.key] = stage_.now() + so_far;
  switch (trip) {
    case Wire::Trip::kThere: {
      const auto fault = DrawFault();
      const sandbox::StripeAnswer answer = stripe_.Serve(request, fault);
      if (answer.status != 200) Tell(request, "is answered " + std::to_string(answer.status));
      return Respond(answer);
    }
    case Wire::Trip::kAnswerLost:
      return AnswerLost(request);
    case Wire::Trip::kLate:
      ArriveLate(request, so_far);
      return NoAnswer(ClientErrorKind::kTimeout);
    case Wire::Trip::kLost:
      stripe_.Count("lost");
      Tell(request, "is lost");
      return NoAnswer(ClientErrorKind::kTimeout);
    case Wire::Trip::kUnreachable:
      stripe_.Count("unreachable");
      Tell(request, "finds nobody");
      return NoAnswer(ClientErrorKind::kConnect);
  }
  return NoAnswer(ClientErrorKind::kConnect);
}

}  // namespace herlaad::simulation
