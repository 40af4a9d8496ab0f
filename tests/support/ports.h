// Ports for the servers of tests.
#pragma once

#include <cstdint>

namespace herlaad::testing {

inline constexpr std::uint16_t kPortsTogether = 4;

// The first of kPortsTogether TCP ports in a row that nothing on this machine uses, and that no
// other call returns, in any process, until this process ends. They are below the ports that the
// system gives to connections, so that none is taken before its server listens.
std::uint16_t ReservePorts();

}  // namespace herlaad::testing
