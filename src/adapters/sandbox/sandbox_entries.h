// The entries in the stores of the sandbox bank, operator, phones and mailboxes: what happened
// there, whether or not the client learned of it. An entry is durable before it is answered. The
// stores can be read while they are written, also by another process, and after their writer was
// killed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/core/instant.h"
#include "base/core/result.h"

namespace herlaad::sandbox {

// `n` numbers a store's entries of all kinds. Amounts are cents.

enum class SessionState : std::int8_t { kOpen = 0, kPaid = 1, kClosed = 2 };
std::string_view Name(SessionState state);

struct BankSession {
  std::int64_t n = 0;
  std::string reference;    // the merchant's
  std::int64_t amount = 0;  // 0: closed before it was opened
  SessionState state = SessionState::kOpen;
  std::string reason;  // why it is closed: "declined", "cancelled"
  Instant created_at{};
};

struct BankCharge {
  std::int64_t n = 0;
  std::string reference;  // the bank's
  std::string session;    // the merchant's
  std::int64_t amount = 0;
  Instant at{};
};

struct BankRefund {
  std::int64_t n = 0;
  std::string reference;  // the merchant's
  std::string refund;     // the bank's
  std::string charge;     // the bank's
  std::int64_t amount = 0;
  Instant at{};
};

struct BankEntries {
  std::vector<BankSession> sessions;
  std::vector<BankCharge> charges;
  std::vector<BankRefund> refunds;
  std::optional<std::int64_t> next;  // the cursor of the page after this one
};

// One entry for each request, including repeated ones.
struct OperatorRequest {
  std::int64_t n = 0;
  std::string reference;  // the client's
  std::string msisdn;
  std::int64_t amount = 0;
  Instant at{};
  std::string answer;  // the code of its present or later answer
};

struct OperatorCredit {
  std::int64_t n = 0;
  std::string reference;           // the client's
  std::string operator_reference;  // the operator's
  std::string msisdn;
  std::int64_t amount = 0;
  Instant at{};
};

struct OperatorEntries {
  std::vector<OperatorRequest> requests;
  std::vector<OperatorCredit> credits;
  std::optional<std::int64_t> next;
};

// A text that arrived at a phone.
struct PhoneMessage {
  std::int64_t n = 0;
  std::string reference;  // the sender's
  std::string msisdn;
  std::string text;
  Instant at{};
};

struct PhoneEntries {
  std::vector<PhoneMessage> messages;
  std::optional<std::int64_t> next;
};

// A mail that arrived in a mailbox.
struct MailEntry {
  std::int64_t n = 0;
  std::string reference;  // the sender's
  std::string address;
  nlohmann::json content;  // as sent
  Instant at{};
};

struct MailEntries {
  std::vector<MailEntry> mails;
  std::optional<std::int64_t> next;
};

struct EntriesPage {
  std::int64_t after = 0;  // entries with a greater n
  std::size_t limit = 1'000;
};

nlohmann::json ToJson(const BankEntries& entries);
nlohmann::json ToJson(const OperatorEntries& entries);
nlohmann::json ToJson(const PhoneEntries& entries);
nlohmann::json ToJson(const MailEntries& entries);

// All entries of the store in `folder`; fails with a sentence if it cannot be read.
Result<BankEntries, std::string> ReadBankEntries(const std::string& folder);
Result<OperatorEntries, std::string> ReadOperatorEntries(const std::string& folder);
Result<PhoneEntries, std::string> ReadPhoneEntries(const std::string& folder);
Result<MailEntries, std::string> ReadMailEntries(const std::string& folder);

}  // namespace herlaad::sandbox
