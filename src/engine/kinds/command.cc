#include "engine/kinds/command.h"

#include "rules/orders/place.h"

namespace herlaad::engine {

std::optional<orders::Scene> SceneOf(const Workspace& workspace, OrderId id, const Moment& moment) {
  const OrderRecord* const record = workspace.Find(id);
  if (record == nullptr) return std::nullopt;
  const orders::Number* const number = workspace.Find(record->order.msisdn);
  orders::Scene scene(record->order,
                      number != nullptr ? *number : orders::Number(record->order.msisdn),
                      moment.now);
  if (const auto* const op = moment.catalog.Find(record->order.operator_id)) {
    scene.limits = orders::LimitsOf(*op);
  }
  return scene;
}

Decision Keep(orders::Scene scene, const OrderRecord& before,
              const std::optional<orders::Effect>& current, const Moment& moment) {
  Decision decision;
  OrderRecord after(std::move(scene.order));
  after.transfers = before.transfers + static_cast<std::int32_t>(scene.transfers.size());
  after.effect = orders::NextEffect(after.order, current, moment.now, moment.timings);
  decision.answer.order = after.order.id;
  decision.order = std::move(after);
  decision.numbers.push_back(std::move(scene.number));
  decision.transfers = std::move(scene.transfers);
  return decision;
}

}  // namespace herlaad::engine
