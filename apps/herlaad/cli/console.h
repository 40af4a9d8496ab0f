// Console: how subcommands call the API: through the socket of the server running in the folder, or
// without one, through the API in this process, without outbox workers. The answers are the same.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/net/client/client.h"
#include "adapters/net/http.h"
#include "apps/herlaad/cli/exit_code.h"
#include "base/core/instant.h"
#include "base/core/result.h"

namespace herlaad::app {

struct Asked {
  std::string method = "GET";
  std::string path = {};          // including the query
  nlohmann::json body = nullptr;  // null: none
  std::vector<net::Header> headers = {};
  Millis timeout{20'000};
};

struct Reply {
  int status = 0;
  std::string text;     // the body as received
  nlohmann::json body;  // null if it is not JSON
  bool replayed = false;

  [[nodiscard]] bool ok() const { return status >= 200 && status < 300; }
};

struct ConsoleError {
  std::string message;   // for people; says what to do next
  bool not_sent = true;  // nothing was done for certain
};

// What to say when a server gave no answer of ours: it is away, still at work, ended, or answered
// too much.
std::string WhyNoAnswer(net::ClientErrorKind kind, const std::string& socket, Millis waited);

class Console {
 public:
  virtual ~Console() = default;
  virtual Result<Reply, ConsoleError> Call(const Asked& asked) = 0;
  // As POST /admin/verify. `progress` is called with the number of orders read, if known.
  virtual Result<Reply, ConsoleError> Verify(
      const std::function<void(std::int64_t orders)>& progress) = 0;
  // Whether a server is running, so that orders progress.
  [[nodiscard]] virtual bool live() const = 0;
};

struct ConsoleOptions {
  std::string data;
  std::string config;         // the settings file; empty: the built-in settings
  std::string database = {};  // overrides the settings'
};
// Never creates a database. The error says why neither way is possible.
Result<std::unique_ptr<Console>, ConsoleError> OpenConsole(const ConsoleOptions& options);

// The exit code for an answer that is not a success.
ExitCode ExitCodeOf(const Reply& reply);

// Says on stderr that nothing is sent to operators and banks, if that is so; `nodes` is the answer
// of /admin/nodes.
void SayIfHeld(const nlohmann::json& nodes);
// The same, after asking.
void SayIfHeld(Console& console);

// Prints the reason on stderr.
ExitCode Complain(const Reply& reply);
ExitCode Complain(const ConsoleError& error);
ExitCode ComplainOfUsage(const std::string& message);

}  // namespace herlaad::app
