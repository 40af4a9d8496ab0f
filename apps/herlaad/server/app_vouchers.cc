// The vouchers of an App: the key of their PINs, and its rotation.
#include "apps/herlaad/server/app.h"
#include "apps/herlaad/server/voucher_key.h"
#include "engine/commands/sims/provision_sims.h"

namespace herlaad::app {

// Read before the database is opened: a new database stores at once which key it belongs to.
Status<std::string> App::ReadVoucherKeyFile() {
  auto keys = ReadVoucherKey(VoucherKeyFile(folder_->path()));
  if (!keys.ok()) return Failure{keys.error()};
  has_voucher_key_file_ = keys->has_value();
  voucher_keys_ = has_voucher_key_file_ ? **std::move(keys) : NewKeyPair();
  return Nothing{};
}

// A key that is not the database's is not used: the vouchers sold with it could not be redeemed at
// any other node.
Status<std::string> App::SetUpVoucherKey() {
  const auto kept = opened_.queries->FindSetting(kVoucherKeyNameSetting);
  if (!kept.ok()) return Failure{kept.error().message};
  const std::string name = kept->value_or("");
  const bool rotated =
      !voucher_keys_.before.empty() && name == VoucherKeyName(voucher_keys_.before);
  if (name == VoucherKeyName(voucher_keys_.current) || rotated || (name.empty() && receipts_))
    return KeepVoucherKeys(name);
  voucher_keys_ = {};
  if (use_ != DatabaseUse::kAny) {
    log_.Warning(
        "vouchers cannot be sold or redeemed: " + VoucherKeyFile(folder_->path()) +
        (has_voucher_key_file_ ? " is another key than this database's" : " is missing") +
        ". Copy voucher.key from the data folder of another node or from beside a backup, "
        "with mode 0600; if it is lost, run `herlaad key rotate-vouchers --lost`: vouchers "
        "that are not redeemed yet can then no longer be, and have to be replaced");
  }
  return Nothing{};
}

// The file first: a key stored in neither place is lost.
Status<std::string> App::KeepVoucherKeys(const std::string& name) {
  if (!has_voucher_key_file_) {
    auto written = WriteVoucherKey(VoucherKeyFile(folder_->path()), voucher_keys_);
    if (!written.ok()) return written;
    has_voucher_key_file_ = true;
  }
  if (name == VoucherKeyName(voucher_keys_.current)) return Nothing{};
  return Remember(kVoucherKeyNameSetting, VoucherKeyName(voucher_keys_.current));
}

// The active vouchers whose PINs the current key does not give.
Result<std::int64_t, std::string> App::VouchersOfOlderKeys() {
  std::int64_t older = 0;
  engine::RowQuery<vouchers::Voucher> query;
  while (true) {
    const auto rows = opened_.queries->ReadRows(query);
    if (!rows.ok()) return Failure{rows.error().message};
    for (const vouchers::Voucher& voucher : *rows) {
      const bool active = voucher.state == vouchers::VoucherState::kActive;
      const vouchers::PinKeys current{voucher_keys_.current, {}};
      if (active && !vouchers::RevealPin(current, voucher.sold_by, voucher.pin)) ++older;
    }
    if (rows->size() < query.limit) return older;
    query.from = vouchers::VoucherId(rows->back().serial.value() + 1);
  }
}

Status<std::string> App::RotateVoucherKeys(bool drop_old, bool lost) {
  if (lost) {
    if (!voucher_keys_.current.empty())
      return Failure{std::string("the voucher key is not lost; rotate it without --lost")};
    voucher_keys_ = NewKeyPair();
    has_voucher_key_file_ = false;
    return KeepVoucherKeys("");
  }
  if (voucher_keys_.current.empty())
    return Failure{VoucherKeyFile(folder_->path()) +
                   " is not the key of this database's vouchers. Copy it from another node or from "
                   "beside a backup; if it is lost, run this with --lost"};
  if (drop_old == voucher_keys_.before.empty()) {
    return Failure{std::string(
        drop_old ? "there is no earlier voucher key to drop"
                 : "two voucher keys are in use already; drop the old one first with `herlaad key "
                   "rotate-vouchers --drop-old`, once its vouchers are redeemed")};
  }
  if (drop_old) {
    const auto older = VouchersOfOlderKeys();
    if (!older.ok()) return Failure{older.error()};
    if (*older > 0) {
      return Failure{std::to_string(*older) +
                     " vouchers of the old key are not redeemed yet and could then no longer be; "
                     "nothing was changed"};
    }
  }
  KeyPair keys = drop_old ? KeyPair{voucher_keys_.current, {}} : Rotated(voucher_keys_);
  auto written = WriteVoucherKey(VoucherKeyFile(folder_->path()), keys);
  if (!written.ok()) return written;
  const std::string name = VoucherKeyName(voucher_keys_.current);
  voucher_keys_ = std::move(keys);
  return KeepVoucherKeys(name);
}

}  // namespace herlaad::app
