#include "api/http/admin/health.h"

#include <future>

#include "api/http/admin/metrics.h"

namespace herlaad::http {
namespace {

constexpr std::string_view kReady = "ready";
constexpr std::string_view kEngineSilent = "engine_silent";
constexpr std::string_view kStoreUnavailable = "store_unavailable";

// Less than the time-out of readers.
constexpr Millis kProbeWait{1'500};

// Does nothing: that the engine answers is the result.
class Probe final : public engine::CommandOf<Nothing> {
 public:
  [[nodiscard]] std::string_view Kind() const override { return "probe"; }
  void AddNeeds(engine::Needs&) const override {}
  [[nodiscard]] engine::DecisionOf<Nothing> Decide(const engine::ReadSet&,
                                                   const engine::DecisionContext&) const override {
    return Nothing{};
  }
};

net::Response Verdict(int status, std::string_view word) {
  net::Response response{status, "application/json", R"({"status":")", {}};
  response.body += word;
  response.body += "\"}";
  return response;
}

// The verdict once the engine has answered its probe.
Result<std::string_view, engine::StoreError> Look(const std::shared_future<bool>& decided,
                                                  engine::Queries& queries) {
  if (decided.wait_for(kProbeWait) != std::future_status::ready) return kEngineSilent;
  if (!decided.get() || !queries.FindSetting(kOutboxWorkersSetting).ok()) return kStoreUnavailable;
  return kReady;
}

}  // namespace

void Health::Live(ExchangePtr exchange) { exchange->Send(Verdict(200, "live")); }

void Health::Ready(ExchangePtr exchange) {
  // The engine retries by itself until an outage is over.
  if (shared_.services.stats.store_writes.Value() == 0) {
    return exchange->Send(Verdict(503, kStoreUnavailable));
  }
  const std::int64_t now = shared_.services.clock.Now().ms;
  std::int64_t since = 0;
  if (!probing_since_.compare_exchange_strong(since, now)) {
    const bool overdue = now - since > kProbeOverdue.count();
    return exchange->Send(overdue ? Verdict(503, kEngineSilent) : Verdict(200, kReady));
  }
  const auto decided = std::make_shared<std::promise<bool>>();
  const bool taken = shared_.services.engine.SubmitFor(
      kProbeOverdue, std::make_unique<Probe>(),
      [this, decided](const engine::Answered<Nothing>& answered, const auto*) {
        probing_since_ = 0;
        decided->set_value(answered.ok());
      });
  if (!taken) {
    probing_since_ = 0;
    return exchange->Send(Verdict(503, "busy"));
  }
  // Waits on a reader thread: the batch with the probe may never end.
  shared_.readers.Read([answer = std::shared_future(decided->get_future())](
                           engine::Queries& queries) { return Look(answer, queries); },
                       [exchange](const auto& found) {
                         const std::string_view word =
                             found.ok() ? found.value() : kStoreUnavailable;
                         exchange->Send(Verdict(word == kReady ? 200 : 503, word));
                       });
}

// Metrics must be available above all when the store is not.
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
