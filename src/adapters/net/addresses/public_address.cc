#include "adapters/net/addresses/public_address.h"

#include <algorithm>
#include <vector>

#include "base/core/check.h"

namespace herlaad::net {
namespace {

std::vector<AddressRange> Ranges(std::initializer_list<std::string_view> texts) {
  std::vector<AddressRange> ranges;
  for (const std::string_view text : texts) {
    const auto range = AddressRange::Parse(text);
    CHECK(range.has_value(), "a listed range is one");
    ranges.push_back(*range);
  }
  return ranges;
}

bool IsIn(const std::vector<AddressRange>& ranges, const Address& address) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const AddressRange& range) { return range.Contains(address); });
}

const std::vector<AddressRange>& Ipv4Special() {
  static const auto ranges =
      Ranges({"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
              "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
              "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"});
  return ranges;
}

// Of IPv6 only 2000::/3 is given out; these parts of it are special too.
const std::vector<AddressRange>& Ipv6Special() {
  static const auto ranges = Ranges({"2001::/23", "2001:db8::/32", "3fff::/20"});
  return ranges;
}

// The address of IPv4 inside one of IPv6, at `at`.
Address Inner(const Address& address, std::size_t at) {
  Address inner;
  inner.bytes[10] = inner.bytes[11] = 0xFF;
  std::copy_n(address.bytes.begin() + static_cast<std::ptrdiff_t>(at), 4, inner.bytes.begin() + 12);
  return inner;
}

bool IsInRange(const Address& address, std::string_view range) {
  const auto parsed = AddressRange::Parse(range);
  return parsed && parsed->Contains(address);
}

}  // namespace

bool IsPublic(const Address& address) {
  if (address.is_ipv4()) return !IsIn(Ipv4Special(), address);
  if (IsInRange(address, "64:ff9b::/96")) return IsPublic(Inner(address, 12));
  if (IsInRange(address, "2002::/16")) return IsPublic(Inner(address, 2));
  return IsInRange(address, "2000::/3") && !IsIn(Ipv6Special(), address);
}

}  // namespace herlaad::net
