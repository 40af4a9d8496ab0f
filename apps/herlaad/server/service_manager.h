// Tells systemd how far the server is, as sd_notify(3) describes; does nothing if another program
// started it.
#pragma once

#include <string>
#include <string_view>

namespace herlaad::app {

// Sends one state such as "READY=1" to the socket that $NOTIFY_SOCKET names. Returns whether it was
// sent; a service manager that does not listen is no failure of the server.
bool TellManager(std::string_view state);

// The state at the beginning of a reload, which ends with "READY=1".
std::string Reloading();

}  // namespace herlaad::app
