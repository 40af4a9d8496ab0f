#include "adapters/sandbox/stripe/api/stripe_api.h"

#include <utility>

#include "adapters/net/json.h"
#include "adapters/sandbox/mail/base64.h"
#include "adapters/sandbox/stripe/api/lists.h"
#include "adapters/sandbox/stripe/api/stripe_versions.h"
#include "adapters/sandbox/stripe/book/sessions.h"

namespace herlaad::sandbox {
namespace {

using nlohmann::json;
using Kind = StripeFault::Kind;

constexpr const char* kServerError =
    "An unknown error occurred. This is the stand-in's simulated fault.";

StripeError PlainError(int status, const std::string& type, const std::string& code,
                       const std::string& message) {
  StripeError error;
  error.status = status;
  error.type = type;
  error.code = code;
  error.message = message;
  return error;
}

StripeAnswer Refusal(const StripeError& error) {
  return {error.status, net::WriteJson(ToJson(error)), {}};
}

StripeError WrongKey(const std::string& authorization) {
  if (authorization.empty()) {
    return PlainError(401, "invalid_request_error", "",
                      "You did not provide an API key. You need to provide your API key in the "
                      "Authorization header, using Bearer auth (e.g. 'Authorization: Bearer "
                      "YOUR_SECRET_KEY').");
  }
  return PlainError(401, "invalid_request_error", "api_key_invalid",
                    "Invalid API Key provided. Use the secret key of this stand-in.");
}

StripeError KeyInUse(const std::string& key) {
  return PlainError(409, "idempotency_error", "idempotency_key_in_use",
                    "There is currently another in-progress request using this Idempotent Key (" +
                        key + "). Please try again later.");
}

// A fault that leaves the request without effect, with its answer.
std::optional<StripeAnswer> RefusedBefore(const std::optional<StripeFault>& fault,
                                          const StripeRequest& request) {
  if (!fault) return std::nullopt;
  if (fault->kind == Kind::kConflict409) return Refusal(KeyInUse(request.key));
  if (fault->kind == Kind::kLoadShedding503) {
    return Refusal(PlainError(503, "api_error", "", "Stripe is over capacity. Try again later."));
  }
  if (fault->kind == Kind::kRateLimit429) {
    StripeAnswer answer =
        Refusal(PlainError(429, "invalid_request_error", "rate_limit",
                           "Request rate limit exceeded. Wait before the next request."));
    answer.headers = {{"Retry-After", std::to_string(fault->retry_after_s)}};
    return answer;
  }
  return std::nullopt;
}

std::string FingerprintOf(const StripeRequest& request, const Form& form) {
  std::string text = request.method + " " + request.path;
  for (const auto& field : form.fields()) {
    text += "\n" + std::to_string(field.first.size()) + " " + field.first + "=" + field.second;
  }
  return Hex(Sha256(text));
}

StripeAnswer Replay(const StoredAnswer& stored) {
  return {stored.status,
          stored.body,
          {{"Idempotent-Replayed", "true"}, {"Original-Request", stored.request_id}}};
}

StripeError OtherRequest(const std::string& key) {
  return PlainError(400, "idempotency_error", "",
                    "Keys for idempotent requests can only be used with the same parameters they "
                    "were first used with. Try using a key other than '" +
                        key + "' if you meant to execute a different request.");
}

json Shown(const std::string& version, const json& answer) {
  json shown = PublicObject(answer);
  if (answer.value("object", "") == "checkout.session") return SessionFor(version, shown);
  if (answer.value("object", "") == "list") {
    for (json& each : shown["data"]) {
      if (each.value("object", "") == "checkout.session") each = SessionFor(version, each);
    }
  }
  return shown;
}

}  // namespace

StripeRequest ReadStripeRequest(const net::Request& request) {
  const auto header = [&](std::string_view name) {
    return std::string(request.Find(name).value_or(""));
  };
  StripeRequest read;
  read.method = request.method;
  read.path = request.path;
  read.parameters = request.method == "POST" ? request.body : request.query;
  read.authorization = header("authorization");
  read.version = header("stripe-version");
  read.key = request.method == "POST" ? header("idempotency-key") : "";
  return read;
}

bool StripeApi::Accepts(const std::string& authorization) const {
  const std::string bearer = "Bearer ";
  const std::string basic = "Basic ";
  if (authorization.starts_with(bearer)) {
    return Secret(authorization.substr(bearer.size())) == secret_;
  }
  if (!authorization.starts_with(basic)) return false;
  const auto user = FromBase64(authorization.substr(basic.size()));
  return user && Secret(user->substr(0, user->find(':'))) == secret_;
}

void StripeApi::BeginSlow(const std::string& key) {
  if (!key.empty()) in_progress_.insert(key);
}

void StripeApi::EndSlow(const std::string& key) {
  const auto found = in_progress_.find(key);
  if (found != in_progress_.end()) in_progress_.erase(found);
}

StripeAnswer StripeApi::Serve(const StripeRequest& request,
                              const std::optional<StripeFault>& fault) {
  const std::string request_id = book_.store.NewId("req_");
  book_.events.Begin(request_id, request.key);
  StripeAnswer answer = Answer(request, request_id, fault);
  book_.events.Flush();
  book_.events.Begin("", "");
  answer.headers.push_back({"Request-Id", request_id});
  answer.headers.push_back({"Stripe-Version", IsStripeVersion(request.version)
                                                  ? request.version
                                                  : std::string(kNewestStripeVersion)});
  return answer;
}

StripeAnswer StripeApi::Answer(const StripeRequest& request, const std::string& request_id,
                               const std::optional<StripeFault>& fault) {
  if (!Accepts(request.authorization)) return Refusal(WrongKey(request.authorization));
  if (!request.version.empty() && !IsStripeVersion(request.version)) {
    return Refusal(InvalidParameter("", "Invalid Stripe API version. The newest is " +
                                            std::string(kNewestStripeVersion) + "."));
  }
  const auto route = FindStripeRoute(request.method, request.path);
  if (!route) {
    return Refusal(PlainError(404, "invalid_request_error", "",
                              "Unrecognized request URL (" + request.method + ": " + request.path +
                                  "). This stand-in speaks only the paths that Herlaad uses."));
  }
  if (request.key.size() > kStripeKeyMax) {
    return Refusal(PlainError(400, "idempotency_error", "",
                              "The Idempotency-Key is longer than 255 characters."));
  }
  if (auto refused = RefusedBefore(fault, request)) return *refused;
  const auto form = Form::Parse(request.parameters);
  if (!form.ok()) return Refusal(InvalidParameter("", std::string(Text(form.error()))));

  if (request.key.empty()) {
    const Outcome outcome = RunWithFault(request, *form, *route, fault);
    return {outcome.status, outcome.body, {}};
  }
  if (in_progress_.count(request.key) > 0) return Refusal(KeyInUse(request.key));
  const Instant now = book_.now();
  book_.store.ForgetAnswersBefore(now - kStripeKeyLife);
  const std::string fingerprint = FingerprintOf(request, *form);
  if (const auto stored = book_.store.Kept(request.key)) {
    return stored->fingerprint == fingerprint ? Replay(*stored)
                                              : Refusal(OtherRequest(request.key));
  }
  const Outcome outcome = RunWithFault(request, *form, *route, fault);
  if (outcome.kept) {
    book_.store.Keep(request.key, {fingerprint, request_id, outcome.status, outcome.body, now});
  }
  return {outcome.status, outcome.body, {{"Idempotency-Key", request.key}}};
}

StripeApi::Outcome StripeApi::RunWithFault(const StripeRequest& request, const Form& form,
                                           const StripeRoute& route,
                                           const std::optional<StripeFault>& fault) {
  const bool fails = fault && fault->kind == Kind::kError500;
  const bool fails_after = fault && fault->kind == Kind::kError500After;
  Outcome outcome;
  if (!fails) outcome = Run(request, form, route);
  if (!fails && !fails_after) return outcome;
  return {500, net::WriteJson(ToJson(PlainError(500, "api_error", "", kServerError))), true};
}

StripeApi::Outcome StripeApi::Run(const StripeRequest& request, const Form& form,
                                  const StripeRoute& route) {
  const std::string version =
      request.version.empty() ? std::string(kNewestStripeVersion) : request.version;
  Database& database = book_.store.database();
  database.Execute("SAVEPOINT request");
  auto done = route.operation(book_, {form, route.id, version});
  std::optional<StripeError> error;
  if (!done.ok()) {
    error = done.error();
  } else if ((error = Expand(book_, form, *done))) {
    // Only the result shows whether it can be expanded, and a wrong request has no effect.
    database.Execute("ROLLBACK TO request");
    book_.events.Discard();
  }
  database.Execute("RELEASE request");
  if (error) return {error->status, net::WriteJson(ToJson(*error)), error->kept};
  return {200, net::WriteJson(Shown(version, *done)), true};
}

}  // namespace herlaad::sandbox
