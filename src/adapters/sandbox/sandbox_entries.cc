#include "adapters/sandbox/sandbox_entries.h"

#include <iterator>

#include "adapters/sandbox/bank/bank_store.h"
#include "adapters/sandbox/mail/mail_store.h"
#include "adapters/sandbox/operator/operator_store.h"
#include "adapters/sandbox/phone/phone_store.h"

namespace herlaad::sandbox {
namespace {

using nlohmann::json;

json ToJson(const BankSession& session) {
  return {{"n", session.n},           {"reference", session.reference},
          {"amount", session.amount}, {"state", Name(session.state)},
          {"reason", session.reason}, {"created_at", ToRfc3339(session.created_at)}};
}

json ToJson(const BankCharge& charge) {
  return {{"n", charge.n},
          {"reference", charge.reference},
          {"session", charge.session},
          {"amount", charge.amount},
          {"at", ToRfc3339(charge.at)}};
}

json ToJson(const BankRefund& refund) {
  return {{"n", refund.n},           {"reference", refund.reference}, {"refund", refund.refund},
          {"charge", refund.charge}, {"amount", refund.amount},       {"at", ToRfc3339(refund.at)}};
}

json ToJson(const OperatorRequest& request) {
  return {{"n", request.n},           {"reference", request.reference},
          {"msisdn", request.msisdn}, {"amount", request.amount},
          {"answer", request.answer}, {"at", ToRfc3339(request.at)}};
}

json ToJson(const OperatorCredit& credit) {
  return {{"n", credit.n},
          {"reference", credit.reference},
          {"operator_reference", credit.operator_reference},
          {"msisdn", credit.msisdn},
          {"amount", credit.amount},
          {"at", ToRfc3339(credit.at)}};
}

json ToJson(const PhoneMessage& message) {
  return {{"n", message.n},
          {"reference", message.reference},
          {"msisdn", message.msisdn},
          {"text", message.text},
          {"at", ToRfc3339(message.at)}};
}

// Without the bytes of the attachment, which have a URL of their own.
json ToJson(const MailEntry& mail) {
  json entry = mail.content;
  entry["n"] = mail.n;
  entry["at"] = ToRfc3339(mail.at);
  if (entry.contains("attachment")) entry["attachment"].erase("base64");
  return entry;
}

template <class Entry>
json ListOf(const std::vector<Entry>& entries) {
  json list = json::array();
  for (const Entry& entry : entries) list.push_back(ToJson(entry));
  return list;
}

// Cursors are strings, so that clients do not calculate with them.
json CursorOf(const std::optional<std::int64_t>& next) {
  return next ? json(std::to_string(*next)) : json(nullptr);
}

template <class Entry>
void Append(std::vector<Entry>&& page, std::vector<Entry>& all) {
  all.insert(all.end(), std::make_move_iterator(page.begin()), std::make_move_iterator(page.end()));
}

void Append(BankEntries&& page, BankEntries& all) {
  Append(std::move(page.sessions), all.sessions);
  Append(std::move(page.charges), all.charges);
  Append(std::move(page.refunds), all.refunds);
}

void Append(OperatorEntries&& page, OperatorEntries& all) {
  Append(std::move(page.requests), all.requests);
  Append(std::move(page.credits), all.credits);
}

void Append(PhoneEntries&& page, PhoneEntries& all) {
  Append(std::move(page.messages), all.messages);
}

void Append(MailEntries&& page, MailEntries& all) { Append(std::move(page.mails), all.mails); }

// All pages in one snapshot.
template <class Entries, class Store>
Result<Entries, std::string> ReadAll(const std::string& folder) {
  auto opened = Store::Open(folder, Database::Use::kRead);
  if (!opened.ok()) return Failure{opened.error()};
  Store& store = **opened;
  store.database().Begin();
  Entries all;
  for (EntriesPage page; true;) {
    Entries entries = store.Read(page);
    const auto next = entries.next;
    Append(std::move(entries), all);
    if (!next) break;
    page.after = *next;
  }
  if (!store.database().Commit()) return Failure{store.database().error()};
  return all;
}

}  // namespace

std::string_view Name(SessionState state) {
  switch (state) {
    case SessionState::kOpen:
      return "open";
    case SessionState::kPaid:
      return "paid";
    case SessionState::kClosed:
      return "closed";
  }
  return "";
}

json ToJson(const BankEntries& entries) {
  return {{"sandbox", true},
          {"currency", "EUR"},
          {"sessions", ListOf(entries.sessions)},
          {"charges", ListOf(entries.charges)},
          {"refunds", ListOf(entries.refunds)},
          {"next", CursorOf(entries.next)}};
}

json ToJson(const OperatorEntries& entries) {
  return {{"sandbox", true},
          {"currency", "EUR"},
          {"requests", ListOf(entries.requests)},
          {"credits", ListOf(entries.credits)},
          {"next", CursorOf(entries.next)}};
}

json ToJson(const PhoneEntries& entries) {
  return {
      {"sandbox", true}, {"messages", ListOf(entries.messages)}, {"next", CursorOf(entries.next)}};
}

json ToJson(const MailEntries& entries) {
  return {{"sandbox", true}, {"mails", ListOf(entries.mails)}, {"next", CursorOf(entries.next)}};
}

Result<BankEntries, std::string> ReadBankEntries(const std::string& folder) {
  return ReadAll<BankEntries, BankStore>(folder);
}

Result<OperatorEntries, std::string> ReadOperatorEntries(const std::string& folder) {
  return ReadAll<OperatorEntries, OperatorStore>(folder);
}

Result<PhoneEntries, std::string> ReadPhoneEntries(const std::string& folder) {
  return ReadAll<PhoneEntries, PhoneStore>(folder);
}

Result<MailEntries, std::string> ReadMailEntries(const std::string& folder) {
  return ReadAll<MailEntries, MailStore>(folder);
}

}  // namespace herlaad::sandbox
