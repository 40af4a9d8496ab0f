// Whether an operator, a gateway or a till is one that there is, so that a mistyped name is neither
// imported under nor posted to.
#pragma once

#include <optional>
#include <vector>

#include "api/http/core/problem.h"
#include "api/http/core/services.h"
#include "base/core/result.h"
#include "domain/ledger/account.h"
#include "engine/ports/reconciliation.h"

namespace herlaad::http {

// The problem of a list of an operator or gateway that there is not, or of days to come.
std::optional<Problem> WhyNotImported(const Services& services, const engine::ImportedFile& file);

// Of a statement of an account that the settings do not name, where they name any.
std::optional<Problem> WhyNotNamed(const std::vector<std::string>& bank_accounts,
                                   const engine::ImportedFile& file);
// Where they name none, of a statement of a bank account of which none was imported before: it may
// be somebody else's.
using ProblemFound = Result<std::optional<Problem>, engine::StoreError>;
ProblemFound WhyNotOurs(engine::Queries& queries, const engine::ImportedFile& file);
// Of a list of a gateway of which a day was fetched from the gateway itself.
ProblemFound WhyNotGiven(engine::Queries& queries, const engine::ImportedFile& file);
// Likewise of counts: below zero, or of a till that there is not.
ProblemFound WhyNotCounted(engine::Queries& queries,
                           const std::vector<engine::ExternalMovement>& counts);
// The problem of an account whose owner is nobody.
ProblemFound WhyNotPosted(const Services& services, engine::Queries& queries,
                          const ledger::Account& account);

}  // namespace herlaad::http
