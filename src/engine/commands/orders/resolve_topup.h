// A person's decision about an order in attention, with a reason. Audited.
#pragma once

#include "base/core/result.h"
#include "engine/commands/brakes/braking.h"
#include "engine/commands/command.h"
#include "engine/commands/orders/review_act.h"
#include "engine/commands/staff/approvals.h"

namespace herlaad::engine {

enum class ResolveTopupError : std::uint8_t {
  kReasonMissing = 1,
  kReasonTooLong = 2,  // longer than orders::kReasonMax bytes
  kReasonNotOneLine = 3,
};

enum class ResolveTopupOutcome : std::uint8_t {
  kResolved = 1,  // to kDoesNotFit as orders::ResolveOutcome
  kNotInAttention = 2,
  kDoesNotFit = 3,
  kNoSuchOrder = 4,
  kActorMayNot = 5,
  kApprovalNeeded = 6,  // that can be used
  kRefundNotNamed = 7,  // this and the next one as orders::ResolveOutcome
  kRefundDoesNotFit = 8,
};

struct ResolveTopupResult {
  ResolveTopupOutcome outcome = ResolveTopupOutcome::kResolved;
  // kApprovalNeeded: why the one that was named, if any, cannot be used.
  access::UseOutcome approval = access::UseOutcome::kNotGiven;
};

class ResolveTopup final : public CommandOf<ResolveTopupResult> {
 public:
  // `second`: the rule of approvals, for a person who has signed in; an approval is for the act as
  // it is here, with the refund that is named or without. `braking`, with the card of the order's
  // BrakeTrace: what fraud brakes held counts once it is released.
  static Result<std::unique_ptr<ResolveTopup>, ResolveTopupError> Check(
      OrderId order, ReviewAct act, std::string reason, std::string actor,
      std::optional<SecondPerson> second = std::nullopt, Braking braking = {});

  [[nodiscard]] std::string_view Kind() const override { return "resolve_topup"; }
  [[nodiscard]] bool RefusesItsRepeat() const override { return true; }
  void AddNeeds(Needs& needs) const override {
    needs.Put<OrderRecord>(order_);
    if (second_) AddNeedsOf(*second_, needs);
    AddCounterNeeds(needs);
    needs.audit = true;
  }
  // An approval is used only if the order was resolved. kActorMayNot and kApprovalNeeded are
  // audited.
  [[nodiscard]] DecisionOf<ResolveTopupResult> Decide(
      const ReadSet& read_set, const DecisionContext& context) const override;

 private:
  ResolveTopup(OrderId order, ReviewAct act, std::string reason, std::string actor,
               std::optional<SecondPerson> second, Braking braking)
      : order_(order),
        act_(act),
        reason_(std::move(reason)),
        actor_(std::move(actor)),
        second_(std::move(second)),
        braking_(std::move(braking)) {}

  [[nodiscard]] bool Counts() const;
  void AddCounterNeeds(Needs& needs) const;

  // With an entry in the audit trail.
  [[nodiscard]] DecisionOf<ResolveTopupResult> Refused(ResolveTopupResult result,
                                                       std::string_view why, Instant now) const;

  OrderId order_;
  ReviewAct act_;
  std::string reason_;
  std::string actor_;
  std::optional<SecondPerson> second_;
  Braking braking_;
};

}  // namespace herlaad::engine
