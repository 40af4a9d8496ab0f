// The mail that a client's float is below its warning level: as it was at the instant of the
// crossing, with that instant, because it may arrive much later.
#pragma once

#include "engine/outbox/message_kinds.h"
#include "engine/ports/mailer.h"

namespace herlaad::engine {

MailMessage FloatLowMail(const outbox::Message& message, const FloatLow& low,
                         const ClientRecord& client, const FloatWarning& warning,
                         const messages::SupportContact& support, Instant now);

// Of kind kFloatLow. Not wanted any more once the warning is turned off.
Sending SendFloatLow(const outbox::Message& message, bool ask, const SendContext& context);

}  // namespace herlaad::engine
