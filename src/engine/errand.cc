#include "base/core/check.h"
#include "base/core/mutant.h"
#include "base/messages/messages.h"
#include "engine/courier.h"
#include "engine/kinds/record_delivery.h"
#include "engine/kinds/record_payment.h"
#include "engine/kinds/record_refund.h"
#include "engine/kinds/record_text.h"
#include "engine/mails.h"
#include "engine/texts.h"

namespace herlaad::engine {
namespace {

using orders::Effect;
using orders::Purpose;

template <class Map>
auto Find(const Map& parties, const std::string& lane) {
  const auto at = parties.find(lane);
  CHECK(at != parties.end(), "a lane has workers only when its other side is known");
  return at->second;
}

TurnResult ResultOf(const OperatorAnswer& answer) {
  switch (answer.kind) {
    case OperatorAnswer::Kind::kConfirmed:
    case OperatorAnswer::Kind::kPin:
      return TurnResult::kDone;
    case OperatorAnswer::Kind::kRefused:
      return TurnResult::kRefused;
    case OperatorAnswer::Kind::kUnknown:
    case OperatorAnswer::Kind::kNotFound:
      return TurnResult::kUnknown;
    case OperatorAnswer::Kind::kUnreachable:
      return TurnResult::kNotSent;
  }
  CHECK(false, "an operator answers in one of the listed ways");
}

TurnResult ResultOf(const GatewayAnswer& answer) {
  switch (answer.kind) {
    case GatewayAnswer::Kind::kOpen:
    case GatewayAnswer::Kind::kPaid:
    case GatewayAnswer::Kind::kClosed:
    case GatewayAnswer::Kind::kDone:
      return TurnResult::kDone;
    case GatewayAnswer::Kind::kRefused:
      return TurnResult::kRefused;
    case GatewayAnswer::Kind::kUnknown:
      return TurnResult::kUnknown;
  }
  CHECK(false, "a gateway answers in one of the listed ways");
}

std::string OperatorName(const NoticeSources& sources, const std::string& id) {
  const auto* const op = sources.catalog != nullptr ? sources.catalog->Find(id) : nullptr;
  return op != nullptr ? op->name : id;
}

bool IsForPayer(const Effect& effect) {
  const auto kind = static_cast<orders::TextKind>(effect.n);
  return kind != orders::TextKind::kDelivered && kind != orders::TextKind::kRefunded;
}

// A process that stood still since the mark must not send any more: others have asked meanwhile,
// and may have believed that nothing was sent.
bool LeaseIsOver(const OrderRecord& record, Instant now) {
  return record.effect && now >= record.effect->next_at && !MutantIs("sent_after_lease");
}

TurnResult ResultOf(MessengerAnswer answer) {
  switch (answer) {
    case MessengerAnswer::kTaken:
      return TurnResult::kDone;
    case MessengerAnswer::kRefused:
      return TurnResult::kRefused;
    case MessengerAnswer::kUnknown:
      return TurnResult::kUnknown;
  }
  CHECK(false, "a messenger answers in one of the listed ways");
}

// For the payer, who reads it at the gateway.
std::string Describe(const orders::Order& order) {
  return std::string(Text(order.language, "details.amount")) + " " + order.msisdn.Masked() + " (" +
         ToText(order.id) + ")";
}

}  // namespace

std::unique_ptr<Command> Errand::Run(const Effect& effect, const OrderRecord& record, bool send,
                                     WireTime at, Stats& stats) const {
  switch (effect.purpose) {
    case Purpose::kDeliver:
      return Deliver(effect, record, send, at, stats);
    case Purpose::kOpenPayment:
    case Purpose::kWatchPayment:
    case Purpose::kClosePayment:
      return Payment(effect, record, stats);
    case Purpose::kRefund:
      return Refund(effect, record, stats);
    case Purpose::kTell:
      return Tell(effect, record, at.now, stats);
  }
  CHECK(false, "an effect has one of the listed purposes");
}

std::unique_ptr<Command> Errand::Deliver(const Effect& effect, const OrderRecord& record, bool send,
                                         WireTime at, Stats& stats) const {
  const orders::Order& order = record.order;
  Operator* const op = Find(parties_.operators, effect.lane);
  const std::string reference = orders::PartReference(order.id, 'd', effect.n);
  OperatorAnswer answer;
  if (send && LeaseIsOver(record, at.now)) {
    answer.kind = OperatorAnswer::Kind::kUnreachable;
  } else {
    answer = send ? op->Topup({reference, order.msisdn, {order.terms.amount, order.terms.currency}})
                  : op->Ask(reference);
  }
  stats.Turn(effect.purpose, ResultOf(answer)).Add(1);
  return RecordDelivery::Answered(effect, answer, op->NotFoundSettlesAfter(), at.now,
                                  at.even_since);
}

std::unique_ptr<Command> Errand::Payment(const Effect& effect, const OrderRecord& record,
                                         Stats& stats) const {
  const orders::Order& order = record.order;
  Gateway* const gateway = Find(parties_.gateways, effect.lane);
  const std::string reference = orders::PartReference(order.id, 'p', effect.n);
  GatewayAnswer answer;
  if (effect.purpose == Purpose::kOpenPayment) {
    answer = gateway->Open({reference,
                            {order.terms.total(), order.terms.currency},
                            order.tender,
                            Describe(order),
                            return_url_(order)});
  } else if (effect.purpose == Purpose::kWatchPayment) {
    answer = gateway->Ask(reference);
  } else {
    answer = gateway->Close(reference);
  }
  stats.Turn(effect.purpose, ResultOf(answer)).Add(1);
  return RecordPayment::Answered(effect, std::move(answer));
}

std::unique_ptr<Command> Errand::Refund(const Effect& effect, const OrderRecord& record,
                                        Stats& stats) const {
  const orders::Order& order = record.order;
  Gateway* const gateway = Find(parties_.gateways, effect.lane);
  const auto& refund = order.refunds.at(static_cast<std::size_t>(effect.n - 1));
  const auto& payment = order.payments.at(static_cast<std::size_t>(refund.payment - 1));
  // A charge that came uninvited belongs to the payment it came with: the first one is all the
  // gateway knows.
  GatewayAnswer answer = gateway->Refund({orders::PartReference(order.id, 'r', effect.n),
                                          orders::PartReference(order.id, 'p', 1),
                                          payment.reference,
                                          {refund.amount, order.terms.currency}});
  stats.Turn(effect.purpose, ResultOf(answer)).Add(1);
  return RecordRefund::Answered(effect, std::move(answer));
}

// What nobody is told any more, because the order has no such news, counts as refused.
MessengerAnswer Errand::SendText(const Effect& effect, const orders::Order& order) const {
  CHECK(parties_.messenger != nullptr, "a lane has workers only when its other side is known");
  const NoticeSources& sources = parties_.notices;
  const std::string text = TextAbout(
      order, effect.n,
      {OperatorName(sources, order.operator_id), return_url_(order), sources.support.phone});
  if (text.empty()) return MessengerAnswer::kRefused;
  const bool to_payer = IsForPayer(effect) && !MutantIs("payer_text_to_number");
  if (to_payer && !order.contact.msisdn) return MessengerAnswer::kRefused;
  return parties_.messenger->Send({orders::PartReference(order.id, 'm', effect.n),
                                   to_payer ? *order.contact.msisdn : order.msisdn, text});
}

MessengerAnswer Errand::SendMail(const Effect& effect, const orders::Order& order,
                                 Instant now) const {
  CHECK(parties_.mailer != nullptr, "a lane has workers only when its other side is known");
  const NoticeSources& sources = parties_.notices;
  const auto mail = MailAbout(order, effect.n,
                              {OperatorName(sources, order.operator_id), return_url_(order),
                               sources.support, sources.receipt_pdf, now});
  return mail ? parties_.mailer->Send(*mail) : MessengerAnswer::kRefused;
}

std::unique_ptr<Command> Errand::Tell(const Effect& effect, const OrderRecord& record, Instant now,
                                      Stats& stats) const {
  auto answer = MessengerAnswer::kTaken;  // to forget an address, nobody is asked
  if (effect.n != static_cast<std::int32_t>(orders::TextKind::kForgetContact)) {
    answer = effect.lane == orders::kMailLane ? SendMail(effect, record.order, now)
                                              : SendText(effect, record.order);
  }
  stats.Turn(effect.purpose, ResultOf(answer)).Add(1);
  return RecordText::Answered(effect, answer);
}

}  // namespace herlaad::engine
