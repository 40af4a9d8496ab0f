#include "engine/kinds/check_store.h"

namespace herlaad::engine {

Decision CheckStore::Decide(const Workspace&, const Moment& moment) const {
  Decision decision;
  decision.settings.emplace_back(kStoreCheckedSetting, std::to_string(moment.now.ms));
  return decision;
}

}  // namespace herlaad::engine
