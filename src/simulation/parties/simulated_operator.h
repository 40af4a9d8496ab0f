// SimulatedOperator: a simulated remote operator. Its records are the true state of credit outside
// Herlaad. It credits as often as it is asked to: Herlaad must not send a top-up twice.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "engine/ports/operator.h"
#include "simulation/parties/wire.h"

namespace herlaad::simulation {

// Records under one of Herlaad's references.
struct OperatorEntry {
  OrderId order;
  std::int32_t n = 1;
  Msisdn msisdn;
  std::int64_t amount = 0;
  int sent = 0;     // number of top-ups sent
  int credits = 0;  // number of credits
  Instant credited_at{};
  orders::RefusalReason refusal = orders::RefusalReason::kNone;
  bool pin = false;     // issued a PIN instead; the subscriber is credited by entering it
  bool voided = false;  // by support: it will never be credited
  Instant arrives_by{};
  // It denied a credit that it had made, so what Herlaad did then may be wrong, until its
  // confirmation was recorded.
  bool contradicted = false;
  bool truth_told = false;
};

class SimulatedOperator final : public engine::Operator {
 public:
  SimulatedOperator(Stage& stage, std::string id, Millis not_found_settles_after)
      : stage_(stage), id_(id), wire_(stage, std::move(id)), settles_(not_found_settles_after) {}

  engine::OperatorAnswer Topup(const engine::TopupRequest& request) override;
  engine::OperatorAnswer Ask(std::string_view reference) override;
  [[nodiscard]] Millis NotFoundSettlesAfter() const override { return settles_; }
  void Stop() override {}

  // Herlaad has durably recorded an answer to a top-up.
  void Recorded(OrderId order, std::int32_t n);

  // --- For support: what the operator says here stays true.
  //
  // Whether it was credited; if not, it never will be. To be called after all requests have
  // arrived.
  bool WasCredited(OrderId order, std::int32_t n);
  [[nodiscard]] bool StillUnderWay(OrderId order, std::int32_t n) const;
  // The subscriber enters the PIN.
  void EnterPin(OrderId order, std::int32_t n);

  using Entries = std::map<std::string, OperatorEntry, std::less<>>;
  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] const Entries& entries() const { return entries_; }

 private:
  engine::OperatorAnswer BookTopup(OperatorEntry& entry);
  engine::OperatorAnswer StateOf(const OperatorEntry& entry) const;
  OperatorEntry* Find(OrderId order, std::int32_t n);

  Stage& stage_;
  std::string id_;
  Wire wire_;
  Millis settles_;
  Entries entries_;  // references to entries stay valid
};

}  // namespace herlaad::simulation
