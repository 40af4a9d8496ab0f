// ApiWorld: the HTTP API over a real engine and an in-memory store, without sockets. Every answer
// is checked against api/openapi.yaml.
#pragma once

#include <atomic>
#include <future>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "adapters/receipts/pango_renderer.h"
#include "api/http/http_api.h"
#include "engine/batches/batch.h"
#include "engine/brakes/brakes_in_force.h"
#include "engine/monitoring/stats_listener.h"
#include "engine/orders/order_watch.h"
#include "tests/support/contract.h"
#include "tests/support/scripted_store.h"

namespace herlaad::testing {

class SetClock final : public Clock {
 public:
  explicit SetClock(Instant at) : ms_(at.ms) {}
  Instant Now() override { return {ms_.load()}; }
  void Pass(Millis span) { ms_ += span.count(); }

 private:
  std::atomic<std::int64_t> ms_;
};

// Returns scripted answers; a callback is valid if its header "signature" is "good". Its body names
// the parts that it is about, separated by commas, or an object to fetch: "fetch:…".
class ScriptedGateway final : public engine::Gateway {
 public:
  engine::GatewayAnswer Open(const engine::OpenRequest&) override { return {}; }
  engine::GatewayAnswer Ask(const engine::PaymentRef&) override { return {}; }
  engine::GatewayAnswer Close(const engine::PaymentRef&) override { return {}; }
  engine::GatewayAnswer Refund(const engine::RefundRequest&) override { return {}; }
  engine::GatewayAnswer AskRefund(const engine::RefundRequest&) override { return {}; }
  Result<engine::Callback, engine::CallbackError> ReadCallback(const Headers& headers,
                                                               std::string_view body,
                                                               Instant now) override;
  // News about the part that the object names; kUnavailable for "away".
  Result<std::vector<engine::PaymentNews>, engine::CallbackError> Fetch(
      const std::string& object) override;
  void Stop() override {}

  engine::GatewayAnswer tells;  // about the payment that the body names
};

struct ApiSettings {
  engine::Engine::Options engine;
  net::RateLimit anonymous{1'000, 60'000, 100};
  net::RateLimit sign_ins{1'000, 60'000, 100};
  credentials::HashCost hash_cost = credentials::HashCost::kTest;  // of passwords of staff
  limits::CashCaps staff_cash = {};
  http::VoucherOptions vouchers{
      {Secret("an unguessable key of PINs"), {}}, {1'000, 60'000, 100}, {1'000, 60'000, 100}};
  bool sandbox = false;
  bool texts = false;  // and mails
  messages::SupportContact support = {};
  engine::Seller seller = {};
  engine::ReceiptRenderer* receipts = nullptr;  // replaces the real one
  bool start_engine = true;
  http::FollowLimits follow;
  bool watch_commits = true;  // false: as if another process changed the orders
  std::span<const http::WebFile> web_files = {};
  engine::Readers::Options readers = {};
  engine::BrakesInForce brakes = {};
  std::vector<std::string> bank_accounts = {};  // that the settings name
};

class ApiWorld {
 public:
  using Headers = std::vector<std::pair<std::string, std::string>>;
  using Settings = ApiSettings;

  explicit ApiWorld(Settings settings = {});
  ~ApiWorld();

  // The answer, which must come and match the description.
  net::Response Send(net::Request request);
  // The answer when it comes, for concurrent requests.
  std::future<net::Response> SendLater(net::Request request);
  // Fails the test if the answer does not match the description.
  void HoldAgainstContract(const std::string& method, const std::string& path,
                           const net::Response& response);

  net::Response Get(const std::string& target, const std::string& key = "");
  // Without an API key, uses a session unless `headers` has one.
  net::Response Post(const std::string& path, const std::string& body, Headers headers = {});
  std::string NewSession();
  // Cancels it as the client without an API key that placed it, with the cancel token it received.
  net::Response Cancel(const nlohmann::json& placed);
  // As from the administration socket.
  net::Response Local(const std::string& method, const std::string& target,
                      const std::string& body = "", const Headers& headers = {});
  static net::Request MakeRequest(const std::string& method, const std::string& target,
                                  const std::string& body = "", const Headers& headers = {});

  std::string MakeKey(const std::string& scopes);  // "topup:cash sim:read"
  void PutSim(const std::string& number, const std::string& operator_id,
              prepaid::SimState state = prepaid::SimState::kActive);
  // Decides one command as for an outbox worker.
  template <class C>
  engine::AnsweredTo<C> Decide(std::unique_ptr<C> command) {
    return engine_.Call(std::move(command));
  }
  orders::Order OrderOf(const std::string& id);  // id or token

  SetClock clock{*ParseRfc3339("2026-11-22T13:02:11.042Z")};
  ScriptedStore store;
  catalogue::Catalogue catalogue;
  engine::Stats stats;
  engine::OrderWatch watch;
  ScriptedGateway gateway;
  receipts::PangoRenderer renderer;
  Contract contract;
  std::vector<std::pair<std::string, http::LogFields>> logged;
  std::string session;                      // for requests without an API key
  std::vector<http::Services::Node> nodes;  // empty: the database does not answer
  bool outbox_workers_held = false;
  std::string backup_fails_with;  // empty: it succeeds

 private:
  http::Services MakeServices(const Settings& settings);

  orders::Timings timings_;
  engine::StatsListener stats_listener_{stats};
  engine::BatchRunner runner_;
  engine::Engine engine_;
  http::HttpApi api_;
};

}  // namespace herlaad::testing
