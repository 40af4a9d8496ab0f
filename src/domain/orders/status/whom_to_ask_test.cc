#include "domain/orders/status/whom_to_ask.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "domain/orders/status/status_samples.h"

namespace herlaad::orders {
namespace {

constexpr WhomToAsk kHelpDesk{true, false};
constexpr WhomToAsk kOperator{false, true};
constexpr WhomToAsk kBoth{true, true};

WhomToAsk AskedAbout(std::string_view name) {
  const auto kinds = samples::All();
  const auto kind = std::find_if(kinds.begin(), kinds.end(),
                                 [name](const samples::Kind& one) { return one.name == name; });
  if (kind == kinds.end()) {
    ADD_FAILURE() << "there is no kind " << name;
    return {};
  }
  return WhomToAskAbout(kind->order);
}

TEST(WhomToAskTest, OperatorIsNamedOnlyWhereItHasAPart) {
  struct Row {
    std::string_view kind;
    WhomToAsk whom;
  };
  for (const Row& row : {
           Row{"not heard of a payment", kOperator},
           Row{"at the operator", kOperator},
           Row{"delivered", kOperator},
           Row{"held by a brake, released", kOperator},
           Row{"refused", kBoth},
           Row{"refused, back", kBoth},
           Row{"a PIN instead, not used, back", kBoth},
           Row{"not credited, as the operator told staff", kBoth},
           Row{"delivered, taken back, back", kBoth},
           Row{"attention: delivery unknown", kBoth},
           Row{"stopped by a brake", kHelpDesk},
           Row{"stopped by a brake, back", kHelpDesk},
           Row{"held by a brake, goes back", kHelpDesk},
           Row{"attention: held by a brake", kHelpDesk},
           Row{"beyond the limit when it was paid", kHelpDesk},
           Row{"beyond the limit when it was paid, back", kHelpDesk},
           Row{"another amount", kHelpDesk},
           Row{"another amount, back", kHelpDesk},
           Row{"cancelled before it was sent", kHelpDesk},
           Row{"charged after time was over, back", kHelpDesk},
           Row{"cancelled", kHelpDesk},
           Row{"time over", kHelpDesk},
           Row{"declined: not enough money", kHelpDesk},
       }) {
    EXPECT_EQ(AskedAbout(row.kind), row.whom) << row.kind;
  }
}

TEST(WhomToAskTest, SomebodyCanAlwaysBeAsked) {
  for (const samples::Kind& kind : samples::All()) {
    const WhomToAsk whom = WhomToAskAbout(kind.order);
    EXPECT_TRUE(whom.help_desk || whom.operator_line) << kind.name;
  }
}

}  // namespace
}  // namespace herlaad::orders
