// Installation: a temporary data folder, a server in it, and the program's other subcommands run
// against it.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "adapters/net/client/client.h"
#include "tests/support/ports.h"
#include "tests/support/process.h"

namespace herlaad::testing {

std::string Program();

class Installation {
 public:
  // A demo uses its port and the next two.
  Installation() : port_(ReservePorts()), metrics_port_(static_cast<std::uint16_t>(port_ + 3)) {}

  [[nodiscard]] std::string data() const { return folder_.path() + "/data"; }
  [[nodiscard]] std::string folder() const { return folder_.path(); }
  [[nodiscard]] std::string metrics_address() const {
    return "127.0.0.1:" + std::to_string(metrics_port_);
  }
  [[nodiscard]] std::string metrics_url() const {
    return "http://" + metrics_address() + "/metrics";
  }
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

  // Both wait until it is ready.
  void StartDemo();
  void StartServer(std::vector<std::string> arguments);
  [[nodiscard]] Process& server() { return *server_; }
  // Sends SIGTERM; returns the exit code.
  int StopServer();
  void KillServer() { server_->Kill(); }

  // Runs `herlaad ARGUMENTS --data DIR` to its end.
  Finished Run(std::vector<std::string> arguments) const;
  // As Run, in the background.
  [[nodiscard]] std::unique_ptr<Process> Start(std::vector<std::string> arguments) const;
  // As Run with --json; returns the output. The test fails unless the exit code is `code`.
  nlohmann::json Json(std::vector<std::string> arguments, int code = 0) const;
  // The output of `herlaad topup list ARGUMENTS`.
  [[nodiscard]] nlohmann::json Topups(std::vector<std::string> arguments = {}) const;
  // As Run, with stdout redirected by the shell as `redirection` says.
  [[nodiscard]] Finished RunInto(const std::string& redirection,
                                 std::vector<std::string> arguments) const;
  // Copies the link key of another server on the same database, so that both open the same links.
  void TakeLinkKeyOf(const Installation& other) const;
  // Creates a database by running a server for a moment.
  void MakeDatabase();

  // One request from outside; nothing if there is no answer.
  std::optional<net::ClientResponse> Get(const std::string& url, const std::string& key = {});

  // A session for placing top-ups without an API key.
  std::string NewSession();

  // The address of the demo's sandbox, whose phones and mailboxes a browser reads.
  [[nodiscard]] std::string SandboxUrl() const;

  // Opens the payment link as a browser does: returns the URL of the page of the stand-in for
  // Stripe, or of the sandbox bank, once it knows the payment.
  std::string BankPage(const std::string& payment_url);
  // Goes there and presses a button.
  void Press(const std::string& payment_url, const std::string& action);
  // Presses a button of the page that is open; returns where the browser is sent then.
  std::string PressOn(const std::string& page, const std::string& action);

 private:
  [[nodiscard]] Command With(std::vector<std::string> arguments) const;

  TemporaryFolder folder_;
  std::uint16_t port_;
  std::uint16_t metrics_port_;
  std::unique_ptr<Process> server_;
  net::Client client_;
};

// The URL that `topup place` prints on its own line.
std::string LinkIn(const std::string& output);

}  // namespace herlaad::testing
