// IP addresses in binary form, so that each has exactly one representation.
#pragma once

#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace herlaad::net {

// An IPv6 address; IPv4 is stored as ::ffff:a.b.c.d.
struct Address {
  std::array<std::uint8_t, 16> bytes{};

  // "192.0.2.1", "2001:db8::1"; no names, ports or zones.
  static std::optional<Address> Parse(std::string_view text);
  // The address of an IPv4 or IPv6 socket.
  static std::optional<Address> From(const sockaddr* socket);

  [[nodiscard]] bool is_ipv4() const;
  [[nodiscard]] std::string ToString() const;

  friend bool operator==(const Address&, const Address&) = default;
};

// Whether `text` is an address that only this machine reaches: 127.0.0.0/8 or ::1.
bool IsLoopback(std::string_view text);

// "192.0.2.1", "10.0.0.0/8", "2001:db8::/32".
class AddressRange {
 public:
  static std::optional<AddressRange> Parse(std::string_view text);
  [[nodiscard]] bool Contains(const Address& address) const;

 private:
  Address base_;
  int bits_ = 128;
};

// The network of one customer: an IPv4 address, or the /64 of an IPv6 address. Returns text that is
// not an address unchanged.
std::string CustomerOf(std::string_view peer);

// The neighbourhood of an address, which one party often has whole: the /24 of an IPv4 address, the
// /48 of an IPv6 address. Returns text that is not an address unchanged.
std::string BlockOf(std::string_view peer);

}  // namespace herlaad::net
