// People: subscribers and shop clerks of the simulated world. Some pay at once, some late, twice or
// never; some cancel, ask twice, repeat their request long after, or come back.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rules/orders/place.h"
#include "sim/town.h"

namespace herlaad::sim {

// What an answer said, as far as a repeat must say the same.
struct Told {
  std::uint8_t outcome = 0;
  std::int64_t detail = 0;
  std::string note;
  OrderId order;

  friend bool operator==(const Told&, const Told&) = default;
};

struct Person {
  int number = 0;
  orders::PlaceRequest request;
  std::string key;
  // What they will do.
  bool asks_twice = false;
  bool repeats_later = false;
  bool changes_mind_under_same_key = false;
  bool gives_up = false;
  bool pays = true;
  bool pays_late = false;
  bool pays_again = false;
  bool cancels = false;
  bool comes_back = false;
  // What happened to them.
  int tries = 0;
  int looks = 0;
  std::optional<Told> told = {};
  std::optional<orders::CancelOutcome> cancel = {};
};

class People {
 public:
  explicit People(Town& town) : town_(town), stage_(town.stage) {}

  // Somebody who comes at `at` for `msisdn`.
  void Plan(Instant at, Msisdn msisdn, const catalog::Operator& op, bool may_come_back = true);
  // Everybody who has an answer asks for it once more.
  void RepeatAll();

  [[nodiscard]] const std::vector<Person>& all() const { return people_; }

 private:
  void Come(int number);
  void Ask(int number);
  void OnAnswer(int number, const engine::Answer& answer);
  void Hear(Person& person);
  void AskOtherwise(int number);
  void LookForPage(int number);
  void GoAndPay(int number, Instant expires_at);
  void Cancel(int number, int tries);
  void OnCancelAnswer(int number, const engine::Answer& answer);
  void MayComeBack(int number);

  Town& town_;
  Stage& stage_;
  std::vector<Person> people_;
};

}  // namespace herlaad::sim
