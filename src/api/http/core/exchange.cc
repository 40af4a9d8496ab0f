#include "api/http/core/exchange.h"

#include "base/core/check.h"

namespace herlaad::http {

namespace {

// The refusal of a request about an existing top-up says nothing about that top-up's money.
bool IsAboutEarlierMoney(std::string_view path) {
  return path.starts_with("/v1/topups/") || path.starts_with("/v1/callbacks/") ||
         path.starts_with("/admin/topups/");
}

}  // namespace

void Exchange::Refuse(const Problem& problem) {
  if (error_pages != nullptr) {
    if (auto page = error_pages->For(problem, request)) return responder.Send(*std::move(page));
  }
  const bool earlier = IsAboutEarlierMoney(request.path);
  responder.Send(
      problem.ToResponse(language(), earlier ? MoneyTaken::kUnknown : MoneyTaken::kNotTaken));
}

void Shared::LogWithBrake(std::string_view event, LogFields fields) {
  const auto left_out = brake.Admit(event, services.clock.Now());
  if (!left_out) return;
  if (*left_out > 0) fields.emplace_back("left_out", std::to_string(*left_out));
  Log(event, fields);
}

Problem Busy() { return Problem(Code::kBusy).Header("Retry-After", "1"); }

Problem StoreUnavailable() { return Problem(Code::kStoreUnavailable).Header("Retry-After", "2"); }

Problem OfStoreError(const engine::StoreError& error) {
  return error.kind == engine::StoreError::Kind::kBusy ? Busy() : StoreUnavailable();
}

Problem KeyRequired() {
  return Problem(Code::kKeyRequired).Header("WWW-Authenticate", "Bearer realm=\"Herlaad\"");
}

Problem OfFault(engine::Fault fault) {
  switch (fault) {
    case engine::Fault::kRejected:
      return Problem(Code::kInternal);
    case engine::Fault::kUnavailable:
      return StoreUnavailable();
    case engine::Fault::kUnknown:
      return Problem(Code::kOutcomeUnknown).Header("Retry-After", "2");
  }
  CHECK(false, "a command fails in one of the listed ways");
}

}  // namespace herlaad::http
