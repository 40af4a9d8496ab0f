// The bare loop: what one thread can write to SQLite with the obvious schema, without HTTP and
// domain rules. It is the baseline of all benchmarks and therefore frozen: do not make it slower or
// faster.
//
// A top-up is one order row with a UNIQUE random 16-byte key, two ledger rows and one balance
// update, in batches of 64, durable (WAL, synchronous=FULL). Statements are prepared once; cache
// and checkpoints have sensible settings.
//
//   bare_loop --file bare.db [--sims 1000000] [--present 0] [--seconds 5] [--batch 64]
//
// A missing file is created and filled first (not timed); an existing one is continued. Prints
// JSON.
#include <sqlite3.h>

#include <CLI/CLI.hpp>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <random>
#include <stdexcept>
#include <string>

namespace {

using SteadyClock = std::chrono::steady_clock;

struct Options {
  std::string file;
  std::int64_t sims = 1'000'000;
  std::int64_t present = 0;
  double seconds = 5;
  int batch = 64;
};

class Database {
 public:
  explicit Database(const std::string& file) {
    Require(sqlite3_open(file.c_str(), &db_) == SQLITE_OK);
    Run("PRAGMA journal_mode=WAL");
    Run("PRAGMA synchronous=FULL");
    Run("PRAGMA cache_size=-131072");
    Run("PRAGMA wal_autocheckpoint=4000");
  }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database() { sqlite3_close(db_); }

  void Run(const char* sql) {
    Require(sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
  }
  void Require(bool fine) const {
    if (!fine) throw std::runtime_error(sqlite3_errmsg(db_));
  }
  sqlite3* handle() const { return db_; }

 private:
  sqlite3* db_ = nullptr;
};

class Statement {
 public:
  Statement(Database& db, const char* sql) : db_(db) {
    db.Require(sqlite3_prepare_v3(db.handle(), sql, -1, SQLITE_PREPARE_PERSISTENT, &statement_,
                                  nullptr) == SQLITE_OK);
  }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement() { sqlite3_finalize(statement_); }

  Statement& Bind(int at, std::int64_t value) {
    db_.Require(sqlite3_bind_int64(statement_, at, value) == SQLITE_OK);
    return *this;
  }
  Statement& Bind(int at, const std::array<std::uint64_t, 2>& key) {
    db_.Require(sqlite3_bind_blob(statement_, at, key.data(), sizeof key, SQLITE_STATIC) ==
                SQLITE_OK);
    return *this;
  }
  void Run() {
    db_.Require(sqlite3_step(statement_) == SQLITE_DONE);
    db_.Require(sqlite3_reset(statement_) == SQLITE_OK);
  }
  std::int64_t Number() {
    db_.Require(sqlite3_step(statement_) == SQLITE_ROW);
    const std::int64_t number = sqlite3_column_int64(statement_, 0);
    db_.Require(sqlite3_reset(statement_) == SQLITE_OK);
    return number;
  }

 private:
  Database& db_;
  sqlite3_stmt* statement_ = nullptr;
};

// Writes top-ups of 15 EUR for random SIMs.
class Writer {
 public:
  Writer(Database& db, std::int64_t sims)
      : db_(db),
        begin_(db, "BEGIN IMMEDIATE"),
        commit_(db, "COMMIT"),
        order_(db, "INSERT INTO orders(key, sim, amount, state, created_ms) VALUES (?,?,?,?,?)"),
        entry_(db, "INSERT INTO ledger(order_id, account, amount) VALUES (?,?,?)"),
        balance_(db, "UPDATE sims SET balance = balance + ?, valid_until_ms = ? WHERE id = ?"),
        random_(std::random_device()()),
        sim_(1, sims) {}

  void Batch(int size, std::int64_t now_ms) {
    begin_.Run();
    for (int i = 0; i < size; ++i) TopUp(now_ms);
    commit_.Run();
  }

 private:
  void TopUp(std::int64_t now_ms) {
    constexpr std::int64_t kAmount = 1500, kCashAccount = 1, kAccepted = 1;
    constexpr std::int64_t kYearMs = 365LL * 86'400'000;
    const std::array<std::uint64_t, 2> key = {random_(), random_()};
    const std::int64_t sim = sim_(random_);
    order_.Bind(1, key).Bind(2, sim).Bind(3, kAmount).Bind(4, kAccepted).Bind(5, now_ms).Run();
    const std::int64_t order = sqlite3_last_insert_rowid(db_.handle());
    entry_.Bind(1, order).Bind(2, kCashAccount).Bind(3, -kAmount).Run();
    entry_.Bind(1, order).Bind(2, sim + 1000).Bind(3, kAmount).Run();
    balance_.Bind(1, kAmount).Bind(2, now_ms + kYearMs).Bind(3, sim).Run();
  }

  Database& db_;
  Statement begin_, commit_, order_, entry_, balance_;
  std::mt19937_64 random_;
  std::uniform_int_distribution<std::int64_t> sim_;
};

std::int64_t NowMs() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

void Fill(Database& db, const Options& options) {
  db.Run("PRAGMA synchronous=OFF");
  db.Run(
      "CREATE TABLE orders(id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, sim INTEGER NOT NULL,"
      " amount INTEGER NOT NULL, state INTEGER NOT NULL, created_ms INTEGER NOT NULL)");
  db.Run(
      "CREATE TABLE ledger(id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL,"
      " account INTEGER NOT NULL, amount INTEGER NOT NULL)");
  db.Run(
      "CREATE TABLE sims(id INTEGER PRIMARY KEY, balance INTEGER NOT NULL,"
      " valid_until_ms INTEGER NOT NULL)");
  db.Run("BEGIN");
  {
    Statement sim(db, "INSERT INTO sims(id, balance, valid_until_ms) VALUES (?,0,0)");
    for (std::int64_t i = 1; i <= options.sims; ++i) sim.Bind(1, i).Run();
  }
  db.Run("COMMIT");
  Writer writer(db, options.sims);
  constexpr std::int64_t kFillBatch = 50'000;
  for (std::int64_t left = options.present; left > 0; left -= kFillBatch) {
    writer.Batch(static_cast<int>(std::min(left, kFillBatch)), NowMs());
  }
  db.Run("PRAGMA wal_checkpoint(TRUNCATE)");
  db.Run("PRAGMA synchronous=FULL");
}

nlohmann::json Measure(Database& db, const Options& options) {
  const std::int64_t present = Statement(db, "SELECT max(id) FROM orders").Number();
  const std::int64_t sims = Statement(db, "SELECT max(id) FROM sims").Number();
  Writer writer(db, sims);
  std::int64_t count = 0;
  const auto begun = SteadyClock::now();
  std::chrono::duration<double> elapsed{0};
  while (elapsed.count() < options.seconds) {
    writer.Batch(options.batch, NowMs());
    count += options.batch;
    elapsed = SteadyClock::now() - begun;
  }
  return {{"rate", static_cast<double>(count) / elapsed.count()},
          {"topups", count},
          {"seconds", elapsed.count()},
          {"present", present},
          {"sims", sims},
          {"batch", options.batch}};
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Writes top-ups into SQLite in the obvious way, as fast as one thread can");
  app.add_option("--file", options.file, "the database")->required();
  app.add_option("--sims", options.sims, "SIMs to fill a new file with")
      ->check(CLI::PositiveNumber);
  app.add_option("--present", options.present, "orders to fill a new file with");
  app.add_option("--seconds", options.seconds, "how long to measure; 0 only fills");
  app.add_option("--batch", options.batch, "top-ups a commit")->check(CLI::PositiveNumber);
  CLI11_PARSE(app, argc, argv);
  try {
    const bool fresh = !std::filesystem::exists(options.file);
    Database db(options.file);
    if (fresh) Fill(db, options);
    if (options.seconds > 0) std::printf("%s\n", Measure(db, options).dump().c_str());
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "bare_loop: %s\n", problem.what());
    return 1;
  }
  return 0;
}
