#include "apps/herlaad/server/brake_key.h"

#include <charconv>
#include <cstdint>

namespace herlaad::app {
namespace {

constexpr KeyPairKind kKind{"herlaad-brake-key-1 ", "brake key"};

}  // namespace

std::string BrakeKeyFile(const std::string& folder) { return folder + "/brake.key"; }
std::string BrakeKeyOfCopy(const std::string& copy) { return copy + ".brake.key"; }
std::string BrakeKeyName(const Secret& brake_key) { return KeyName(kKind, brake_key); }

std::string OtherBrakeKey::Text() const { return name + " " + std::to_string(since.ms); }

OtherBrakeKey OtherBrakeKey::Parse(const std::string& text, const std::string& name, Instant now) {
  OtherBrakeKey other{name, now};
  if (!text.starts_with(name + " ")) return other;
  std::int64_t ms = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data() + name.size() + 1, end, ms);
  if (read.ec == std::errc() && read.ptr == end) other.since = Instant{ms};
  return other;
}

Result<std::optional<KeyPair>, std::string> ReadBrakeKey(const std::string& path) {
  return ReadKeyPair(kKind, path);
}

Status<std::string> WriteBrakeKey(const std::string& path, const KeyPair& keys) {
  return WriteKeyPair(kKind, path, keys);
}

Status<std::string> CopyBrakeKey(const std::string& path, const std::string& copy) {
  return CopyKeyPair(kKind, path, copy);
}

}  // namespace herlaad::app
