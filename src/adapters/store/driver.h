// Driver: the seam between the one repository and a SQL database. The repository speaks in batches
// of rows and keys of declared tables; how they travel is the driver's affair: SQLite loops a
// prepared statement, PostgreSQL sends arrays through a pipeline. Whatever else the repository says
// is SQL that both understand.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/store/durability.h"
#include "adapters/store/value.h"
#include "base/core/result.h"

namespace herlaad::store {

struct DbError {
  enum class Kind : std::uint8_t {
    kBusy,         // somebody else holds it: try again
    kFull,         // no room left on the disk
    kReadOnly,     // may not be written
    kConstraint,   // a row was refused
    kDamaged,      // not a database, or a damaged one
    kDamagedRow,   // a row that cannot be what we wrote
    kUnavailable,  // reading or writing failed
    kMisused,      // our own mistake: bad SQL
  };
  Kind kind = Kind::kUnavailable;
  std::string message;  // no value of any row in it
};
using DbStatus = Status<DbError>;

enum class ColumnType : std::uint8_t { kInt, kText, kBlob };

struct Column {
  std::string_view name;
  ColumnType type = ColumnType::kInt;
  bool nullable = false;
};

// A table as the repository knows it: the columns of its key come first. A constant: drivers
// remember statements by its address.
struct Table {
  std::string_view name;
  std::span<const Column> columns;
  std::size_t key = 0;    // how many of the columns are its key
  bool is_by_id = false;  // its key is shard and one number: {id} in migrations.h

  // What follows matters where several nodes write at once.
  bool is_held = false;   // what is read for writing is held until the end: nobody else changes it
  bool is_raced = false;  // somebody else may insert the same key: kBusy then, not kConstraint

  // For CREATE TABLE; see schema/description.h.
  std::string_view indexes = {};
  std::string_view checks = {};
  std::string_view end = {};
};
inline constexpr std::size_t kColumnsMax = 48;

// A value is of the type of its column: databases would take some others too, and give them back as
// something else.
bool Fits(const Column& column, const Value& value);

enum class Verb : std::uint8_t {
  kInsert,  // a row with the same key: kConstraint
  kUpsert,  // replaces all that is not key
  kAdd,     // adds the last column to the row's; inserts the row where there is none
  kDelete,  // the batch holds keys; a row that is not there is no error
};

// A statement of our own in SQL that both databases speak, with $1, $2, … in this order. A
// constant as well.
struct Query {
  std::string_view sql;
  const Table* rows_of = nullptr;  // "SELECT <all its columns> FROM <it>" goes before `sql`
};

// Is called with each row; the row lives until it returns. False ends the reading.
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
  kRead,   // one snapshot for all reading until the end
  kWrite,  // nobody else writes until the end, or changes what was read of tables that are held
};

// One connection. One thread uses it at a time. One that was lost is made again by the next Begin,
// or by the next reading outside a transaction.
class Database {
 public:
  virtual ~Database() = default;

  // Several nodes may write at once. Otherwise a write transaction is alone.
  [[nodiscard]] virtual bool IsShared() const = 0;

  virtual DbStatus Begin(Access access) = 0;
  // What the next commit changes, so that who has read other things need not wait until it is
  // durable: see Durability.
  virtual void Changes(std::vector<Durability::Thing> things) { (void)things; }
  // Says too what was wrong with a row that Write() had only sent off. After an error nothing was
  // changed, unless the error is kUnavailable: then nobody knows, though it may be there to be
  // seen.
  virtual DbStatus Commit() = 0;
  // The same, but durable only after a MakeDurable that was called later; in the order of commits.
  virtual DbStatus CommitSoon() { return Commit(); }
  // The same, but it may still be lost with the power; what depends on it is committed later, and
  // carries it along.
  virtual DbStatus CommitLazily() { return Commit(); }
  // Ends a transaction for writing in which nothing was written. All that was read in it is then as
  // durable as a commit of its own would be. Errors as Commit's.
  virtual DbStatus ConfirmReads() {
    Rollback();
    return Nothing{};
  }
  // May be called by another thread beside everything else. After an error nobody knows what is
  // durable, and trying again does not tell.
  virtual DbStatus MakeDurable() { return Nothing{}; }
  virtual void Rollback() = 0;

  // `rows` may be gone when it returns.
  virtual DbStatus Write(Verb verb, const Table& table, const RowBatch& rows) = 0;

  // The rows whose key begins with one of `keys`, each of `width` columns: in the order of `keys`
  // when those are sorted, and within one key in the order of the table's key.
  virtual DbStatus Read(const Table& table, const RowBatch& keys, std::size_t width,
                        RowSink sink) = 0;

  virtual DbStatus Run(const Query& query, Row parameters, RowSink sink) = 0;
  DbStatus Run(const Query& query, Row parameters);  // for what gives no rows
  // The same within a transaction, without waiting for it: what comes next sees what it did, and
  // says what was wrong with it.
  virtual DbStatus RunSoon(const Query& query, Row parameters) { return Run(query, parameters); }

  // Several statements in this database's own words: migrations.
  virtual DbStatus Execute(const std::string& script) = 0;
  // Migrations' text with its placeholders filled in; see migrations.h.
  [[nodiscard]] virtual std::string Translate(std::string_view script) const = 0;

  // Changes whenever somebody else has committed something. Meaningful within a transaction.
  virtual std::uint64_t OthersVersion() = 0;
};

// The one number that `query` gives, or `otherwise`.
Result<std::int64_t, DbError> OneNumber(Database& database, const Query& query, Row parameters = {},
                                        std::int64_t otherwise = 0);

// A migration's text with its placeholders filled in; for the drivers. `text` knows those that
// migrations.h lists.
using PlaceholderText = std::function<std::optional<std::string>(std::string_view word)>;
std::string FillIn(std::string_view script, const PlaceholderText& text);

}  // namespace herlaad::store
