#include "api/http/topups/status/events.h"

#include "adapters/net/addresses/addresses.h"
#include "api/http/topups/status/render_topup.h"
#include "domain/orders/status/status_view.h"

namespace herlaad::http {
namespace {

constexpr std::string_view kRetry = "retry: 3000\n";  // milliseconds until a browser reconnects
constexpr std::size_t kWaitingMax = 64 * 1024;        // for one reader

}  // namespace

void Events::Follow(ExchangePtr exchange) {
  topups_.Find(exchange, false,
               [this, exchange](const orders::Order& order) { Begin(exchange, order); });
}

void Events::Begin(const ExchangePtr& exchange, const orders::Order& order) {
  const std::string topup = RenderTopup(order, *exchange, shared_);
  const Digest digest = DigestOf(topup);
  const bool over = orders::IsAtRest(order);
  // A browser reconnects forever after its stream has ended, unless it is answered 204.
  if (over && exchange->request.Find("last-event-id") == EventId(digest)) {
    return exchange->Send({.status = 204});
  }
  net::Response response;
  response.content_type = "text/event-stream";
  response.headers = {{"X-Accel-Buffering", "no"}};  // keeps proxies from buffering the stream
  response.body.append(kStreamComment).append(kRetry).append(TopupEvent(topup, digest));
  if (!over) {
    net::OpenBody body = net::MakeOpenBody(kWaitingMax);
    response.open = std::move(body.reader);
    const bool has_place =
        followers_.Add({order.id, exchange->client, exchange->language(),
                        net::CustomerOf(exchange->request.peer), std::move(body.writer), digest});
    if (!has_place) {
      return exchange->Refuse(Busy().Detail(
          "Too many top-ups are followed at once. Nothing was changed; read the top-up instead, or "
          "follow it later."));
    }
  }
  exchange->Send(std::move(response));
}

}  // namespace herlaad::http
