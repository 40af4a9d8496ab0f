// staff, staff_sessions and staff_approvals: who may sign in, who did, and what two persons agreed
// on. All are held while they are decided on: two nodes never accept the same code, and an approval
// is used once.
#pragma once

#include "adapters/store/schema/description.h"
#include "adapters/store/schema/enum_ranges.h"
#include "engine/ports/rows.h"

namespace herlaad::store::schema {

// A few networks with their tries, as words; a list that is read and written whole.
template <>
struct Codec<std::vector<access::NetworkTries>> : TextCodec {
  static void Append(const std::vector<access::NetworkTries>& networks, RowBatch& rows);
  static void Read(Fields& fields, std::vector<access::NetworkTries>& networks);
  static std::vector<access::NetworkTries> Sample(Random& random);
};

template <>
struct Described<engine::StaffMember> {
  using Row = engine::StaffMember;
  static constexpr TableTraits kTraits{.name = "staff", .is_held = true, .is_raced = true};
  static constexpr std::tuple kFields{
      Member("name", &Row::name),
      Member("full_name", &Row::full_name),
      Member("role", &Row::role),
      Member("password", &Row::password),
      Bytes("code_secret", &Row::code_secret),
      Member("last_step", &Row::last_step),
      Through(&Row::tries, Member("wrong_tries", &access::WrongTries::networks),
              Member("strangers_paid_at", &access::WrongTries::strangers_paid_at)),
      Member("created_at", &Row::created_at),
      Member("disabled_at", &Row::disabled_at),
      Member("session_generation", &Row::session_generation),
      Member("changed_at", &Row::changed_at),
      Member("changed_by", &Row::changed_by),
      Members({"invitation_high", "invitation_low"}, &Row::invitation),
      Member("invited_until", &Row::invited_until),
      Member("invited_by", &Row::invited_by),
      Member("asked", &Row::asked),
      Member("cash_of", &Row::cash_of)};
};

template <>
struct Described<engine::StaffSession> {
  using Row = engine::StaffSession;
  using Times = access::SessionTimes;
  static constexpr TableTraits kTraits{.name = "staff_sessions", .is_by_id = true, .is_held = true};
  static constexpr std::tuple kFields{
      Member("id", &Row::id),
      Members({"secret_high", "secret_low"}, &Row::secret),
      Member("staff", &Row::staff),
      Member("device", &Row::device),
      Through(&Row::times, Member("begun_at", &Times::begun_at), Member("seen_at", &Times::seen_at),
              Member("ended_at", &Times::ended_at), Member("stepped_up_at", &Times::stepped_up_at)),
      Member("generation", &Row::generation)};
};

template <>
struct Described<engine::StaffApproval> {
  using Row = engine::StaffApproval;
  using Approval = access::Approval;
  static constexpr TableTraits kTraits{
      .name = "staff_approvals", .is_by_id = true, .is_held = true};
  static constexpr std::tuple kFields{
      Member("id", &Row::id),
      Through(
          &Row::approval,
          Through(&Approval::act, Member("action", &access::Act::action),
                  Member("subject", &access::Act::subject), Member("detail", &access::Act::detail)),
          Member("reason", &Approval::reason), Member("asked_by", &Approval::asked_by),
          Member("asked_at", &Approval::asked_at), Member("given_by", &Approval::given_by),
          Member("given_at", &Approval::given_at), Member("used_at", &Approval::used_at),
          Member("ended_by", &Approval::ended_by), Member("ended_at", &Approval::ended_at))};
};

}  // namespace herlaad::store::schema
