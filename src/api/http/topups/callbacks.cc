#include "api/http/topups/callbacks.h"

#include <atomic>
#include <optional>

#include "base/core/check.h"
#include "engine/commands/outbox/gateway_news.h"

namespace herlaad::http {
namespace {

using engine::CallbackError;
using engine::GatewayAnswer;
using engine::PaymentNews;
using orders::EventOutcome;

constexpr std::size_t kFetchesWaiting = 64;  // of one thread

engine::Gateway::Headers HeadersOf(const net::Request& request) {
  engine::Gateway::Headers headers;
  headers.reserve(request.headers.size());
  for (const net::Header& header : request.headers) {
    headers.emplace_back(header.name, header.value);
  }
  return headers;
}

net::Response Taken() { return {204, "application/json", {}, {}}; }

}  // namespace

struct Callbacks::Recording {
  ExchangePtr exchange;
  std::atomic<std::size_t> open{0};
  // Of the first command that has no result, or that found no room; 0: none.
  std::atomic<int> fault{0};
  std::atomic<bool> busy{false};
};

Callbacks::Callbacks(Shared& shared) : shared_(shared) {
  for (auto& fetcher : fetchers_) {
    fetcher = std::make_unique<Errands>(Errands::Bounds{kFetchesWaiting, kFetchesWaiting},
                                        [this](const char* what) {
                                          shared_.Log("callback.fetch_failed", {{"why", what}});
                                        });
  }
}

void Callbacks::Take(ExchangePtr exchange) {
  const auto gateway = shared_.services.gateways.find(exchange->argument);
  if (gateway == shared_.services.gateways.end()) {
    return exchange->Refuse(Problem(Code::kGatewayUnknown));
  }
  const Instant now = shared_.services.clock.Now();
  const std::string& peer = exchange->request.peer;
  if (!bad_.WouldAllow(peer, now))
    return exchange->Refuse(Problem(Code::kRateLimited).Header("Retry-After", "1"));
  auto callback =
      gateway->second->ReadCallback(HeadersOf(exchange->request), exchange->request.body, now);
  if (!callback.ok()) {
    if (callback.error() == CallbackError::kBadSignature) (void)bad_.Allow(peer, now);
    return Refuse(*exchange, callback.error());
  }
  if (!callback->fetch.empty()) return Fetch(exchange, *gateway->second, callback->fetch);
  Record(exchange, std::move(callback->news));
}

void Callbacks::Refuse(Exchange& exchange, CallbackError error) {
  const auto refuse = [this, &exchange](Code code) {
    shared_.LogWithBrake("callback.refused", {{"gateway", exchange.argument},
                                              {"code", std::string(KindOf(code).name)}});
    exchange.Refuse(Problem(code));
  };
  switch (error) {
    case CallbackError::kBadSignature:
      return refuse(Code::kCallbackSignature);
    case CallbackError::kMalformed:
      return refuse(Code::kCallbackMalformed);
    case CallbackError::kNotForUs:
      return exchange.Send(Taken());
    case CallbackError::kUnavailable:
      return exchange.Refuse(Busy());
  }
  CHECK(false, "a callback is refused for one of the listed reasons");
}

void Callbacks::Fetch(const ExchangePtr& exchange, engine::Gateway& gateway,
                      const std::string& object) {
  Errands& fetcher = *fetchers_.at(std::hash<std::string>{}(object) % kFetchers);
  const bool taken = fetcher.Post(exchange->argument, [this, exchange, &gateway, object] {
    auto news = gateway.Fetch(object);
    if (!news.ok()) return Refuse(*exchange, news.error());
    Record(exchange, *std::move(news));
  });
  if (!taken) exchange->Refuse(Busy());
}

// Each piece of news is a command of its own; the last one that is recorded answers.
void Callbacks::Record(const ExchangePtr& exchange, std::vector<PaymentNews> news) {
  auto recording = std::make_shared<Recording>();
  recording->exchange = exchange;
  recording->open = 1;
  for (PaymentNews& one : news) {
    if (!Submit(recording, std::move(one))) recording->busy = true;
  }
  Finish(*recording);
}

bool Callbacks::Submit(const std::shared_ptr<Recording>& recording, PaymentNews news) {
  auto command =
      engine::RecordNews(news, recording->exchange->argument, shared_.services.brakes.Get());
  // Signed by the gateway, but about something we never requested.
  if (command == nullptr) return true;
  ++recording->open;
  const bool taken = shared_.services.engine.Submit(
      std::move(command), [this, recording, news = std::move(news)](
                              const engine::Answered<EventOutcome>& answer, const auto*) {
        if (answer.ok()) {
          Log(recording->exchange->argument, news, *answer);
        } else {
          recording->fault = static_cast<int>(answer.fault());
        }
        Finish(*recording);
      });
  if (!taken) --recording->open;
  return taken;
}

void Callbacks::Log(const std::string& gateway, const PaymentNews& news, EventOutcome outcome) {
  // A payment of an order that is not in the database, for example after restoring an older copy.
  if (engine::TellsOfMoney(news.answer) && outcome == EventOutcome::kNoSuchPart) {
    shared_.Log("callback.payment_unknown_here", {{"gateway", gateway}, {"payment", news.part}});
  }
  if (news.answer.kind == GatewayAnswer::Kind::kDisputed && outcome == EventOutcome::kApplied) {
    shared_.Log("payment.disputed",
                {{"order", news.part.substr(0, news.part.find('-'))},
                 {"gateway", gateway},
                 {"state", std::string(orders::Name(news.answer.dispute.state))}});
  }
}

void Callbacks::Finish(Recording& recording) {
  if (--recording.open > 0) return;
  Exchange& exchange = *recording.exchange;
  if (recording.busy) return exchange.Refuse(Busy());
  if (recording.fault != 0)
    return exchange.Refuse(OfFault(static_cast<engine::Fault>(recording.fault.load())));
  exchange.Send(Taken());
}

}  // namespace herlaad::http
