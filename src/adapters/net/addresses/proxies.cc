#include "adapters/net/addresses/proxies.h"

#include <algorithm>

namespace herlaad::net {
namespace {

std::string_view Trim(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

// The address in "[2001:db8::1]:443" or "192.0.2.1:443".
std::string_view WithoutPort(std::string_view text) {
  if (!text.empty() && text.front() == '[') {
    text.remove_prefix(1);
    return text.substr(0, text.find(']'));
  }
  const std::size_t colon = text.find(':');
  return colon == text.rfind(':') ? text.substr(0, colon) : text;
}

// Removes and returns the last element of a comma-separated list.
std::string_view PopLast(std::string_view& list) {
  const std::size_t comma = list.rfind(',');
  const std::string_view last = comma == std::string_view::npos ? list : list.substr(comma + 1);
  list = comma == std::string_view::npos ? std::string_view() : list.substr(0, comma);
  return Trim(last);
}

}  // namespace

Result<TrustedProxies, std::string> TrustedProxies::Parse(const std::vector<std::string>& ranges) {
  TrustedProxies proxies;
  for (const std::string& text : ranges) {
    const auto range = AddressRange::Parse(text);
    if (!range) return Failure{text};
    proxies.ranges_.push_back(*range);
  }
  return proxies;
}

bool TrustedProxies::Trusts(const Address& address) const {
  return std::any_of(ranges_.begin(), ranges_.end(),
                     [&](const AddressRange& range) { return range.Contains(address); });
}

void TrustedProxies::Apply(Request& request) const {
  bool found_client = false;
  bool found_proto = false;
  for (auto header = request.headers.rbegin(); header != request.headers.rend(); ++header) {
    std::string_view list = header->value;
    if (header->name == "x-forwarded-proto" && !found_proto) {
      found_proto = true;
      request.secure = PopLast(list) == "https";
    }
    if (header->name != "x-forwarded-for") continue;
    while (!found_client && !list.empty()) {
      const auto address = Address::Parse(WithoutPort(PopLast(list)));
      // No trusted proxy writes an invalid address: the last valid one stays.
      found_client = !address || !Trusts(*address);
      if (address) request.peer = address->ToString();
    }
  }
}

}  // namespace herlaad::net
