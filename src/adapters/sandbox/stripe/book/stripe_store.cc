#include "adapters/sandbox/stripe/book/stripe_store.h"

#include <algorithm>
#include <utility>

#include "adapters/net/json.h"
#include "base/core/secret.h"

namespace herlaad::sandbox {
namespace {

using nlohmann::json;

constexpr const char* kSchema = R"(
CREATE TABLE IF NOT EXISTS object(
  n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
  created_s INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS object_by_kind ON object(kind, n);
CREATE INDEX IF NOT EXISTS object_by_intent
  ON object(kind, json_extract(body, '$.payment_intent'), n);
CREATE INDEX IF NOT EXISTS object_by_token ON object(json_extract(body, '$._token'))
  WHERE kind = 'checkout.session';
CREATE INDEX IF NOT EXISTS object_without_payout ON object(n)
  WHERE kind = 'balance_transaction' AND json_extract(body, '$._payout') IS NULL;
CREATE TABLE IF NOT EXISTS answer(
  key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, request TEXT NOT NULL, status INTEGER NOT NULL,
  body TEXT NOT NULL, at_ms INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS answer_by_time ON answer(at_ms);
CREATE TABLE IF NOT EXISTS plan(
  subject TEXT PRIMARY KEY, action INTEGER NOT NULL, due_ms INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS plan_by_due ON plan(due_ms);
CREATE TABLE IF NOT EXISTS webhook(
  id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL, tries INTEGER NOT NULL,
  held INTEGER NOT NULL, place INTEGER NOT NULL, due_ms INTEGER) STRICT;
CREATE INDEX IF NOT EXISTS webhook_by_due ON webhook(due_ms, place, id) WHERE due_ms IS NOT NULL;
CREATE TABLE IF NOT EXISTS setting(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
)";

// An empty value does not restrict.
std::string ListSql(bool by_intent, bool ascending) {
  return std::string("SELECT body FROM object WHERE kind = ?1 AND created_s BETWEEN ?2 AND ?3") +
         " AND n < ?4 AND n > ?5" +
         (by_intent ? " AND json_extract(body, '$.payment_intent') = ?6" : " AND ?6 = ''") +
         " AND (?7 = '' OR json_extract(body, '$.charge') = ?7)"
         " AND (?8 = '' OR json_extract(body, '$.customer') = ?8)"
         " AND (?9 = '' OR json_extract(body, '$.type') = ?9)"
         " AND (?10 = '' OR json_extract(body, '$.source') = ?10)"
         " AND (?11 = '' OR json_extract(body, '$._payout') = ?11)"
         " AND (?12 = '' OR json_extract(body, '$.status') = ?12)"
         " ORDER BY n " +
         (ascending ? "ASC" : "DESC") + " LIMIT ?13";
}

json ReadObject(const Query& row) { return json::parse(row.Text(0)); }

}  // namespace

StripeStore::StripeStore(std::unique_ptr<Database> database)
    : database_(std::move(database)),
      draw_([](std::size_t bytes) { return RandomSecret(bytes).Reveal(); }) {}

Result<std::unique_ptr<StripeStore>, std::string> StripeStore::Open(const std::string& folder,
                                                                    Database::Use use) {
  return OpenAt(folder + "/stripe.db", use);
}

Result<std::unique_ptr<StripeStore>, std::string> StripeStore::InMemory() {
  return OpenAt(":memory:", Database::Use::kWrite);
}

Result<std::unique_ptr<StripeStore>, std::string> StripeStore::OpenAt(const std::string& path,
                                                                      Database::Use use) {
  auto database = Database::Open(path, use);
  if (!database.ok()) return Failure{database.error()};
  if (use == Database::Use::kWrite) (*database)->Execute(kSchema);
  std::unique_ptr<StripeStore> store(new StripeStore(std::move(*database)));
  if (!store->database().error().empty()) {
    return Failure{"stripe.db: " + store->database().error()};
  }
  return store;
}

std::string StripeStore::NewId(std::string_view prefix) const {
  return std::string(prefix) + draw_(15);
}

void StripeStore::Add(const json& object) {
  Query(*database_, "INSERT INTO object(id, kind, created_s, body) VALUES (?,?,?,?)")
      .Bind(object.at("id").get_ref<const std::string&>())
      .Bind(object.at("object").get_ref<const std::string&>())
      // Events of the second API write their time as text.
      .Bind(object.at("created").is_number() ? object.at("created").get<std::int64_t>()
                                             : object.at("_created").get<std::int64_t>())
      .Bind(net::WriteJson(object))
      .Run();
}

void StripeStore::Update(const json& object) {
  Query(*database_, "UPDATE object SET body = ? WHERE id = ?")
      .Bind(net::WriteJson(object))
      .Bind(object.at("id").get_ref<const std::string&>())
      .Run();
}

std::optional<json> StripeStore::Find(std::string_view id) {
  Query query(*database_, "SELECT body FROM object WHERE id = ?");
  return query.Bind(id).Next() ? std::optional(ReadObject(query)) : std::nullopt;
}

std::optional<json> StripeStore::Find(std::string_view id, std::string_view kind) {
  auto object = Find(id);
  return object && object->at("object") == kind ? object : std::nullopt;
}

std::optional<json> StripeStore::FindSessionByToken(std::string_view token) {
  Query query(*database_,
              "SELECT body FROM object WHERE kind = 'checkout.session' AND"
              " json_extract(body, '$._token') = ?");
  return query.Bind(token).Next() ? std::optional(ReadObject(query)) : std::nullopt;
}

std::optional<std::int64_t> StripeStore::NumberOf(std::string_view id, std::string_view kind) {
  Query query(*database_, "SELECT n FROM object WHERE id = ? AND kind = ?");
  return query.Bind(id).Bind(kind).Next() ? std::optional(query.Integer(0)) : std::nullopt;
}

std::vector<json> StripeStore::List(const StripeListQuery& asked) {
  const bool ascending = asked.after > 0;
  const std::string sql = ListSql(!asked.payment_intent.empty(), ascending);
  Query query(*database_, sql.c_str());
  query.Bind(asked.kind).Bind(asked.created_from).Bind(asked.created_to);
  query.Bind(asked.before).Bind(asked.after).Bind(asked.payment_intent);
  query.Bind(asked.charge).Bind(asked.customer).Bind(asked.type).Bind(asked.source);
  query.Bind(asked.payout).Bind(asked.status);
  query.Bind(static_cast<std::int64_t>(asked.limit) + 1);
  std::vector<json> objects;
  while (query.Next()) objects.push_back(ReadObject(query));
  return objects;
}

std::vector<json> StripeStore::BalanceTransactionsWithoutPayout(std::size_t limit) {
  std::vector<json> objects;
  Query query(*database_,
              "SELECT body FROM object WHERE kind = 'balance_transaction' AND"
              " json_extract(body, '$._payout') IS NULL ORDER BY n LIMIT ?");
  query.Bind(static_cast<std::int64_t>(limit));
  while (query.Next()) objects.push_back(ReadObject(query));
  return objects;
}

void StripeStore::Keep(std::string_view key, const StoredAnswer& answer) {
  Query(*database_, "INSERT OR REPLACE INTO answer VALUES (?,?,?,?,?,?)")
      .Bind(key)
      .Bind(answer.fingerprint)
      .Bind(answer.request_id)
      .Bind(static_cast<std::int64_t>(answer.status))
      .Bind(answer.body)
      .Bind(answer.at.ms)
      .Run();
}

std::optional<StoredAnswer> StripeStore::Kept(std::string_view key) {
  Query query(*database_,
              "SELECT fingerprint, request, status, body, at_ms FROM answer WHERE key = ?");
  if (!query.Bind(key).Next()) return std::nullopt;
  return StoredAnswer{query.Text(0),
                      query.Text(1),
                      static_cast<int>(query.Integer(2)),
                      query.Text(3),
                      {query.Integer(4)}};
}

void StripeStore::ForgetAnswersBefore(Instant at) {
  Query(*database_, "DELETE FROM answer WHERE at_ms < ?").Bind(at.ms).Run();
}

void StripeStore::Set(const StripePlan& plan) {
  Query(*database_, "INSERT OR REPLACE INTO plan VALUES (?,?,?)")
      .Bind(plan.subject)
      .Bind(static_cast<std::int64_t>(plan.action))
      .Bind(plan.due.ms)
      .Run();
}

void StripeStore::DropPlan(std::string_view subject) {
  Query(*database_, "DELETE FROM plan WHERE subject = ?").Bind(subject).Run();
}

std::optional<StripePlan> StripeStore::DuePlan(Instant now) {
  Query query(*database_,
              "SELECT subject, action, due_ms FROM plan WHERE due_ms <= ? ORDER BY due_ms LIMIT 1");
  if (!query.Bind(now.ms).Next()) return std::nullopt;
  return StripePlan{
      query.Text(0), static_cast<StripePlan::Action>(query.Integer(1)), {query.Integer(2)}};
}

std::optional<Instant> StripeStore::NextPlanDue() {
  Query query(*database_, "SELECT due_ms FROM plan ORDER BY due_ms LIMIT 1");
  return query.Next() ? std::optional(Instant{query.Integer(0)}) : std::nullopt;
}

void StripeStore::AddWebhook(std::string_view body, Instant due) {
  Query(*database_, "INSERT INTO webhook(body, tries, held, place, due_ms) VALUES (?, 0, 0, 0, ?)")
      .Bind(body)
      .Bind(due.ms)
      .Run();
}

void StripeStore::HoldWebhook(std::string_view body) {
  Query(*database_,
        "INSERT INTO webhook(body, tries, held, place, due_ms) VALUES (?, 0, 1, 0, NULL)")
      .Bind(body)
      .Run();
}

void StripeStore::ReleaseWebhooks(Instant due, bool reversed) {
  Query(*database_,
        "UPDATE webhook SET held = 0, due_ms = ?, place = CASE WHEN ? = 1 THEN -id ELSE 0 END"
        " WHERE held = 1")
      .Bind(due.ms)
      .Bind(static_cast<std::int64_t>(reversed ? 1 : 0))
      .Run();
}

std::vector<Callback> StripeStore::DueCallbacks(Instant now, std::size_t limit) {
  std::vector<Callback> due;
  Query query(*database_,
              "SELECT id, body, tries FROM webhook WHERE due_ms <= ?"
              " ORDER BY due_ms, place, id LIMIT ?");
  query.Bind(now.ms).Bind(static_cast<std::int64_t>(limit));
  while (query.Next()) due.push_back({query.Integer(0), query.Text(1), query.Integer(2)});
  return due;
}

std::optional<Instant> StripeStore::NextCallbackDue() {
  Query query(*database_,
              "SELECT due_ms FROM webhook WHERE due_ms IS NOT NULL ORDER BY due_ms LIMIT 1");
  return query.Next() ? std::optional(Instant{query.Integer(0)}) : std::nullopt;
}

void StripeStore::DropCallback(std::int64_t id) {
  Query(*database_, "DELETE FROM webhook WHERE id = ?").Bind(id).Run();
}

void StripeStore::PostponeCallback(std::int64_t id, std::int64_t tries, Instant due) {
  Query(*database_, "UPDATE webhook SET tries = ?, due_ms = ? WHERE id = ?")
      .Bind(tries)
      .Bind(due.ms)
      .Bind(id)
      .Run();
}

void StripeStore::GiveUpCallback(std::int64_t id, std::int64_t tries) {
  Query(*database_, "UPDATE webhook SET tries = ?, due_ms = NULL WHERE id = ?")
      .Bind(tries)
      .Bind(id)
      .Run();
}

void StripeStore::SetSetting(std::string_view name, std::string_view value) {
  Query(*database_, "INSERT OR REPLACE INTO setting VALUES (?,?)").Bind(name).Bind(value).Run();
}

std::string StripeStore::Setting(std::string_view name) {
  Query query(*database_, "SELECT value FROM setting WHERE name = ?");
  return query.Bind(name).Next() ? query.Text(0) : "";
}

}  // namespace herlaad::sandbox
