#include "adapters/sandbox/bank/bank_store.h"

#include <utility>

#include "adapters/sandbox/paging.h"

namespace herlaad::sandbox {
namespace {

constexpr const char* kSchema = R"(
CREATE TABLE IF NOT EXISTS session(
  n INTEGER PRIMARY KEY, reference TEXT NOT NULL UNIQUE, amount INTEGER NOT NULL,
  state INTEGER NOT NULL, reason TEXT NOT NULL, created_ms INTEGER NOT NULL,
  token TEXT NOT NULL UNIQUE, tender TEXT NOT NULL, description TEXT NOT NULL,
  return_url TEXT NOT NULL, decline_reason TEXT NOT NULL DEFAULT '') STRICT;
CREATE TABLE IF NOT EXISTS charge(
  n INTEGER PRIMARY KEY, reference TEXT NOT NULL UNIQUE, session TEXT NOT NULL,
  amount INTEGER NOT NULL CHECK(amount > 0), at_ms INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS charge_by_session ON charge(session);
CREATE TABLE IF NOT EXISTS refund(
  n INTEGER PRIMARY KEY, reference TEXT NOT NULL UNIQUE, refund TEXT NOT NULL UNIQUE,
  charge TEXT NOT NULL, amount INTEGER NOT NULL CHECK(amount > 0), at_ms INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS refund_by_charge ON refund(charge);
CREATE TABLE IF NOT EXISTS plan(
  session TEXT PRIMARY KEY, action INTEGER NOT NULL, due_ms INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS callback(
  id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL, tries INTEGER NOT NULL,
  due_ms INTEGER) STRICT;
CREATE INDEX IF NOT EXISTS callback_by_due ON callback(due_ms, id) WHERE due_ms IS NOT NULL;
)";

constexpr const char* kAddDeclineReason =
    "ALTER TABLE session ADD COLUMN decline_reason TEXT NOT NULL DEFAULT ''";

// A store from a version without decline reasons.
bool LacksDeclineReason(Database& database) {
  Query query(database,
              "SELECT count(*) FROM pragma_table_info('session') WHERE name = 'decline_reason'");
  return query.Next() && query.Integer(0) == 0;
}

// Rows are read and written with all columns in the order of the schema.

FullSession ReadSession(const Query& row) {
  FullSession session;
  session.n = row.Integer(0);
  session.reference = row.Text(1);
  session.amount = row.Integer(2);
  session.state = static_cast<SessionState>(row.Integer(3));
  session.reason = row.Text(4);
  session.created_at = {row.Integer(5)};
  session.token = row.Text(6);
  session.payment_method = row.Text(7);
  session.description = row.Text(8);
  session.return_url = row.Text(9);
  session.decline_reason = row.Text(10);
  return session;
}

BankCharge ReadCharge(const Query& row) {
  return {row.Integer(0), row.Text(1), row.Text(2), row.Integer(3), {row.Integer(4)}};
}

BankRefund ReadRefund(const Query& row) {
  return {row.Integer(0), row.Text(1), row.Text(2), row.Text(3), row.Integer(4), {row.Integer(5)}};
}

Plan ReadPlan(const Query& row) {
  return {row.Text(0), static_cast<Plan::Action>(row.Integer(1)), {row.Integer(2)}};
}

}  // namespace

Result<std::unique_ptr<BankStore>, std::string> BankStore::Open(const std::string& folder,
                                                                Database::Use use) {
  auto database = Database::Open(folder + "/bank.db", use);
  if (!database.ok()) return Failure{database.error()};
  if (use == Database::Use::kWrite) {
    (*database)->Execute(kSchema);
    if (LacksDeclineReason(**database)) (*database)->Execute(kAddDeclineReason);
  }
  std::unique_ptr<BankStore> store(new BankStore(std::move(*database)));
  if (!store->database().error().empty()) return Failure{"bank.db: " + store->database().error()};
  return store;
}

BankStore::BankStore(std::unique_ptr<Database> database) : database_(std::move(database)) {
  Query query(*database_,
              "SELECT max((SELECT ifnull(max(n), 0) FROM session),"
              " (SELECT ifnull(max(n), 0) FROM charge), (SELECT ifnull(max(n), 0) FROM refund))");
  if (query.Next()) last_n_ = query.Integer(0);
}

std::optional<FullSession> BankStore::FindSession(std::string_view reference) {
  Query query(*database_, "SELECT * FROM session WHERE reference = ?");
  return query.Bind(reference).Next() ? std::optional(ReadSession(query)) : std::nullopt;
}

std::optional<FullSession> BankStore::FindByToken(std::string_view token) {
  Query query(*database_, "SELECT * FROM session WHERE token = ?");
  return query.Bind(token).Next() ? std::optional(ReadSession(query)) : std::nullopt;
}

void BankStore::Add(const FullSession& session) {
  Query(*database_, "INSERT INTO session VALUES (?,?,?,?,?,?,?,?,?,?,?)")
      .Bind(++last_n_)
      .Bind(session.reference)
      .Bind(session.amount)
      .Bind(static_cast<std::int64_t>(session.state))
      .Bind(session.reason)
      .Bind(session.created_at.ms)
      .Bind(session.token)
      .Bind(session.payment_method)
      .Bind(session.description)
      .Bind(session.return_url)
      .Bind(session.decline_reason)
      .Run();
}

void BankStore::SetState(std::string_view reference, SessionState state, std::string_view reason,
                         std::string_view decline_reason) {
  Query(*database_,
        "UPDATE session SET state = ?, reason = ?, decline_reason = ? WHERE reference = ?")
      .Bind(static_cast<std::int64_t>(state))
      .Bind(reason)
      .Bind(decline_reason)
      .Bind(reference)
      .Run();
}

void BankStore::Add(const BankCharge& charge) {
  Query(*database_, "INSERT INTO charge VALUES (?,?,?,?,?)")
      .Bind(++last_n_)
      .Bind(charge.reference)
      .Bind(charge.session)
      .Bind(charge.amount)
      .Bind(charge.at.ms)
      .Run();
}

std::optional<BankCharge> BankStore::FindCharge(std::string_view reference) {
  Query query(*database_, "SELECT * FROM charge WHERE reference = ?");
  return query.Bind(reference).Next() ? std::optional(ReadCharge(query)) : std::nullopt;
}

std::optional<BankCharge> BankStore::FirstChargeOf(std::string_view session) {
  Query query(*database_, "SELECT * FROM charge WHERE session = ? ORDER BY n LIMIT 1");
  return query.Bind(session).Next() ? std::optional(ReadCharge(query)) : std::nullopt;
}

void BankStore::Add(const BankRefund& refund) {
  Query(*database_, "INSERT INTO refund VALUES (?,?,?,?,?,?)")
      .Bind(++last_n_)
      .Bind(refund.reference)
      .Bind(refund.refund)
      .Bind(refund.charge)
      .Bind(refund.amount)
      .Bind(refund.at.ms)
      .Run();
}

std::optional<BankRefund> BankStore::FindRefund(std::string_view reference) {
  Query query(*database_, "SELECT * FROM refund WHERE reference = ?");
  return query.Bind(reference).Next() ? std::optional(ReadRefund(query)) : std::nullopt;
}

std::int64_t BankStore::RefundedOf(std::string_view charge) {
  Query query(*database_, "SELECT ifnull(sum(amount), 0) FROM refund WHERE charge = ?");
  return query.Bind(charge).Next() ? query.Integer(0) : 0;
}

void BankStore::Add(const Plan& plan) {
  Query(*database_, "INSERT INTO plan VALUES (?,?,?) ON CONFLICT DO NOTHING")
      .Bind(plan.session)
      .Bind(static_cast<std::int64_t>(plan.action))
      .Bind(plan.due.ms)
      .Run();
}

void BankStore::Set(const Plan& plan) {
  DropPlan(plan.session);
  Add(plan);
}

std::optional<Plan> BankStore::FindPlan(std::string_view session) {
  Query query(*database_, "SELECT * FROM plan WHERE session = ?");
  return query.Bind(session).Next() ? std::optional(ReadPlan(query)) : std::nullopt;
}

std::vector<Plan> BankStore::Plans() {
  std::vector<Plan> plans;
  Query query(*database_, "SELECT * FROM plan");
  while (query.Next()) plans.push_back(ReadPlan(query));
  return plans;
}

void BankStore::DropPlan(std::string_view session) {
  Query(*database_, "DELETE FROM plan WHERE session = ?").Bind(session).Run();
}

void BankStore::AddCallback(std::string_view body, Instant due) {
  Query(*database_, "INSERT INTO callback(body, tries, due_ms) VALUES (?, 0, ?)")
      .Bind(body)
      .Bind(due.ms)
      .Run();
}

std::vector<Callback> BankStore::DueCallbacks(Instant now, std::size_t limit) {
  std::vector<Callback> due;
  Query query(*database_,
              "SELECT id, body, tries FROM callback WHERE due_ms <= ? ORDER BY due_ms, id LIMIT ?");
  query.Bind(now.ms).Bind(static_cast<std::int64_t>(limit));
  while (query.Next()) due.push_back({query.Integer(0), query.Text(1), query.Integer(2)});
  return due;
}

std::optional<Instant> BankStore::NextCallbackDue() {
  Query query(*database_,
              "SELECT due_ms FROM callback WHERE due_ms IS NOT NULL ORDER BY due_ms, id LIMIT 1");
  return query.Next() ? std::optional(Instant{query.Integer(0)}) : std::nullopt;
}

void BankStore::DropCallback(std::int64_t id) {
  Query(*database_, "DELETE FROM callback WHERE id = ?").Bind(id).Run();
}

void BankStore::PostponeCallback(std::int64_t id, std::int64_t tries, Instant due) {
  Query(*database_, "UPDATE callback SET tries = ?, due_ms = ? WHERE id = ?")
      .Bind(tries)
      .Bind(due.ms)
      .Bind(id)
      .Run();
}

void BankStore::GiveUpCallback(std::int64_t id, std::int64_t tries) {
  Query(*database_, "UPDATE callback SET tries = ?, due_ms = NULL WHERE id = ?")
      .Bind(tries)
      .Bind(id)
      .Run();
}

BankEntries BankStore::Read(const EntriesPage& page) {
  const auto limit = static_cast<std::int64_t>(page.limit) + 1;
  BankEntries entries;
  Query sessions(*database_, "SELECT * FROM session WHERE n > ? ORDER BY n LIMIT ?");
  sessions.Bind(page.after).Bind(limit);
  while (sessions.Next()) entries.sessions.push_back(ReadSession(sessions));
  Query charges(*database_, "SELECT * FROM charge WHERE n > ? ORDER BY n LIMIT ?");
  charges.Bind(page.after).Bind(limit);
  while (charges.Next()) entries.charges.push_back(ReadCharge(charges));
  Query refunds(*database_, "SELECT * FROM refund WHERE n > ? ORDER BY n LIMIT ?");
  refunds.Bind(page.after).Bind(limit);
  while (refunds.Next()) entries.refunds.push_back(ReadRefund(refunds));
  entries.next = CutPage(page.limit, entries.sessions, entries.charges, entries.refunds);
  return entries;
}

}  // namespace herlaad::sandbox
