// The engine's numbers in the text format of Prometheus.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "domain/orders/order.h"
#include "engine/stats.h"

namespace herlaad::http {

// `open` is left out when the store could not be read.
std::string RenderMetrics(engine::Stats& stats, const std::map<orders::State, std::int64_t>* open);

}  // namespace herlaad::http
