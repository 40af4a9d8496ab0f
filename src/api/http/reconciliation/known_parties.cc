#include "api/http/reconciliation/known_parties.h"

#include <algorithm>

#include "api/http/core/exchange.h"
#include "api/http/core/json/read_json.h"
#include "api/http/reconciliation/problems.h"
#include "engine/commands/reconcile/import_list.h"
#include "engine/ports/queries.h"
#include "engine/reconcile/list_origin.h"

namespace herlaad::http {
namespace {

using ledger::AccountKind;
using reconcile::SourceKind;

std::string Listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

std::vector<std::string> OperatorsOf(const Services& services) {
  std::vector<std::string> names;
  for (const auto& each : services.catalogue.operators) names.push_back(each.id);
  return names;
}

std::vector<std::string> GatewaysOf(const Services& services) {
  std::vector<std::string> names;
  for (const auto& [name, gateway] : services.gateways) names.push_back(name);
  return names;
}

bool Has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Problem NoSuch(std::string_view field, const std::string& what, const std::string& name,
               const std::vector<std::string>& names) {
  return FieldProblem(
      Code::kFieldInvalid, field,
      "There is no " + what + " \"" + name + "\". The " + what + "s are " + Listed(names) + ".");
}

Problem NoTill(std::string_view field, const std::string& till) {
  return FieldProblem(Code::kFieldInvalid, field,
                      "There is no till \"" + till +
                          "\". A till is named by the key that takes cash in it: see `herlaad key "
                          "list`.");
}

// Persons and the command line have tills of their names.
Result<bool, engine::StoreError> IsTill(engine::Queries& queries, const std::string& name) {
  if (name == engine::kLocalTill) return true;
  if (const std::string person = engine::StaffNameIn(name); !person.empty()) {
    const auto member = queries.FindRow<engine::StaffMember>(person);
    if (!member.ok()) return Failure{member.error()};
    return member->has_value();
  }
  const auto till = queries.FindRow<engine::Till>(name);
  if (!till.ok()) return Failure{till.error()};
  return till->has_value();
}

}  // namespace

std::optional<Problem> WhyNotImported(const Services& services, const engine::ImportedFile& file) {
  const auto operators = OperatorsOf(services);
  const auto gateways = GatewaysOf(services);
  if (file.kind == SourceKind::kDeliveries && !Has(operators, file.account))
    return NoSuch("account", "operator", file.account, operators);
  if (file.kind == SourceKind::kGateway && !Has(gateways, file.account))
    return NoSuch("account", "gateway", file.account, gateways);
  if (file.totals.to <= reconcile::DayOf(services.clock.Now())) return std::nullopt;
  return FieldProblem(
      Code::kFieldInvalid, "to",
      "The list has the day " + reconcile::DayText(file.totals.to) + ", which is still to come.");
}

std::optional<Problem> WhyNotNamed(const std::vector<std::string>& bank_accounts,
                                   const engine::ImportedFile& file) {
  if (bank_accounts.empty() || Has(bank_accounts, file.account)) return std::nullopt;
  return ImportRefused(
      Quoted(file.account) + " is none of our bank accounts, which are " + Listed(bank_accounts) +
      ". If it is ours, add it to accounts below [reconcile] in the settings and "
      "restart the server; otherwise choose the right file. Nothing was imported.");
}

ProblemFound WhyNotGiven(engine::Queries& queries, const engine::ImportedFile& file) {
  auto why = engine::WhyNotBeside(queries, file);
  if (!why.ok()) return Failure{why.error()};
  return *why ? std::optional(ImportRefused(**why)) : std::optional<Problem>();
}

ProblemFound WhyNotOurs(engine::Queries& queries, const engine::ImportedFile& file) {
  const auto tail =
      queries.FindRow<engine::ImportTail>(engine::ImportTailKey(file.kind, file.account));
  if (!tail.ok()) return Failure{tail.error()};
  if (*tail) return std::optional<Problem>();
  return std::optional(
      ImportRefused("No statement of " + file.account +
                    " was imported before. If it is an account of ours, import it with --account " +
                    file.account + " (new_account in the API). Nothing was imported."));
}

ProblemFound WhyNotCounted(engine::Queries& queries,
                           const std::vector<engine::ExternalMovement>& counts) {
  for (const engine::ExternalMovement& each : counts) {
    if (each.cents < 0) {
      return std::optional(
          FieldProblem(Code::kFieldInvalid, "counts",
                       "The count of the till \"" + each.counterparty + "\" is below zero."));
    }
    const auto is_till = IsTill(queries, each.counterparty);
    if (!is_till.ok()) return Failure{is_till.error()};
    if (!*is_till) return std::optional(NoTill("counts", each.counterparty));
  }
  return std::optional<Problem>();
}

ProblemFound WhyNotPosted(const Services& services, engine::Queries& queries,
                          const ledger::Account& account) {
  const auto operators = OperatorsOf(services);
  auto parties = GatewaysOf(services);
  const auto because = [](Problem problem) { return std::optional(std::move(problem)); };
  if (account.kind == AccountKind::kPayable && !Has(operators, account.owner))
    return because(NoSuch("account", "operator", account.owner, operators));
  if (account.kind == AccountKind::kPsp && !Has(parties, account.owner))
    return because(NoSuch("account", "gateway", account.owner, parties));
  if (account.kind == AccountKind::kBank && account.owner != ledger::kOurBankAccount) {
    return because(FieldProblem(Code::kFieldInvalid, "account", "Our bank account is bank:own."));
  }
  if (account.kind == AccountKind::kCash) {
    const auto is_till = IsTill(queries, account.owner);
    if (!is_till.ok()) return Failure{is_till.error()};
    if (!*is_till) return because(NoTill("account", account.owner));
  }
  const bool is_of_party = account.kind == AccountKind::kLoss ||
                           account.kind == AccountKind::kDispute ||
                           account.kind == AccountKind::kCommission;
  if (!is_of_party) return std::optional<Problem>();
  parties.insert(parties.end(), operators.begin(), operators.end());
  if (account.kind == AccountKind::kLoss) parties.insert(parties.end(), {"bank", "tills"});
  if (Has(parties, account.owner)) return std::optional<Problem>();
  return because(FieldProblem(Code::kFieldInvalid, "account",
                              "There is no account \"" + ledger::Name(account) +
                                  "\". Its second part is one of " + Listed(parties) + "."));
}

}  // namespace herlaad::http
