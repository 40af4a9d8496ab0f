// BankHandler: the sandbox bank's HTTP API for merchants and its page for payers.
//
//   POST /sandbox/bank/sessions
//       {"reference", "amount", "currency", "tender", "description", "return_url"}
//   GET  /sandbox/bank/sessions/{reference}
//   POST /sandbox/bank/sessions/{reference}/close
//   POST /sandbox/bank/refunds
//       {"reference", "session", "charge", "amount", "currency"}
//   GET  /sandbox/bank/entries?cursor=&limit=
//   GET  /sandbox/bank/pay/{token}     the page; ?lang= overrides the browser's language
//   POST /sandbox/bank/pay/{token}     action=approve, …
#pragma once

#include <string>

#include "adapters/net/http.h"
#include "adapters/sandbox/bank/bank.h"
#include "adapters/sandbox/request_handler.h"
#include "base/messages/language.h"

namespace herlaad::sandbox {

class BankHandler {
 public:
  BankHandler(Bank& bank, BankStore& store, Actor& actor, const FaultOptions& faults,
              std::uint64_t seed);

  // The address at which browsers reach the sandbox: "http://host:port". Set before the actor
  // starts.
  void SetPublicUrl(const std::string& url) { pay_url_ = url + "/sandbox/bank/pay/"; }

  // Handles a request whose path begins with /sandbox/bank/.
  void Handle(net::Request&& request, net::Responder&& responder);

 private:
  void HandleSession(net::Request&& request, const std::string& path, net::Responder&& responder);
  void HandlePayer(net::Request&& request, std::string token, net::Responder&& responder);
  Answer Open(const std::string& body);
  Answer Refund(const std::string& body);
  Answer ShowPage(const std::string& token, messages::Language language);
  Answer Act(const std::string& token, const std::string& form, messages::Language language);

  Bank& bank_;
  BankStore& store_;
  RequestHandler handler_;
  std::string pay_url_;
};

}  // namespace herlaad::sandbox
