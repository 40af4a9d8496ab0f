#include "base/core/check.h"
#include "base/core/mutant.h"
#include "base/messages/messages.h"
#include "engine/commands/outbox/record_delivery.h"
#include "engine/commands/outbox/record_notification.h"
#include "engine/commands/outbox/record_payment.h"
#include "engine/commands/outbox/record_refund.h"
#include "engine/notifications/mail_notification.h"
#include "engine/notifications/sms_notification.h"
#include "engine/outbox/outbox_workers.h"

namespace herlaad::engine {
namespace {

using orders::OutboxMessage;
using orders::Purpose;

template <class Map>
auto Find(const Map& parties, const std::string& destination) {
  const auto at = parties.find(destination);
  CHECK(at != parties.end(), "a destination has workers only when its other side is known");
  return at->second;
}

AttemptResult ResultOf(const OperatorAnswer& answer) {
  switch (answer.kind) {
    case OperatorAnswer::Kind::kConfirmed:
    case OperatorAnswer::Kind::kPin:
      return AttemptResult::kDone;
    case OperatorAnswer::Kind::kRefused:
      return AttemptResult::kRefused;
    case OperatorAnswer::Kind::kUnknown:
    case OperatorAnswer::Kind::kNotFound:
      return AttemptResult::kUnknown;
    case OperatorAnswer::Kind::kUnreachable:
      return AttemptResult::kNotSent;
  }
  CHECK(false, "an operator answers in one of the listed ways");
}

AttemptResult ResultOf(const GatewayAnswer& answer) {
  switch (answer.kind) {
    case GatewayAnswer::Kind::kOpen:
    case GatewayAnswer::Kind::kProcessing:
    case GatewayAnswer::Kind::kPaid:
    case GatewayAnswer::Kind::kClosed:
    case GatewayAnswer::Kind::kDisputed:
    case GatewayAnswer::Kind::kDone:
      return AttemptResult::kDone;
    case GatewayAnswer::Kind::kRefused:
    case GatewayAnswer::Kind::kFailed:
      return AttemptResult::kRefused;
    case GatewayAnswer::Kind::kUnknown:
      return AttemptResult::kUnknown;
  }
  CHECK(false, "a gateway answers in one of the listed ways");
}

std::string OperatorName(const NoticeSources& sources, const std::string& id) {
  const auto* const op = sources.catalogue != nullptr ? sources.catalogue->Find(id) : nullptr;
  return op != nullptr ? op->name : id;
}

bool IsForPayer(const OutboxMessage& outbox_message) {
  const auto kind = static_cast<orders::NotificationKind>(outbox_message.n);
  return kind != orders::NotificationKind::kDelivered &&
         kind != orders::NotificationKind::kRefunded;
}

// A process that was suspended after taking the lease must not send any more: others may have asked
// in the meantime and concluded that nothing was sent.
bool LeaseIsOver(const OrderRecord& record, Instant now) {
  return record.outbox_message && now >= record.outbox_message->next_at &&
         !MutantIs("sent_after_lease");
}

AttemptResult ResultOf(MessengerAnswer answer) {
  switch (answer) {
    case MessengerAnswer::kTaken:
      return AttemptResult::kDone;
    case MessengerAnswer::kRefused:
      return AttemptResult::kRefused;
    case MessengerAnswer::kUnknown:
      return AttemptResult::kUnknown;
  }
  CHECK(false, "a messenger answers in one of the listed ways");
}

PaymentRef RefOf(const orders::Order& order, std::int32_t n) {
  const auto& payment = order.payments.at(static_cast<std::size_t>(n - 1));
  return {orders::PartReference(order.id, 'p', n), payment.session, payment.created_at};
}

// Shown to the payer by the gateway.
std::string Describe(const orders::Order& order) {
  return std::string(Text(order.language, "details.amount")) + " " + order.msisdn().Masked() +
         " (" + ToText(order.id) + ")";
}

}  // namespace

std::unique_ptr<Recording> Errand::Run(const OutboxMessage& outbox_message,
                                       const OrderRecord& record, bool send, WireTime at,
                                       Stats& stats) const {
  switch (outbox_message.purpose) {
    case Purpose::kDeliver:
      return Deliver(outbox_message, record, send, at, stats);
    case Purpose::kOpenPayment:
    case Purpose::kWatchPayment:
    case Purpose::kClosePayment:
      return Payment(outbox_message, record, send, stats);
    case Purpose::kRefund:
      return Refund(outbox_message, record, send, stats);
    case Purpose::kNotify:
      return Notify(outbox_message, record, at.now, stats);
  }
  CHECK(false, "an outbox message has one of the listed purposes");
}

std::unique_ptr<Recording> Errand::Deliver(const OutboxMessage& outbox_message,
                                           const OrderRecord& record, bool send, WireTime at,
                                           Stats& stats) const {
  const orders::Order& order = record.order;
  Operator* const op = Find(parties_.operators, outbox_message.destination);
  const std::string reference = orders::PartReference(order.id, 'd', outbox_message.n);
  OperatorAnswer answer;
  if (send && LeaseIsOver(record, at.now)) {
    answer.kind = OperatorAnswer::Kind::kUnreachable;
  } else {
    answer =
        send ? op->Topup({reference, order.msisdn(), {order.terms.amount, order.terms.currency}})
             : op->Ask(reference);
  }
  stats.Attempt(outbox_message.purpose, ResultOf(answer)).Add(1);
  return RecordDelivery::Answered(outbox_message, answer, op->NotFoundSettlesAfter(), at.now,
                                  at.even_since);
}

std::unique_ptr<Recording> Errand::Payment(const OutboxMessage& outbox_message,
                                           const OrderRecord& record, bool send,
                                           Stats& stats) const {
  const orders::Order& order = record.order;
  Gateway* const gateway = Find(parties_.gateways, record.order.payment_account);
  const PaymentRef payment = RefOf(order, outbox_message.n);
  GatewayAnswer answer;
  if (outbox_message.purpose == Purpose::kClosePayment) {
    answer = gateway->Close(payment);
  } else if (outbox_message.purpose == Purpose::kOpenPayment && send) {
    answer = gateway->Open({payment.reference,
                            {order.terms.total(), order.terms.currency},
                            order.payment_method,
                            Describe(order),
                            return_url_(order),
                            order.language,
                            payment.created_at,
                            order.expires_at});
  } else {
    answer = gateway->Ask(payment);
  }
  const bool is_asked = outbox_message.purpose == Purpose::kWatchPayment;
  brakes::BrakesPtr brakes = parties_.brakes.Get();
  if (answer.card_is_to_be_asked && !is_asked && brakes) answer = gateway->Ask(payment);
  stats.Attempt(outbox_message.purpose, ResultOf(answer)).Add(1);
  return RecordPayment::Answered(outbox_message, std::move(answer), std::move(brakes));
}

std::unique_ptr<Recording> Errand::Refund(const OutboxMessage& outbox_message,
                                          const OrderRecord& record, bool send,
                                          Stats& stats) const {
  const orders::Order& order = record.order;
  Gateway* const gateway = Find(parties_.gateways, record.order.payment_account);
  const auto& refund = order.refunds.at(static_cast<std::size_t>(outbox_message.n - 1));
  const auto& payment = order.payments.at(static_cast<std::size_t>(refund.payment - 1));
  // An extra charge belongs to the payment it was made for; the gateway only knows the first one.
  const RefundRequest request{orders::PartReference(order.id, 'r', outbox_message.n),
                              RefOf(order, 1),
                              payment.reference,
                              {refund.amount, order.terms.currency}};
  GatewayAnswer answer = send ? gateway->Refund(request) : gateway->AskRefund(request);
  stats.Attempt(outbox_message.purpose, ResultOf(answer)).Add(1);
  return RecordRefund::Answered(outbox_message, std::move(answer));
}

// A text that no longer applies to the order counts as refused.
MessengerAnswer Errand::SendText(const OutboxMessage& outbox_message,
                                 const orders::Order& order) const {
  CHECK(parties_.messenger != nullptr,
        "a destination has workers only when its other side is known");
  const NoticeSources& sources = parties_.notices;
  const std::string text = TextAbout(
      order, outbox_message.n,
      {OperatorName(sources, order.operator_id()), return_url_(order), sources.support.phone});
  if (text.empty()) return MessengerAnswer::kRefused;
  const bool to_payer = IsForPayer(outbox_message) && !MutantIs("payer_text_to_number");
  if (to_payer && !order.contact.msisdn) return MessengerAnswer::kRefused;
  return parties_.messenger->Send({orders::PartReference(order.id, 'm', outbox_message.n),
                                   to_payer ? *order.contact.msisdn : order.msisdn(), text});
}

MessengerAnswer Errand::SendMail(const OutboxMessage& outbox_message, const orders::Order& order,
                                 Instant now) const {
  CHECK(parties_.mailer != nullptr, "a destination has workers only when its other side is known");
  const NoticeSources& sources = parties_.notices;
  const auto mail = MailAbout(order, outbox_message.n,
                              {OperatorName(sources, order.operator_id()), return_url_(order),
                               sources.support, sources.receipt_pdf, now});
  return mail ? parties_.mailer->Send(*mail) : MessengerAnswer::kRefused;
}

std::unique_ptr<Recording> Errand::Notify(const OutboxMessage& outbox_message,
                                          const OrderRecord& record, Instant now,
                                          Stats& stats) const {
  auto answer = MessengerAnswer::kTaken;  // deleting a contact needs no messenger
  if (outbox_message.n != static_cast<std::int32_t>(orders::NotificationKind::kForgetContact)) {
    answer = outbox_message.destination == orders::kMailDestination
                 ? SendMail(outbox_message, record.order, now)
                 : SendText(outbox_message, record.order);
  }
  stats.Attempt(outbox_message.purpose, ResultOf(answer)).Add(1);
  return RecordNotification::Answered(outbox_message, answer);
}

}  // namespace herlaad::engine
