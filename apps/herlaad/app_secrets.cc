// The secrets that an App keeps in files beside its books: the keys of links, and the key that
// receipts are signed with.
#include <filesystem>

#include "apps/herlaad/app.h"
#include "apps/herlaad/link_keys.h"
#include "apps/herlaad/receipt_key.h"
#include "apps/herlaad/secret_file.h"
#include "engine/commands/provision_sims.h"

namespace herlaad::app {

Status<std::string> App::Remember(std::string_view setting, const std::string& value) {
  const auto answer =
      engine_->Call(engine::ChangeSetting::Check(std::string(setting), value, "start"));
  if (answer.fault == engine::Answer::Fault::kNone) return Nothing{};
  return Failure{std::string("the books cannot be written")};
}

// Before the books are opened: a new database learns at once which key it belongs to.
Status<std::string> App::ReadLinkKeyFile() {
  auto keys = ReadLinkKeys(LinkKeyFile(folder_->path()));
  if (!keys.ok()) return Failure{keys.error()};
  has_link_key_file_ = keys->has_value();
  link_keys_ = has_link_key_file_ ? **std::move(keys) : NewLinkKeys();
  return Nothing{};
}

Status<std::string> App::SetUpLinkKeys(bool serving) {
  const auto in_books = books_.queries->FindSetting(kLinkKeySetting);
  if (!in_books.ok()) return Failure{in_books.error().message};
  if (*in_books && !(*in_books)->empty()) return TakeLinkKeyOutOf(Secret(**in_books));
  const auto kept = books_.queries->FindSetting(kLinkKeyNameSetting);
  if (!kept.ok()) return Failure{kept.error().message};
  const std::string name = kept->value_or("");
  const bool known = name.empty() || name == NameOf(link_keys_.current);
  // Rotated, and ended before the books had heard of it.
  const bool rotated = !link_keys_.before.empty() && name == NameOf(link_keys_.before);
  if (known || rotated) return KeepLinkKeys(name);
  if (link_keys_lost_) return KeepLinkKeys(name);
  if (!has_link_key_file_ && !receipts_) return Nothing{};  // the server that comes makes it
  const std::string trouble = LinkKeyTrouble();
  link_key_trouble_ = trouble;
  // A file that is there and is another key's may have been put there by somebody who has it.
  if (serving && (books_.lease || has_link_key_file_)) return Failure{trouble};
  log_.Warning(books_.lease ? trouble : trouble + ". Going on: links made before open nothing");
  return books_.lease ? Nothing{} : KeepLinkKeys(name);
}

std::string App::LinkKeyTrouble() const {
  const std::string path = LinkKeyFile(folder_->path());
  const std::string what =
      has_link_key_file_ ? path + " is not the key that the links of these books are made with"
                         : "there is no " + path + ", the key that links are made with";
  return what +
         ". Copy link.key from the data folder of another server, or from beside a back-up, "
         "with mode 0600; if it is lost, say `herlaad key rotate-links --lost`";
}

// The file first: what is in neither place is lost.
Status<std::string> App::KeepLinkKeys(const std::string& name) {
  if (!has_link_key_file_) {
    auto written = WriteLinkKeys(LinkKeyFile(folder_->path()), link_keys_);
    if (!written.ok()) return written;
    has_link_key_file_ = true;
  }
  if (name == NameOf(link_keys_.current)) return Nothing{};
  return Remember(kLinkKeyNameSetting, NameOf(link_keys_.current));
}

// Earlier versions kept it in the books, where every copy of them has it.
Status<std::string> App::TakeLinkKeyOutOf(const Secret& in_books) {
  const bool has_it =
      has_link_key_file_ && (link_keys_.current == in_books || link_keys_.before == in_books);
  if (!has_it) {
    if (!has_link_key_file_) {
      link_keys_ = {in_books, {}};
    } else if (link_keys_.before.empty()) {
      link_keys_.before = in_books;
    }
    auto written = WriteLinkKeys(LinkKeyFile(folder_->path()), link_keys_);
    if (!written.ok()) return written;
    has_link_key_file_ = true;
  }
  if (auto named = KeepLinkKeys(""); !named.ok()) return named;
  if (auto emptied = Remember(kLinkKeySetting, ""); !emptied.ok()) return emptied;
  log_.Info("the key of links was moved out of the books",
            {{"file", LinkKeyFile(folder_->path())}});
  return Nothing{};
}

// Another server may have been given a new one.
void App::LookAtLinkKeys() {
  if (ready_renderer_.load(std::memory_order_acquire) == nullptr) return;  // ours are not read yet
  const auto name = books_.queries->FindSetting(kLinkKeyNameSetting);
  if (!name.ok() || !*name || **name == NameOf(link_keys_.current)) return;
  if (other_link_key_said_.exchange(true)) return;
  log_.Warning("links are made with another key at another server: " + LinkKeyTrouble());
}

Status<std::string> App::RotateLinkKeys(bool drop_old) {
  if (!link_key_trouble_.empty()) return Failure{link_key_trouble_};
  if (drop_old && link_keys_.before.empty())
    return Failure{std::string("there is no earlier key of links that could be dropped")};
  if (!drop_old && !link_keys_.before.empty()) {
    return Failure{
        std::string("two keys of links are valid already; drop the old one first, with "
                    "`herlaad key rotate-links --drop-old`")};
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
      *key, all, url(), engine::Issuer{config_.seller, config_.support});
  ready_renderer_.store(renderer_.get(), std::memory_order_release);
  return Nothing{};
}

// The books know the new public key before anything is signed with it: at the next start.
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
    return Failure{std::string("receipts are signed with this key now; rotate it first")};
  const auto kept = Setting(kReceiptKeysSetting, "");
  if (!kept.ok()) return Failure{kept.error()};
  auto all = PublicKeysIn(*kept);
  if (std::erase(all, key) == 0)
    return Failure{std::string("these books know no such key; see `herlaad receipt key --json`")};
  if (auto remembered = Remember(kReceiptKeysSetting, TextOf(all)); !remembered.ok())
    return remembered;
  return WritePublicKeys(folder_->path(), own->Public(), all);
}

}  // namespace herlaad::app
