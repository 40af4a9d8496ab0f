// Phone: pretend phones. Texts to a number arrive on its page, and can be read by whoever looks.
//
//   POST /sandbox/phone/messages               {"reference", "msisdn", "text"}
//   GET  /sandbox/phone/book?cursor=&limit=
//   GET  /sandbox/phone?number=                to the number's page
//   GET  /sandbox/phone/{number}               the page, in every way a number is written
#pragma once

#include <string>

#include "adapters/net/http.h"
#include "adapters/sandbox/desk.h"
#include "adapters/sandbox/front.h"
#include "adapters/sandbox/phone_book.h"
#include "base/messages/language.h"

namespace herlaad::sandbox {

class Phone {
 public:
  Phone(PhoneBook& book, Desk& desk, const FaultOptions& faults, std::uint64_t seed)
      : book_(book), desk_(desk), front_(desk, faults, seed) {}

  // A request whose path is /sandbox/phone or begins with /sandbox/phone/.
  void Handle(net::Request&& request, net::Responder&& responder);

 private:
  Answer Take(const std::string& body);
  Answer ShowPage(const std::string& typed, messages::Language language);

  PhoneBook& book_;
  Desk& desk_;
  Front front_;
};

}  // namespace herlaad::sandbox
