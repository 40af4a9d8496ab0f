#include "apps/herlaad/server/link_keys.h"

namespace herlaad::app {
namespace {

constexpr KeyPairKind kKind{"herlaad-link-key-1 ", "link key"};

}  // namespace

std::string LinkKeyFile(const std::string& folder) { return folder + "/link.key"; }
std::string LinkKeyOfCopy(const std::string& copy) { return copy + ".link.key"; }

LinkKeys NewLinkKeys() { return NewKeyPair(); }

std::string NameOf(const Secret& link_key) { return KeyName(kKind, link_key); }

Result<std::optional<LinkKeys>, std::string> ReadLinkKeys(const std::string& path) {
  return ReadKeyPair(kKind, path);
}

Status<std::string> WriteLinkKeys(const std::string& path, const LinkKeys& keys) {
  return WriteKeyPair(kKind, path, keys);
}

Status<std::string> CopyLinkKeys(const std::string& path, const std::string& copy) {
  return CopyKeyPair(kKind, path, copy);
}

}  // namespace herlaad::app
