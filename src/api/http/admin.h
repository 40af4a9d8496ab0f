// /admin: what `herlaad` asks of its running server, through the administration socket only.
#pragma once

#include <nlohmann/json.hpp>

#include "api/http/errands.h"
#include "api/http/exchange.h"

namespace herlaad::http {

class Admin {
 public:
  explicit Admin(Shared& shared) : shared_(shared) {}

  void CreateKey(ExchangePtr exchange);
  void ListKeys(ExchangePtr exchange);
  void RevokeKey(ExchangePtr exchange);
  void AddNote(ExchangePtr exchange);
  void ListNotes(ExchangePtr exchange);
  void Resolve(ExchangePtr exchange);
  void Provision(ExchangePtr exchange);
  void Backup(ExchangePtr exchange);
  void Verify(ExchangePtr exchange);
  void Hold(ExchangePtr exchange);
  void Resume(ExchangePtr exchange);
  void ListNodes(ExchangePtr exchange);

 private:
  // These may take as long as they need: nobody but an administrator waits behind them.
  void Soon(const ExchangePtr& exchange, std::function<void()> chore);
  void SetOutboxWorkers(const ExchangePtr& exchange, bool held);
  // The answer, or nothing when it was a fault, which has been sent.
  std::optional<engine::Answer> Call(Exchange& exchange, std::unique_ptr<engine::Command> command);

  Shared& shared_;
  Errands chores_{{16, 16}, [this](const char* what) { shared_.LogMistake(what); }};
};

}  // namespace herlaad::http
