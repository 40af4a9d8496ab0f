#include "adapters/sandbox/operator/operator.h"

#include <utility>

#include "adapters/net/json.h"
#include "adapters/net/problem.h"
#include "adapters/sandbox/checks.h"
#include "base/core/secret.h"
#include "base/money/asset.h"
#include "base/numbers/msisdn.h"

namespace herlaad::sandbox {
namespace {

using nlohmann::json;

constexpr std::string_view kPrefix = "/sandbox/operator/";
constexpr std::string_view kTopups = "topups/";
constexpr Millis kCreditLifetime{365LL * 24 * 3'600 * 1'000};

constexpr std::array<std::string_view, 8> kScenarios = {
    "completed", "completed_with_pin", "invalid_number", "barred", "operator_unavailable",
    "duplicate", "declined",           "exception"};

bool Credits(std::string_view code) { return code == "completed" || code == "duplicate"; }

net::Response CodeResponse(std::string_view reference, std::string_view code) {
  return JsonResponse(200, {{"reference", reference}, {"code", code}});
}

net::Response Exception() {
  net::Response response;
  response.status = 500;
  response.content_type = "text/html; charset=utf-8";
  response.body = "<html><body>NullPointerException at TopupController";
  return response;
}

struct Asked {
  std::string reference;
  std::string msisdn;
  std::int64_t amount = 0;
};

std::optional<Asked> ReadTopup(const std::string& body) {
  const auto parsed = net::ParseStrict(body);
  if (!parsed.ok()) return std::nullopt;
  Asked asked;
  asked.reference = net::TextField(*parsed, "reference").value_or("");
  asked.msisdn = net::TextField(*parsed, "msisdn").value_or("");
  asked.amount = net::IntegerField(*parsed, "amount").value_or(0);
  const bool euros = net::TextField(*parsed, "currency") == Text(Currency::kEur);
  if (!IsReference(asked.reference) || asked.msisdn.size() > 32 || !IsAmount(asked.amount) ||
      !euros) {
    return std::nullopt;
  }
  return asked;
}

}  // namespace

Scenario ScenarioOf(std::string_view msisdn) {
  const auto parsed = Msisdn::Parse(msisdn);
  if (!parsed.ok()) return {"invalid_number", 0};
  const auto last = static_cast<std::size_t>(parsed->value() % 1'000);
  const std::size_t x = last / 100;
  const std::size_t y = last / 10 % 10;
  const std::size_t z = last % 10;
  if (y != 0 || z >= kScenarios.size()) return {};
  return {kScenarios[z], x >= 1 && x <= 3 ? static_cast<int>(x) : 0};
}

Operator::Operator(OperatorStore& store, Actor& actor, const OperatorOptions& options)
    : store_(store),
      actor_(actor),
      options_(options),
      handler_(actor, options.faults, options.seed) {}

void Operator::Handle(net::Request&& request, net::Responder&& responder) {
  const std::string path = request.path.substr(kPrefix.size());
  if (path == "entries" && request.method == "GET") {
    const auto page = PageAsked(request);
    if (!page) return responder.Send(net::ProblemResponse(kBadPage));
    return handler_.Serve(std::move(responder), [this, page = *page] {
      return Answer{JsonResponse(200, ToJson(store_.Read(page)))};
    });
  }
  if (path == "topups" && request.method == "POST") {
    return handler_.ServeWithFaults(std::move(responder),
                                    [this, body = std::move(request.body)] { return Topup(body); });
  }
  if (path.starts_with(kTopups) && request.method == "GET") {
    return handler_.ServeWithFaults(
        std::move(responder),
        [this, reference = path.substr(kTopups.size())] { return Ask(reference); });
  }
  responder.Send(net::ProblemResponse(kNoSuchPlace));
}

Answer Operator::Topup(const std::string& body) {
  const auto asked = ReadTopup(body);
  // Without the reference: it cannot be about any stored request.
  if (!asked) return {JsonResponse(400, {{"code", "malformed"}})};

  FullRequest request;
  request.reference = asked->reference;
  request.msisdn = asked->msisdn;
  request.amount = asked->amount;
  request.at = actor_.Now();
  request.answer_at = request.at;
  if (store_.FirstRequest(request.reference)) {
    request.answer = "duplicate";
    store_.Add(request);
    return {CodeResponse(request.reference, request.answer)};
  }

  const Scenario scenario = ScenarioOf(request.msisdn);
  request.answer = scenario.code;
  if (scenario.delay > 0) {
    request.answer_at = request.at + options_.delays[static_cast<std::size_t>(scenario.delay) - 1];
  }
  store_.Add(request);
  if (Credits(scenario.code)) {
    OperatorCredit credit;
    credit.reference = request.reference;
    credit.operator_reference = "op_" + RandomSecret(10).Reveal();
    credit.msisdn = request.msisdn;
    credit.amount = request.amount;
    credit.at = request.at;
    store_.Add(credit);
  }
  const bool waits = request.answer_at > request.at;
  return {scenario.code == "duplicate" ? CodeResponse(request.reference, scenario.code)
                                       : Outcome(request),
          waits ? request.answer_at : Instant{}};
}

Answer Operator::Ask(const std::string& reference) {
  const auto first = store_.FirstRequest(reference);
  if (!first) return {JsonResponse(404, {{"reference", reference}, {"code", "not_found"}})};
  if (actor_.Now() < first->answer_at) return {CodeResponse(reference, "processing")};
  return {Outcome(*first)};
}

net::Response Operator::Outcome(const FullRequest& first) {
  if (first.answer == "exception") return Exception();
  const auto credit = store_.FindCredit(first.reference);
  if (!credit) return CodeResponse(first.reference, first.answer);
  return JsonResponse(200, {{"reference", first.reference},
                            {"code", "completed"},
                            {"operator_reference", credit->operator_reference},
                            {"credited", credit->amount * money::kEur6PerCent},
                            {"valid_until", ToRfc3339(credit->at + kCreditLifetime)}});
}

}  // namespace herlaad::sandbox
