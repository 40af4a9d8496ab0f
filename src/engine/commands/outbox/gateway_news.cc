#include "engine/commands/outbox/gateway_news.h"

#include "engine/commands/outbox/record_payment.h"
#include "engine/commands/outbox/record_refund.h"

namespace herlaad::engine {

std::unique_ptr<CommandOf<orders::EventOutcome>> RecordNews(const PaymentNews& news,
                                                            const std::string& gateway,
                                                            brakes::BrakesPtr brakes) {
  const auto part = orders::ParsePartReference(news.part);
  if (!part || part->part == 'd') return nullptr;
  if (part->part == 'r')
    return RecordRefund::CalledBack(part->order, part->n, news.answer, gateway);
  return RecordPayment::CalledBack(part->order, part->n, news.answer, gateway, std::move(brakes));
}

bool TellsOfMoney(const GatewayAnswer& answer) {
  return answer.kind == GatewayAnswer::Kind::kPaid ||
         answer.kind == GatewayAnswer::Kind::kDisputed || answer.kind == GatewayAnswer::Kind::kDone;
}

}  // namespace herlaad::engine
