#include "adapters/sandbox/mail/mail_store.h"

#include <utility>

#include "adapters/sandbox/paging.h"

namespace herlaad::sandbox {
namespace {

// A mail that is sent twice arrives twice, as in real mailboxes.
constexpr const char* kSchema = R"(
CREATE TABLE IF NOT EXISTS mail(
  n INTEGER PRIMARY KEY, reference TEXT NOT NULL, address TEXT NOT NULL, content TEXT NOT NULL,
  at_ms INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS mail_by_address ON mail(address, n);
)";

MailEntry ReadMail(const Query& row) {
  MailEntry mail{row.Integer(0), row.Text(1), row.Text(2), {}, {row.Integer(4)}};
  mail.content = nlohmann::json::parse(row.Text(3), nullptr, false);  // written by Mail
  return mail;
}

}  // namespace

Result<std::unique_ptr<MailStore>, std::string> MailStore::Open(const std::string& folder,
                                                                Database::Use use) {
  auto database = Database::Open(folder + "/mail.db", use);
  if (!database.ok()) return Failure{database.error()};
  if (use == Database::Use::kWrite) (*database)->Execute(kSchema);
  std::unique_ptr<MailStore> store(new MailStore(std::move(*database)));
  if (!store->database().error().empty()) return Failure{"mail.db: " + store->database().error()};
  return store;
}

MailStore::MailStore(std::unique_ptr<Database> database) : database_(std::move(database)) {
  Query query(*database_, "SELECT ifnull(max(n), 0) FROM mail");
  if (query.Next()) last_n_ = query.Integer(0);
}

void MailStore::Add(const MailEntry& mail) {
  const std::string content = mail.content.dump();
  Query(*database_, "INSERT INTO mail VALUES (?,?,?,?,?)")
      .Bind(++last_n_)
      .Bind(mail.reference)
      .Bind(mail.address)
      .Bind(content)
      .Bind(mail.at.ms)
      .Run();
}

std::vector<MailEntry> MailStore::Newest(std::string_view address, std::size_t limit) {
  Query query(*database_, "SELECT * FROM mail WHERE address = ? ORDER BY n DESC LIMIT ?");
  query.Bind(address).Bind(static_cast<std::int64_t>(limit));
  std::vector<MailEntry> mails;
  while (query.Next()) mails.push_back(ReadMail(query));
  return mails;
}

std::optional<MailEntry> MailStore::Find(std::int64_t n) {
  Query query(*database_, "SELECT * FROM mail WHERE n = ?");
  query.Bind(n);
  if (!query.Next()) return std::nullopt;
  return ReadMail(query);
}

MailEntries MailStore::Read(const EntriesPage& page) {
  MailEntries entries;
  Query query(*database_, "SELECT * FROM mail WHERE n > ? ORDER BY n LIMIT ?");
  query.Bind(page.after).Bind(static_cast<std::int64_t>(page.limit) + 1);
  while (query.Next()) entries.mails.push_back(ReadMail(query));
  entries.next = CutPage(page.limit, entries.mails);
  return entries;
}

}  // namespace herlaad::sandbox
