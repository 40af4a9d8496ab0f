// Console: how subcommands speak to Herlaad. With a server running in the folder, through its
// socket; without one, to the same door in this process, with nobody carrying outbox messages.
// Either way the answer is the API's.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/net/http.h"
#include "apps/herlaad/exit_code.h"
#include "base/core/instant.h"
#include "base/core/result.h"

namespace herlaad::app {

struct Asked {
  std::string method = "GET";
  std::string path = {};          // with its query
  nlohmann::json body = nullptr;  // null: none
  std::vector<net::Header> headers = {};
  Millis timeout{20'000};
};

struct Reply {
  int status = 0;
  std::string text;     // the body as it came
  nlohmann::json body;  // null when it is not JSON
  bool replayed = false;

  [[nodiscard]] bool ok() const { return status >= 200 && status < 300; }
};

struct ConsoleError {
  std::string message;   // for a person; says what to do next
  bool not_sent = true;  // surely nothing was done
};

class Console {
 public:
  virtual ~Console() = default;
  virtual Result<Reply, ConsoleError> Call(const Asked& asked) = 0;
  // As POST /admin/verify. `progress` is told how many orders were read, where that is known.
  virtual Result<Reply, ConsoleError> Verify(
      const std::function<void(std::int64_t orders)>& progress) = 0;
  // A server is running, so orders move.
  [[nodiscard]] virtual bool live() const = 0;
};

struct ConsoleOptions {
  std::string data;
  std::string config;         // the file of settings; empty: the one that comes with the program
  std::string database = {};  // wins over the settings'
};
// Never makes new books. The error says why neither way is open.
Result<std::unique_ptr<Console>, ConsoleError> OpenConsole(const ConsoleOptions& options);

// What a refusal means for the program's exit.
ExitCode ExitCodeOf(const Reply& reply);

// Says on stderr why it was refused.
ExitCode Complain(const Reply& reply);
ExitCode Complain(const ConsoleError& error);
ExitCode ComplainOfUsage(const std::string& message);

}  // namespace herlaad::app
