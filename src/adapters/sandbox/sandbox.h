// Sandbox: a sandbox world, clearly labelled: a bank, an operator, phones and mailboxes
// behind one HTTP server, each with a actor and a store of its own. No real money, no real credit.
// It runs beside an engine or as a process of its own, and what is in its stores survives both.
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
  std::string folder;  // for bank.db, operator.db, phone.db and mail.db; created, and used by one
                       // sandbox at a time
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any free one
  // Where browsers reach it: "https://host"; empty: http, its address (localhost) and its port.
  std::string public_url;
  std::string callback_url;  // where the bank tells the merchant; empty: see SetCallbackUrl
  Secret secret;             // shared with the merchant: callbacks are signed with it

  Millis slow_approval{30'000};
  Millis late_charge{5'000};          // after the merchant closed the session
  Millis callback_first_wait{1'000};  // after a try that failed, then doubling
  Millis callback_longest_wait{60'000};
  std::int64_t callback_tries = 30;
  Millis callback_timeout{5'000};
  std::array<Millis, 3> operator_delays{Millis(3'000), Millis(20'000), Millis(300'000)};

  FaultOptions bank_faults;  // of the merchant's requests and of the callbacks
  FaultOptions operator_faults;
  FaultOptions phone_faults;
  FaultOptions mail_faults;
  std::uint64_t seed = 1;

  std::function<void(std::string_view)> report;  // told what an operator of the sandbox should know
};

class Sandbox {
 public:
  explicit Sandbox(SandboxOptions options);
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;
  ~Sandbox();  // as Stop

  // A sentence when something prevents it. Called once.
  [[nodiscard]] Status<std::string> Start();

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::string url() const;  // "http://127.0.0.1:PORT", for the merchant's adapters

  // For a merchant whose port is known only later. Waiting callbacks are told there.
  void SetCallbackUrl(std::string url);

  // What was answered stays in the stores; what is pending is taken up by the next Start of another
  // one on the same folder.
  void Stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace herlaad::sandbox
