#include "adapters/net/addresses/addresses.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace herlaad::net {
namespace {

constexpr std::array<std::uint8_t, 12> kIpv4Prefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

Address FromIpv4(const in_addr& address) {
  Address out;
  std::copy(kIpv4Prefix.begin(), kIpv4Prefix.end(), out.bytes.begin());
  std::memcpy(out.bytes.data() + kIpv4Prefix.size(), &address, 4);
  return out;
}

Address FromIpv6(const in6_addr& address) {
  Address out;
  std::memcpy(out.bytes.data(), &address, 16);
  return out;
}

}  // namespace

std::optional<Address> Address::Parse(std::string_view text) {
  const std::string copy(text);
  if (copy.find('\0') != std::string::npos) return std::nullopt;
  in_addr ipv4{};
  if (inet_pton(AF_INET, copy.c_str(), &ipv4) == 1) return FromIpv4(ipv4);
  in6_addr ipv6{};
  if (inet_pton(AF_INET6, copy.c_str(), &ipv6) == 1) return FromIpv6(ipv6);
  return std::nullopt;
}

std::optional<Address> Address::From(const sockaddr* socket) {
  if (socket->sa_family == AF_INET) {
    sockaddr_in ipv4{};
    std::memcpy(&ipv4, socket, sizeof ipv4);
    return FromIpv4(ipv4.sin_addr);
  }
  if (socket->sa_family == AF_INET6) {
    sockaddr_in6 ipv6{};
    std::memcpy(&ipv6, socket, sizeof ipv6);
    return FromIpv6(ipv6.sin6_addr);
  }
  return std::nullopt;
}

bool Address::is_ipv4() const {
  return std::equal(kIpv4Prefix.begin(), kIpv4Prefix.end(), bytes.begin());
}

std::string Address::ToString() const {
  char text[INET6_ADDRSTRLEN] = "";
  const std::size_t skip = is_ipv4() ? kIpv4Prefix.size() : 0;
  inet_ntop(is_ipv4() ? AF_INET : AF_INET6, bytes.data() + skip, text, sizeof text);
  return text;
}

bool IsLoopback(std::string_view text) {
  const auto address = Address::Parse(text);
  return address && (AddressRange::Parse("127.0.0.0/8")->Contains(*address) ||
                     AddressRange::Parse("::1/128")->Contains(*address));
}

std::optional<AddressRange> AddressRange::Parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto base = Address::Parse(text.substr(0, slash));
  if (!base) return std::nullopt;
  AddressRange range;
  range.base_ = *base;
  if (slash == std::string_view::npos) return range;
  const std::string_view digits = text.substr(slash + 1);
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), range.bits_);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  const int most = base->is_ipv4() ? 32 : 128;
  if (range.bits_ < 0 || range.bits_ > most) return std::nullopt;
  range.bits_ += 128 - most;
  return range;
}

bool AddressRange::Contains(const Address& address) const {
  const auto whole = static_cast<std::size_t>(bits_ / 8);
  if (!std::equal(base_.bytes.begin(), base_.bytes.begin() + bits_ / 8, address.bytes.begin())) {
    return false;
  }
  if (bits_ % 8 == 0) return true;
  const auto mask = static_cast<std::uint8_t>(0xFF << (8 - bits_ % 8));
  return ((base_.bytes[whole] ^ address.bytes[whole]) & mask) == 0;
}

std::string CustomerOf(std::string_view peer) {
  auto address = Address::Parse(peer);
  if (!address) return std::string(peer);
  if (address->is_ipv4()) return address->ToString();
  std::fill(address->bytes.begin() + 8, address->bytes.end(), std::uint8_t{0});
  return address->ToString() + "/64";
}

std::string BlockOf(std::string_view peer) {
  auto address = Address::Parse(peer);
  if (!address) return std::string(peer);
  const bool ipv4 = address->is_ipv4();
  std::fill(address->bytes.begin() + (ipv4 ? 15 : 6), address->bytes.end(), std::uint8_t{0});
  return address->ToString() + (ipv4 ? "/24" : "/48");
}

}  // namespace herlaad::net
