// Whether the store can be written: a setting that says when it last was asked.
#pragma once

#include "engine/kinds/command.h"

namespace herlaad::engine {

inline constexpr std::string_view kStoreCheckedSetting = "store_checked_ms";

// Asked by the engine itself during an outage. Not audited: nobody asked for it.
class CheckStore final : public Command {
 public:
  [[nodiscard]] std::string_view Kind() const override { return "check_store"; }
  void AddNeeds(Needs&) const override {}
  [[nodiscard]] Decision Decide(const Workspace& workspace, const Moment& moment) const override;
};

}  // namespace herlaad::engine
