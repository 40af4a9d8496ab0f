// Mail: sandbox mailboxes. Mails to an address are shown on its page to anybody.
//
//   POST /sandbox/mail/messages              {"reference", "to", "subject", "paragraphs", …}
//   GET  /sandbox/mail/entries?cursor=&limit=
//   GET  /sandbox/mail?address=              redirects to the mailbox
//   GET  /sandbox/mail/{address}             the mailbox
//   GET  /sandbox/mail/attachments/{n}       the attachment of mail n
#pragma once

#include <string>

#include "adapters/net/http.h"
#include "adapters/sandbox/actor.h"
#include "adapters/sandbox/mail/mail_store.h"
#include "adapters/sandbox/request_handler.h"
#include "base/messages/language.h"

namespace herlaad::sandbox {

inline constexpr std::string_view kMailMessages = "/sandbox/mail/messages";
inline constexpr std::size_t kMailBytesMax = 2 << 20;  // of a POST

class Mail {
 public:
  Mail(MailStore& store, Actor& actor, const FaultOptions& faults, std::uint64_t seed)
      : store_(store), actor_(actor), handler_(actor, faults, seed) {}

  // Handles a request whose path is /sandbox/mail or begins with /sandbox/mail/.
  void Handle(net::Request&& request, net::Responder&& responder);

 private:
  void Get(const net::Request& request, const std::string& rest, net::Responder&& responder);
  Answer Take(const std::string& body);
  Answer ShowAttachment(const std::string& n);

  MailStore& store_;
  Actor& actor_;
  RequestHandler handler_;
};

}  // namespace herlaad::sandbox
