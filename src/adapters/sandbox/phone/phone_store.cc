#include "adapters/sandbox/phone/phone_store.h"

#include <utility>

#include "adapters/sandbox/paging.h"

namespace herlaad::sandbox {
namespace {

// A text that is sent twice arrives twice, as on real phones.
constexpr const char* kSchema = R"(
CREATE TABLE IF NOT EXISTS message(
  n INTEGER PRIMARY KEY, reference TEXT NOT NULL, msisdn TEXT NOT NULL, text TEXT NOT NULL,
  at_ms INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS message_by_number ON message(msisdn, n);
)";

PhoneMessage ReadMessage(const Query& row) {
  return {row.Integer(0), row.Text(1), row.Text(2), row.Text(3), {row.Integer(4)}};
}

}  // namespace

Result<std::unique_ptr<PhoneStore>, std::string> PhoneStore::Open(const std::string& folder,
                                                                  Database::Use use) {
  auto database = Database::Open(folder + "/phone.db", use);
  if (!database.ok()) return Failure{database.error()};
  if (use == Database::Use::kWrite) (*database)->Execute(kSchema);
  std::unique_ptr<PhoneStore> store(new PhoneStore(std::move(*database)));
  if (!store->database().error().empty()) return Failure{"phone.db: " + store->database().error()};
  return store;
}

PhoneStore::PhoneStore(std::unique_ptr<Database> database) : database_(std::move(database)) {
  Query query(*database_, "SELECT ifnull(max(n), 0) FROM message");
  if (query.Next()) last_n_ = query.Integer(0);
}

void PhoneStore::Add(const PhoneMessage& message) {
  Query(*database_, "INSERT INTO message VALUES (?,?,?,?,?)")
      .Bind(++last_n_)
      .Bind(message.reference)
      .Bind(message.msisdn)
      .Bind(message.text)
      .Bind(message.at.ms)
      .Run();
}

std::vector<PhoneMessage> PhoneStore::Newest(std::string_view msisdn, std::size_t limit) {
  Query query(*database_, "SELECT * FROM message WHERE msisdn = ? ORDER BY n DESC LIMIT ?");
  query.Bind(msisdn).Bind(static_cast<std::int64_t>(limit));
  std::vector<PhoneMessage> messages;
  while (query.Next()) messages.push_back(ReadMessage(query));
  return messages;
}

PhoneEntries PhoneStore::Read(const EntriesPage& page) {
  PhoneEntries entries;
  Query query(*database_, "SELECT * FROM message WHERE n > ? ORDER BY n LIMIT ?");
  query.Bind(page.after).Bind(static_cast<std::int64_t>(page.limit) + 1);
  while (query.Next()) entries.messages.push_back(ReadMessage(query));
  entries.next = CutPage(page.limit, entries.messages);
  return entries;
}

}  // namespace herlaad::sandbox
