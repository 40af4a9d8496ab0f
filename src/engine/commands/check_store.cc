#include "engine/commands/check_store.h"

namespace herlaad::engine {

Decision CheckStore::Decide(const ReadSet&, const DecisionContext& context) const {
  Decision decision;
  decision.plain.Put(Setting{std::string(kStoreCheckedSetting), std::to_string(context.now.ms)});
  return decision;
}

}  // namespace herlaad::engine
