#include "api/http/core/access/api_key.h"

#include <algorithm>
#include <string>

namespace herlaad::http {
namespace {

constexpr std::string_view kPrefix = "hk_";
constexpr std::size_t kBytes = 20;
constexpr std::size_t kCharacters = kBytes * 8 / 5;
constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";

}  // namespace

Secret NewApiKey() { return Secret(std::string(kPrefix) + RandomSecret(kBytes).Reveal()); }

bool IsApiKey(std::string_view text) {
  if (!text.starts_with(kPrefix)) return false;
  text.remove_prefix(kPrefix.size());
  return text.size() == kCharacters && std::all_of(text.begin(), text.end(), [](char c) {
           return kAlphabet.find(c) != std::string_view::npos;
         });
}

}  // namespace herlaad::http
