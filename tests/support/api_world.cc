#include "tests/support/api_world.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>

#include "adapters/receipts/samples.h"
#include "api/http/core/access/sessions.h"
#include "base/core/check.h"
#include "domain/payments/payment_method.h"

namespace herlaad::testing {
namespace {

constexpr std::chrono::seconds kAnswersWithin{20};
const std::string kSourceDir = HERLAAD_SOURCE_DIR;

catalogue::Catalogue ReadCatalogue() {
  std::ifstream in(kSourceDir + "/config/catalogue.toml");
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  auto catalogue = catalogue::ParseCatalogue(text, "catalogue.toml");
  CHECK(catalogue.ok(), "the catalogue that comes along can be read");
  return *std::move(catalogue);
}

http::HttpApiOptions Options(const ApiSettings& settings) {
  http::HttpApiOptions options;
  options.public_url = "https://herlaad.example";
  options.link_key = Secret("an unguessable key of some length");
  options.gateways = {{payments::PaymentMethod::kCard, "bank"},
                      {payments::PaymentMethod::kBancontact, "bank"}};
  options.anonymous = settings.anonymous;
  options.follow = settings.follow;
  options.sandbox = settings.sandbox;
  options.texts = settings.texts;
  options.mails = settings.texts;
  options.support = settings.support;
  options.web_files = settings.web_files;
  options.staff.key = Secret("an unguessable key that seals codes");
  options.staff.hash_cost = settings.hash_cost;
  options.staff.cash_caps = settings.staff_cash;
  options.staff.approval_above = 1'500;
  options.staff.sign_ins = settings.sign_ins;
  options.vouchers = settings.vouchers;
  options.bank_accounts = settings.bank_accounts;
  options.demo_numbers = {{*Msisdn::Parse("0470123456"), "proximus"},
                          {*Msisdn::Parse("0472334455"), "orange", "ported"}};
  return options;
}

constexpr std::string_view kFetch = "fetch:";

}  // namespace

Result<engine::Callback, engine::CallbackError> ScriptedGateway::ReadCallback(
    const Headers& headers, std::string_view body, Instant) {
  for (const auto& header : headers) {
    if (header.first != "signature" || header.second != "good") continue;
    if (body == "{") return Failure{engine::CallbackError::kMalformed};
    if (body.empty()) return Failure{engine::CallbackError::kNotForUs};
    if (body.starts_with(kFetch))
      return engine::Callback{{}, std::string(body.substr(kFetch.size()))};
    engine::Callback callback;
    for (std::size_t from = 0; from <= body.size();) {
      const std::size_t to = std::min(body.find(',', from), body.size());
      callback.news.push_back({std::string(body.substr(from, to - from)), tells});
      from = to + 1;
    }
    return callback;
  }
  return Failure{engine::CallbackError::kBadSignature};
}

Result<std::vector<engine::PaymentNews>, engine::CallbackError> ScriptedGateway::Fetch(
    const std::string& object) {
  if (object == "away") return Failure{engine::CallbackError::kUnavailable};
  return std::vector{engine::PaymentNews{object, tells}};
}

ApiWorld::ApiWorld(Settings settings)
    : catalogue(ReadCatalogue()),
      renderer(receipts::samples::Key(), {}, "https://herlaad.example",
               {settings.seller, settings.support}),
      contract(kSourceDir + "/api/openapi.yaml"),
      runner_(store, catalogue, timings_, IdSource({}, 1), {},
              [](std::string_view kind, const std::string& problem) {
                ADD_FAILURE() << kind << ": " << problem;
              }),
      engine_(runner_, store, clock, settings.engine, stats),
      api_(MakeServices(settings), Options(settings)) {
  runner_.AddListener(&stats_listener_);
  if (settings.watch_commits) runner_.AddListener(&watch);
  if (settings.start_engine) engine_.Start();
}

ApiWorld::~ApiWorld() { engine_.Stop(); }

http::Services ApiWorld::MakeServices(const Settings& settings) {
  http::Services services{engine_, store, catalogue, clock, stats, {{"bank", &gateway}},
                          {},      {},    {}};
  services.hold_outbox_workers = [this](bool held) { outbox_workers_held = held; };
  services.backup = [this](const std::string&) -> Status<std::string> {
    if (!backup_fails_with.empty()) return Failure{backup_fails_with};
    return Nothing{};
  };
  services.nodes = [this]() -> Result<std::vector<http::Services::Node>, std::string> {
    if (nodes.empty()) return Failure{std::string("the database is gone")};
    return nodes;
  };
  services.watch = &watch;
  services.readers = settings.readers;
  services.brakes = settings.brakes;
  services.others_commit = !settings.watch_commits;
  services.receipts = settings.receipts != nullptr ? settings.receipts : &renderer;
  services.log = [this](std::string_view event, const http::LogFields& fields) {
    logged.emplace_back(event, fields);
  };
  return services;
}

std::future<net::Response> ApiWorld::SendLater(net::Request request) {
  auto promise = std::make_shared<std::promise<net::Response>>();
  auto future = promise->get_future();
  api_.Handle(std::move(request), net::Responder([promise](net::Response&& response) {
                promise->set_value(std::move(response));
              }));
  return future;
}

net::Response ApiWorld::Send(net::Request request) {
  const std::string method = request.method;
  const std::string path = request.path;
  auto future = SendLater(std::move(request));
  if (future.wait_for(kAnswersWithin) != std::future_status::ready) {
    ADD_FAILURE() << method << " " << path << " was not answered";
    return {};
  }
  net::Response response = future.get();
  HoldAgainstContract(method, path, response);
  return response;
}

void ApiWorld::HoldAgainstContract(const std::string& method, const std::string& path,
                                   const net::Response& response) {
  const auto problem = contract.Problem(method, path, response);
  EXPECT_FALSE(problem.has_value())
      << method << " " << path << " " << response.status << ": " << *problem << "\n"
      << response.body;
  const std::string_view said = "Nothing was done";
  const std::size_t first = response.body.find(said);
  // The answer about several top-ups has a text for each.
  if (first == std::string::npos || response.status < 400) return;
  EXPECT_EQ(response.body.find(said, first + said.size()), std::string::npos) << response.body;
}

net::Request ApiWorld::MakeRequest(const std::string& method, const std::string& target,
                                   const std::string& body, const Headers& headers) {
  net::Request request;
  request.method = method;
  const std::size_t question = target.find('?');
  request.path = target.substr(0, question);
  if (question != std::string::npos) request.query = target.substr(question + 1);
  for (const auto& header : headers) request.headers.push_back({header.first, header.second});
  request.body = body;
  if (!body.empty() && !request.Find("content-type"))
    request.headers.push_back({"content-type", "application/json"});
  request.peer = "192.0.2.7";
  return request;
}

net::Response ApiWorld::Get(const std::string& target, const std::string& key) {
  Headers headers;
  if (!key.empty()) headers.emplace_back("authorization", "Bearer " + key);
  return Send(MakeRequest("GET", target, "", headers));
}

net::Response ApiWorld::Post(const std::string& path, const std::string& body, Headers headers) {
  headers.emplace_back("content-type", "application/json");
  const auto has = [&headers](std::string_view name) {
    return std::any_of(headers.begin(), headers.end(),
                       [name](const auto& header) { return header.first == name; });
  };
  if (path == "/v1/topups" && !has("authorization") && !has(http::kSessionHeader)) {
    if (session.empty()) session = NewSession();
    headers.emplace_back(http::kSessionHeader, session);
  }
  return Send(MakeRequest("POST", path, body, headers));
}

std::string ApiWorld::NewSession() {
  const net::Response response = Send(MakeRequest("POST", "/v1/sessions"));
  EXPECT_EQ(response.status, 201);
  return nlohmann::json::parse(response.body).at("session");
}

net::Response ApiWorld::Cancel(const nlohmann::json& placed) {
  const nlohmann::json body{{"cancel_token", placed.at("cancel_token")}};
  return Post("/v1/topups/" + placed.at("id").get<std::string>() + "/cancel", body.dump());
}

net::Response ApiWorld::Local(const std::string& method, const std::string& target,
                              const std::string& body, const Headers& headers) {
  net::Request request = MakeRequest(method, target, body, headers);
  request.local = true;
  return Send(std::move(request));
}

std::string ApiWorld::MakeKey(const std::string& scopes) {
  std::istringstream words(scopes);
  nlohmann::json body{{"scopes", nlohmann::json::array()}};
  for (std::string scope; words >> scope;) body["scopes"].push_back(scope);
  const net::Response response = Local("POST", "/admin/keys", body.dump());
  EXPECT_EQ(response.status, 201);
  return nlohmann::json::parse(response.body).at("key");
}

void ApiWorld::PutSim(const std::string& number, const std::string& operator_id,
                      prepaid::SimState state) {
  orders::Subscriber row(*Msisdn::Parse(number));
  row.sim = prepaid::NewSim(operator_id, state, clock.Now());
  CHECK(row.sim.has_value(), "a SIM is not created in grace");
  store.Put(std::move(row));
}

orders::Order ApiWorld::OrderOf(const std::string& id) {
  const auto order = ParseOrderId(id.substr(0, id.find('.')));
  CHECK(order.has_value(), "an answer's id is one");
  const auto found = store.FindOrder(*order);
  CHECK(found.ok() && found->has_value(), "an order that was answered is there");
  return (*found)->order;
}

}  // namespace herlaad::testing
