#include "apps/herlaad/server/link_keys.h"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "apps/herlaad/cli/files.h"
#include "apps/herlaad/server/secret_file.h"
#include "base/core/crockford.h"
#include "base/core/printable.h"

namespace herlaad::app {
namespace {

constexpr std::string_view kMark = "herlaad-link-key-1 ";
constexpr std::size_t kFileMax = 4'096;
constexpr std::size_t kKeyMin = 16;  // characters
constexpr std::size_t kKeyBytes = 20;
constexpr int kNameDigits = 13;

std::optional<Secret> KeyIn(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (!line.starts_with(kMark)) return std::nullopt;
  line.remove_prefix(kMark.size());
  if (line.size() < kKeyMin || !IsPrintable(line)) return std::nullopt;
  return Secret(std::string(line));
}

// Parses a file with one key on each line; nothing if there is anything else in it.
std::optional<LinkKeys> Parse(std::string_view text) {
  std::vector<Secret> keys;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (line.empty()) continue;
    auto key = KeyIn(line);
    if (!key || keys.size() == 2) return std::nullopt;
    keys.push_back(*std::move(key));
  }
  if (keys.empty()) return std::nullopt;
  keys.resize(2);
  return LinkKeys{std::move(keys[0]), std::move(keys[1])};
}

}  // namespace

std::string LinkKeyFile(const std::string& folder) { return folder + "/link.key"; }
std::string LinkKeyOfCopy(const std::string& copy) { return copy + ".link.key"; }

LinkKeys NewLinkKeys() { return {RandomSecret(kKeyBytes), {}}; }

std::string NameOf(const Secret& link_key) {
  const Digest digest = DigestOf("name of a link key" + link_key.Reveal());
  std::string name;
  AppendCrockford(digest.high, kNameDigits, name);
  AppendCrockford(digest.low, kNameDigits, name);
  return name;
}

LinkKeys Rotated(const LinkKeys& keys) { return {NewLinkKeys().current, keys.current}; }

Result<std::optional<LinkKeys>, std::string> ReadLinkKeys(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return std::optional<LinkKeys>();
  if (const auto safe = CheckSecretFile(path); !safe.ok()) return Failure{safe.error()};
  const auto text = ReadFile(path, kFileMax);
  if (!text.ok()) return Failure{text.error()};
  auto keys = Parse(*text);
  if (keys) return keys;
  return Failure{path +
                 " does not contain a link key; restore the right file from another node or from "
                 "beside a backup"};
}

Status<std::string> WriteLinkKeys(const std::string& path, const LinkKeys& keys) {
  std::string text(kMark);
  text.append(keys.current.Reveal()).append("\n");
  if (!keys.before.empty()) text.append(kMark).append(keys.before.Reveal()).append("\n");
  return PutSecretFile(path, Secret(std::move(text)));
}

Status<std::string> CopyLinkKeys(const std::string& path, const std::string& copy) {
  const auto keys = ReadLinkKeys(path);
  if (!keys.ok()) return Failure{keys.error()};
  if (!*keys) return Failure{"there is no " + path};
  const auto there = ReadLinkKeys(copy);
  if (there.ok() && !*there) return WriteLinkKeys(copy, **keys);
  if (there.ok() && (*there)->current == (*keys)->current && (*there)->before == (*keys)->before)
    return Nothing{};
  return Failure{copy + " exists already and differs from " + path + "; nothing is overwritten"};
}

}  // namespace herlaad::app
