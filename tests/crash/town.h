// Town: a folder with the real program in a process of its own, and a pretend bank and operator
// that outlive it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapters/net/client.h"
#include "adapters/sandbox/sandbox.h"
#include "tests/support/process.h"

namespace herlaad::testing {

class Town {
 public:
  // `program` is the herlaad to run; `env` goes to it (a mutant's name, for instance).
  explicit Town(std::string program, std::vector<std::pair<std::string, std::string>> env = {});
  ~Town();

  // Makes SIMs and a key, and starts the engine.
  void Open();
  void StartEngine();
  void KillEngine();  // SIGKILL
  // SIGTERM; its exit code.
  int StopEngine();

  // `herlaad ARGUMENTS --data FOLDER`.
  Finished Run(std::vector<std::string> arguments);

  [[nodiscard]] std::string url() const;
  [[nodiscard]] const std::string& key() const { return key_; }
  [[nodiscard]] const std::string& sandbox_folder() const { return sandbox_folder_; }

  // One request to the engine or the sandbox; nothing when no answer came.
  std::optional<net::ClientResponse> Send(net::ClientRequest request);

 private:
  void WriteConfig() const;

  std::string program_;
  std::vector<std::pair<std::string, std::string>> env_;
  std::string folder_;
  std::string data_;
  std::string sandbox_folder_;
  std::string key_;
  std::uint16_t port_ = 0;
  std::unique_ptr<sandbox::Sandbox> sandbox_;
  std::unique_ptr<Process> engine_;
  net::Client client_;
};

inline constexpr std::int64_t kFirstHouseNumber = 32470200000;
inline constexpr int kHouseNumbers = 2'000;

}  // namespace herlaad::testing
