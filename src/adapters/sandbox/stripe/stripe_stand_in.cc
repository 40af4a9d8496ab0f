#include "adapters/sandbox/stripe/stripe_stand_in.h"

#include <fcntl.h>
#include <sys/file.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "adapters/net/json.h"
#include "adapters/net/server/fd.h"
#include "adapters/net/server/server.h"
#include "adapters/sandbox/stripe/stripe_server.h"

namespace herlaad::sandbox {
namespace {

// The host for a URL; a wildcard address is reached through the loopback address.
std::string HostOf(const std::string& address) {
  if (address == "0.0.0.0" || address == "::") return "127.0.0.1";
  return address.find(':') == std::string::npos ? address : "[" + address + "]";
}

// What the server refuses by itself, in Stripe's form.
net::Response RefusedByServer(const net::Problem& problem) {
  StripeError error;
  error.code = problem.code;
  error.message = "The request is not valid HTTP, or too large: " + std::string(problem.code) + ".";
  net::Response response;
  response.status = problem.status;
  response.body = net::WriteJson(ToJson(error));
  return response;
}

}  // namespace

class StripeStandIn::Impl {
 public:
  explicit Impl(StripeOptions options) : options_(std::move(options)) {
    if (!options_.report) options_.report = [](std::string_view) {};
  }
  ~Impl() { Stop(); }

  Status<std::string> Start() {
    if (auto locked = LockFolder(); !locked.ok()) return locked;
    auto store = StripeStore::Open(options_.folder, Database::Use::kWrite);
    if (!store.ok()) return Failure{store.error()};
    auto reader = StripeStore::Open(options_.folder, Database::Use::kRead);
    if (!reader.ok()) return Failure{reader.error()};
    stripe_ = std::make_unique<StripeServer>(std::move(*store), std::move(*reader), options_);
    net::ServerOptions server;
    server.tcp = {{options_.address, options_.port}};
    server.report = options_.report;
    server.refusal_page = [](const net::Problem& problem, const net::Request&, bool) {
      return std::optional(RefusedByServer(problem));
    };
    server_ = std::make_unique<net::Server>(
        std::move(server), [this](net::Request&& request, net::Responder&& responder) {
          stripe_->Handle(std::move(request), std::move(responder));
        });
    if (auto started = server_->Start(); !started.ok()) return started;
    stripe_->Start(PublicUrl());
    return Nothing{};
  }

  void Stop() {
    // First what waits for the actor, then the actor, whose remaining tasks answer 500, then the
    // server that sends these answers.
    if (stripe_) stripe_->Stop();
    if (server_) server_->Stop();
    lock_ = net::Fd();
  }

  [[nodiscard]] std::uint16_t port() const { return server_ ? server_->Port() : 0; }
  [[nodiscard]] std::string url() const {
    return "http://" + HostOf(options_.address) + ":" + std::to_string(port());
  }
  void SetWebhookUrl(std::string url) {
    if (stripe_) stripe_->SetWebhookUrl(std::move(url));
  }

 private:
  Status<std::string> LockFolder() {
    std::error_code error;
    // Its store holds links to payments: only its owner may read them.
    if (std::filesystem::create_directories(options_.folder, error))
      std::filesystem::permissions(options_.folder, std::filesystem::perms::owner_all, error);
    const std::string path = options_.folder + "/stripe.lock";
    lock_ = net::Fd(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!lock_) return Failure{std::string(options_.folder + " cannot be written")};
    if (flock(lock_.get(), LOCK_EX | LOCK_NB) != 0) {
      return Failure{std::string("another stand-in for Stripe uses the folder " + options_.folder)};
    }
    return Nothing{};
  }

  [[nodiscard]] std::string PublicUrl() const {
    if (!options_.public_url.empty()) return options_.public_url;
    const std::string host = HostOf(options_.address);
    return "http://" + (host == "127.0.0.1" ? "localhost" : host) + ":" + std::to_string(port());
  }

  StripeOptions options_;
  net::Fd lock_;
  std::unique_ptr<StripeServer> stripe_;
  std::unique_ptr<net::Server> server_;
};

StripeStandIn::StripeStandIn(StripeOptions options)
    : impl_(std::make_unique<Impl>(std::move(options))) {}

StripeStandIn::~StripeStandIn() = default;

Status<std::string> StripeStandIn::Start() { return impl_->Start(); }
std::uint16_t StripeStandIn::port() const { return impl_->port(); }
std::string StripeStandIn::url() const { return impl_->url(); }
void StripeStandIn::SetWebhookUrl(std::string url) { impl_->SetWebhookUrl(std::move(url)); }
void StripeStandIn::Stop() { impl_->Stop(); }

}  // namespace herlaad::sandbox
