#include "apps/herlaad/server/order_log.h"

#include "engine/commands/outbox/gateway_news.h"

namespace herlaad::app {
namespace {

using engine::Notice;

void LogUnknown(Log& log, std::string_view event, const Notice& notice) {
  log.Warning(event,
              {{"order", ToText(notice.order)}, {"part", notice.part}, {"asked", notice.party}});
}

void LogNotice(Log& log, const Notice& notice) {
  switch (notice.kind) {
    case Notice::Kind::kNeedsReview:
      return log.Warning("order needs review", {{"order", ToText(notice.order)},
                                                {"reason", orders::Name(notice.reason)}});
    case Notice::Kind::kReviewed:
      return log.Info("order needs no review any more", {{"order", ToText(notice.order)}});
    case Notice::Kind::kPaymentUnknown:
      return LogUnknown(log, "payment unknown", notice);
    case Notice::Kind::kDeliveryUnknown:
      return LogUnknown(log, "delivery unknown", notice);
    case Notice::Kind::kRefundUnknown:
      return LogUnknown(log, "refund unknown", notice);
  }
}

// Its client sees that itself; it is told here because somebody may have to call the client.
void LogDisabled(Log& log, const webhooks::Endpoint& endpoint, Instant now) {
  if (endpoint.disabled_by != webhooks::DisabledBy::kFailures || endpoint.disabled_at != now)
    return;
  log.Warning("a webhook was disabled: nothing was delivered for three days",
              {{"webhook", ToText(endpoint.id)},
               {"client", endpoint.client},
               {"see", "herlaad webhook deliveries " + ToText(endpoint.id)}});
}

}  // namespace

void OrderLog::OnCommit(const engine::WriteSet& writes, Instant now) {
  for (const Notice& notice : writes.notices) LogNotice(log_, notice);
  for (const webhooks::Endpoint& endpoint : writes.changed.Of<webhooks::Endpoint>())
    LogDisabled(log_, endpoint, now);
  for (const engine::BrakeStop& stop : writes.changed.Of<engine::BrakeStop>())
    log_.Warning("a fraud brake stopped a payment", {{"order", ToText(stop.order)},
                                                     {"rule", stop.rule},
                                                     {"act", brakes::Name(stop.act)},
                                                     {"facts", stop.facts}});
}

void LogQueue(Log& log, std::string_view queue, bool still, Instant due_since) {
  if (still) {
    log.Warning("queue stands still", {{"queue", queue}, {"due_since", ToRfc3339(due_since)}});
  } else {
    log.Info("queue moves again", {{"queue", queue}});
  }
}

void LogUnsent(Log& log, const engine::MessageWorkers::Unsent& unsent) {
  const outbox::Message& message = unsent.message;
  log.Warning("an outbox message is not sent any more",
              {{"message", ToText(message.id)},
               {"kind", message.kind},
               {"owner", message.owner.id},
               {"state", outbox::Name(unsent.state)},
               {"retry", "herlaad outbox retry " + ToText(message.id)}});
}

void LogSweep(Log& log, const engine::LapseSweep::Pass& pass) {
  if (!pass.problem.empty()) {
    log.Warning("lapsed credit cannot be posted", {{"reason", pass.problem}});
  } else if (pass.posted > 0) {
    log.Info("lapsed credit posted", {{"numbers", pass.posted}, {"checked", pass.numbers}});
  }
}

void LogFound(Log& log, const std::string& gateway, const engine::PaymentNews& news,
              orders::EventOutcome outcome) {
  if (outcome == orders::EventOutcome::kNoSuchPart) {
    if (!engine::TellsOfMoney(news.answer)) return;
    log.Warning("a gateway lists a payment that is not in the database",
                {{"gateway", gateway}, {"payment", news.part}});
  } else {
    log.Info("a gateway's list told what no callback had told",
             {{"gateway", gateway}, {"payment", news.part}});
  }
}

}  // namespace herlaad::app
