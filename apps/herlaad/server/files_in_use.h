// What a server has read, to see later what changed.
#pragma once

#include <optional>
#include <string>

#include "adapters/net/server/server.h"

namespace herlaad::app {

struct FilesInUse {
  std::string settings;              // the file; empty: the built-in ones
  std::string settings_text;         // as it was at the start
  std::string catalogue_text;        // the same; empty: the built-in one
  std::string brakes;                // whose rules are in force; empty: the built-in one
  std::optional<net::TlsFiles> tls;  // those that were read last without a fault
};

}  // namespace herlaad::app
