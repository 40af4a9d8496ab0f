// Cluster: the real program in one or more processes, with a sandbox bank and operator that outlive
// them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapters/net/client/client.h"
#include "adapters/sandbox/sandbox.h"
#include "adapters/sandbox/stripe/stripe_stand_in.h"
#include "tests/support/process.h"

namespace herlaad::testing {

// Who takes the money of cards: the sandbox bank, or the stand-in for Stripe.
enum class CardsBy { kBank, kStripe };

class Cluster {
 public:
  // `program` is the herlaad binary to run; `env` is added to its environment (a mutant's name, for
  // example).
  explicit Cluster(std::string program, std::vector<std::pair<std::string, std::string>> env = {});
  // With this many nodes on the database with that URL; empty: one node with SQLite.
  Cluster(std::string program, std::string database, std::size_t nodes,
          CardsBy cards_by = CardsBy::kBank);
  ~Cluster();

  // Creates SIMs and a key, and starts the engines.
  void Open();
  void StartEngine(std::size_t node = 0);
  void KillEngine(std::size_t node = 0);  // SIGKILL
  // Sends SIGTERM; returns the exit code.
  int StopEngine(std::size_t node = 0);

  // Runs `herlaad ARGUMENTS --data FOLDER`.
  Finished Run(std::vector<std::string> arguments);

  [[nodiscard]] std::size_t nodes() const { return nodes_.size(); }
  [[nodiscard]] std::string url(std::size_t node = 0) const;
  [[nodiscard]] const std::string& key() const { return key_; }
  [[nodiscard]] const std::string& sandbox_folder() const { return sandbox_folder_; }
  [[nodiscard]] CardsBy cards_by() const { return cards_by_; }
  // Of the stand-in, for kStripe.
  [[nodiscard]] std::string stripe_url() const { return stripe_->url(); }

  // One request to the engine or the sandbox; nothing if no answer came.
  std::optional<net::ClientResponse> Send(net::ClientRequest request);

 private:
  struct Node {
    std::string data;  // its folder
    std::uint16_t port = 0;
    std::unique_ptr<Process> process;
  };
  Cluster(std::string program, std::vector<std::pair<std::string, std::string>> env,
          std::string database, std::size_t nodes, CardsBy cards_by);
  void StartSandbox();
  void StartStripe();
  void WriteConfig() const;

  std::string program_;
  std::vector<std::pair<std::string, std::string>> env_;
  std::string database_;  // empty: SQLite in the folder
  CardsBy cards_by_;
  std::string folder_;
  std::string sandbox_folder_;
  std::string key_;
  std::vector<Node> nodes_;
  std::unique_ptr<sandbox::Sandbox> sandbox_;
  std::unique_ptr<sandbox::StripeStandIn> stripe_;  // nullptr for kBank
  net::Client client_;
};

inline constexpr std::int64_t kFirstHostedNumber = 32470200000;
inline constexpr int kHostedNumbers = 2'000;

}  // namespace herlaad::testing
