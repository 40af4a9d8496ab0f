// Staff: persons who sign in, their sessions, and approvals between them. Rows are never deleted:
// the audit trail names them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/core/id.h"
#include "base/core/instant.h"
#include "base/core/secret.h"
#include "domain/access/approval.h"
#include "domain/access/roles.h"
#include "domain/access/sign_in.h"
#include "domain/access/tries.h"
#include "engine/ports/clients.h"

namespace herlaad::engine {

struct StaffMember {
  std::string name;  // access::IsStaffName
  std::string full_name;
  access::Role role = access::Role::kClerk;
  std::string password;        // argon2id hash; empty: none yet
  std::string code_secret;     // of the one-time codes, sealed with the key in staff.key; bytes
  std::int64_t last_step = 0;  // of the last code that was used; 0: none
  access::WrongTries tries;
  Instant created_at{};
  Instant disabled_at{};  // 0: may sign in
  // Sessions of an earlier one have ended. A number, as a clock may have been wrong.
  std::int64_t session_generation = 0;
  // When somebody else last added the person or changed the role, password or code, or let the
  // person sign in again, and who, as in the audit trail; 0: nobody, as for sample staff.
  Instant changed_at{};
  std::string changed_by = {};
  Digest invitation;        // of the secret of the open invitation
  Instant invited_until{};  // 0: there is none
  std::string invited_by = {};
  std::vector<std::string> asked =
      {};         // approvals asked for, as text; those that can still be used
  KeyId cash_of;  // the KeyCash that counts the cash the person takes

  friend bool operator==(const StaffMember&, const StaffMember&) = default;
};
inline constexpr std::size_t kFullNameMax = 80;  // bytes

// As the actor of the audit trail, and as the owner of orders: "staff:an.peeters".
inline constexpr std::string_view kStaffPrefix = "staff:";
inline std::string StaffText(std::string_view name) {
  return std::string(kStaffPrefix).append(name);
}

// The name in such an actor; empty if it is no staff member.
inline std::string StaffNameIn(std::string_view actor) {
  return std::string(actor.starts_with(kStaffPrefix) ? actor.substr(kStaffPrefix.size()) : "");
}

// The place for which a person's code secret is sealed (base/credentials/sealing.h).
inline std::string CodeSecretPlace(std::string_view name) {
  return std::string("code secret of ").append(name);
}

using StaffSessionId = Id<struct StaffSessionTag>;
inline std::string ToText(StaffSessionId id) { return IdText("ss_", id.value()); }

struct StaffSession {
  StaffSessionId id;
  Digest secret;  // of the secret part of the cookie; the secret itself is not stored
  std::string staff;
  std::string device;  // what the browser called itself, shortened
  access::SessionTimes times;
  std::int64_t generation = 0;  // StaffMember::session_generation when it began

  friend bool operator==(const StaffSession&, const StaffSession&) = default;
};
// Whether the session, of that person, counts now.
bool IsLive(const StaffSession& session, const StaffMember& member, Instant now);
inline constexpr std::size_t kDeviceMax = 120;  // bytes

using ApprovalId = Id<struct ApprovalTag>;
inline std::string ToText(ApprovalId id) { return IdText("ap_", id.value()); }

struct StaffApproval {
  ApprovalId id;
  access::Approval approval;

  friend bool operator==(const StaffApproval&, const StaffApproval&) = default;
};

// For the rules of approvals.
access::Giver GiverOf(const StaffMember& member);

}  // namespace herlaad::engine
