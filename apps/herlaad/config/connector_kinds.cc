#include "apps/herlaad/config/connector_kinds.h"

#include "adapters/gateways/sandbox_bank/kind.h"
#include "adapters/gateways/stripe/kind.h"
#include "adapters/messengers/sandbox_mailbox/kind.h"
#include "adapters/messengers/sandbox_phone/kind.h"
#include "adapters/messengers/smtp/kind.h"
#include "adapters/operators/sandbox_operator/kind.h"

namespace herlaad::app {

const ConnectorKinds<engine::Gateway>& GatewayKinds() {
  static const ConnectorKinds<engine::Gateway> kinds{
      &gateways::kSandboxBank,
      &gateways::kStripe,
      &gateways::kStripeTest,
  };
  return kinds;
}

const ConnectorKinds<engine::Operator>& OperatorKinds() {
  static const ConnectorKinds<engine::Operator> kinds{
      &operators::kSandboxOperator,
  };
  return kinds;
}

const ConnectorKinds<engine::Messenger>& MessengerKinds() {
  static const ConnectorKinds<engine::Messenger> kinds{
      &messengers::kSandboxPhone,
  };
  return kinds;
}

const ConnectorKinds<engine::Mailer>& MailerKinds() {
  static const ConnectorKinds<engine::Mailer> kinds{
      &messengers::kSmtp,
      &messengers::kSandboxMailbox,
  };
  return kinds;
}

}  // namespace herlaad::app
