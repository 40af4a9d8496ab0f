// Staff: persons who sign in, their sessions, and approvals between them. Rows are never deleted:
// the audit trail names them.
#pragma once

#include <string>
#include <string_view>

#include "base/core/id.h"
#include "base/core/instant.h"
#include "base/core/secret.h"
#include "domain/access/approval.h"
#include "domain/access/roles.h"
#include "domain/access/sign_in.h"

namespace herlaad::engine {

struct StaffMember {
  std::string name;  // access::IsStaffName
  std::string full_name;
  access::Role role = access::Role::kClerk;
  std::string password;        // argon2id hash
  std::string code_secret;     // of the one-time codes, sealed with the key in staff.key; bytes
  std::int64_t last_step = 0;  // of the last code that was used; 0: none
  access::Tries tries;         // wrong ones
  Instant created_at{};
  Instant disabled_at{};        // 0: may sign in
  Instant sessions_ended_at{};  // sessions begun until then are ended; 0: none were

  friend bool operator==(const StaffMember&, const StaffMember&) = default;
};
inline constexpr std::size_t kFullNameMax = 80;  // bytes

// As the actor of the audit trail, and as the owner of orders: "staff:an.peeters".
inline constexpr std::string_view kStaffPrefix = "staff:";
inline std::string StaffText(std::string_view name) {
  return std::string(kStaffPrefix).append(name);
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

  friend bool operator==(const StaffSession&, const StaffSession&) = default;
};
inline constexpr std::size_t kDeviceMax = 120;  // bytes

using ApprovalId = Id<struct ApprovalTag>;
inline std::string ToText(ApprovalId id) { return IdText("ap_", id.value()); }

struct StaffApproval {
  ApprovalId id;
  access::Approval approval;

  friend bool operator==(const StaffApproval&, const StaffApproval&) = default;
};

}  // namespace herlaad::engine
