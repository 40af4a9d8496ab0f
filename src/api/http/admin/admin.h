// /admin: the administration API for `herlaad`, available through the administration socket only.
#pragma once

#include <nlohmann/json.hpp>

#include "api/http/core/errands.h"
#include "api/http/core/exchange.h"

namespace herlaad::http {

class Admin {
 public:
  explicit Admin(Shared& shared) : shared_(shared) {}

  void CreateClient(ExchangePtr exchange);
  void ListClients(ExchangePtr exchange);
  void ShowClient(ExchangePtr exchange);
  void DisableClient(ExchangePtr exchange);
  void EnableClient(ExchangePtr exchange);
  void CreateKey(ExchangePtr exchange);
  void RotateKey(ExchangePtr exchange);
  void ListKeys(ExchangePtr exchange);
  void RevokeKey(ExchangePtr exchange);
  void AddNote(ExchangePtr exchange);
  void ListNotes(ExchangePtr exchange);
  void Provision(ExchangePtr exchange);
  void GrantBucket(ExchangePtr exchange);
  void CreateVouchers(ExchangePtr exchange);
  void ReadVoucher(ExchangePtr exchange);
  void Backup(ExchangePtr exchange);
  void Verify(ExchangePtr exchange);
  void Hold(ExchangePtr exchange);
  void Resume(ExchangePtr exchange);
  void ListNodes(ExchangePtr exchange);

 private:
  // Runs `chore` on a separate thread; it may take as long as necessary, since only administrators
  // wait for it.
  void Soon(const ExchangePtr& exchange, std::function<void()> chore);
  void SetDisabled(const ExchangePtr& exchange, bool disabled);
  // The client with its tills and keys.
  void SendClient(Exchange& exchange, engine::ClientId id, int status);
  // Refuses the request if somebody has this key.
  bool IsNewKey(Exchange& exchange, const Digest& secret);
  // The key with this id, which was just created, perhaps in place of `rotated`.
  void SendNewKey(Exchange& exchange, engine::KeyId id, const Secret& secret,
                  std::optional<engine::KeyId> rotated);
  void SetOutboxWorkers(const ExchangePtr& exchange, bool held);
  // The answer; after a fault a problem has been sent.
  template <class C>
  engine::AnsweredTo<C> Call(Exchange& exchange, std::unique_ptr<C> command) {
    auto answer = shared_.services.engine.Call(std::move(command));
    if (!answer.ok()) exchange.Refuse(OfFault(answer.fault()));
    return answer;
  }

  Shared& shared_;
  Errands chores_{{16, 16}, [this](const char* what) { shared_.LogMistake(what); }};
};

}  // namespace herlaad::http
