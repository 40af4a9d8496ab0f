#include "api/http/admin/metrics.h"

#include <prometheus/client_metric.h>
#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <sstream>
#include <vector>

#include "domain/orders/outbox/retry_policy.h"

namespace herlaad::http {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<ClientMetric::Label>;

// The library uses floating point; nothing is calculated with it.
double AsSample(std::int64_t value) { return static_cast<double>(value); }

MetricFamily Family(std::string name, std::string help, MetricType type) {
  MetricFamily family;
  family.name = std::move(name);
  family.help = std::move(help);
  family.type = type;
  return family;
}

void Add(std::int64_t value, Labels labels, MetricFamily& family) {
  ClientMetric metric;
  metric.label = std::move(labels);
  if (family.type == MetricType::Counter) {
    metric.counter.value = AsSample(value);
  } else {
    metric.gauge.value = AsSample(value);
  }
  family.metric.push_back(std::move(metric));
}

MetricFamily Single(std::string name, std::string help, MetricType type, std::int64_t value) {
  MetricFamily family = Family(std::move(name), std::move(help), type);
  Add(value, {}, family);
  return family;
}

// `unit` observed units are one unit of the metric: 1,000 milliseconds are a second.
MetricFamily Distribution(std::string name, std::string help, const engine::Histogram& histogram,
                          std::int64_t unit) {
  MetricFamily family = Family(std::move(name), std::move(help), MetricType::Histogram);
  ClientMetric metric;
  std::int64_t below = 0;
  for (std::size_t i = 0; i < engine::Histogram::kBuckets; ++i) {
    below += histogram.Count(i);
    const bool last = i + 1 == engine::Histogram::kBuckets;
    const double bound = last ? std::numeric_limits<double>::infinity()
                              : AsSample(engine::Histogram::UpTo(i)) / AsSample(unit);
    metric.histogram.bucket.push_back({static_cast<std::uint64_t>(below), bound});
  }
  metric.histogram.sample_count = static_cast<std::uint64_t>(below);
  metric.histogram.sample_sum = AsSample(histogram.Sum()) / AsSample(unit);
  family.metric.push_back(std::move(metric));
  return family;
}

std::string_view Name(engine::AttemptResult result) {
  switch (result) {
    case engine::AttemptResult::kDone:
      return "done";
    case engine::AttemptResult::kRefused:
      return "refused";
    case engine::AttemptResult::kUnknown:
      return "unknown";
    case engine::AttemptResult::kNotSent:
      return "not_sent";
  }
  return "";
}

MetricFamily Attempts(engine::Stats& stats) {
  MetricFamily family = Family("herlaad_outbox_attempts_total",
                               "Attempts and asks at gateways and operators, by what came of them.",
                               MetricType::Counter);
  for (std::size_t p = 1; p <= engine::kPurposes; ++p) {
    const auto purpose = static_cast<orders::Purpose>(p);
    for (std::size_t r = 0; r < engine::kAttemptResults; ++r) {
      const auto result = static_cast<engine::AttemptResult>(r);
      Add(stats.Attempt(purpose, result).Value(),
          {{"purpose", std::string(orders::Name(purpose))},
           {"policy", std::string(orders::Name(orders::PolicyOf(purpose)))},
           {"result", std::string(Name(result))}},
          family);
    }
  }
  return family;
}

MetricFamily Entered(const engine::Stats& stats) {
  MetricFamily family =
      Family("herlaad_orders_entered_total", "Orders that came into each state since the start.",
             MetricType::Counter);
  for (const orders::State state : orders::kAllStates) {
    Add(stats.entered[static_cast<std::size_t>(state)].Value(),
        {{"state", std::string(orders::Name(state))}}, family);
  }
  return family;
}

MetricFamily Braked(const engine::Stats& stats) {
  MetricFamily family =
      Family("herlaad_braked_total",
             "Payments that fraud brakes refused, refunded or held, by rule.", MetricType::Counter);
  for (const auto& [rule, count] : stats.braked.Values()) Add(count, {{"rule", rule}}, family);
  return family;
}

MetricFamily StoreAvailable(const engine::Stats& stats) {
  MetricFamily family =
      Family("herlaad_store_available",
             "1 while the database can be used, 0 during an outage; by reading and writing.",
             MetricType::Gauge);
  Add(stats.store_reads.Value(), {{"access", "read"}}, family);
  Add(stats.store_writes.Value(), {{"access", "write"}}, family);
  return family;
}

MetricFamily StoreFailures(const engine::Stats& stats) {
  MetricFamily family =
      Family("herlaad_store_failures_total",
             "Uses of the database that failed for its own reasons; by reading and writing.",
             MetricType::Counter);
  Add(stats.store_read_failures.Value(), {{"access", "read"}}, family);
  Add(stats.store_write_failures.Value(), {{"access", "write"}}, family);
  return family;
}

MetricFamily Open(const std::map<orders::State, std::int64_t>& open) {
  MetricFamily family =
      Family("herlaad_orders_open", "Orders that are not over, by state.", MetricType::Gauge);
  for (const orders::State state : orders::kAllStates) {
    if (orders::IsFinal(state)) continue;
    const auto count = open.find(state);
    Add(count == open.end() ? 0 : count->second, {{"state", std::string(orders::Name(state))}},
        family);
  }
  return family;
}

// Formats a bound as Prometheus 3 stores it, whatever it reads ("1024.0", "1.048576e+06"):
// Prometheus 2 stores it unchanged, and then the same alert matches in both.
std::string BoundOf3(std::string_view bound) {
  double value = 0;
  const auto read = std::from_chars(bound.data(), bound.data() + bound.size(), value);
  if (read.ec != std::errc() || !std::isfinite(value)) return std::string(bound);
  char digits[64];
  const auto all = [&digits](std::to_chars_result end) { return std::string(digits, end.ptr); };
  std::string scientific =
      all(std::to_chars(digits, digits + sizeof digits, value, std::chars_format::scientific));
  const int exponent = std::atoi(scientific.c_str() + scientific.find('e') + 1);
  if (exponent < -4 || exponent >= 6) return scientific;
  std::string fixed =
      all(std::to_chars(digits, digits + sizeof digits, value, std::chars_format::fixed));
  if (fixed.find('.') == std::string::npos) fixed += ".0";
  return fixed;
}

// Formats each `le="…"` with BoundOf3.
std::string WithBoundsOf3(std::string_view text) {
  constexpr std::string_view kBound = "le=\"";
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; (at = text.find(kBound)) != std::string_view::npos;) {
    const std::size_t begin = at + kBound.size();
    const std::size_t end = text.find('"', begin);
    out.append(text.substr(0, begin)).append(BoundOf3(text.substr(begin, end - begin)));
    text.remove_prefix(end);
  }
  return out.append(text);
}

}  // namespace

std::string RenderMetrics(engine::Stats& stats, const std::map<orders::State, std::int64_t>* open) {
  std::vector<MetricFamily> families;
  if (open != nullptr) families.push_back(Open(*open));
  families.push_back(Entered(stats));
  families.push_back(Braked(stats));
  families.push_back(Distribution("herlaad_delivery_seconds", "From paid to delivered.",
                                  stats.delivery_ms, 1'000));
  families.push_back(Single("herlaad_queue_depth", "Commands that wait for the engine.",
                            MetricType::Gauge, stats.queue_depth.Value()));
  families.push_back(Single("herlaad_followers",
                            "Open pages that hear of every change of their order.",
                            MetricType::Gauge, stats.followers.Value()));
  families.push_back(
      Single("herlaad_queues_still",
             "Queues of outbox messages in which nothing moves although something is due.",
             MetricType::Gauge, stats.queues_still.Value()));
  families.push_back(Single("herlaad_lapse_sweep_numbers_total",
                            "Numbers whose credit was checked for what has lapsed.",
                            MetricType::Counter, stats.lapse_sweep_numbers.Value()));
  families.push_back(Single("herlaad_lapses_posted_total",
                            "Numbers whose lapsed credit was posted without a top-up.",
                            MetricType::Counter, stats.lapses_posted.Value()));
  families.push_back(Single("herlaad_messages_sent_total",
                            "Outbox messages of other owners than orders that were taken.",
                            MetricType::Counter, stats.messages_sent.Value()));
  families.push_back(Single("herlaad_messages_unanswered_total",
                            "Attempts of such messages without a reliable answer.",
                            MetricType::Counter, stats.messages_unanswered.Value()));
  families.push_back(Single("herlaad_messages_unsent_total",
                            "Such messages that were refused, or given up after all tries.",
                            MetricType::Counter, stats.messages_unsent.Value()));
  families.push_back(Single("herlaad_messages_deleted_total",
                            "Such messages that were deleted after they had ended.",
                            MetricType::Counter, stats.messages_deleted.Value()));
  families.push_back(Single("herlaad_commands_refused_total",
                            "Commands not taken because the queue was full.", MetricType::Counter,
                            stats.refused_full.Value()));
  families.push_back(Single("herlaad_decisions_rejected_total",
                            "Decisions that broke an invariant; should stay 0.",
                            MetricType::Counter, stats.rejected.Value()));
  families.push_back(
      Distribution("herlaad_batch_size", "Commands in a batch.", stats.batch_size, 1));
  families.push_back(Distribution("herlaad_batch_seconds", "From loading a batch to answering it.",
                                  stats.batch_us, 1'000'000));
  families.push_back(Single("herlaad_reads_waiting", "Readings that wait for a thread.",
                            MetricType::Gauge, stats.reads_waiting.Value()));
  families.push_back(Single("herlaad_reads_refused_total",
                            "Readings not begun: too many waited, or the database is silent.",
                            MetricType::Counter, stats.reads_refused.Value()));
  families.push_back(Single("herlaad_reads_late_total",
                            "Readings given up because they took too long.", MetricType::Counter,
                            stats.reads_late.Value()));
  families.push_back(Distribution("herlaad_read_seconds", "From asking for a reading to its end.",
                                  stats.read_us, 1'000'000));
  families.push_back(Attempts(stats));
  families.push_back(StoreAvailable(stats));
  families.push_back(StoreFailures(stats));
  std::ostringstream out;
  prometheus::TextSerializer().Serialize(out, families);
  return WithBoundsOf3(out.str());
}

}  // namespace herlaad::http
