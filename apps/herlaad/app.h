// App: everything wired together, once. `serve` and `demo` run all of it; other subcommands, when
// no server runs, open the same books and talk to the same door without servers and outbox workers.
//
// Stopping goes in the order of the money: no new requests, what is in flight is answered, outbox
// workers finish what is on the wire, the engine commits what it has, the books are closed.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "adapters/net/server.h"
#include "adapters/receipts/pango_renderer.h"
#include "adapters/store/open_postgres.h"
#include "api/http/error_pages.h"
#include "api/http/http_api.h"
#include "apps/herlaad/config.h"
#include "apps/herlaad/folder.h"
#include "apps/herlaad/link_keys.h"
#include "apps/herlaad/log.h"
#include "apps/herlaad/order_log.h"
#include "apps/herlaad/parties.h"
#include "base/core/result.h"
#include "domain/catalogue/catalogue.h"
#include "engine/batch.h"
#include "engine/engine.h"
#include "engine/order_watch.h"
#include "engine/outbox_workers.h"
#include "engine/queue_watch.h"
#include "engine/stats.h"
#include "engine/stats_listener.h"

namespace herlaad::app {

// The setting that says up to which of the books' own instants an earlier clock was accepted.
inline constexpr std::string_view kClockAcceptedSetting = "clock_accepted";

// Whose books these are. The demo's hold pretend money, so nobody else works on them, nor the demo
// on others. Remembered in the books from the first start on.
enum class Books : std::uint8_t { kAny, kDemo, kServe };
inline constexpr std::string_view kBooksSetting = "books_of";
std::string_view Name(Books books);  // "demo", "serve"

struct AppOptions {
  std::string data;
  std::string config_file;  // empty: the one that comes with the program
  std::string database;     // PostgreSQL's URL, wins over the settings'; empty: see DatabaseOf()
  bool in_folder = false;   // the books in the folder, whatever else is said
  LogLevel log_level = LogLevel::kInfo;
  bool accept_clock = false;    // serve although the books are of a later time than the clock's
  bool new_folder = false;      // make the folder where there is none
  bool new_books = false;       // make books where there are none, after saying so
  Books books = Books::kAny;    // whose they have to be
  bool receipts = true;         // a folder that is only a workshop needs no keys of its own
  bool link_keys_lost = false;  // go on with a new one although the books know another
  std::function<void(Config&)> override_config;  // flags of the command line
  // Sleeps while another process has the database to itself; true: told to end meanwhile. Empty: it
  // only sleeps.
  std::function<bool(Millis)> pause;
  std::function<Status<std::string>(Config&)>
      with_folder;  // once the folder is ours, before the other sides are built
};

// The PostgreSQL database that is meant: the one given, $HERLAAD_DATABASE or the settings'. Empty:
// SQLite in the folder.
std::string DatabaseOf(const std::string& given, const Config& config);

struct AppError {
  std::string message;  // for a person; says what to do next
  bool usage = false;   // the settings or the catalogue are wrong
};

class App {
 public:
  // Takes the folder, reads settings and catalogue, opens the books. Nothing runs yet.
  static Result<std::unique_ptr<App>, AppError> Open(const AppOptions& options);
  App(const App&) = delete;
  App& operator=(const App&) = delete;
  ~App();  // as Stop

  // The engine and the API, enough for Handle.
  [[nodiscard]] Status<std::string> StartEngine();
  // Besides: listens, and carries outbox messages unless outbox workers are held.
  [[nodiscard]] Status<std::string> StartServing();
  void Stop();

  // As from the administration socket when request.local says so.
  void Handle(net::Request&& request, net::Responder&& responder);

  [[nodiscard]] const Config& config() const { return config_; }
  [[nodiscard]] const catalogue::Catalogue& catalogue() const { return catalogue_; }
  // What of it may be bought: what is paid for an operator that nothing connects would wait for
  // ever.
  [[nodiscard]] const catalogue::Catalogue& offered() const { return offered_; }
  [[nodiscard]] engine::Queries& queries() { return *books_.queries; }
  [[nodiscard]] engine::Engine& engine() { return *engine_; }
  [[nodiscard]] std::uint16_t port() const { return server_->Port(); }
  [[nodiscard]] std::string url() const;        // where people open it
  [[nodiscard]] std::string inner_url() const;  // where programs on this machine reach it
  // Who is at work on the same books.
  Result<std::vector<http::Services::Node>, std::string> Nodes();
  // New keys beside those that are valid, from the next start on; with the engine started, while
  // nobody serves from this folder.
  Status<std::string> RotateLinkKeys(bool drop_old);
  Status<std::string> RotateReceiptKey();
  Status<std::string> DropReceiptKey(const receipts::PublicKey& key);
  [[nodiscard]] bool held() const { return outbox_workers_ && outbox_workers_->held(); }

 private:
  App(std::unique_ptr<Folder> folder, Config config, catalogue::Catalogue catalogue,
      LogLevel log_level);
  static Result<std::unique_ptr<App>, AppError> OpenIn(const AppOptions& options,
                                                       std::unique_ptr<App> app);
  [[nodiscard]] Status<AppError> CheckAddress() const;
  Status<std::string> BuildParties();
  // Says that books are to be made, or that there are none.
  Status<std::string> LookForBooks(bool may_make);
  Status<std::string> OpenBooks(const AppOptions& options);
  [[nodiscard]] Status<std::string> CheckWhoseBooks() const;
  Result<store::OpenedStore, engine::StoreError> OpenStore(const AppOptions& options);
  engine::StoreWatch::Listener LogOutages(std::string_view begins, std::string_view ends);
  void Observe(const store::DbError* error);
  [[nodiscard]] store::PostgresOptions Postgres() const;
  void LookAtSettings();
  void LookAtReceiptKeys();
  void LookAtLinkKeys();
  Clock& clock();
  Status<std::string> StartWriting(bool with_outbox_workers);
  Status<std::string> CheckClock();
  Status<std::string> AcceptClock();
  Status<std::string> ReadSettings();
  Status<std::string> Remember(std::string_view setting, const std::string& value);
  Status<std::string> ReadLinkKeyFile();
  Status<std::string> SetUpLinkKeys(bool serving);
  Status<std::string> TakeLinkKeyOutOf(const Secret& in_books);
  Status<std::string> KeepLinkKeys(const std::string& name);
  [[nodiscard]] std::string LinkKeyTrouble() const;
  Status<std::string> SetUpReceipts();
  Result<std::string, std::string> Setting(std::string_view name, const std::string& at_first);
  Status<std::string> Listen();
  [[nodiscard]] net::Response Starting(const net::Request& request) const;
  [[nodiscard]] net::ServerOptions ServerOptionsOf() const;
  void BuildOutboxWorkers();
  Status<std::string> ListenForMetrics();
  void WatchQueues();
  // A mistake of ours that kept something from being done, and nothing else.
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
  catalogue::Catalogue offered_;  // of it; changes only until something runs
  http::ErrorPages error_pages_;
  const std::int64_t life_;  // of this process
  SystemClock clock_;
  const Instant started_at_ = clock_.Now();
  engine::Stats stats_;
  engine::StatsListener stats_listener_{stats_};
  engine::OrderWatch watch_;
  OrderLog order_log_{log_};
  engine::StoreWatch write_watch_;
  engine::StoreWatch read_watch_;
  std::unique_ptr<PartiesHouse> parties_;
  store::OpenedStore books_;
  std::unique_ptr<engine::BatchRunner> runner_;
  std::unique_ptr<engine::Engine> engine_;
  std::unique_ptr<engine::OutboxWorkers> outbox_workers_;
  std::unique_ptr<engine::QueueWatch> queue_watch_;
  std::unique_ptr<receipts::PangoRenderer> renderer_;
  std::atomic<receipts::PangoRenderer*> ready_renderer_{
      nullptr};  // settings are looked at before it is built
  std::unique_ptr<http::HttpApi> api_;
  std::atomic<http::HttpApi*> open_api_{nullptr};  // requests come before the API is built
  std::unique_ptr<net::Server> server_;
  std::unique_ptr<net::Server> metrics_server_;
  LinkKeys link_keys_;
  bool has_link_key_file_ = false;
  bool link_keys_lost_ = false;
  std::string link_key_trouble_;  // why links made here open nothing elsewhere
  std::atomic<bool> other_link_key_said_{false};
  Instant last_id_at_{};  // of the books when they were opened
  bool accept_clock_ = false;
  Books books_for_ = Books::kAny;
  bool receipts_ = true;
  bool outbox_workers_held_ = false;
  bool stopped_ = false;
};

}  // namespace herlaad::app
