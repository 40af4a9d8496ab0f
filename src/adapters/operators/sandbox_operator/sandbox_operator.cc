#include "adapters/operators/sandbox_operator/sandbox_operator.h"

#include <algorithm>
#include <utility>

#include "adapters/net/json.h"
#include "base/core/printable.h"

namespace herlaad::operators {
namespace {

using engine::OperatorAnswer;
using Kind = OperatorAnswer::Kind;
using orders::RefusalReason;

struct Code {
  std::string_view text;
  Kind kind;
  RefusalReason refusal = RefusalReason::kNone;
};

// Codes not listed here are kUnknown, "processing" and "duplicate" among them.
constexpr Code kCodes[] = {
    {"completed", Kind::kConfirmed},
    {"completed_with_pin", Kind::kPin},
    {"invalid_number", Kind::kRefused, RefusalReason::kUnknownNumber},
    {"barred", Kind::kRefused, RefusalReason::kBarred},
    {"operator_unavailable", Kind::kRefused, RefusalReason::kUnavailable},
    {"declined", Kind::kRefused, RefusalReason::kDeclined},
    {"not_found", Kind::kNotFound},
};

OperatorAnswer Unknown() { return {}; }

// EUR/6: a million euros. No operator credits that much at once.
constexpr std::int64_t kCreditedMax = 1'000'000'000'000;
constexpr std::size_t kReferenceMax = 255;

// A date outside these years means "unlimited" or "none", and must not be shown.
constexpr Instant kEarliestEnd{946'684'800'000};  // 2000-01-01
constexpr Instant kLatestEnd{7'258'118'400'000};  // 2200-01-01

// The operator's own reference, for support; left out if it cannot be shown.
std::string ReadReference(const nlohmann::json& answer) {
  std::string reference = net::TextField(answer, "operator_reference").value_or("");
  if (reference.size() > kReferenceMax || !IsPrintable(reference)) return {};
  return reference;
}

// A confirmation that contradicts itself is not trusted.
OperatorAnswer ReadConfirmation(const nlohmann::json& answer) {
  OperatorAnswer confirmed;
  confirmed.kind = Kind::kConfirmed;
  if (answer.contains("credited")) {
    const auto credited = net::IntegerField(answer, "credited");
    if (!credited || *credited <= 0 || *credited > kCreditedMax) return Unknown();
    confirmed.credited = *credited;
  }
  if (answer.contains("valid_until")) {
    const auto until = ParseRfc3339(net::TextField(answer, "valid_until").value_or(""));
    if (!until) return Unknown();
    if (*until >= kEarliestEnd && *until < kLatestEnd) confirmed.valid_until = *until;
  }
  return confirmed;
}

// Our references are plain; anything else would need escaping in a URL.
bool IsPlain(std::string_view reference) {
  return !reference.empty() && reference.size() <= 64 &&
         std::all_of(reference.begin(), reference.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_' || c == '-';
         });
}

// Whoever refuses to talk to us, or is broken, does not tell what became of a credit.
bool Tells(int status) { return status < 500 && status != 401 && status != 403 && status != 429; }

}  // namespace

OperatorAnswer ReadOperatorAnswer(std::string_view body, std::string_view reference) {
  const auto parsed = net::ParseStrict(body);
  if (!parsed.ok() || net::TextField(*parsed, "reference") != reference) return Unknown();
  const std::string text = net::TextField(*parsed, "code").value_or("");
  const auto* const code = std::find_if(std::begin(kCodes), std::end(kCodes),
                                        [&](const Code& known) { return known.text == text; });
  if (code == std::end(kCodes)) return Unknown();
  OperatorAnswer answer =
      code->kind == Kind::kConfirmed ? ReadConfirmation(*parsed) : OperatorAnswer{};
  if (code->kind != Kind::kConfirmed) answer.kind = code->kind;
  answer.refusal = code->refusal;
  answer.reference = ReadReference(*parsed);
  return answer;
}

SandboxOperator::SandboxOperator(SandboxOperatorOptions options) : options_(std::move(options)) {}

net::ClientRequest SandboxOperator::Prepare(std::string method, const std::string& path) const {
  net::ClientRequest request;
  request.method = std::move(method);
  request.url = options_.base_url + path;
  request.headers = {{"content-type", "application/json"}};
  request.connect_timeout = std::min(options_.connect_timeout, options_.request_timeout);
  request.total_timeout = options_.request_timeout;
  request.max_answer_bytes = 64 * 1024;
  return request;
}

OperatorAnswer SandboxOperator::Topup(const engine::TopupRequest& request) {
  net::ClientRequest wire = Prepare("POST", "/topups");
  wire.body = net::WriteJson({{"reference", request.reference},
                              {"msisdn", request.msisdn.ToE164()},
                              {"amount", request.amount.minor},
                              {"currency", Text(request.amount.currency)}});
  const auto response = client_.Send(wire);
  if (!response.ok()) {
    OperatorAnswer nothing;
    if (response.error().sent == net::Sent::kNo) nothing.kind = Kind::kUnreachable;
    return nothing;
  }
  if (!Tells(response->status)) return Unknown();
  OperatorAnswer answer = ReadOperatorAnswer(response->body, request.reference);
  // The request was just sent, so "not found" cannot be right.
  if (answer.kind == Kind::kNotFound) return Unknown();
  return answer;
}

OperatorAnswer SandboxOperator::Ask(std::string_view reference) {
  if (!IsPlain(reference)) return Unknown();
  const auto response = client_.Send(Prepare("GET", "/topups/" + std::string(reference)));
  if (!response.ok() || !Tells(response->status)) return Unknown();
  return ReadOperatorAnswer(response->body, reference);
}

Millis SandboxOperator::NotFoundSettlesAfter() const { return options_.not_found_settles_after; }

void SandboxOperator::Stop() { client_.Stop(); }

}  // namespace herlaad::operators
