#include "engine/commands/check_store.h"

namespace herlaad::engine {

DecisionOf<Nothing> CheckStore::Decide(const ReadSet&, const DecisionContext& context) const {
  DecisionOf<Nothing> decision(Nothing{});
  decision.rows.Put(Setting{std::string(kStoreCheckedSetting), std::to_string(context.now.ms)});
  return decision;
}

}  // namespace herlaad::engine
