// App: creates and connects all parts of the program. `serve` and `demo` run all of it; other
// subcommands, if no server is running, open the same database and call the same API without
// sockets and outbox workers.
//
// Stops in an order that loses no money: reject new requests, answer those in progress, let outbox
// workers finish their current attempts, commit, close the database.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "adapters/net/server/server.h"
#include "adapters/receipts/pango_renderer.h"
#include "adapters/store/postgres/open_postgres.h"
#include "adapters/webhook_poster/poster.h"
#include "api/http/core/html/error_pages.h"
#include "api/http/http_api.h"
#include "apps/herlaad/config/config.h"
#include "apps/herlaad/server/files_in_use.h"
#include "apps/herlaad/server/folder.h"
#include "apps/herlaad/server/last_server.h"
#include "apps/herlaad/server/link_keys.h"
#include "apps/herlaad/server/log.h"
#include "apps/herlaad/server/order_log.h"
#include "apps/herlaad/server/parties.h"
#include "apps/herlaad/server/staff_key.h"
#include "apps/herlaad/server/voucher_key.h"
#include "base/core/result.h"
#include "domain/catalogue/catalogue.h"
#include "engine/batches/batch.h"
#include "engine/brakes/brakes_in_force.h"
#include "engine/commands/webhooks/manage_webhooks.h"
#include "engine/engine.h"
#include "engine/monitoring/queue_watch.h"
#include "engine/monitoring/stats.h"
#include "engine/monitoring/stats_listener.h"
#include "engine/orders/order_watch.h"
#include "engine/outbox/message_workers.h"
#include "engine/outbox/outbox_workers.h"
#include "engine/sweeps/brake_sweep.h"
#include "engine/sweeps/gateway_sweep.h"
#include "engine/sweeps/lapse_sweep.h"
#include "engine/sweeps/message_sweep.h"

namespace herlaad::app {

// Which command the database belongs to. The demo's holds test money, so other commands never use
// it, nor the demo another. Stored in the database at its first start.
enum class DatabaseUse : std::uint8_t { kAny, kDemo, kServe };
inline constexpr std::string_view kDatabaseUseSetting = "database_use";
std::string_view Name(DatabaseUse use);  // "demo", "serve"

struct AppOptions {
  std::string data;
  std::string config_file;  // empty: the built-in one
  std::string database;     // PostgreSQL URL, overrides the settings'; empty: see DatabaseOf()
  bool in_folder = false;   // use the SQLite database in the folder, whatever is configured
  LogLevel log_level = LogLevel::kInfo;
  bool accept_clock = false;  // serve although the database has later times than the clock
  bool new_folder = false;    // create the folder if it does not exist
  bool new_database = false;  // create a database if there is none, after logging it
  DatabaseUse use = DatabaseUse::kAny;  // which command the database must belong to
  bool receipts = true;                 // false: a temporary folder without receipt keys of its own
  bool link_keys_lost = false;          // generate a new key although the database expects another
  std::function<void(Config&)> override_config;  // flags of the command line
  // Sleeps while another process holds the migration lock; returns true if the program is asked to
  // stop. Empty: only sleeps.
  std::function<bool(Millis)> pause;
  std::function<Status<std::string>(Config&)>
      with_folder;  // called once the folder is locked, before the connectors are built
};

// The PostgreSQL database to use: the one given, $HERLAAD_DATABASE or the settings'. Empty: SQLite
// in the folder.
std::string DatabaseOf(const std::string& given, const Config& config);

struct RotatedStaffKey {
  std::int64_t sealed = 0;                       // secrets of codes that were sealed again
  std::vector<std::string> unreadable;           // staff whose secrets neither key opens
  std::int64_t sealed_webhooks = 0;              // endpoints whose secrets were sealed again
  std::vector<std::string> unreadable_webhooks;  // endpoints whose secrets neither key opens
};

struct AppError {
  std::string message;  // for people; says what to do next
  bool usage = false;   // the settings or the catalogue are invalid
};

class App {
 public:
  // Locks the folder, reads settings and catalogue, opens the database. Starts nothing.
  static Result<std::unique_ptr<App>, AppError> Open(const AppOptions& options);
  App(const App&) = delete;
  App& operator=(const App&) = delete;
  ~App();  // as Stop

  // Starts the engine and the API, which Handle needs.
  [[nodiscard]] Status<std::string> StartEngine();
  // Fails if the clock is more than an hour before the last commit, unless that was accepted.
  [[nodiscard]] Status<std::string> CheckClock();
  // Also listens, and starts outbox workers unless they are held.
  [[nodiscard]] Status<std::string> StartServing();
  void Stop();
  // Reads certificate, key, settings, catalogue and fraud brakes again. A new certificate and other
  // rules of fraud brakes count from then on; the log names the settings that need a restart.
  // Whatever has a fault is logged and stays as it is. Of a server, from the thread that started
  // it.
  void Reload();

  // If request.local, as from the administration socket.
  void Handle(net::Request&& request, net::Responder&& responder);

  [[nodiscard]] const Config& config() const { return config_; }
  [[nodiscard]] const catalogue::Catalogue& catalogue() const { return catalogue_; }
  // The part that can be bought: a payment for an operator without a connector would never be
  // delivered.
  [[nodiscard]] const catalogue::Catalogue& offered() const { return offered_; }
  [[nodiscard]] engine::Queries& queries() { return *opened_.queries; }
  [[nodiscard]] engine::Engine& engine() { return *engine_; }
  [[nodiscard]] std::uint16_t port() const { return server_->Port(); }
  [[nodiscard]] std::string url() const;        // the address for browsers
  [[nodiscard]] std::string inner_url() const;  // the address for programs on this machine
  // The nodes of the database.
  Result<std::vector<http::Services::Node>, std::string> Nodes();
  // Adds new keys, used from the next start on; the old ones stay valid. Requires a started engine
  // and no server in this folder.
  Status<std::string> RotateLinkKeys(bool drop_old);
  Status<std::string> RotateReceiptKey();
  // A new key for the PINs of vouchers; those of the old one stay valid until it is dropped, which
  // is refused while one of its vouchers is active.
  Status<std::string> RotateVoucherKeys(bool drop_old, bool lost);
  Status<std::string> DropReceiptKey(const receipts::PublicKey& key);
  // Seals all secrets of codes and webhooks again with a new key. Also completes a rotation that
  // was interrupted.
  Result<RotatedStaffKey, std::string> RotateStaffKey();
  // Seals secrets of codes; empty if the folder has none.
  [[nodiscard]] const Secret& staff_key() const { return staff_keys_.current; }
  [[nodiscard]] bool held() const { return outbox_workers_ && outbox_workers_->held(); }

 private:
  App(std::unique_ptr<Folder> folder, Config config, catalogue::Catalogue catalogue,
      LogLevel log_level);
  static Result<std::unique_ptr<App>, AppError> OpenIn(const AppOptions& options,
                                                       std::unique_ptr<App> app);
  [[nodiscard]] Status<AppError> CheckAddress() const;
  Status<std::string> BuildParties();
  // Logs that a database will be created, or fails if there is none.
  Status<std::string> LookForDatabase(bool may_make);
  Status<std::string> OpenDatabase(const AppOptions& options);
  [[nodiscard]] Status<std::string> CheckDatabaseUse() const;
  Result<store::OpenedStore, engine::StoreError> OpenStore(const AppOptions& options);
  engine::StoreWatch::Listener LogOutages(std::string_view begins, std::string_view ends);
  void Observe(const store::DbError* error);
  [[nodiscard]] store::PostgresOptions Postgres() const;
  void LookAtSettings();
  void LookAtReceiptKeys();
  void LookAtLinkKeys();
  Clock& clock();
  Status<std::string> StartWriting(bool with_outbox_workers);
  Status<std::string> AcceptClock();
  Status<std::string> ReadSettings();
  Status<std::string> ReadLastServer();
  Status<std::string> KeepLastServer();
  Status<std::string> Remember(std::string_view setting, const std::string& value);
  Status<std::string> ReadLinkKeyFile();
  Status<std::string> SetUpLinkKeys(bool serving);
  Status<std::string> TakeLinkKeyOutOf(const Secret& in_database);
  Status<std::string> KeepLinkKeys(const std::string& name);
  [[nodiscard]] std::string LinkKeyTrouble() const;
  Status<std::string> SetUpReceipts();
  Status<std::string> ReadStaffKeyFile();
  Status<std::string> SetUpStaffKey();
  Status<std::string> KeepStaffKeys(const std::string& name);
  Status<std::string> ReadBrakes();
  [[nodiscard]] bool IsSpared(const std::string& brakes_file) const;
  void SpareSandboxes();
  Status<std::string> SetUpBrakeKey();
  void LogBrakes();
  Status<std::string> SetUpOtherBrakeKey(const std::string& name);
  Status<std::string> ReadVoucherKeyFile();
  Status<std::string> SetUpVoucherKey();
  Status<std::string> KeepVoucherKeys(const std::string& name);
  Result<std::int64_t, std::string> VouchersOfOlderKeys();
  Result<std::string, std::string> Setting(std::string_view name, const std::string& at_first);
  Status<std::string> Listen();
  void RememberFiles(const std::string& settings);
  void ReloadSettings();
  void ReloadBrakes(const std::string& file);
  void ReloadCertificate();
  [[nodiscard]] net::Response Starting(const net::Request& request) const;
  [[nodiscard]] net::ServerOptions ServerOptionsOf() const;
  void BuildOutboxWorkers();
  void BuildMessageWorkers(engine::Parties parties);
  engine::WebhookSources WebhooksOf();
  [[nodiscard]] std::optional<Secret> OpenSealed(const std::string& place,
                                                 const std::string& sealed) const;
  Status<std::string> SealWebhooksAgain(RotatedStaffKey& rotated);
  void HoldOutboxWorkers(bool held);
  Status<std::string> ListenForMetrics();
  void StartTasks();
  void StopTasks();
  // Logs an internal error that prevented one action and nothing else.
  void ReportMistake(std::string_view kind, const std::string& problem);
  engine::NoticeSources NoticesOf();
  void BuildApi();
  void StopOutboxWorkers();
  [[noreturn]] void EndAtOnce();
  [[noreturn]] void EndForGood();
  void LogFromApi(std::string_view event, const http::LogFields& fields);

  Log log_;
  std::unique_ptr<Folder> folder_;
  Config config_;
  catalogue::Catalogue catalogue_;
  catalogue::Catalogue offered_;  // part of it; changes only before anything is started
  LastServer facts_;              // of this server, or for a command of the one that ran last
  http::ErrorPages error_pages_;
  const std::int64_t life_;  // identifies this process
  SystemClock clock_;
  const Instant started_at_ = clock_.Now();
  engine::Stats stats_;
  engine::StatsListener stats_listener_{stats_};
  engine::OrderWatch watch_;
  OrderLog order_log_{log_};
  engine::StoreWatch write_watch_;
  engine::StoreWatch read_watch_;
  std::unique_ptr<Connectors> parties_;
  std::unique_ptr<webhook_poster::WebhookPoster> webhook_poster_;
  store::OpenedStore opened_;
  std::unique_ptr<engine::BatchRunner> runner_;
  std::unique_ptr<engine::Engine> engine_;
  std::unique_ptr<engine::OutboxWorkers> outbox_workers_;
  std::unique_ptr<engine::MessageWorkers> message_workers_;
  std::unique_ptr<engine::QueueWatch> queue_watch_;
  std::unique_ptr<engine::LapseSweep> lapse_sweep_;
  std::unique_ptr<engine::MessageSweep> message_sweep_;
  std::unique_ptr<engine::GatewaySweep> gateway_sweep_;
  std::unique_ptr<engine::BrakeSweep> brake_sweep_;
  std::unique_ptr<receipts::PangoRenderer> renderer_;
  std::atomic<receipts::PangoRenderer*> ready_renderer_{
      nullptr};  // settings are checked before it is built
  std::unique_ptr<http::HttpApi> api_;
  std::atomic<http::HttpApi*> open_api_{nullptr};  // requests may arrive before the API is built
  std::unique_ptr<net::Server> server_;
  std::unique_ptr<net::Server> metrics_server_;
  LinkKeys link_keys_;
  KeyPair staff_keys_;  // empty: this folder does not have the database's
  bool has_staff_key_file_ = false;
  KeyPair voucher_keys_;  // the same
  bool has_voucher_key_file_ = false;
  engine::BrakesInForce brakes_;
  bool has_brake_key_file_ = false;
  bool has_link_key_file_ = false;
  bool link_keys_lost_ = false;
  std::string link_key_trouble_;  // why links made here do not open on other nodes
  std::atomic<bool> other_link_key_said_{false};
  Instant last_id_at_{};  // the latest id's, when the database was opened
  bool accept_clock_ = false;
  DatabaseUse use_ = DatabaseUse::kAny;
  FilesInUse files_in_use_;
  bool receipts_ = true;
  bool outbox_workers_held_ = false;
  bool stopped_ = false;
};

}  // namespace herlaad::app
