// What runs by itself beside the requests: the watch over the queues, and the lapse sweep.
#include "apps/herlaad/server/app.h"

namespace herlaad::app {

void App::StartTasks() {
  queue_watch_ = std::make_unique<engine::QueueWatch>(
      *opened_.queries, clock(), outbox_workers_->queues(), [this] { return held(); },
      engine::QueueWatch::Options{},
      [this](std::string_view queue, bool still, Instant due_since) {
        LogQueue(log_, queue, still, due_since);
      },
      stats_);
  lapse_sweep_ = std::make_unique<engine::LapseSweep>(
      *opened_.queries, catalogue_,
      [this](std::unique_ptr<engine::Command> command, engine::Done done) {
        return engine_->Submit(std::move(command), std::move(done));
      },
      engine::LapseSweep::Options{},
      [this](const engine::LapseSweep::Pass& pass) { LogSweep(log_, pass); }, stats_);
  queue_watch_->Start();
  lapse_sweep_->Start(clock());
}

void App::StopTasks() {
  if (queue_watch_) queue_watch_->Stop();
  if (lapse_sweep_) lapse_sweep_->Stop();
}

}  // namespace herlaad::app
