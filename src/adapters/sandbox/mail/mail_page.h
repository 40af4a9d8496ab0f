// The page of a sandbox mailbox, newest mail first.
#pragma once

#include <vector>

#include "adapters/net/http.h"
#include "adapters/sandbox/sandbox_entries.h"
#include "base/email/email_address.h"
#include "base/messages/language.h"

namespace herlaad::sandbox {

net::Response MailPage(const EmailAddress& address, const std::vector<MailEntry>& newest,
                       messages::Language language, Instant now);
// For text that is not an e-mail address.
net::Response NoMailboxPage(messages::Language language);

}  // namespace herlaad::sandbox
