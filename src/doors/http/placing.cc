#include "doors/http/placing.h"

#include <string>

namespace herlaad::http {
namespace {

// A key that nobody guesses belongs to whoever made it, also after their address changed; a shorter
// one only at the same address.
constexpr std::size_t kUnguessableKey = 20;

std::string OwnerOf(const Exchange& exchange, std::string_view idempotency_key) {
  const Caller& caller = *exchange.caller;
  if (!caller.IsAnonymous() || idempotency_key.size() >= kUnguessableKey) return caller.name;
  return caller.name + ":" + exchange.request.peer;
}

Problem OfCheck(engine::PlaceTopupError error) {
  switch (error) {
    case engine::PlaceTopupError::kKeyEmpty:
    case engine::PlaceTopupError::kKeyTooLong:
      return Problem(Code::kIdempotencyKeyInvalid);
    case engine::PlaceTopupError::kAmountNotPositive:
    case engine::PlaceTopupError::kTotalNotPositive:
      return Problem(Code::kAmountNotPositive);
  }
  CHECK(false, "a request is refused for one of the listed reasons");
}

// The till or gateway that takes the money; a problem when there is none for this caller.
Result<std::string, Problem> Collector(const Shared& shared, const Caller& caller,
                                       orders::Tender tender) {
  if (!orders::IsOnline(tender)) {
    if (caller.IsAnonymous()) {
      return Failure{
          KeyRequired().Detail("Only a till or a kiosk takes cash: send its API key with the "
                               "scope topup:cash. Nothing was done.")};
    }
    if (!caller.May(kScopeCash))
      return Failure{Problem(Code::kScopeMissing).With("scope", kScopeCash)};
    return caller.till;
  }
  const auto gateway = shared.options.gateways.find(tender);
  if (gateway == shared.options.gateways.end()) {
    return Failure{Problem(Code::kTenderNotOffered).With("field", "tender")};
  }
  return gateway->second;
}

}  // namespace

Result<Placing, Problem> PreparePlacing(const Shared& shared, const Exchange& exchange,
                                        PlaceBody body, std::string_view idempotency_key) {
  auto collector = Collector(shared, *exchange.caller, body.tender);
  if (!collector.ok()) return Failure{collector.error()};
  Placing placing{{body.operator_id, body.amount.currency}, nullptr};
  auto command = engine::PlaceTopup::Check(
      {body.msisdn, std::move(body.operator_id), body.amount, body.expected_total, body.tender,
       *std::move(collector), OwnerOf(exchange, idempotency_key), exchange.language(),
       shared.options.texts},
      idempotency_key);
  if (!command.ok()) return Failure{OfCheck(command.error())};
  placing.command = *std::move(command);
  return placing;
}

std::optional<Problem> WhyNotPlaced(const Shared& shared, const Wanted& wanted,
                                    const engine::Answer& answer) {
  if (answer.fault != engine::Answer::Fault::kNone) return OfFault(answer.fault);
  const auto outcome = static_cast<orders::PlaceOutcome>(answer.outcome);
  if (outcome == orders::PlaceOutcome::kAccepted) return std::nullopt;
  // What was refused in an earlier month frees nothing at the end of this one.
  const auto now = answer.replayed ? std::nullopt : std::optional(shared.services.clock.Now());
  Problem problem =
      OfPlaceOutcome(outcome, answer.detail, answer.note, wanted, shared.services.catalog, now);
  // A key that came with another request repeats nothing.
  if (answer.replayed && outcome != orders::PlaceOutcome::kKeyReused) {
    problem.Header("Idempotency-Replayed", "true");
  }
  return problem;
}

}  // namespace herlaad::http
