#include "doors/http/health.h"

#include "doors/http/metrics.h"

namespace herlaad::http {
namespace {

// Asks the engine for nothing: that it answers is the answer.
class Probe final : public engine::Command {
 public:
  [[nodiscard]] std::string_view Kind() const override { return "probe"; }
  void AddNeeds(engine::Needs&) const override {}
  [[nodiscard]] engine::Decision Decide(const engine::Workspace&,
                                        const engine::Moment&) const override {
    return {};
  }
};

net::Response Verdict(int status, std::string_view word) {
  net::Response response{status, "application/json", R"({"status":")", {}};
  response.body += word;
  response.body += "\"}";
  return response;
}

}  // namespace

void Health::Live(ExchangePtr exchange) { exchange->Send(Verdict(200, "live")); }

void Health::Ready(ExchangePtr exchange) {
  // The engine looks again and again whether an outage is over.
  if (shared_.services.stats.store_writes.Value() == 0) {
    return exchange->Send(Verdict(503, "store_unavailable"));
  }
  const std::int64_t now = shared_.services.clock.Now().ms;
  std::int64_t since = 0;
  if (!probing_since_.compare_exchange_strong(since, now)) {
    const bool overdue = now - since > kProbeOverdue.count();
    return exchange->Send(overdue ? Verdict(503, "engine_silent") : Verdict(200, "ready"));
  }
  const bool taken = shared_.services.engine.SubmitFor(
      kProbeOverdue, std::make_unique<Probe>(),
      [this, exchange](const engine::Answer& answer, const engine::OrderRecord*) {
        probing_since_ = 0;
        if (answer.fault != engine::Answer::Fault::kNone) {
          return exchange->Send(Verdict(503, "store_unavailable"));
        }
        SendReadable(exchange);
      });
  if (taken) return;
  probing_since_ = 0;
  exchange->Send(Verdict(503, "busy"));
}

void Health::SendReadable(const ExchangePtr& exchange) {
  shared_.readers.Read(
      [](engine::Queries& queries) { return queries.FindSetting(kCouriersSetting); },
      [exchange](const auto& found) {
        exchange->Send(found.ok() ? Verdict(200, "ready") : Verdict(503, "store_unavailable"));
      });
}

// They are there to be seen above all when the store is not.
void Health::Metrics(ExchangePtr exchange) {
  shared_.readers.Read(
      [](engine::Queries& queries) { return queries.CountOpen(); },
      [this, exchange](const auto& open) {
        exchange->Send({200,
                        "text/plain; version=0.0.4; charset=utf-8",
                        RenderMetrics(shared_.services.stats, open.ok() ? &*open : nullptr),
                        {}});
      },
      engine::Readers::Length::kLong);
}

}  // namespace herlaad::http
