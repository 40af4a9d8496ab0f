#include "adapters/sandbox/stripe/api/stripe_error.h"

#include <utility>

namespace herlaad::sandbox {

nlohmann::json ToJson(const StripeError& error) {
  nlohmann::json body = error.more;
  body["type"] = error.type;
  body["message"] = error.message;
  if (!error.code.empty()) {
    body["code"] = error.code;
    body["doc_url"] = "https://docs.stripe.com/error-codes/" + error.code;
  }
  if (!error.param.empty()) body["param"] = error.param;
  return {{"error", std::move(body)}};
}

StripeError UnknownParameter(const std::string& name) {
  return InvalidParameter(name, "Received unknown parameter: " + name, "parameter_unknown");
}

StripeError MissingParameter(const std::string& name) {
  return InvalidParameter(name, "Missing required param: " + name + ".", "parameter_missing");
}

StripeError InvalidParameter(const std::string& name, const std::string& message,
                             const std::string& code) {
  StripeError error;
  error.code = code;
  error.message = message;
  error.param = name;
  return error;
}

StripeError NoSuchObject(const std::string& kind, const std::string& id, const std::string& param) {
  StripeError error;
  error.status = 404;
  error.code = "resource_missing";
  error.message = "No such " + kind + ": '" + id + "'";
  error.param = param;
  error.kept = true;
  return error;
}

StripeError RefusedByState(const std::string& code, const std::string& message,
                           const std::string& param) {
  StripeError error = InvalidParameter(param, message, code);
  error.kept = true;
  return error;
}

}  // namespace herlaad::sandbox
