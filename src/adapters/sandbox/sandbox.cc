#include "adapters/sandbox/sandbox.h"

#include <fcntl.h>
#include <sys/file.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "adapters/net/problem.h"
#include "adapters/net/server/fd.h"
#include "adapters/net/server/server.h"
#include "adapters/sandbox/bank/bank.h"
#include "adapters/sandbox/bank/bank_handler.h"
#include "adapters/sandbox/callbacks.h"
#include "adapters/sandbox/checks.h"
#include "adapters/sandbox/mail/mail.h"
#include "adapters/sandbox/operator/operator.h"
#include "adapters/sandbox/pages/page.h"
#include "adapters/sandbox/phone/phone.h"

namespace herlaad::sandbox {
namespace {

CallbackOptions CallbackOptionsOf(const SandboxOptions& options) {
  CallbackOptions callbacks;
  callbacks.url = options.callback_url;
  callbacks.secret = options.secret;
  callbacks.first_wait = options.callback_first_wait;
  callbacks.longest_wait = options.callback_longest_wait;
  callbacks.tries = options.callback_tries;
  callbacks.timeout = options.callback_timeout;
  callbacks.faults = options.bank_faults;
  callbacks.seed = options.seed + 1;
  return callbacks;
}

// The host for a URL; a wildcard address is reached through the loopback address.
std::string HostOf(const std::string& address) {
  if (address == "0.0.0.0" || address == "::") return "127.0.0.1";
  return address.find(':') == std::string::npos ? address : "[" + address + "]";
}

// A bank with its actor. The members are in the order of their dependencies.
struct BankParty {
  BankParty(std::unique_ptr<BankStore> its_store, std::unique_ptr<BankStore> reader,
            const SandboxOptions& options)
      : store(std::move(its_store)),
        actor(store->database(), options.report),
        callbacks(std::move(reader), *store, actor, CallbackOptionsOf(options)),
        bank(*store, actor, {options.slow_approval, options.late_charge},
             [this] { callbacks.Wake(); }),
        front(bank, *store, actor, options.bank_faults, options.seed + 2) {}

  std::unique_ptr<BankStore> store;
  Actor actor;
  Callbacks callbacks;
  Bank bank;
  BankHandler front;
};

struct OperatorParty {
  OperatorParty(std::unique_ptr<OperatorStore> its_store, const SandboxOptions& options)
      : store(std::move(its_store)),
        actor(store->database(), options.report),
        front(*store, actor, {options.operator_delays, options.operator_faults, options.seed + 3}) {
  }

  std::unique_ptr<OperatorStore> store;
  Actor actor;
  Operator front;
};

struct PhoneParty {
  PhoneParty(std::unique_ptr<PhoneStore> its_store, const SandboxOptions& options)
      : store(std::move(its_store)),
        actor(store->database(), options.report),
        front(*store, actor, options.phone_faults, options.seed + 4) {}

  std::unique_ptr<PhoneStore> store;
  Actor actor;
  Phone front;
};

struct MailParty {
  MailParty(std::unique_ptr<MailStore> its_store, const SandboxOptions& options)
      : store(std::move(its_store)),
        actor(store->database(), options.report),
        front(*store, actor, options.mail_faults, options.seed + 5) {}

  std::unique_ptr<MailStore> store;
  Actor actor;
  Mail front;
};

}  // namespace

class Sandbox::Impl {
 public:
  explicit Impl(SandboxOptions options) : options_(std::move(options)) {
    if (!options_.report) options_.report = [](std::string_view) {};
  }
  ~Impl() { Stop(); }

  Status<std::string> Start() {
    if (auto locked = LockFolder(); !locked.ok()) return locked;
    if (auto opened = OpenStores(); !opened.ok()) return opened;
    net::ServerOptions server;
    server.tcp = {{options_.address, options_.port}};
    server.report = options_.report;
    server.limits.body_by_prefix = {{std::string(kMailMessages), kMailBytesMax}};
    server_ = std::make_unique<net::Server>(
        std::move(server), [this](net::Request&& request, net::Responder&& responder) {
          Route(std::move(request), std::move(responder));
        });
    if (auto started = server_->Start(); !started.ok()) return started;
    // Requests that have arrived in the meantime wait in the actors' queues.
    bank_->front.SetPublicUrl(PublicUrl());
    bank_->actor.Post([this] { bank_->bank.Resume(); });
    bank_->actor.Start();
    operator_->actor.Start();
    phone_->actor.Start();
    mail_->actor.Start();
    bank_->callbacks.Start();
    return Nothing{};
  }

  void Stop() {
    // First what waits for an actor, then the actors, whose remaining tasks answer 500, then the
    // server that sends these answers.
    if (bank_) bank_->callbacks.Stop();
    if (bank_) bank_->actor.Stop();
    if (operator_) operator_->actor.Stop();
    if (phone_) phone_->actor.Stop();
    if (mail_) mail_->actor.Stop();
    if (server_) server_->Stop();
    lock_ = net::Fd();
  }

  [[nodiscard]] std::uint16_t port() const { return server_ ? server_->Port() : 0; }
  [[nodiscard]] std::string url() const {
    return "http://" + HostOf(options_.address) + ":" + std::to_string(port());
  }
  void SetCallbackUrl(std::string url) {
    if (bank_) bank_->callbacks.SetUrl(std::move(url));
  }

 private:
  Status<std::string> LockFolder() {
    std::error_code error;
    // Its mails and texts hold links to orders: only its owner may read them.
    if (std::filesystem::create_directories(options_.folder, error))
      std::filesystem::permissions(options_.folder, std::filesystem::perms::owner_all, error);
    const std::string path = options_.folder + "/sandbox.lock";
    lock_ = net::Fd(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!lock_) return Failure{std::string(options_.folder + " cannot be written")};
    if (flock(lock_.get(), LOCK_EX | LOCK_NB) != 0) {
      return Failure{std::string("another sandbox uses the folder " + options_.folder)};
    }
    return Nothing{};
  }

  Status<std::string> OpenStores() {
    auto bank = BankStore::Open(options_.folder, Database::Use::kWrite);
    if (!bank.ok()) return Failure{bank.error()};
    auto reader = BankStore::Open(options_.folder, Database::Use::kRead);
    if (!reader.ok()) return Failure{reader.error()};
    auto mobile = OperatorStore::Open(options_.folder, Database::Use::kWrite);
    if (!mobile.ok()) return Failure{mobile.error()};
    auto phone = PhoneStore::Open(options_.folder, Database::Use::kWrite);
    if (!phone.ok()) return Failure{phone.error()};
    auto mail = MailStore::Open(options_.folder, Database::Use::kWrite);
    if (!mail.ok()) return Failure{mail.error()};
    bank_ = std::make_unique<BankParty>(std::move(*bank), std::move(*reader), options_);
    operator_ = std::make_unique<OperatorParty>(std::move(*mobile), options_);
    phone_ = std::make_unique<PhoneParty>(std::move(*phone), options_);
    mail_ = std::make_unique<MailParty>(std::move(*mail), options_);
    return Nothing{};
  }

  [[nodiscard]] std::string PublicUrl() const {
    if (!options_.public_url.empty()) return options_.public_url;
    const std::string host = HostOf(options_.address);
    return "http://" + (host == "127.0.0.1" ? "localhost" : host) + ":" + std::to_string(port());
  }

  // Called on the I/O thread.
  void Route(net::Request&& request, net::Responder&& responder) {
    if (request.path.starts_with("/sandbox/bank/")) {
      return bank_->front.Handle(std::move(request), std::move(responder));
    }
    if (request.path.starts_with("/sandbox/operator/")) {
      return operator_->front.Handle(std::move(request), std::move(responder));
    }
    if (request.path == "/sandbox/phone" || request.path.starts_with("/sandbox/phone/")) {
      return phone_->front.Handle(std::move(request), std::move(responder));
    }
    if (request.path == "/sandbox/mail" || request.path.starts_with("/sandbox/mail/")) {
      return mail_->front.Handle(std::move(request), std::move(responder));
    }
    if (request.method == "GET" && request.path == "/sandbox/style.css") {
      return responder.Send(StyleSheet());
    }
    if (request.method == "GET" && (request.path == "/" || request.path == "/sandbox")) {
      return responder.Send(IndexPage(LanguageOf(request)));
    }
    responder.Send(net::ProblemResponse(kNoSuchPlace));
  }

  SandboxOptions options_;
  net::Fd lock_;
  std::unique_ptr<BankParty> bank_;
  std::unique_ptr<OperatorParty> operator_;
  std::unique_ptr<PhoneParty> phone_;
  std::unique_ptr<MailParty> mail_;
  std::unique_ptr<net::Server> server_;
};

Sandbox::Sandbox(SandboxOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}

Sandbox::~Sandbox() = default;

Status<std::string> Sandbox::Start() { return impl_->Start(); }
std::uint16_t Sandbox::port() const { return impl_->port(); }
std::string Sandbox::url() const { return impl_->url(); }
void Sandbox::SetCallbackUrl(std::string url) { impl_->SetCallbackUrl(std::move(url)); }
void Sandbox::Stop() { impl_->Stop(); }

}  // namespace herlaad::sandbox
