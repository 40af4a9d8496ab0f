// Clients: payers and shop clerks of the simulation. Some pay at once, some late, twice or never;
// some cancel, request twice, repeat the request much later, or come back.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/orders/placing/place.h"
#include "engine/commands/orders/cancel_topup.h"
#include "engine/commands/orders/place_topup.h"
#include "simulation/cluster.h"

namespace herlaad::simulation {

// The parts of an answer that a repeat must return unchanged.
struct Client {
  int number = 0;
  orders::PlaceRequest request;
  std::string key;
  // Planned behaviour.
  bool rotates = false;  // repeats its request with the API key that replaces the first one
  bool asks_twice = false;
  bool repeats_later = false;
  bool changes_mind_under_same_key = false;
  bool gives_up = false;
  bool pays = true;
  bool pays_late = false;
  bool pays_again = false;
  bool cancels = false;
  bool comes_back = false;
  // What has happened so far.
  int tries = 0;
  int looks = 0;
  std::optional<engine::PlaceResult> told = {};
  std::optional<engine::CancelTopupOutcome> cancel = {};
};

class Clients {
 public:
  explicit Clients(Cluster& cluster) : cluster_(cluster), stage_(cluster.stage) {}

  // Plans a client that comes at `at` for `msisdn`.
  void Plan(Instant at, Msisdn msisdn, const catalogue::Operator& op, bool may_come_back = true);
  // Lets every client that has an answer repeat its request.
  void RepeatAll();

  [[nodiscard]] const std::vector<Client>& all() const { return clients_; }

 private:
  static engine::UsedKey KeyNow(const Client& client);
  void Come(int number);
  void Ask(int number);
  void OnAnswer(int number, const engine::PlaceResult& told);
  void Hear(Client& client);
  void AskOtherwise(int number);
  void LookForPage(int number);
  void GoAndPay(int number, const orders::Order& order);
  void Cancel(int number, int tries);
  void OnCancelAnswer(int number, engine::CancelTopupOutcome outcome);
  void MayComeBack(int number);

  Cluster& cluster_;
  Stage& stage_;
  std::vector<Client> clients_;
};

}  // namespace herlaad::simulation
