#include "apps/herlaad/server/app.h"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <future>
#include <thread>

#include "adapters/net/addresses/addresses.h"
#include "adapters/net/problem.h"
#include "adapters/store/postgres/open_postgres.h"
#include "apps/herlaad/cli/exit_code.h"
#include "apps/herlaad/config/settings.h"
#include "apps/herlaad/config/web_files.h"
#include "apps/herlaad/database/restore.h"
#include "apps/herlaad/server/secret_file.h"
#include "base/calendar/calendar.h"
#include "engine/commands/sims/provision_sims.h"

namespace herlaad::app {
namespace {

constexpr std::size_t kMetricsConnections = 32;
constexpr std::chrono::seconds kWireEndsWithin{5};

// Identifies this run of the process: leases of earlier runs are not ours.
std::int64_t NodeOfThisLife() {
  return static_cast<std::int64_t>(DigestOf(RandomSecret(20).Reveal()).low >> 1);
}

AppError Usage(std::string message) { return {std::move(message), true}; }
AppError Failed(std::string message) { return {std::move(message), false}; }

// A page that a browser on this machine shows may give its own name this machine's address, and
// then read what listens only for programs here.
bool NamesThisMachine(const net::Request& request) {
  const auto host = request.Find("host");
  if (!host) return true;  // not a browser
  std::string_view name = *host;
  const bool in_brackets = name.starts_with('[');
  const auto end = in_brackets ? name.find(']') : name.find(':');
  name = name.substr(in_brackets ? 1 : 0, end == std::string_view::npos ? end : end - in_brackets);
  return name == "localhost" || net::Address::Parse(name).has_value();
}

net::Response OtherName() {
  net::Response response;
  response.status = 421;
  response.content_type = "text/plain; charset=utf-8";
  response.body =
      "On an address of this machine only, metrics are served under localhost or that address. "
      "Use one of these, or set metrics_listen to an address of the network.\n";
  return response;
}

std::string UrlOf(const Config& config, const std::string& host, std::uint16_t port) {
  return std::string(config.tls ? "https" : "http") + "://" + host + ":" + std::to_string(port);
}

// Every page that follows its order needs a descriptor, and many systems start programs with 1,024.
void UseAllDescriptors() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

// Removes the remote operators that the server does not connect.
catalogue::Catalogue Connected(catalogue::Catalogue catalogue,
                               const std::vector<std::string>& connected) {
  auto& operators = catalogue.operators;
  const auto unreached = [&connected](const catalogue::Operator& op) {
    return op.connection == catalogue::Connection::kRemote &&
           std::find(connected.begin(), connected.end(), op.id) == connected.end();
  };
  operators.erase(std::remove_if(operators.begin(), operators.end(), unreached), operators.end());
  return catalogue;
}

}  // namespace

App::App(std::unique_ptr<Folder> folder, Config config, catalogue::Catalogue catalogue,
         LogLevel log_level)
    : log_(FormForStderr(), log_level),
      folder_(std::move(folder)),
      config_(std::move(config)),
      catalogue_(std::move(catalogue)),
      offered_(catalogue_),
      error_pages_(BuiltInWebFiles(), HasSandboxGateway(config_)),
      life_(NodeOfThisLife()),
      write_watch_(stats_.store_writes, stats_.store_write_failures,
                   LogOutages("the database is unavailable", "the database is available again")),
      read_watch_(
          stats_.store_reads, stats_.store_read_failures,
          LogOutages("reads from the database fail", "reads from the database work again")) {}

App::~App() { Stop(); }

Result<std::unique_ptr<App>, AppError> App::Open(const AppOptions& options) {
  if (const auto zone = calendar::Load(); !zone.ok()) return Failure{Failed(zone.error())};
  auto config = LoadConfig(options.config_file);
  if (!config.ok()) return Failure{Usage(config.error())};
  if (options.override_config) options.override_config(*config);
  config->database = options.in_folder ? "" : DatabaseOf(options.database, *config);
  auto catalogue = LoadCatalogue(config->catalogue, "[data] catalogue");
  if (!catalogue.ok()) return Failure{Usage(catalogue.error())};
  auto folder = Folder::Lock(options.data, options.new_folder);
  if (!folder.ok()) return Failure{Failed(folder.error().message)};
  std::unique_ptr<App> app(
      new App(*std::move(folder), *std::move(config), *std::move(catalogue), options.log_level));
  app->RememberFiles(options.config_file);
  app->receipts_ = options.receipts;
  app->accept_clock_ = options.accept_clock;
  app->use_ = options.use;
  app->link_keys_lost_ = options.link_keys_lost;
  return OpenIn(options, std::move(app));
}

// Errors in the settings are reported before a database is created. The demo writes to the folder
// only after checking that the database is its own.
Result<std::unique_ptr<App>, AppError> App::OpenIn(const AppOptions& options,
                                                   std::unique_ptr<App> app) {
  if (!options.with_folder) {
    if (const auto built = app->BuildParties(); !built.ok()) return Failure{Usage(built.error())};
  }
  if (const auto listens = app->CheckAddress(); !listens.ok()) return Failure{listens.error()};
  if (const auto found = app->LookForDatabase(options.new_database); !found.ok())
    return Failure{Failed(found.error())};
  if (const auto read = app->ReadLinkKeyFile(); !read.ok()) return Failure{Failed(read.error())};
  if (const auto read = app->ReadStaffKeyFile(); !read.ok()) return Failure{Failed(read.error())};
  if (const auto read = app->ReadVoucherKeyFile(); !read.ok()) return Failure{Failed(read.error())};
  if (const auto read = app->ReadBrakes(); !read.ok()) return Failure{Usage(read.error())};
  if (const auto opened = app->OpenDatabase(options); !opened.ok())
    return Failure{Failed(opened.error())};
  if (const auto ours = app->CheckDatabaseUse(); !ours.ok()) return Failure{Usage(ours.error())};
  if (!options.with_folder) return app;
  if (const auto ready = options.with_folder(app->config_); !ready.ok())
    return Failure{Failed(ready.error())};
  if (const auto built = app->BuildParties(); !built.ok()) return Failure{Usage(built.error())};
  return app;
}

// If the address is unusable, no database is created first.
Status<AppError> App::CheckAddress() const {
  if (use_ == DatabaseUse::kAny) return Nothing{};
  const bool known = net::Address::Parse(config_.address).has_value();
  const auto listens = net::CanListen({{config_.address, config_.port, false}});
  if (listens.ok()) return Nothing{};
  return Failure{known ? Failed(listens.error()) : Usage(listens.error())};
}

Status<std::string> App::BuildParties() {
  auto parties = Connectors::Build(config_, catalogue_);
  if (!parties.ok()) return Failure{parties.error()};
  parties_ = *std::move(parties);
  facts_ = LastServerOf(config_, "");
  // A command does not know which operators are connected unless a server ran: see ReadLastServer.
  if (use_ != DatabaseUse::kAny) offered_ = Connected(catalogue_, facts_.operators);
  return Nothing{};
}

Status<std::string> App::OpenDatabase(const AppOptions& options) {
  auto opened = OpenStore(options);
  if (!opened.ok()) return Failure{opened.error().message};
  opened_ = *std::move(opened);
  if (auto read = ReadLastServer(); !read.ok()) return read;
  const auto greatest = opened_.queries->GreatestId();
  if (!greatest.ok()) return Failure{greatest.error().message};
  if (*greatest != 0) last_id_at_ = InstantOfId(*greatest);
  const auto restored = opened_.queries->FindSetting(kRestoredSetting);
  if (!restored.ok()) return Failure{restored.error().message};
  engine::BatchRunner::Options runner_options{
      .node = life_, .watch = &write_watch_, .costs = config_.costs};
  if (*restored) runner_options.restored_at = ParseRfc3339(**restored).value_or(Instant{});
  const std::int32_t node = opened_.lease ? opened_.lease->node() : 0;
  runner_ = std::make_unique<engine::BatchRunner>(
      *opened_.store, offered_, config_.timings, IdSource(Shard{}, node, *greatest),
      std::move(runner_options),
      [this](std::string_view kind, const std::string& problem) { ReportMistake(kind, problem); });
  runner_->AddListener(&stats_listener_);
  runner_->AddListener(&watch_);
  runner_->AddListener(&order_log_);
  engine::Engine::Options engine_options;
  engine_options.queue_max = config_.queue;
  engine_options.on_lost = [this] { EndAtOnce(); };
  engine_options.watch = &write_watch_;
  engine_ =
      std::make_unique<engine::Engine>(*runner_, *opened_.store, clock(), engine_options, stats_);
  return Nothing{};
}

// A command says what the server that ran last says.
Status<std::string> App::ReadLastServer() {
  if (use_ != DatabaseUse::kAny) return Nothing{};
  const auto kept = opened_.queries->FindSetting(kLastServerSetting);
  if (!kept.ok()) return Failure{kept.error().message};
  if (!*kept) return Nothing{};  // none has run since this is stored
  auto facts = LastServerIn(**kept);
  if (!facts)
    return Failure{"the setting " + std::string(kLastServerSetting) +
                   " in the database is damaged; start the server once, which writes it again"};
  facts_ = *std::move(facts);
  offered_ = Connected(catalogue_, facts_.operators);
  return Nothing{};
}

// For commands without a server.
Status<std::string> App::KeepLastServer() {
  facts_ = LastServerOf(config_, url());
  const auto kept = Setting(kLastServerSetting, TextOf(facts_));
  if (!kept.ok()) return Failure{kept.error()};
  if (*kept == TextOf(facts_)) return Nothing{};
  return Remember(kLastServerSetting, TextOf(facts_));
}

// The state in memory cannot be trusted any more; the next start reads the disk.
void App::EndAtOnce() {
  log_.Error(
      "the disk did not keep what was written: ending at once, nobody was answered; check the disk "
      "and start again");
  std::_Exit(static_cast<int>(ExitCode::kUnavailable));
}

Status<std::string> App::StartEngine() { return StartWriting(false); }

Status<std::string> App::StartServing() {
  if (auto checked = CheckClock(); !checked.ok()) return checked;
  // The listeners first: a process that cannot listen must not change the database.
  if (auto listening = Listen(); !listening.ok()) return listening;
  if (auto writing = StartWriting(true); !writing.ok()) return writing;
  HoldOutboxWorkers(outbox_workers_held_);
  outbox_workers_->Start();
  message_workers_->Start();
  StartTasks();
  LogBrakes();
  log_.Info("serving", {{"address", config_.address},
                        {"port", port()},
                        {"outbox_workers", outbox_workers_held_ ? "held" : "running"}});
  return Nothing{};
}

Status<std::string> App::StartWriting(bool with_outbox_workers) {
  SpareSandboxes();
  if (with_outbox_workers)
    BuildOutboxWorkers();  // they must listen to the engine before its first commit
  engine_->Start();
  if (opened_.lease) opened_.lease->Start([this] { LookAtSettings(); }, [this] { EndForGood(); });
  if (auto accepted = AcceptClock(); !accepted.ok()) return accepted;
  if (auto read = ReadSettings(); !read.ok()) return read;
  if (auto set_up = SetUpLinkKeys(with_outbox_workers); !set_up.ok()) return set_up;
  if (auto set_up = SetUpReceipts(); !set_up.ok()) return set_up;
  if (auto set_up = SetUpStaffKey(); !set_up.ok()) return set_up;
  if (auto set_up = SetUpVoucherKey(); !set_up.ok()) return set_up;
  if (auto set_up = SetUpBrakeKey(); !set_up.ok()) return set_up;
  BuildApi();
  return Nothing{};
}

Status<std::string> App::ReadSettings() {
  const auto outbox_workers =
      Setting(http::kOutboxWorkersSetting, std::string(http::kOutboxWorkersRunning));
  if (!outbox_workers.ok()) return Failure{outbox_workers.error()};
  if (use_ != DatabaseUse::kAny) {
    const auto whose = Setting(kDatabaseUseSetting, std::string(Name(use_)));
    if (!whose.ok()) return Failure{whose.error()};
    if (auto kept = KeepLastServer(); !kept.ok()) return kept;
  }
  outbox_workers_held_ = *outbox_workers == http::kOutboxWorkersHeld;
  return Nothing{};
}

// Reads a setting, and stores it on the first start.
Result<std::string, std::string> App::Setting(std::string_view name, const std::string& at_first) {
  auto found = opened_.queries->FindSetting(name);
  if (!found.ok()) return Failure{found.error().message};
  if (*found) return **std::move(found);
  if (auto remembered = Remember(name, at_first); !remembered.ok())
    return Failure{remembered.error()};
  return at_first;
}

net::ServerOptions App::ServerOptionsOf() const {
  net::ServerOptions options;
  options.tcp = {{config_.address, config_.port, config_.tls.has_value()}};
  options.unix_paths = {folder_->Socket()};
  options.tls = config_.tls;
  options.trusted_proxies = config_.trusted_proxies;
  options.limits.connections = config_.connections;
  options.limits.body_by_prefix = {{http::kBatchPath, http::kBatchBodyMax},
                                   {http::kCallbacksPath, http::kCallbackBodyMax},
                                   {http::kReconciliationPath, http::kListBodyMax},
                                   {http::kLocalReconciliationPath, http::kListBodyMax}};
  options.limits.connections_per_peer = config_.connections_per_peer;
  return options;
}

Status<std::string> App::Listen() {
  UseAllDescriptors();
  if (config_.tls) {
    if (auto closed = CheckKeyFile(config_.tls->key); !closed.ok()) return closed;
  }
  net::ServerOptions options = ServerOptionsOf();
  options.report = [this](std::string_view text) { log_.Warning("http", {{"report", text}}); };
  options.refusal_page = [this](const net::Problem& problem, const net::Request& seen,
                                bool headers_seen) {
    return error_pages_.ForRefused(problem, seen, headers_seen);
  };
  server_ = std::make_unique<net::Server>(
      std::move(options), [this](net::Request&& request, net::Responder&& responder) {
        Handle(std::move(request), std::move(responder));
      });
  if (auto started = server_->Start(); !started.ok()) return started;
  return ListenForMetrics();
}

// A separate listener: sales figures must not be visible to everybody who can reach the pages.
Status<std::string> App::ListenForMetrics() {
  if (!config_.metrics) return Nothing{};
  net::ServerOptions options;
  options.tcp = {*config_.metrics};
  options.limits.connections = kMetricsConnections;
  options.report = [this](std::string_view text) { log_.Warning("http", {{"report", text}}); };
  const bool only_here = net::IsLoopback(config_.metrics->address);
  auto server = std::make_unique<net::Server>(
      std::move(options), [this, only_here](net::Request&& request, net::Responder&& responder) {
        if (only_here && !NamesThisMachine(request)) return responder.Send(OtherName());
        http::HttpApi* const api = open_api_.load(std::memory_order_acquire);
        if (api == nullptr) return responder.Send(Starting(request));
        api->ServeMetrics(std::move(request), std::move(responder));
      });
  if (auto started = server->Start(); !started.ok()) {
    if (!config_.metrics_by_default) return started;
    log_.Warning("no metrics: their address is taken; see metrics_listen in the settings",
                 {{"reason", started.error()}});
    return Nothing{};
  }
  metrics_server_ = std::move(server);
  return Nothing{};
}

net::Response App::Starting(const net::Request& request) const {
  const net::Problem& problem = net::problems::kStarting;
  auto page = error_pages_.ForRefused(problem, request, true);
  net::Response response =
      page ? *std::move(page) : net::ProblemResponse(problem, request.Language());
  response.headers.push_back({"Retry-After", "1"});
  return response;
}

void App::Handle(net::Request&& request, net::Responder&& responder) {
  http::HttpApi* const api = open_api_.load(std::memory_order_acquire);
  if (api == nullptr) return responder.Send(Starting(request));
  api->Handle(std::move(request), std::move(responder));
}

engine::NoticeSources App::NoticesOf() {
  const auto receipt_pdf = [this](const orders::Order& order) -> std::optional<std::string> {
    receipts::PangoRenderer* const renderer = ready_renderer_.load(std::memory_order_acquire);
    if (renderer == nullptr) return std::nullopt;
    const auto receipt = orders::ReceiptOf(order, catalogue_, facts_.sandbox);
    if (!receipt.ok()) return std::nullopt;
    auto drawn = renderer->Draw(*receipt, order.language, engine::ReceiptForm::kPdf);
    if (drawn.ok()) return *std::move(drawn);
    log_.Error("a receipt could not be drawn for a mail",
               {{"reference", ToText(order.id)}, {"problem", drawn.error()}});
    return std::nullopt;
  };
  return {&catalogue_, facts_.support, receipt_pdf};
}

void App::BuildOutboxWorkers() {
  parties_->OnTrouble([this](const engine::ConnectorTrouble& trouble) {
    log_.Warning(trouble.given_up ? "a request was refused and is not sent again"
                                  : "a request was not taken and is tried again later",
                 {{"reference", trouble.reference}, {"code", trouble.code}, {"why", trouble.why}});
  });
  engine::Parties parties = parties_->parties();
  parties.notices = NoticesOf();
  parties.webhooks = WebhooksOf();
  parties.brakes = brakes_;
  engine::OutboxWorkers::Options options;
  options.watches_per_second = static_cast<int>(config_.payments_watched_per_second);
  options.report = [this](OrderId order, const std::string& problem) {
    ReportMistake("outbox", "order " + ToText(order) + ": " + problem);
  };
  outbox_workers_ = std::make_unique<engine::OutboxWorkers>(
      *engine_, *opened_.queries, clock(), parties,
      [this](const orders::Order& order) {
        return http::Links(url(), link_keys_.current).Page(order.id, order.language);
      },
      options, stats_);
  runner_->AddListener(outbox_workers_.get());
  BuildMessageWorkers(std::move(parties));
}

void App::ReportMistake(std::string_view kind, const std::string& problem) {
  stats_.rejected.Add(1);
  log_.Error("a mistake in Herlaad was caught", {{"kind", kind}, {"problem", problem}});
}

void App::BuildApi() {
  http::HttpApiOptions options;
  options.public_url = url();
  options.link_key = link_keys_.current;
  options.link_key_before = link_keys_.before;
  options.gateways = facts_.payment_methods;
  options.anonymous = config_.rate;
  options.sandbox = facts_.sandbox;
  options.follow = config_.follow;
  options.texts = facts_.texts;
  options.mails = facts_.mails;
  options.support = facts_.support;
  options.web_files = BuiltInWebFiles();
  options.demo_numbers = config_.demo_numbers;
  options.vouchers.keys = {voucher_keys_.current, voucher_keys_.before};
  options.webhooks.allow_private = config_.webhooks_anywhere;
  options.bank_accounts = facts_.bank_accounts;
  options.staff.key = staff_keys_.current;
  options.staff.key_before = staff_keys_.before;
  options.staff.approval_above = config_.approval_above;
  options.staff.cash_caps = config_.staff_cash;
  http::Services services{
      *engine_, *opened_.queries, catalogue_, clock(), stats_, parties_->parties().gateways, {}, {},
      {}};
  services.hold_outbox_workers = [this](bool held) { HoldOutboxWorkers(held); };
  services.backup = [this](const std::string& path) -> Status<std::string> {
    if (!config_.database.empty()) {
      return Failure{std::string(
          "the database is PostgreSQL: back it up with its own tools, pg_basebackup or pg_dump")};
    }
    return BackUp(folder_->path(), path);
  };
  services.nodes = [this] { return Nodes(); };
  services.receipts = renderer_.get();
  services.brakes = brakes_;
  services.offered = &offered_;
  services.watch = &watch_;
  services.others_commit = opened_.lease != nullptr;
  services.quick = opened_.quick.get();
  services.readers.threads = store::kQuickReaders;
  services.log = [this](std::string_view event, const http::LogFields& fields) {
    LogFromApi(event, fields);
  };
  api_ = std::make_unique<http::HttpApi>(std::move(services), std::move(options));
  open_api_.store(api_.get(), std::memory_order_release);
}

void App::LogFromApi(std::string_view event, const http::LogFields& fields) {
  nlohmann::json object = nlohmann::json::object();
  for (const auto& [name, value] : fields) object[std::string(name)] = value;
  log_.Info(event, std::move(object));
}

std::string App::url() const {
  if (!facts_.url.empty()) return facts_.url;
  if (!config_.public_url.empty()) return config_.public_url;
  return UrlOf(config_, "localhost", server_ ? server_->Port() : config_.port);
}

std::string App::inner_url() const {
  const bool everywhere = config_.address == "0.0.0.0" || config_.address == "::";
  const bool six = !everywhere && config_.address.find(':') != std::string::npos;
  return UrlOf(config_,
               everywhere ? "127.0.0.1"
               : six      ? "[" + config_.address + "]"
                          : config_.address,
               port());
}

void App::StopOutboxWorkers() {
  // Requests in progress may end by themselves for a while; then they are aborted, and queried
  // after the next start.
  std::promise<void> stopped;
  std::thread breaker([this, ended = stopped.get_future()] {
    if (ended.wait_for(kWireEndsWithin) != std::future_status::timeout) return;
    parties_->Stop();
    webhook_poster_->Stop();
  });
  outbox_workers_->Stop();
  message_workers_->Stop();
  stopped.set_value();
  breaker.join();
}

void App::Stop() {
  if (server_ && !stopped_) log_.Info("stopping");
  stopped_ = true;
  if (opened_.lease) opened_.lease->Stop();
  if (metrics_server_) metrics_server_->Stop();
  if (server_) server_->Stop();
  StopTasks();
  if (outbox_workers_) StopOutboxWorkers();
  if (engine_) engine_->Stop();
  open_api_.store(nullptr, std::memory_order_release);
  api_.reset();
}

}  // namespace herlaad::app
