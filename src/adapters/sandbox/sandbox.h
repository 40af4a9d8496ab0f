// Sandbox: a clearly labelled test environment: a bank, an operator, phones and mailboxes behind
// one HTTP server, each with its own actor and store. No real money, no real credit. It runs inside
// an engine's process or as a process of its own; its stores outlive both.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/sandbox/faults.h"
#include "base/core/instant.h"
#include "base/core/result.h"
#include "base/core/secret.h"

namespace herlaad::sandbox {

struct SandboxOptions {
  std::string folder;  // for bank.db, operator.db, phone.db and mail.db; created if necessary, and
                       // used by one sandbox at a time
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any free one
  // The address for browsers: "https://host"; empty: http, `address` (localhost) and the port.
  std::string public_url;
  std::string callback_url;  // where the bank sends callbacks; empty: see SetCallbackUrl
  Secret secret;             // shared with the merchant; signs callbacks

  Millis slow_approval{30'000};
  Millis late_charge{5'000};          // after the merchant closed the session
  Millis callback_first_wait{1'000};  // after a failed attempt; doubled with each further one
  Millis callback_longest_wait{60'000};
  std::int64_t callback_tries = 30;
  Millis callback_timeout{5'000};
  std::array<Millis, 3> operator_delays{Millis(3'000), Millis(20'000), Millis(300'000)};

  FaultOptions bank_faults;  // for the merchant's requests and the callbacks
  FaultOptions operator_faults;
  FaultOptions phone_faults;
  FaultOptions mail_faults;
  std::uint64_t seed = 1;

  std::function<void(std::string_view)> report;  // called with what the sandbox's administrator
                                                 // should know
};

class Sandbox {
 public:
  explicit Sandbox(SandboxOptions options);
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;
  ~Sandbox();  // as Stop

  // Fails with a sentence. Call once.
  [[nodiscard]] Status<std::string> Start();

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::string url() const;  // "http://127.0.0.1:PORT", for the merchant's adapters

  // For a merchant whose port is known only later. Waiting callbacks are sent there.
  void SetCallbackUrl(std::string url);

  // Answered requests stay in the stores; what is pending is resumed when another sandbox starts on
  // the same folder.
  void Stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace herlaad::sandbox
