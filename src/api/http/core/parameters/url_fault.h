// Why a web address in a field is refused, in every language.
#pragma once

#include "adapters/net/addresses/url.h"
#include "base/messages/messages.h"

namespace herlaad::http {

// For FieldInvalid.
messages::Key TextOfFault(net::UrlFault fault);

}  // namespace herlaad::http
