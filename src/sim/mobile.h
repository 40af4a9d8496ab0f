// Mobile: an operator of the simulated world, with a book of its own that is the truth about
// credit outside. It credits as often as it is asked to: what must not be sent twice is for us to
// know.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "engine/ports/operator.h"
#include "sim/wire.h"

namespace herlaad::sim {

// What it knows under one of our references.
struct MobileEntry {
  OrderId order;
  std::int32_t n = 1;
  Msisdn msisdn;
  std::int64_t amount = 0;
  int sent = 0;     // how often a top-up left us for it
  int credits = 0;  // how often it was credited
  Instant credited_at{};
  orders::RefusalReason refusal = orders::RefusalReason::kNone;
  bool pin = false;     // a PIN was made instead; the subscriber credits it by entering it
  bool voided = false;  // by a person: it will not be credited any more
  Instant arrives_by{};
  // It denied a credit that it had booked, so what we did then may be wrong; once its confirmation
  // was recorded we knew better.
  bool contradicted = false;
  bool truth_told = false;
};

class Mobile final : public engine::Operator {
 public:
  Mobile(Stage& stage, std::string id, Millis not_found_settles_after)
      : stage_(stage), id_(id), wire_(stage, std::move(id)), settles_(not_found_settles_after) {}

  engine::OperatorAnswer Topup(const engine::TopupRequest& request) override;
  engine::OperatorAnswer Ask(std::string_view reference) override;
  [[nodiscard]] Millis NotFoundSettlesAfter() const override { return settles_; }
  void Stop() override {}

  // Herlaad has durably taken note of an answer to a top-up.
  void Recorded(OrderId order, std::int32_t n);

  // --- For a person of ours who telephones, after which this is what holds.
  // Was it credited? When it was not it never will be. Not before everything under way arrived.
  bool WasCredited(OrderId order, std::int32_t n);
  [[nodiscard]] bool StillUnderWay(OrderId order, std::int32_t n) const;
  // The subscriber enters the PIN.
  void EnterPin(OrderId order, std::int32_t n);

  using Book = std::map<std::string, MobileEntry, std::less<>>;
  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] const Book& book() const { return book_; }

 private:
  engine::OperatorAnswer BookTopup(MobileEntry& entry);
  engine::OperatorAnswer StateOf(const MobileEntry& entry) const;
  MobileEntry* Find(OrderId order, std::int32_t n);

  Stage& stage_;
  std::string id_;
  Wire wire_;
  Millis settles_;
  Book book_;  // entries stay where they are
};

}  // namespace herlaad::sim
