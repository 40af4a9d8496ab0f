#include "apps/herlaad/database/restore.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <system_error>
#include <vector>

#include "adapters/store/open.h"
#include "apps/herlaad/server/app.h"
#include "apps/herlaad/server/brake_key.h"
#include "apps/herlaad/server/link_keys.h"
#include "apps/herlaad/server/receipt_key.h"
#include "apps/herlaad/server/secret_file.h"
#include "apps/herlaad/server/staff_key.h"
#include "apps/herlaad/server/voucher_key.h"
#include "engine/commands/outbox/doubt_delivery.h"
#include "engine/commands/sims/provision_sims.h"
#include "engine/commands/staff/manage_staff.h"
#include "engine/ports/staff_list.h"

namespace herlaad::app {
namespace {

namespace fs = std::filesystem;

constexpr const char* kActor = "restore";

Status<std::string> Sync(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = fd >= 0 && fsync(fd) == 0;
  if (fd >= 0) close(fd);
  if (!synced) return Failure{"cannot sync " + path};
  return Nothing{};
}

// The number of open orders, and those whose delivery would be sent next.
struct Open {
  std::int64_t count = 0;
  std::int64_t unknown = 0;  // deliveries that were unknown when the copy was made
  std::vector<OrderId> to_doubt;
};

Result<Open, std::string> FindOpen(engine::Queries& queries) {
  Open open;
  engine::Queries::Reader reader;
  reader.order = [&open](const engine::OrderRecord& record) {
    if (!orders::IsFinal(orders::StateOf(record.order))) ++open.count;
    if (record.outbox_message && record.outbox_message->purpose == orders::Purpose::kDeliver &&
        record.outbox_message->state == orders::OutboxMessageState::kDue) {
      open.to_doubt.push_back(record.order.id);
    } else if (orders::StateOf(record.order) == orders::State::kDeliveryUnknown ||
               record.order.attention == orders::Attention::kDeliveryUnknown) {
      ++open.unknown;
    }
    return true;
  };
  reader.entry = [](const ledger::Entry&) { return true; };
  reader.number = [](const orders::Subscriber&) { return false; };
  reader.balance = [](const ledger::Account&, std::int64_t) { return false; };
  const auto read = queries.ReadAll(reader);
  if (!read.ok()) return Failure{read.error().message};
  return open;
}

template <class C>
Status<std::string> Decide(App& app, std::unique_ptr<C> command) {
  if (!app.engine().Call(std::move(command)).ok())
    return Failure{std::string("the restored database cannot be written")};
  return Nothing{};
}

// A session that was ended after the copy was made is there as it was before. All end: everybody
// signs in again.
Status<std::string> DoubtSessions(App& app) {
  const auto all = engine::ListStaff(app.queries());
  if (!all.ok()) return Failure{all.error().message};
  for (const engine::StaffMember& member : *all) {
    auto doubted = Decide(app, engine::DoubtStaff::Check(member.name, kActor));
    if (!doubted.ok()) return doubted;
  }
  return Nothing{};
}

// Holds the outbox workers, stores the time, marks deliveries that may have been sent since the
// copy as unknown, and ends the sessions of staff.
Result<Restored, std::string> MarkRestored(App& app) {
  if (const auto started = app.StartEngine(); !started.ok()) return Failure{started.error()};
  auto held =
      Decide(app, engine::ChangeSetting::Check(std::string(http::kOutboxWorkersSetting),
                                               std::string(http::kOutboxWorkersHeld), kActor));
  if (!held.ok()) return Failure{held.error()};
  auto remembered =
      Decide(app, engine::ChangeSetting::Check(std::string(kRestoredSetting),
                                               ToRfc3339(SystemClock().Now()), kActor));
  if (!remembered.ok()) return Failure{remembered.error()};
  const auto open = FindOpen(app.queries());
  if (!open.ok()) return Failure{open.error()};
  for (const OrderId order : open->to_doubt) {
    const auto doubted = Decide(app, engine::DoubtDelivery::Check(order, kActor));
    if (!doubted.ok()) return Failure{doubted.error()};
  }
  if (const auto doubted = DoubtSessions(app); !doubted.ok()) return Failure{doubted.error()};
  return Restored{open->count, static_cast<std::int64_t>(open->to_doubt.size()) + open->unknown,
                  false};
}

// For a database that is not served yet: no receipt is signed, so no key is generated.
AppOptions QuietOptions(const std::string& data, const std::string& config_file) {
  AppOptions options;
  options.data = data;
  options.config_file = config_file;
  options.log_level = LogLevel::kWarning;
  options.receipts = false;
  return options;
}

constexpr std::string_view kUseAnother = "; nothing was restored. Use another copy";

// The error for a copy in `folder` that was opened in vain. Its message begins with its path.
std::string Unusable(const engine::StoreError& error, const std::string& folder) {
  if (error.kind != engine::StoreError::Kind::kWrong) return error.message;
  const std::string before = store::SqlitePath(folder) + ": ";
  const std::string why =
      error.message.starts_with(before) ? error.message.substr(before.size()) : error.message;
  return before + "the copy is damaged (" + why + ")" + std::string(kUseAnother);
}

// Before anything is written to it: opening would make a database of an empty file.
Status<std::string> CheckCopy(const std::string& folder) {
  const auto ours = store::IsOurs(folder);
  if (!ours.ok()) return Failure{Unusable(ours.error(), folder)};
  if (!*ours) {
    return Failure{store::SqlitePath(folder) + ": it is not a copy of a database of Herlaad" +
                   std::string(kUseAnother)};
  }
  if (const auto sound = store::CheckSqlite(folder); !sound.ok())
    return Failure{Unusable(sound.error(), folder)};
  return Nothing{};
}

// In a subfolder where no command finds it.
Result<Restored, std::string> Prepare(const std::string& folder, const std::string& config_file) {
  AppOptions options = QuietOptions(folder, config_file);
  options.in_folder = true;
  auto app = App::Open(options);
  if (!app.ok()) return Failure{app.error().message};
  return MarkRestored(**app);
}

// A key file already placed in the folder stays if it is the same.
Status<std::string> PutReceiptKeyBack(const std::string& copy, const std::string& data) {
  const std::string key = ReceiptKeyOfCopy(copy);
  std::error_code error;
  if (!fs::exists(key, error)) return Nothing{};
  if (auto safe = CheckSecretFile(key); !safe.ok()) return safe;
  return receipts::CopyKey(key, ReceiptKeyFile(data));
}

Status<std::string> PutStaffKeyBack(const std::string& copy, const std::string& data) {
  const std::string key = StaffKeyOfCopy(copy);
  std::error_code error;
  if (!fs::exists(key, error)) return Nothing{};
  return CopyStaffKey(key, StaffKeyFile(data));
}

Status<std::string> PutVoucherKeyBack(const std::string& copy, const std::string& data) {
  const std::string key = VoucherKeyOfCopy(copy);
  std::error_code error;
  if (!fs::exists(key, error)) return Nothing{};
  return CopyVoucherKey(key, VoucherKeyFile(data));
}

Status<std::string> PutBrakeKeyBack(const std::string& copy, const std::string& data) {
  const std::string key = BrakeKeyOfCopy(copy);
  std::error_code error;
  if (!fs::exists(key, error)) return Nothing{};
  return CopyBrakeKey(key, BrakeKeyFile(data));
}

// Into the subfolder in which the database is prepared: databases of earlier versions contain a key
// to add.
Status<std::string> TakeLinkKeyAlong(const std::string& copy, const std::string& data,
                                     const std::string& workshop) {
  const std::string beside = LinkKeyOfCopy(copy);
  const std::string there = LinkKeyFile(data);
  std::error_code error;
  if (!fs::exists(beside, error)) {
    return fs::exists(there, error) ? CopyLinkKeys(there, LinkKeyFile(workshop)) : Nothing{};
  }
  if (fs::exists(there, error)) {
    if (auto same = CopyLinkKeys(beside, there); !same.ok()) return same;
  }
  return CopyLinkKeys(beside, LinkKeyFile(workshop));
}

Status<std::string> PutLinkKeyBack(const std::string& workshop, const std::string& data) {
  const auto keys = ReadLinkKeys(LinkKeyFile(workshop));
  if (!keys.ok()) return Failure{keys.error()};
  if (!*keys) return Nothing{};
  return WriteLinkKeys(LinkKeyFile(data), **keys);
}

void LookForKeys(const std::string& data, Restored& restored) {
  std::error_code error;
  restored.receipt_key = fs::exists(ReceiptKeyFile(data), error);
  restored.link_key = fs::exists(LinkKeyFile(data), error);
  restored.staff_key = fs::exists(StaffKeyFile(data), error);
  restored.voucher_key = fs::exists(VoucherKeyFile(data), error);
  restored.brake_key = fs::exists(BrakeKeyFile(data), error);
}

// Errors name the file that was given, not the one that it was copied to.
std::string NamingTheCopy(std::string error, const std::string& copied_to,
                          const std::string& copy) {
  for (std::size_t at = error.find(copied_to); at != std::string::npos;
       at = error.find(copied_to, at + copy.size())) {
    error.replace(at, copied_to.size(), copy);
  }
  return error;
}

Result<Restored, std::string> RestoreThrough(const std::string& workshop, const std::string& copy,
                                             const std::string& data,
                                             const std::string& config_file) {
  std::error_code error;
  fs::remove_all(workshop, error);
  fs::create_directories(workshop, error);
  if (!error) fs::copy_file(copy, store::SqlitePath(workshop), error);
  // The copy may have been readable by users who must not read the database.
  if (!error) {
    fs::permissions(store::SqlitePath(workshop), fs::perms::owner_read | fs::perms::owner_write,
                    error);
  }
  if (error) return Failure{"cannot copy " + copy + ": " + error.message()};
  if (const auto usable = CheckCopy(workshop); !usable.ok())
    return Failure{NamingTheCopy(usable.error(), store::SqlitePath(workshop), copy)};
  std::cerr << "creating a new database in " << data << std::endl;
  if (const auto taken = TakeLinkKeyAlong(copy, data, workshop); !taken.ok())
    return Failure{taken.error()};
  auto restored = Prepare(workshop, config_file);
  if (!restored.ok())
    return Failure{NamingTheCopy(restored.error(), store::SqlitePath(workshop), copy)};
  if (fs::exists(store::SqlitePath(workshop) + "-wal", error))
    return Failure{std::string("the restored database was not closed")};
  if (const auto synced = Sync(store::SqlitePath(workshop)); !synced.ok())
    return Failure{synced.error()};
  if (const auto key = PutReceiptKeyBack(copy, data); !key.ok()) return Failure{key.error()};
  if (const auto key = PutLinkKeyBack(workshop, data); !key.ok()) return Failure{key.error()};
  if (const auto key = PutStaffKeyBack(copy, data); !key.ok()) return Failure{key.error()};
  if (const auto key = PutVoucherKeyBack(copy, data); !key.ok()) return Failure{key.error()};
  if (const auto key = PutBrakeKeyBack(copy, data); !key.ok()) return Failure{key.error()};
  LookForKeys(data, *restored);
  // Point of no return: from here on the folder has a database.
  fs::rename(store::SqlitePath(workshop), store::SqlitePath(data), error);
  if (error) return Failure{"cannot move the database into " + data + ": " + error.message()};
  if (const auto synced = Sync(data); !synced.ok()) return Failure{synced.error()};
  return restored;
}

// A secret file and how it is copied.
struct SecretFile {
  std::string file;
  std::string copy;
  Status<std::string> (*duplicate)(const std::string& file, const std::string& copy);
};

// `made`: the copies that did not exist before.
Status<std::string> CopySecrets(const std::string& folder, const std::string& copy,
                                std::vector<std::string>& made) {
  const SecretFile secrets[] = {{ReceiptKeyFile(folder), ReceiptKeyOfCopy(copy), receipts::CopyKey},
                                {LinkKeyFile(folder), LinkKeyOfCopy(copy), CopyLinkKeys},
                                {StaffKeyFile(folder), StaffKeyOfCopy(copy), CopyStaffKey},
                                {VoucherKeyFile(folder), VoucherKeyOfCopy(copy), CopyVoucherKey},
                                {BrakeKeyFile(folder), BrakeKeyOfCopy(copy), CopyBrakeKey}};
  for (const SecretFile& secret : secrets) {
    std::error_code error;
    const bool was_there = fs::exists(secret.copy, error);
    if (!fs::exists(secret.file, error)) {
      if (!was_there) continue;
      return Failure{secret.copy + " exists already, and nothing is overwritten"};
    }
    if (auto copied = secret.duplicate(secret.file, secret.copy); !copied.ok()) return copied;
    if (!was_there) made.push_back(secret.copy);
  }
  return Nothing{};
}

}  // namespace

Status<std::string> BackUp(const std::string& folder, const std::string& copy) {
  std::vector<std::string> made;
  Status<std::string> done = CopySecrets(folder, copy, made);
  if (done.ok()) {
    const auto copied = store::BackupSqlite(folder, copy);
    if (copied.ok()) return Nothing{};
    done = Failure{copied.error().message};
  }
  std::error_code error;
  for (const std::string& file : made) fs::remove(file, error);
  return done;
}

Result<Restored, std::string> RestoreDatabase(const std::string& copy, const std::string& data,
                                              const std::string& config_file) {
  std::error_code error;
  if (fs::is_directory(copy, error)) return Failure{copy + " is a folder, not a file"};
  if (!fs::is_regular_file(copy, error)) return Failure{"there is no file " + copy};
  const auto folder = Folder::Lock(data, true);
  if (!folder.ok()) return Failure{folder.error().message};
  if (fs::exists(store::SqlitePath(data), error)) {
    return Failure{"there is a database in " + data +
                   " already, and restore never overwrites one; give another folder with --data"};
  }
  const std::string workshop = data + "/" + kRestoringFolder;
  auto restored = RestoreThrough(workshop, copy, data, config_file);
  fs::remove_all(workshop, error);
  return restored;
}

Result<Restored, std::string> AcceptRestored(const std::string& database, const std::string& data,
                                             const std::string& config_file) {
  AppOptions options = QuietOptions(data, config_file);
  options.database = database;
  options.new_folder = true;
  auto app = App::Open(options);
  if (!app.ok()) return Failure{app.error().message};
  if ((*app)->config().database.empty()) {
    return Failure{
        std::string("name the restored PostgreSQL database with --database; `herlaad restore` "
                    "restores a copy of an SQLite database")};
  }
  const auto nodes = (*app)->Nodes();
  if (!nodes.ok()) return Failure{nodes.error()};
  for (const auto& node : *nodes) {
    if (!node.alive || node.is_this) continue;
    return Failure{node.name +
                   " is using it already; stop all nodes first. A stopped node counts as alive for "
                   "15 seconds"};
  }
  auto restored = MarkRestored(**app);
  if (restored.ok()) LookForKeys(data, *restored);
  return restored;
}

}  // namespace herlaad::app
