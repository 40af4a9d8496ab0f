// Every kind of connector there is, one line each.
#pragma once

#include <vector>

#include "engine/ports/connector.h"
#include "engine/ports/gateway.h"
#include "engine/ports/mailer.h"
#include "engine/ports/messenger.h"
#include "engine/ports/operator.h"

namespace herlaad::app {

template <class Port>
using ConnectorKinds = std::vector<const engine::ConnectorKind<Port>*>;

const ConnectorKinds<engine::Gateway>& GatewayKinds();
const ConnectorKinds<engine::Operator>& OperatorKinds();
const ConnectorKinds<engine::Messenger>& MessengerKinds();
const ConnectorKinds<engine::Mailer>& MailerKinds();

}  // namespace herlaad::app
