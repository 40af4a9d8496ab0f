#include "adapters/sandbox/operator/operator_store.h"

#include <utility>

#include "adapters/sandbox/paging.h"

namespace herlaad::sandbox {
namespace {

constexpr const char* kSchema = R"(
CREATE TABLE IF NOT EXISTS request(
  n INTEGER PRIMARY KEY, reference TEXT NOT NULL, msisdn TEXT NOT NULL, amount INTEGER NOT NULL,
  at_ms INTEGER NOT NULL, answer TEXT NOT NULL, answer_at_ms INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS request_by_reference ON request(reference, n);
CREATE TABLE IF NOT EXISTS credit(
  n INTEGER PRIMARY KEY, reference TEXT NOT NULL UNIQUE, operator_reference TEXT NOT NULL UNIQUE,
  msisdn TEXT NOT NULL, amount INTEGER NOT NULL CHECK(amount > 0), at_ms INTEGER NOT NULL) STRICT;
)";

// Rows are read and written with all columns in the order of the schema.
FullRequest ReadRequest(const Query& row) {
  FullRequest request;
  request.n = row.Integer(0);
  request.reference = row.Text(1);
  request.msisdn = row.Text(2);
  request.amount = row.Integer(3);
  request.at = {row.Integer(4)};
  request.answer = row.Text(5);
  request.answer_at = {row.Integer(6)};
  return request;
}

OperatorCredit ReadCredit(const Query& row) {
  return {row.Integer(0), row.Text(1), row.Text(2), row.Text(3), row.Integer(4), {row.Integer(5)}};
}

}  // namespace

Result<std::unique_ptr<OperatorStore>, std::string> OperatorStore::Open(const std::string& folder,
                                                                        Database::Use use) {
  auto database = Database::Open(folder + "/operator.db", use);
  if (!database.ok()) return Failure{database.error()};
  if (use == Database::Use::kWrite) (*database)->Execute(kSchema);
  std::unique_ptr<OperatorStore> store(new OperatorStore(std::move(*database)));
  if (!store->database().error().empty())
    return Failure{"operator.db: " + store->database().error()};
  return store;
}

OperatorStore::OperatorStore(std::unique_ptr<Database> database) : database_(std::move(database)) {
  Query query(*database_,
              "SELECT max((SELECT ifnull(max(n), 0) FROM request),"
              " (SELECT ifnull(max(n), 0) FROM credit))");
  if (query.Next()) last_n_ = query.Integer(0);
}

void OperatorStore::Add(const FullRequest& request) {
  Query(*database_, "INSERT INTO request VALUES (?,?,?,?,?,?,?)")
      .Bind(++last_n_)
      .Bind(request.reference)
      .Bind(request.msisdn)
      .Bind(request.amount)
      .Bind(request.at.ms)
      .Bind(request.answer)
      .Bind(request.answer_at.ms)
      .Run();
}

void OperatorStore::Add(const OperatorCredit& credit) {
  Query(*database_, "INSERT INTO credit VALUES (?,?,?,?,?,?)")
      .Bind(++last_n_)
      .Bind(credit.reference)
      .Bind(credit.operator_reference)
      .Bind(credit.msisdn)
      .Bind(credit.amount)
      .Bind(credit.at.ms)
      .Run();
}

std::optional<FullRequest> OperatorStore::FirstRequest(std::string_view reference) {
  Query query(*database_, "SELECT * FROM request WHERE reference = ? ORDER BY n LIMIT 1");
  return query.Bind(reference).Next() ? std::optional(ReadRequest(query)) : std::nullopt;
}

std::optional<OperatorCredit> OperatorStore::FindCredit(std::string_view reference) {
  Query query(*database_, "SELECT * FROM credit WHERE reference = ?");
  return query.Bind(reference).Next() ? std::optional(ReadCredit(query)) : std::nullopt;
}

OperatorEntries OperatorStore::Read(const EntriesPage& page) {
  const auto limit = static_cast<std::int64_t>(page.limit) + 1;
  OperatorEntries entries;
  Query requests(*database_, "SELECT * FROM request WHERE n > ? ORDER BY n LIMIT ?");
  requests.Bind(page.after).Bind(limit);
  while (requests.Next()) entries.requests.push_back(ReadRequest(requests));
  Query credits(*database_, "SELECT * FROM credit WHERE n > ? ORDER BY n LIMIT ?");
  credits.Bind(page.after).Bind(limit);
  while (credits.Next()) entries.credits.push_back(ReadCredit(credits));
  entries.next = CutPage(page.limit, entries.requests, entries.credits);
  return entries;
}

}  // namespace herlaad::sandbox
