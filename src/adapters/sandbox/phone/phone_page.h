// The page of a sandbox phone, newest text first.
#pragma once

#include <vector>

#include "adapters/net/http.h"
#include "adapters/sandbox/sandbox_entries.h"
#include "base/messages/language.h"
#include "base/numbers/msisdn.h"

namespace herlaad::sandbox {

net::Response PhonePage(Msisdn msisdn, const std::vector<PhoneMessage>& newest,
                        messages::Language language, Instant now);
// For text that is not a phone number.
net::Response NoPhonePage(messages::Language language);

}  // namespace herlaad::sandbox
