#include "apps/herlaad/config/reconcile_section.h"

#include <algorithm>

#include "base/core/printable.h"
#include "domain/reconcile/account_number.h"

namespace herlaad::app {
namespace {

using catalogue::Mistakes;
using catalogue::TableReader;
using catalogue::TomlNode;

constexpr const char* kAccounts = "accounts";
constexpr std::size_t kShownMax = 40;
constexpr std::size_t kBelgianIban = 16;

bool IsAlphanumeric(char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

// Why `account`, in plain form, is not one of ours; empty if it can be.
std::string WhyNoIban(const std::string& account) {
  if (account.empty() || account.size() > kShownMax || !IsOneLine(account))
    return "accounts must contain IBANs such as \"BE68 5390 0754 7034\"";
  const std::string name = "accounts: \"" + account + "\" ";
  if (account.starts_with("BE") && account.size() != kBelgianIban &&
      std::all_of(account.begin(), account.end(), IsAlphanumeric))
    return name + "has " + std::to_string(account.size()) +
           " characters, and a Belgian IBAN has 16: look at it on a statement";
  if (reconcile::IsIban(account)) return "";
  const bool is_shaped = account.size() > 4 &&
                         std::all_of(account.begin(), account.end(), IsAlphanumeric) &&
                         !(account[0] <= '9') && !(account[1] <= '9');
  return name + (is_shaped ? "is no IBAN, its check digits do not fit: look at it on a statement"
                           : "is no IBAN such as \"BE68 5390 0754 7034\"");
}

void ReadAccount(const TomlNode& item, Mistakes& mistakes, std::vector<std::string>& accounts) {
  const bool is_text = item.kind == TomlNode::Kind::kText;
  std::string account = is_text ? reconcile::PlainAccount(item.text) : std::string();
  if (const std::string why = WhyNoIban(account); !why.empty()) {
    mistakes.Add(item.line, item.column, why);
  } else if (std::find(accounts.begin(), accounts.end(), account) != accounts.end()) {
    mistakes.Add(item.line, item.column, "accounts: \"" + account + "\" is listed twice");
  } else {
    accounts.push_back(std::move(account));
  }
}

}  // namespace

void ReadReconcile(const TomlNode& table, Mistakes& mistakes, Config& config) {
  TableReader reader(table, "[reconcile]", mistakes);
  reader.Ignore(kAccounts);
  for (const catalogue::TomlEntry& entry : table.entries) {
    if (entry.key != kAccounts) continue;
    if (entry.value.kind != TomlNode::Kind::kArray)
      reader.Complain(kAccounts,
                      "accounts must be a list of IBANs such as [\"BE68 5390 0754 7034\"]");
    if (entry.value.items.size() > kBankAccountsMax) {
      reader.Complain(kAccounts, "accounts may list at most 100 bank accounts");
      continue;
    }
    for (const TomlNode& item : entry.value.items)
      ReadAccount(item, mistakes, config.bank_accounts);
  }
  reader.RefuseUnknownKeys();
}

}  // namespace herlaad::app
