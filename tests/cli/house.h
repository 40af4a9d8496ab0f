// House: a data folder of a test's own, the server in it, and the program's other subcommands
// against it.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "adapters/net/client.h"
#include "tests/support/process.h"

namespace herlaad::testing {

// It and the next one, which a demo takes for its sandbox, are free.
std::uint16_t FreePort();
std::string Program();

class House {
 public:
  House() : port_(FreePort()), metrics_port_(FreePort()) {}

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
  // SIGTERM; the exit code.
  int StopServer();
  void KillServer() { server_->Kill(); }

  // `herlaad ARGUMENTS --data DIR`, to its end.
  Finished Run(std::vector<std::string> arguments) const;
  // The same in the background.
  [[nodiscard]] std::unique_ptr<Process> Start(std::vector<std::string> arguments) const;
  // The same with --json; what it printed. The test fails when it did not end with `code`.
  nlohmann::json Json(std::vector<std::string> arguments, int code = 0) const;
  // What `herlaad topup list ARGUMENTS` lists.
  [[nodiscard]] nlohmann::json Topups(std::vector<std::string> arguments = {}) const;
  // `herlaad ARGUMENTS --data DIR` with its stdout where `redirection` of a shell leads it.
  [[nodiscard]] Finished RunInto(const std::string& redirection,
                                 std::vector<std::string> arguments) const;
  // As on a server that joins the other one's: it opens the same links.
  void TakeLinkKeyOf(const House& other) const;
  // Books without a server: they are there after it served for a moment.
  void MakeBooks();

  // One request from outside; nothing when there is no answer.
  std::optional<net::ClientResponse> Get(const std::string& url, const std::string& key = {});

  // In which who has no API key places top-ups.
  std::string NewSession();

  // Opens the link to pay as a browser does: the address of the pretend bank's page, once the bank
  // knows of the payment.
  std::string BankPage(const std::string& payment_url);
  // Goes there and presses a button.
  void Press(const std::string& payment_url, const std::string& action);

 private:
  [[nodiscard]] Command With(std::vector<std::string> arguments) const;

  TemporaryFolder folder_;
  std::uint16_t port_;
  std::uint16_t metrics_port_;
  std::unique_ptr<Process> server_;
  net::Client client_;
};

// The address that `topup place` prints on a line of its own.
std::string LinkIn(const std::string& output);

}  // namespace herlaad::testing
