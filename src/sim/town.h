// Town: what people of the simulated world can reach: Herlaad, the banks and operators, the tills.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "engine/batch.h"
#include "engine/ports/queries.h"
#include "sim/asks.h"
#include "sim/bank.h"
#include "sim/mobile.h"
#include "sim/phones.h"

namespace herlaad::sim {

// Cash of one order: the truth outside.
struct TillEntry {
  std::string till;
  std::int64_t taken = 0;
  std::map<std::int32_t, std::int64_t> handed_back;  // by the refund's number
};

struct Town {
  Stage& stage;
  const catalog::Catalog& catalog;
  std::shared_ptr<engine::Queries> queries;
  std::map<std::string, Bank*, std::less<>> banks;
  std::map<std::string, Mobile*, std::less<>> mobiles;
  const Phones* phones;
  std::map<OrderId, TillEntry> tills;
  Asks& asks;
  // To a node of chance; false when nobody is there.
  std::function<bool(std::unique_ptr<engine::Command>, engine::Done)> submit;
};

}  // namespace herlaad::sim
