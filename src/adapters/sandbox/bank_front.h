// BankFront: the pretend bank's doors: the merchant's API and the payer's page.
//
//   POST /sandbox/bank/sessions                     {"reference", "amount", "currency", "tender",
//                                                    "description", "return_url"}
//   GET  /sandbox/bank/sessions/{reference}
//   POST /sandbox/bank/sessions/{reference}/close
//   POST /sandbox/bank/refunds                      {"reference", "session", "charge", "amount",
//                                                    "currency"}
//   GET  /sandbox/bank/book?cursor=&limit=
//   GET  /sandbox/bank/pay/{token}                  the page; ?lang= in another language than the
//                                                    browser's
//   POST /sandbox/bank/pay/{token}                  action=approve, …
#pragma once

#include <string>

#include "adapters/net/http.h"
#include "adapters/sandbox/bank.h"
#include "adapters/sandbox/front.h"
#include "base/messages/language.h"

namespace herlaad::sandbox {

class BankFront {
 public:
  BankFront(Bank& bank, BankBook& book, Desk& desk, const FaultOptions& faults, std::uint64_t seed);

  // Where browsers reach the sandbox: "http://host:port". Before the desk starts.
  void SetPublicUrl(const std::string& url) { pay_url_ = url + "/sandbox/bank/pay/"; }

  // A request whose path begins with /sandbox/bank/.
  void Handle(net::Request&& request, net::Responder&& responder);

 private:
  void HandleSession(net::Request&& request, const std::string& path, net::Responder&& responder);
  void HandlePayer(net::Request&& request, std::string token, net::Responder&& responder);
  Answer Open(const std::string& body);
  Answer Refund(const std::string& body);
  Answer ShowPage(const std::string& token, messages::Language language);
  Answer Act(const std::string& token, const std::string& form, messages::Language language);

  Bank& bank_;
  BankBook& book_;
  Front front_;
  std::string pay_url_;
};

}  // namespace herlaad::sandbox
