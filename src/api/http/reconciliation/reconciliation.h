// Reconciliation, for finance and the administration socket: importing lists of banks, payment
// providers, operators and tills, the differences from our books, mending them, and the report of a
// day. The same paths are below /v1 and /admin.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "api/http/core/errands.h"
#include "api/http/core/exchange.h"
#include "engine/commands/reconcile/import_list.h"
#include "engine/commands/reconcile/mend_difference.h"
#include "engine/reconcile/reconcile.h"

namespace herlaad::http {

class Reconciliation {
 public:
  explicit Reconciliation(Shared& shared) : shared_(shared) {}

  // POST …/lists: begins an import, or says how far an earlier one of the same list got; one that
  // was compared to its end is a problem that names it. Statements are of the bank accounts that
  // the settings name; where they name none, the first one of an account needs "new_account".
  void Begin(ExchangePtr exchange);
  // GET …/lists: newest first, at most 1,000.
  void Lists(ExchangePtr exchange);
  // POST …/lists/{id}/lines: a repeat changes nothing.
  void AddLines(ExchangePtr exchange);
  // POST …/lists/{id}/complete: completes it, and compares it with our books. A repeat compares
  // again.
  void Complete(ExchangePtr exchange);
  // POST …/lists/{id}/withdraw: {"reason"}: takes it back. A repeat changes nothing.
  void Withdraw(ExchangePtr exchange);
  // POST …/till-counts: a whole list at once.
  void CountTills(ExchangePtr exchange);
  // POST …/fetch: {"gateway", "date"}: reads the gateway's own list of that day.
  void Fetch(ExchangePtr exchange);
  // GET …/differences?from=&to=&after=: of these days, 500 at once, however long that takes.
  void Differences(ExchangePtr exchange);
  // POST …/differences/{id}/mend: {"account", "reason"}; without an account nothing is posted.
  void Mend(ExchangePtr exchange);
  // GET …/report?date=
  void Report(ExchangePtr exchange);

 private:
  void Soon(const ExchangePtr& exchange, std::function<void()> errand);
  void SoonRead(const ExchangePtr& exchange, std::function<void()> errand);
  void SendFile(const ExchangePtr& exchange, engine::ImportId file, bool is_new);
  void SendResult(Exchange& exchange, engine::ImportId file, const engine::ReconcileResult& result);
  void BeginOf(const ExchangePtr& exchange, const engine::ImportedFile& file);
  void WithdrawNow(Exchange& exchange, engine::ImportId file, const std::string& reason);
  void Submit(const ExchangePtr& exchange, std::unique_ptr<engine::MendDifference> command,
              engine::DifferenceId id);
  void SendLines(const ExchangePtr& exchange, std::unique_ptr<engine::AddMovements> command);
  void SendDifference(const ExchangePtr& exchange, engine::DifferenceId id);
  void Import(Exchange& exchange, const engine::ImportedFile& file,
              std::vector<engine::ExternalMovement> lines);
  void FetchDay(Exchange& exchange, const std::string& gateway, reconcile::Day day);

  Shared& shared_;
  Errands errands_{{8, 8}, [this](const char* what) { shared_.LogMistake(what); }};
  // Differences and reports, which may take long and wait for no import.
  Errands reading_{{8, 8}, [this](const char* what) { shared_.LogMistake(what); }};
};

}  // namespace herlaad::http
