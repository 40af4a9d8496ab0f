// Driver: the interface between the one repository and a SQL database. The repository passes
// batches of rows and keys of declared tables; the driver chooses how to send them: SQLite loops
// over a prepared statement, PostgreSQL sends arrays through a pipeline. All other SQL of the
// repository is valid for both.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/store/durability.h"
#include "adapters/store/rows/value.h"
#include "base/core/result.h"

namespace herlaad::store {

struct DbError {
  enum class Kind : std::uint8_t {
    kBusy,         // locked by another session: try again
    kFull,         // no space left on the disk
    kReadOnly,     // the database is read-only
    kConstraint,   // a row was rejected
    kDamaged,      // not a database, or a corrupt one
    kDamagedRow,   // a row that the program cannot have written
    kUnavailable,  // reading or writing failed
    kMisused,      // a programming error: bad SQL
  };
  Kind kind = Kind::kUnavailable;
  std::string message;  // contains no value of any row
};
using DbStatus = Status<DbError>;

enum class ColumnType : std::uint8_t { kInt, kText, kBlob };

struct Column {
  std::string_view name;
  ColumnType type = ColumnType::kInt;
  bool nullable = false;
};

// A declared table; the columns of its key come first. Must be a constant: drivers cache statements
// by its address.
struct Table {
  std::string_view name;
  std::span<const Column> columns;
  std::size_t key = 0;    // number of columns in the key
  bool is_by_id = false;  // the key is shard and one number: {id} in migrations.h

  // What follows matters where several nodes write at once.
  bool is_held = false;   // what is read for writing is held until the end: nobody else changes it
  bool is_raced = false;  // somebody else may insert the same key: kBusy then, not kConstraint

  // For CREATE TABLE; see schema/description.h.
  std::string_view indexes = {};
  std::string_view checks = {};
  std::string_view end = {};
};
inline constexpr std::size_t kTableColumnsMax = 96;
// Of a statement: those of the widest table and the number of a table.
inline constexpr std::size_t kColumnsMax = kTableColumnsMax + 1;

// Whether a value has the type of its column. Databases accept some other types too and return them
// converted.
bool Fits(const Column& column, const Value& value);

enum class Verb : std::uint8_t {
  kInsert,  // a row with the same key: kConstraint
  kUpsert,  // replaces all columns outside the key
  kAdd,     // adds the last column to the row's; inserts the row if there is none
  kDelete,  // the batch holds keys; a missing row is no error
};

// A statement in SQL that both databases accept, with $1, $2, … in this order. Must be a constant
// too.
struct Query {
  std::string_view sql;
  const Table* rows_of = nullptr;  // "SELECT <all its columns> FROM <it>" precedes `sql`
};

// Called with each row, which is valid until the call returns. Returning false stops reading.
class RowSink {
 public:
  template <class F>
  RowSink(F& sink)  // NOLINT: implicit by design; borrows
      : sink_(&sink), call_([](void* f, Row row) { return (*static_cast<F*>(f))(row); }) {}
  bool operator()(Row row) const { return call_(sink_, row); }

 private:
  void* sink_;
  bool (*call_)(void*, Row);
};

enum class Access : std::uint8_t {
  kRead,   // one snapshot for all reads until the end
  kWrite,  // nobody else writes until the end, or changes rows that were read from tables with
           // is_held
};

// One connection, for one thread at a time. A lost connection is reopened by the next Begin, or by
// the next read outside a transaction.
class Database {
 public:
  virtual ~Database() = default;

  // Whether several nodes may write at once. If false, a write transaction is exclusive.
  [[nodiscard]] virtual bool IsShared() const = 0;

  virtual DbStatus Begin(Access access) = 0;
  // What the next commit changes, so that readers of other things need not wait until it is
  // durable: see Durability.
  virtual void Changes(std::vector<Durability::Thing> things) { (void)things; }
  // Also reports errors of rows that Write() only queued. After an error nothing was changed,
  // except after kUnavailable: then the outcome is unknown, and the changes may be visible.
  virtual DbStatus Commit() = 0;
  // As Commit, but durable only after a later MakeDurable; in the order of commits.
  virtual DbStatus CommitSoon() { return Commit(); }
  // As Commit, but may be lost in a power failure. Only for changes on which nothing depends before
  // a later commit, which makes this one durable too.
  virtual DbStatus CommitLazily() { return Commit(); }
  // Ends a write transaction without changes. Everything read in it is then as durable as a commit
  // would make it. Errors as for Commit.
  virtual DbStatus ConfirmReads() {
    Rollback();
    return Nothing{};
  }
  // May be called by another thread at any time. After an error it is unknown what is durable, and
  // a retry does not tell.
  virtual DbStatus MakeDurable() { return Nothing{}; }
  virtual void Rollback() = 0;

  // `rows` may be destroyed after the call.
  virtual DbStatus Write(Verb verb, const Table& table, const RowBatch& rows) = 0;

  // The rows whose key begins with one of `keys`, each of `width` columns: in the order of `keys`
  // if those are sorted, and within one key in the order of the table's key.
  virtual DbStatus Read(const Table& table, const RowBatch& keys, std::size_t width,
                        RowSink sink) = 0;

  virtual DbStatus Run(const Query& query, Row parameters, RowSink sink) = 0;
  DbStatus Run(const Query& query, Row parameters);  // for statements without rows
  // As Run, within a transaction, without waiting: later statements see its effect and report its
  // errors.
  virtual DbStatus RunSoon(const Query& query, Row parameters) { return Run(query, parameters); }

  // Several statements in this database's own dialect: migrations.
  virtual DbStatus Execute(const std::string& script) = 0;
  // Fills in the placeholders of a migration; see migrations.h.
  [[nodiscard]] virtual std::string Translate(std::string_view script) const = 0;

  // Changes whenever another connection has committed something. Only within a transaction.
  virtual std::uint64_t OthersVersion() = 0;
};

// The single number that `query` returns, or `otherwise`.
Result<std::int64_t, DbError> OneNumber(Database& database, const Query& query, Row parameters = {},
                                        std::int64_t otherwise = 0);

// Replaces the placeholders of a migration; for the drivers. `text` must know those that
// migrations.h lists.
using PlaceholderText = std::function<std::optional<std::string>(std::string_view word)>;
std::string FillIn(std::string_view script, const PlaceholderText& text);

}  // namespace herlaad::store
