// The engine's metrics in the Prometheus text format.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "domain/orders/order.h"
#include "engine/monitoring/stats.h"

namespace herlaad::http {

// `open` is nullptr if the store could not be read; its metrics are then left out.
std::string RenderMetrics(engine::Stats& stats, const std::map<orders::State, std::int64_t>* open);

}  // namespace herlaad::http
