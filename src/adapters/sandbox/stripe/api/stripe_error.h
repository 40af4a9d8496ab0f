// StripeError: a refusal in Stripe's form: {"error": {"type", "code", "message", "param"}}.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace herlaad::sandbox {

struct StripeError {
  int status = 400;
  std::string type = "invalid_request_error";
  std::string code;  // empty: none, as for some of Stripe's own refusals
  std::string message;
  std::string param;
  // Whether it was found only after the work had begun: then it is stored under the request's
  // Idempotency-Key, and a repeat is answered with it. A mistake in the parameters is not.
  bool kept = false;
  nlohmann::json more = nlohmann::json::object();  // further members: decline_code, payment_intent
};

nlohmann::json ToJson(const StripeError& error);

// Refusals of parameters.
StripeError UnknownParameter(const std::string& name);
StripeError MissingParameter(const std::string& name);
StripeError InvalidParameter(const std::string& name, const std::string& message,
                             const std::string& code = "");
// Refusals because of what is in the book.
StripeError NoSuchObject(const std::string& kind, const std::string& id, const std::string& param);
StripeError RefusedByState(const std::string& code, const std::string& message,
                           const std::string& param = "");

}  // namespace herlaad::sandbox
