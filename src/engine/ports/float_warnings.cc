#include "engine/ports/float_warnings.h"

#include <charconv>

#include "domain/ledger/account.h"

namespace herlaad::engine {
namespace {

bool ReadNumber(std::string_view text, std::int64_t& number) {
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ec == std::errc() && read.ptr == text.data() + text.size();
}

}  // namespace

std::string PayloadOf(const FloatLow& low) {
  return std::to_string(low.available) + " " + std::to_string(low.below);
}

std::optional<FloatLow> ParseFloatLow(std::string_view payload) {
  FloatLow low;
  const auto space = payload.find(' ');
  if (space == std::string_view::npos || !ReadNumber(payload.substr(0, space), low.available) ||
      !ReadNumber(payload.substr(space + 1), low.below))
    return std::nullopt;
  return low;
}

std::optional<ClientId> FloatOwner(std::string_view account_name) {
  const auto account = ledger::ParseName(account_name);
  if (!account || account->kind != ledger::AccountKind::kFloat) return std::nullopt;
  const auto id = ParseIdText(kClientIdPrefix, account->owner);
  return id ? std::optional(ClientId(*id)) : std::nullopt;
}

}  // namespace herlaad::engine
