#include "adapters/net/client/client.h"

#include <curl/curl.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <utility>

#include "adapters/net/client/transfer.h"
#include "base/core/check.h"

namespace herlaad::net {
namespace {

void InitialiseCurl() {
  static const CURLcode once = curl_global_init(CURL_GLOBAL_DEFAULT);
  CHECK(once == CURLE_OK, "libcurl starts");
}

}  // namespace

std::optional<std::string_view> ClientResponse::Find(std::string_view name) const {
  std::optional<std::string_view> found;
  for (const Header& header : headers) {
    if (header.name != name) continue;
    if (found) return std::nullopt;
    found = header.value;
  }
  return found;
}

class Client::Impl {
 public:
  explicit Impl(ClientOptions options) : options_(std::move(options)) { InitialiseCurl(); }

  Result<ClientResponse, ClientError> Send(const ClientRequest& request) {
    if (const char* const mistake = FindMistake(request)) {
      return Failure{ClientError{ClientErrorKind::kInvalidRequest, Sent::kNo, mistake}};
    }
    std::unique_ptr<Wire> wire = TakeWire(OriginOf(request));
    Transfer transfer(options_, request, stopped_);
    auto result = transfer.RunOn(*wire);
    GiveBack(std::move(wire));
    return result;
  }

  void Stop() {
    stopped_.store(true);
    const std::lock_guard lock(mutex_);
    for (Wire* const wire : busy_) wire->WakeUp();
  }

 private:
  // Prefers a handle whose kept connection goes to the same origin.
  std::unique_ptr<Wire> TakeWire(const std::string& origin) {
    const std::lock_guard lock(mutex_);
    auto best = std::find_if(idle_.rbegin(), idle_.rend(),
                             [&](const auto& wire) { return wire->origin() == origin; });
    std::unique_ptr<Wire> wire;
    if (best != idle_.rend()) {
      wire = std::move(*best);
      idle_.erase(std::next(best).base());
    } else {
      wire = std::make_unique<Wire>(origin);
    }
    busy_.push_back(wire.get());
    return wire;
  }

  void GiveBack(std::unique_ptr<Wire> wire) {
    std::unique_ptr<Wire> dropped;  // closed after the lock is released
    const std::lock_guard lock(mutex_);
    busy_.erase(std::find(busy_.begin(), busy_.end(), wire.get()));
    idle_.push_back(std::move(wire));
    if (idle_.size() <= options_.kept_connections) return;
    dropped = std::move(idle_.front());
    idle_.erase(idle_.begin());
  }

  const ClientOptions options_;
  std::atomic<bool> stopped_{false};
  std::mutex mutex_;
  std::vector<std::unique_ptr<Wire>> idle_;  // longest unused first
  std::vector<Wire*> busy_;
};

Client::Client(ClientOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}

Client::~Client() = default;

Result<ClientResponse, ClientError> Client::Send(const ClientRequest& request) {
  return impl_->Send(request);
}

void Client::Stop() { impl_->Stop(); }

}  // namespace herlaad::net
