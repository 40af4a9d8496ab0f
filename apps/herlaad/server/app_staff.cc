// The staff of an App: the key that seals the secrets of their codes, and its rotation.
#include "apps/herlaad/server/app.h"
#include "apps/herlaad/server/staff_key.h"
#include "base/credentials/sealing.h"
#include "engine/commands/staff/manage_staff.h"
#include "engine/ports/staff_list.h"

namespace herlaad::app {
using engine::StaffMember;

// Read before the database is opened: a new database stores at once which key it belongs to.
Status<std::string> App::ReadStaffKeyFile() {
  auto keys = ReadStaffKey(StaffKeyFile(folder_->path()));
  if (!keys.ok()) return Failure{keys.error()};
  has_staff_key_file_ = keys->has_value();
  staff_keys_ = has_staff_key_file_ ? **std::move(keys) : NewKeyPair();
  return Nothing{};
}

// A key that is not the database's is not used: with it a code could be set up that no other node
// accepts.
Status<std::string> App::SetUpStaffKey() {
  const auto kept = opened_.queries->FindSetting(kStaffKeyNameSetting);
  if (!kept.ok()) return Failure{kept.error().message};
  const std::string name = kept->value_or("");
  const bool rotated = !staff_keys_.before.empty() && name == StaffKeyName(staff_keys_.before);
  if (name == StaffKeyName(staff_keys_.current) || rotated || (name.empty() && receipts_))
    return KeepStaffKeys(name);
  staff_keys_ = {};
  if (use_ != DatabaseUse::kAny) {
    log_.Warning("staff cannot sign in: " + StaffKeyFile(folder_->path()) +
                 (has_staff_key_file_ ? " is another key than this database's" : " is missing") +
                 ". Copy staff.key from the data folder of another node or from beside a backup, "
                 "with mode 0600; if it is lost, run `herlaad key rotate-staff`, and `herlaad "
                 "staff invite` for each person");
  }
  return Nothing{};
}

// The file first: a key stored in neither place is lost.
Status<std::string> App::KeepStaffKeys(const std::string& name) {
  if (!has_staff_key_file_) {
    auto written = WriteStaffKey(StaffKeyFile(folder_->path()), staff_keys_);
    if (!written.ok()) return written;
    has_staff_key_file_ = true;
  }
  if (name == StaffKeyName(staff_keys_.current)) return Nothing{};
  return Remember(kStaffKeyNameSetting, StaffKeyName(staff_keys_.current));
}

// The file first has both keys, so that every secret can be opened whenever this is interrupted. If
// the database's key is lost, there is only the new one.
Result<RotatedStaffKey, std::string> App::RotateStaffKey() {
  const std::string file = StaffKeyFile(folder_->path());
  if (staff_keys_.before.empty()) {
    const KeyPair keys = Rotated(staff_keys_);
    if (const auto written = WriteStaffKey(file, keys); !written.ok())
      return Failure{written.error()};
    staff_keys_ = keys;
  }
  const auto all = engine::ListStaff(*opened_.queries);
  if (!all.ok()) return Failure{all.error().message};
  RotatedStaffKey rotated;
  for (const StaffMember& member : *all) {
    const std::string place = engine::CodeSecretPlace(member.name);
    if (member.code_secret.empty()) continue;  // invited, and none chosen yet
    if (credentials::Unseal(staff_keys_.current, place, member.code_secret)) continue;
    const auto secret = credentials::Unseal(staff_keys_.before, place, member.code_secret);
    if (!secret) {
      rotated.unreadable.push_back(member.name);
      continue;
    }
    const auto answer = engine_->Call(engine::SealCodeSecret::Check(
        member.name, member.code_secret, credentials::Seal(staff_keys_.current, place, *secret)));
    if (!answer.ok() || *answer != engine::SealOutcome::kSealed)
      return Failure{std::string("the database cannot be written; run this again")};
    ++rotated.sealed;
  }
  if (const auto sealed = SealWebhooksAgain(rotated); !sealed.ok()) return Failure{sealed.error()};
  staff_keys_.before = Secret();
  if (const auto written = WriteStaffKey(file, staff_keys_); !written.ok())
    return Failure{written.error()};
  const auto named = Remember(kStaffKeyNameSetting, StaffKeyName(staff_keys_.current));
  if (!named.ok()) return Failure{named.error()};
  return rotated;
}

}  // namespace herlaad::app
