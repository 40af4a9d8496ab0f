#include "adapters/sandbox/callbacks.h"

#include <algorithm>
#include <future>
#include <utility>

#include "base/core/thread_name.h"

namespace herlaad::sandbox {
namespace {

constexpr std::size_t kBatchMax = 32;
constexpr Millis kLongestSleep{60'000};

}  // namespace

std::string CallbackSignature(const Secret& secret, std::int64_t seconds, const std::string& body) {
  const std::string time = std::to_string(seconds);
  return "t=" + time + ",v1=" + HmacHex(secret, time + "." + body);
}

Callbacks::Callbacks(std::unique_ptr<CallbackQueue> reader, CallbackQueue& store, Actor& actor,
                     CallbackOptions options)
    : reader_(std::move(reader)),
      store_(store),
      actor_(actor),
      options_(std::move(options)),
      faults_(options_.faults, options_.seed),
      url_(options_.url) {}

Callbacks::~Callbacks() { Stop(); }

void Callbacks::Start() {
  thread_ = std::thread([this] {
    NameThisThread(options_.thread_name);
    Run();
  });
}

void Callbacks::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  client_.Stop();
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Callbacks::SetUrl(std::string url) {
  {
    const std::lock_guard lock(mutex_);
    url_ = std::move(url);
    news_ = true;
  }
  changed_.notify_all();
}

void Callbacks::Wake() {
  {
    const std::lock_guard lock(mutex_);
    news_ = true;
  }
  changed_.notify_all();
}

void Callbacks::Run() {
  std::string url;
  for (auto due = TakeDue(url); !due.empty(); due = TakeDue(url)) {
    std::vector<Sent> told;
    for (Callback& callback : due) {
      const bool heard = Tell(url, callback);
      told.push_back({std::move(callback), heard});
    }
    if (!Record(std::move(told))) Pause();
  }
}

void Callbacks::Pause() {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, options_.first_wait, [this] { return stopped_; });
}

std::vector<Callback> Callbacks::TakeDue(std::string& url) {
  std::unique_lock lock(mutex_);
  while (!stopped_) {
    Millis wait = kLongestSleep;
    if (!url_.empty()) {
      const Instant now = actor_.Now();
      reader_->database().Rollback();  // clears the error of the last time
      std::vector<Callback> due = reader_->DueCallbacks(now, kBatchMax);
      url = url_;
      if (!due.empty()) return due;
      const auto next = reader_->NextCallbackDue();
      if (next) wait = std::clamp(*next - now, Millis(1), kLongestSleep);
    }
    news_ = false;
    changed_.wait_for(lock, wait, [this] { return news_ || stopped_; });
  }
  return {};
}

bool Callbacks::Tell(const std::string& url, const Callback& callback) {
  const Faults::FaultPlan fault_plan = faults_.Draw();
  if (fault_plan.request_lost) return false;
  if (fault_plan.repeated) Send(url, callback.body);
  return Send(url, callback.body) && !fault_plan.answer_lost;
}

bool Callbacks::Send(const std::string& url, const std::string& body) {
  net::ClientRequest request;
  request.method = "POST";
  request.url = url;
  request.headers = {{"content-type", options_.content_type},
                     {options_.signature_header,
                      CallbackSignature(options_.secret, actor_.Now().ms / 1'000, body)}};
  request.body = body;
  request.connect_timeout = options_.timeout;
  request.total_timeout = options_.timeout;
  const auto response = client_.Send(request);
  return response.ok() && response->status >= 200 && response->status < 300;
}

bool Callbacks::Record(std::vector<Sent> told) {
  {
    // An attempt that Stop aborted does not count: it is repeated after the next start.
    const std::lock_guard lock(mutex_);
    if (stopped_) {
      told.erase(
          std::remove_if(told.begin(), told.end(), [](const Sent& one) { return !one.heard; }),
          told.end());
    }
  }
  auto durable = std::make_shared<std::promise<void>>();
  std::future<void> written = durable->get_future();
  const bool posted = actor_.Post([this, told = std::move(told), durable = std::move(durable)] {
    for (const Sent& one : told) {
      const std::int64_t tries = one.callback.tries + 1;
      const Millis wait = options_.first_wait * (1LL << std::min<std::int64_t>(tries - 1, 20));
      if (one.heard) {
        store_.DropCallback(one.callback.id);
      } else if (tries >= options_.tries) {
        store_.GiveUpCallback(one.callback.id, tries);
      } else {
        store_.PostponeCallback(one.callback.id, tries,
                                actor_.Now() + std::min(wait, options_.longest_wait));
      }
    }
    actor_.AfterCommit([durable] { durable->set_value(); });
  });
  if (!posted) return false;
  // If the actor drops the task, the promise is broken.
  written.wait();
  try {
    written.get();
  } catch (const std::future_error&) {
    return false;
  }
  return true;
}

}  // namespace herlaad::sandbox
