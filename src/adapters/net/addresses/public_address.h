// Which addresses are out on the internet, and which are this machine's, its network's, or of
// special use: what a stranger names must not make the server talk to its own network.
#pragma once

#include "adapters/net/addresses/addresses.h"

namespace herlaad::net {

// False for loopback, private, link-local, carrier-grade NAT, documentation, multicast and reserved
// ranges (IANA's registries of special-purpose addresses, RFC 6890), and for addresses of IPv6 that
// contain such an address of IPv4: mapped, NAT64 and 6to4 ones.
bool IsPublic(const Address& address);

}  // namespace herlaad::net
