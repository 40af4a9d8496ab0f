// What runs by itself beside the requests: the workers for messages of other owners than orders,
// the watch over the queues, and the sweeps.
#include "apps/herlaad/server/app.h"

namespace herlaad::app {

void App::BuildMessageWorkers(engine::Parties parties) {
  engine::MessageWorkers::Options options;
  options.report = [this](outbox::MessageId id, const std::string& problem) {
    ReportMistake("outbox", "message " + ToText(id) + ": " + problem);
  };
  options.ended_unsent = [this](const engine::MessageWorkers::Unsent& unsent) {
    LogUnsent(log_, unsent);
  };
  std::vector<std::string> queues = outbox_workers_->queues();
  // The further queues of a gateway hold messages of orders only.
  std::erase_if(queues, [](const std::string& id) { return id.find('/') != std::string::npos; });
  queues.emplace_back(webhooks::kDestinationPrefix);
  message_workers_ = std::make_unique<engine::MessageWorkers>(
      *engine_, *opened_.queries, clock(), std::move(parties), queues, std::move(options), stats_);
  runner_->AddListener(message_workers_.get());
}

void App::HoldOutboxWorkers(bool held) {
  if (outbox_workers_) outbox_workers_->Hold(held);
  if (message_workers_) message_workers_->Hold(held);
}

void App::StartTasks() {
  std::vector<std::string> watched = outbox_workers_->queues();
  watched.emplace_back(webhooks::kDestinationPrefix);
  queue_watch_ = std::make_unique<engine::QueueWatch>(
      *opened_.queries, clock(), std::move(watched), [this] { return held(); },
      engine::QueueWatch::Options{},
      [this](std::string_view queue, bool still, Instant due_since) {
        LogQueue(log_, queue, still, due_since);
      },
      stats_);
  lapse_sweep_ = std::make_unique<engine::LapseSweep>(
      *opened_.queries, catalogue_,
      [this](engine::Submitted submitted) { return engine_->Submit(std::move(submitted)); },
      engine::LapseSweep::Options{},
      [this](const engine::LapseSweep::Pass& pass) { LogSweep(log_, pass); }, stats_);
  message_sweep_ = std::make_unique<engine::MessageSweep>(
      *opened_.queries,
      [this](engine::Submitted submitted) { return engine_->Submit(std::move(submitted)); },
      engine::MessageSweep::Options{}, stats_);
  brake_sweep_ = std::make_unique<engine::BrakeSweep>(
      *opened_.queries,
      [this](engine::Submitted submitted) { return engine_->Submit(std::move(submitted)); },
      engine::BrakeSweep::Options{});
  engine::GatewaySweep::Options options;
  options.brakes = brakes_;
  gateway_sweep_ = std::make_unique<engine::GatewaySweep>(
      parties_->parties().gateways,
      [this](engine::Submitted submitted) { return engine_->Submit(std::move(submitted)); },
      std::move(options),
      [this](const std::string& gateway, const engine::PaymentNews& news,
             orders::EventOutcome outcome) { LogFound(log_, gateway, news, outcome); });
  queue_watch_->Start();
  message_sweep_->Start(clock());
  lapse_sweep_->Start(clock());
  gateway_sweep_->Start(clock());
  brake_sweep_->Start(clock());
}

void App::StopTasks() {
  if (queue_watch_) queue_watch_->Stop();
  if (lapse_sweep_) lapse_sweep_->Stop();
  if (message_sweep_) message_sweep_->Stop();
  if (gateway_sweep_) gateway_sweep_->Stop();
  if (brake_sweep_) brake_sweep_->Stop();
}

}  // namespace herlaad::app
