#include "api/http/core/access/staff_access.h"

namespace herlaad::http {

bool IsPerson(Exchange& exchange) {
  if (exchange.client->kind == Client::Kind::kStaff) return true;
  exchange.Refuse(Problem(Code::kSignInRequired));
  return false;
}

bool StaffMay(Exchange& exchange, std::string_view permission) {
  if (exchange.client->kind == Client::Kind::kLocal) return true;
  if (!IsPerson(exchange)) return false;
  if (exchange.client->May(permission)) return true;
  exchange.Refuse(Problem(Code::kScopeMissing).With("scope", permission));
  return false;
}

engine::Acting ActingOf(const Client& client) {
  return {client.name, engine::StaffSessionId(client.session_id)};
}

Problem ActorMayNot(std::string_view permission) {
  if (permission.empty()) return Problem(Code::kSignInRequired);
  return Problem(Code::kScopeMissing).With("scope", permission);
}

Problem StepUpNeeded() { return Problem(Code::kStepUpRequired); }

}  // namespace herlaad::http
