#include "apps/herlaad/server/key_pair.h"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "apps/herlaad/cli/files.h"
#include "apps/herlaad/server/secret_file.h"
#include "base/core/crockford.h"
#include "base/core/printable.h"

namespace herlaad::app {
namespace {

constexpr std::size_t kFileMax = 4'096;
constexpr std::size_t kKeyMin = 16;  // characters
constexpr std::size_t kKeyBytes = 20;
constexpr int kNameDigits = 13;

std::optional<Secret> KeyIn(const KeyPairKind& kind, std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (!line.starts_with(kind.mark)) return std::nullopt;
  line.remove_prefix(kind.mark.size());
  if (line.size() < kKeyMin || !IsPrintable(line)) return std::nullopt;
  return Secret(std::string(line));
}

// Parses a file with one key on each line; nothing if there is anything else in it.
std::optional<KeyPair> Parse(const KeyPairKind& kind, std::string_view text) {
  std::vector<Secret> keys;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (line.empty()) continue;
    auto key = KeyIn(kind, line);
    if (!key || keys.size() == 2) return std::nullopt;
    keys.push_back(*std::move(key));
  }
  if (keys.empty()) return std::nullopt;
  keys.resize(2);
  return KeyPair{std::move(keys[0]), std::move(keys[1])};
}

}  // namespace

KeyPair NewKeyPair() { return {RandomSecret(kKeyBytes), {}}; }

std::string KeyName(const KeyPairKind& kind, const Secret& key) {
  const Digest digest = DigestOf("name of a " + std::string(kind.name) + key.Reveal());
  std::string name;
  AppendCrockford(digest.high, kNameDigits, name);
  AppendCrockford(digest.low, kNameDigits, name);
  return name;
}

KeyPair Rotated(const KeyPair& keys) { return {NewKeyPair().current, keys.current}; }

Result<std::optional<KeyPair>, std::string> ReadKeyPair(const KeyPairKind& kind,
                                                        const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return std::optional<KeyPair>();
  if (const auto safe = CheckSecretFile(path); !safe.ok()) return Failure{safe.error()};
  const auto text = ReadFile(path, kFileMax);
  if (!text.ok()) return Failure{text.error()};
  auto keys = Parse(kind, *text);
  if (keys) return keys;
  return Failure{path + " does not contain a " + std::string(kind.name) +
                 "; restore the right file from another node or from beside a backup"};
}

Status<std::string> WriteKeyPair(const KeyPairKind& kind, const std::string& path,
                                 const KeyPair& keys) {
  std::string text(kind.mark);
  text.append(keys.current.Reveal()).append("\n");
  if (!keys.before.empty()) text.append(kind.mark).append(keys.before.Reveal()).append("\n");
  return PutSecretFile(path, Secret(std::move(text)));
}

Status<std::string> CopyKeyPair(const KeyPairKind& kind, const std::string& path,
                                const std::string& copy) {
  const auto keys = ReadKeyPair(kind, path);
  if (!keys.ok()) return Failure{keys.error()};
  if (!*keys) return Failure{"there is no " + path};
  const auto there = ReadKeyPair(kind, copy);
  if (there.ok() && !*there) return WriteKeyPair(kind, copy, **keys);
  if (there.ok() && (*there)->current == (*keys)->current && (*there)->before == (*keys)->before)
    return Nothing{};
  return Failure{copy + " exists already and differs from " + path + "; nothing is overwritten"};
}

}  // namespace herlaad::app
