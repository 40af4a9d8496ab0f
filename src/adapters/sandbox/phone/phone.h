// Phone: sandbox phones. Texts to a number are shown on its page to anybody.
//
//   POST /sandbox/phone/messages               {"reference", "msisdn", "text"}
//   GET  /sandbox/phone/entries?cursor=&limit=
//   GET  /sandbox/phone?number=                redirects to the number's page
//   GET  /sandbox/phone/{number}               the page; the number in any notation
#pragma once

#include <string>

#include "adapters/net/http.h"
#include "adapters/sandbox/actor.h"
#include "adapters/sandbox/phone/phone_store.h"
#include "adapters/sandbox/request_handler.h"
#include "base/messages/language.h"

namespace herlaad::sandbox {

class Phone {
 public:
  Phone(PhoneStore& store, Actor& actor, const FaultOptions& faults, std::uint64_t seed)
      : store_(store), actor_(actor), handler_(actor, faults, seed) {}

  // Handles a request whose path is /sandbox/phone or begins with /sandbox/phone/.
  void Handle(net::Request&& request, net::Responder&& responder);

 private:
  Answer Take(const std::string& body);
  Answer ShowPage(const std::string& typed, messages::Language language);

  PhoneStore& store_;
  Actor& actor_;
  RequestHandler handler_;
};

}  // namespace herlaad::sandbox
