// The secrets of an App in files of its data folder: the keys of links, and the key that signs
// receipts.
#include <filesystem>

#include "apps/herlaad/server/app.h"
#include "apps/herlaad/server/link_keys.h"
#include "apps/herlaad/server/receipt_key.h"
#include "apps/herlaad/server/secret_file.h"
#include "engine/commands/sims/provision_sims.h"

namespace herlaad::app {

Status<std::string> App::Remember(std::string_view setting, const std::string& value) {
  const auto answer =
      engine_->Call(engine::ChangeSetting::Check(std::string(setting), value, "start"));
  if (answer.ok()) return Nothing{};
  return Failure{std::string("the database cannot be written")};
}

// Read before the database is opened: a new database stores at once which key it belongs to.
Status<std::string> App::ReadLinkKeyFile() {
  auto keys = ReadLinkKeys(LinkKeyFile(folder_->path()));
  if (!keys.ok()) return Failure{keys.error()};
  has_link_key_file_ = keys->has_value();
  link_keys_ = has_link_key_file_ ? **std::move(keys) : NewLinkKeys();
  return Nothing{};
}

Status<std::string> App::SetUpLinkKeys(bool serving) {
  const auto in_database = opened_.queries->FindSetting(kLinkKeySetting);
  if (!in_database.ok()) return Failure{in_database.error().message};
  if (*in_database && !(*in_database)->empty()) return TakeLinkKeyOutOf(Secret(**in_database));
  const auto kept = opened_.queries->FindSetting(kLinkKeyNameSetting);
  if (!kept.ok()) return Failure{kept.error().message};
  const std::string name = kept->value_or("");
  const bool known = name.empty() || name == NameOf(link_keys_.current);
  // The process stopped after rotating the file and before storing the new name.
  const bool rotated = !link_keys_.before.empty() && name == NameOf(link_keys_.before);
  if (known || rotated) return KeepLinkKeys(name);
  if (link_keys_lost_) return KeepLinkKeys(name);
  if (!has_link_key_file_ && !receipts_) return Nothing{};  // the next server creates it
  const std::string trouble = LinkKeyTrouble();
  link_key_trouble_ = trouble;
  // A file with another key may come from somebody who knows that key.
  if (serving && (opened_.lease || has_link_key_file_)) return Failure{trouble};
  log_.Warning(opened_.lease ? trouble : trouble + ". Continuing: earlier links do not open");
  return opened_.lease ? Nothing{} : KeepLinkKeys(name);
}

std::string App::LinkKeyTrouble() const {
  const std::string path = LinkKeyFile(folder_->path());
  const std::string what = has_link_key_file_
                               ? path + " is not the key of this database's links"
                               : "there is no " + path + ", the key of the links to orders";
  return what +
         ". Copy link.key from the data folder of another node or from beside a backup, with mode "
         "0600; if it is lost, run `herlaad key rotate-links --lost`";
}

// The file first: a key stored in neither place is lost.
Status<std::string> App::KeepLinkKeys(const std::string& name) {
  if (!has_link_key_file_) {
    auto written = WriteLinkKeys(LinkKeyFile(folder_->path()), link_keys_);
    if (!written.ok()) return written;
    has_link_key_file_ = true;
  }
  if (name == NameOf(link_keys_.current)) return Nothing{};
  return Remember(kLinkKeyNameSetting, NameOf(link_keys_.current));
}

// Earlier versions stored it in the database, and so in every copy of it.
Status<std::string> App::TakeLinkKeyOutOf(const Secret& in_database) {
  const bool has_it =
      has_link_key_file_ && (link_keys_.current == in_database || link_keys_.before == in_database);
  if (!has_it) {
    if (!has_link_key_file_) {
      link_keys_ = {in_database, {}};
    } else if (link_keys_.before.empty()) {
      link_keys_.before = in_database;
    }
    auto written = WriteLinkKeys(LinkKeyFile(folder_->path()), link_keys_);
    if (!written.ok()) return written;
    has_link_key_file_ = true;
  }
  if (auto named = KeepLinkKeys(""); !named.ok()) return named;
  if (auto emptied = Remember(kLinkKeySetting, ""); !emptied.ok()) return emptied;
  log_.Info("the link key was moved from the database to its file",
            {{"file", LinkKeyFile(folder_->path())}});
  return Nothing{};
}

// Another node may have been given a new key.
void App::LookAtLinkKeys() {
  if (ready_renderer_.load(std::memory_order_acquire) == nullptr)
    return;  // our own keys are not
             // read yet
  const auto name = opened_.queries->FindSetting(kLinkKeyNameSetting);
  if (!name.ok() || !*name || **name == NameOf(link_keys_.current)) return;
  if (other_link_key_said_.exchange(true)) return;
  log_.Warning("links are made with another key at another server: " + LinkKeyTrouble());
}

Status<std::string> App::RotateLinkKeys(bool drop_old) {
  if (!link_key_trouble_.empty()) return Failure{link_key_trouble_};
  if (drop_old && link_keys_.before.empty())
    return Failure{std::string("there is no earlier link key to drop")};
  if (!drop_old && !link_keys_.before.empty()) {
    return Failure{
        std::string("two link keys are valid already; drop the old one first with `herlaad key "
                    "rotate-links --drop-old`")};
  }
  LinkKeys keys = drop_old ? LinkKeys{link_keys_.current, {}} : Rotated(link_keys_);
  auto written = WriteLinkKeys(LinkKeyFile(folder_->path()), keys);
  if (!written.ok()) return written;
  const std::string name = NameOf(link_keys_.current);
  link_keys_ = std::move(keys);
  return KeepLinkKeys(name);
}

Status<std::string> App::SetUpReceipts() {
  if (!receipts_) return Nothing{};
  const std::string file = ReceiptKeyFile(folder_->path());
  if (auto safe = CheckSecretFile(file); !safe.ok()) return safe;
  const auto key = receipts::KeyInFile(file);
  if (!key.ok()) return Failure{key.error()};
  const receipts::PublicKey own = key->Public();
  const auto kept = Setting(kReceiptKeysSetting, TextOf({own}));
  if (!kept.ok()) return Failure{kept.error()};
  const auto before = PublicKeysIn(*kept);
  const auto all = With(before, own);
  if (all != before) {
    if (auto remembered = Remember(kReceiptKeysSetting, TextOf(all)); !remembered.ok())
      return remembered;
  }
  if (auto written = WritePublicKeys(folder_->path(), own, all); !written.ok()) return written;
  renderer_ = std::make_unique<receipts::PangoRenderer>(
      *key, all, url(), engine::Issuer{facts_.seller, facts_.support});
  ready_renderer_.store(renderer_.get(), std::memory_order_release);
  return Nothing{};
}

// Stores the new public key before anything is signed with the key, which happens from the next
// start on.
Status<std::string> App::RotateReceiptKey() {
  const receipts::SigningKey key = receipts::SigningKey::New();
  const auto kept = Setting(kReceiptKeysSetting, "");
  if (!kept.ok()) return Failure{kept.error()};
  const auto all = With(PublicKeysIn(*kept), key.Public());
  if (auto remembered = Remember(kReceiptKeysSetting, TextOf(all)); !remembered.ok())
    return remembered;
  auto put = PutSecretFile(ReceiptKeyFile(folder_->path()), Secret(key.Text().Reveal() + "\n"));
  if (!put.ok()) return put;
  return WritePublicKeys(folder_->path(), key.Public(), all);
}

Status<std::string> App::DropReceiptKey(const receipts::PublicKey& key) {
  const auto own = receipts::KeyInFile(ReceiptKeyFile(folder_->path()));
  if (!own.ok()) return Failure{own.error()};
  if (own->Public() == key)
    return Failure{std::string("receipts are still signed with this key; rotate it first")};
  const auto kept = Setting(kReceiptKeysSetting, "");
  if (!kept.ok()) return Failure{kept.error()};
  auto all = PublicKeysIn(*kept);
  if (std::erase(all, key) == 0)
    return Failure{std::string("the database has no such key; see `herlaad receipt key --json`")};
  if (auto remembered = Remember(kReceiptKeysSetting, TextOf(all)); !remembered.ok())
    return remembered;
  return WritePublicKeys(folder_->path(), own->Public(), all);
}

}  // namespace herlaad::app
