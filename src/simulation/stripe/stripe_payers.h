// StripePayers: what payers do on Stripe's pages, and what their banks do about it later: declined,
// asked who they are, processed for days, disputed. Drawn by the rates of the history.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/sandbox/stripe/page/payer.h"
#include "simulation/stripe/simulated_stripe.h"

namespace herlaad::simulation {

class StripePayers {
 public:
  StripePayers(Stage& stage, SimulatedStripe& stripe) : stage_(stage), stripe_(stripe) {}

  // A payer of `order` opens the page with that address.
  void Come(OrderId order, const std::string& page);

 private:
  struct Done {
    bool open = false;   // the page was open
    std::string intent;  // of the page; empty: none yet
  };
  // Of a dispute. Most come when there are no more faults, so what each will meet is drawn first.
  struct Step {
    std::string_view status;
    bool is_silent = false;  // no webhook tells it
  };
  using Steps = std::shared_ptr<const std::vector<Step>>;

  [[nodiscard]] sandbox::PayerAction Draw();
  void Act(OrderId order, const std::string& page, sandbox::PayerAction action);
  Done ActOn(sandbox::StripeBook& book, OrderId order, const std::string& page,
             sandbox::PayerAction action);
  void GoOn(OrderId order, const std::string& page, sandbox::PayerAction action,
            const std::string& intent);
  void Settle(OrderId order, const std::string& intent, bool comes);
  void MayDispute(OrderId order, const std::string& intent);
  Steps DrawDispute();
  void Dispute(OrderId order, const std::string& intent, const Steps& steps, std::size_t at);

  Stage& stage_;
  SimulatedStripe& stripe_;
};

}  // namespace herlaad::simulation
