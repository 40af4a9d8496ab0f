// card_orders: payers who top up by card at the stand-in for Stripe, each again and again: place,
// open the payment page, approve, and wait until it is delivered. Prints the results as JSON. With
// --webhooks instead: places that many orders and writes Stripe's signed event about each payment
// to a file, for `load --mode each`. Any failure ends it with 1.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "adapters/net/client/client.h"
#include "base/core/secret.h"

namespace {

using herlaad::Secret;
using herlaad::net::Client;
using herlaad::net::ClientRequest;
using herlaad::net::ClientResponse;
using nlohmann::json;
using Clock = std::chrono::steady_clock;

constexpr int kTries = 400;  // looks for a payment page or an end, before it is a failure
constexpr auto kPause = std::chrono::milliseconds(100);  // of a page that asks

struct Options {
  std::uint16_t port = 8080;
  std::string key_file;
  std::string webhook_secret;
  std::string write_webhooks;
  std::size_t payers = 64;
  std::size_t webhooks = 0;
  double seconds = 4;
  std::int64_t msisdn_first = 32'470'000'000;
  std::int64_t msisdn_count = 1'000'000;
};

class CardOrders {
 public:
  explicit CardOrders(const Options& options)
      : options_(options),
        url_("http://127.0.0.1:" + std::to_string(options.port)),
        secret_(options.webhook_secret) {
    std::ifstream(options.key_file) >> key_;
    if (key_.empty()) throw std::runtime_error("there is no key in " + options.key_file);
  }

  void Pay() {
    const auto begun = Clock::now();
    const auto until = begun + std::chrono::duration_cast<Clock::duration>(
                                   std::chrono::duration<double>(options_.seconds));
    InParallel([&](std::size_t) {
      while (Clock::now() < until && !failed_) PayOne();
    });
    Print(begun);
  }

  void WriteWebhooks() {
    std::vector<std::string> events(options_.webhooks);
    std::atomic<std::size_t> next = 0;
    InParallel([&](std::size_t) {
      for (std::size_t i = next++; i < events.size() && !failed_; i = next++)
        events[i] = Signed(EventAbout(Place(), i));
    });
    std::ofstream file(options_.write_webhooks);
    for (const std::string& event : events) file << event << '\n';
    if (!file.flush()) throw std::runtime_error("cannot write " + options_.write_webhooks);
  }

 private:
  struct Placed {
    std::string id;
    std::string pay_url;
    std::int64_t total = 0;
  };

  template <class Work>
  void InParallel(const Work& work) {
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < options_.payers; ++i) {
      threads.emplace_back([&, i] {
        try {
          work(i);
        } catch (const std::exception& problem) {
          if (!failed_.exchange(true)) std::fprintf(stderr, "card_orders: %s\n", problem.what());
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    if (failed_) throw std::runtime_error("not all went well");
  }

  void Print(Clock::time_point begun) const {
    const double took = std::chrono::duration<double>(Clock::now() - begun).count();
    const std::size_t count = done_;
    std::printf("{\"orders\":%zu,\"rate\":%.1f}\n", count, static_cast<double>(count) / took);
  }

  ClientResponse Send(const ClientRequest& request, int status) {
    auto answer = client_.Send(request);
    if (!answer.ok()) throw std::runtime_error(request.method + ": " + answer.error().message);
    if (status != 0 && answer->status != status)
      throw std::runtime_error(request.method + ": " + std::to_string(answer->status) + " " +
                               answer->body);
    return *std::move(answer);
  }

  Placed Place() {
    const std::int64_t n = placed_++;
    const std::int64_t number = options_.msisdn_first + n % options_.msisdn_count;
    ClientRequest request;
    request.method = "POST";
    request.url = url_ + "/v1/topups";
    request.headers = {{"content-type", "application/json"},
                       {"authorization", "Bearer " + key_},
                       {"idempotency-key", run_ + "-" + std::to_string(n)}};
    request.body =
        R"({"msisdn":"+)" + std::to_string(number) +
        R"(","operator":"proximus","amount":{"amount":1500,"currency":"EUR"},"tender":"card"})";
    const json order = json::parse(Send(request, 201).body);
    return {order.at("id"), order.at("payment").value("url", ""), order.at("total").at("amount")};
  }

  // As a browser: the link leads to the payment page once that is open.
  std::string PageOf(const Placed& order) {
    ClientRequest request;
    request.url = order.pay_url;
    for (int tries = 0; tries < kTries; ++tries) {
      const ClientResponse answer = Send(request, 0);
      if (const auto page = answer.Find("location"); page && answer.status == 302)
        return std::string(*page);
      std::this_thread::sleep_for(kPause);
    }
    throw std::runtime_error("there is no payment page");
  }

  void Await(const std::string& id) {
    ClientRequest request;
    request.url = url_ + "/v1/topups/" + id;
    request.headers = {{"authorization", "Bearer " + key_}};
    for (int tries = 0; tries < kTries; ++tries) {
      const std::string state = json::parse(Send(request, 200).body).at("state");
      if (state == "delivered") return;
      std::this_thread::sleep_for(kPause);
    }
    throw std::runtime_error(id + " was not delivered");
  }

  void PayOne() {
    const Placed order = Place();
    ClientRequest approve;
    approve.method = "POST";
    approve.url = PageOf(order);
    approve.headers = {{"content-type", "application/x-www-form-urlencoded"}};
    approve.body = "action=approve";
    (void)Send(approve, 303);
    Await(order.id);
    ++done_;
  }

  [[nodiscard]] static std::string EventAbout(const Placed& order, std::size_t n) {
    const std::string id = std::to_string(n);
    const json charge{
        {"id", "ch_bench_" + id},
        {"object", "charge"},
        {"amount_captured", order.total},
        {"currency", "eur"},
        {"livemode", false},
        {"metadata", {{"herlaad_payment", order.id + "-p1"}}},
        {"payment_intent", "pi_bench_" + id},
        {"payment_method_details",
         {{"type", "card"}, {"card", {{"fingerprint", "bench" + id}, {"country", "BE"}}}}},
        {"status", "succeeded"}};
    return json{{"id", "evt_bench_" + id},      {"object", "event"}, {"created", Now()},
                {"data", {{"object", charge}}}, {"livemode", false}, {"type", "charge.succeeded"}}
        .dump();
  }

  static std::int64_t Now() {
    return std::chrono::duration_cast<std::chrono::seconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
  }

  // As Stripe signs it, within the seconds in which it is taken.
  [[nodiscard]] std::string Signed(const std::string& event) const {
    const std::string at = std::to_string(Now());
    return "t=" + at + ",v1=" + herlaad::HmacHex(secret_, at + "." + event) + "\t" + event;
  }

  const Options options_;
  const std::string url_;
  const Secret secret_;
  const std::string run_ = "card-" + std::to_string(Clock::now().time_since_epoch().count());
  std::string key_;
  Client client_{{.kept_connections = 256}};
  std::atomic<std::int64_t> placed_ = 0;
  std::atomic<std::size_t> done_ = 0;
  std::atomic<bool> failed_ = false;
};

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Tops up by card at the stand-in for Stripe, or writes its webhooks");
  app.add_option("--port", options.port)->required();
  app.add_option("--key-file", options.key_file, "file that holds the API key")->required();
  app.add_option("--webhook-secret", options.webhook_secret);
  app.add_option("--payers", options.payers)->check(CLI::Range(1, 1'000));
  auto* const file = app.add_option("--write-webhooks", options.write_webhooks, "their file");
  app.add_option("--webhooks", options.webhooks, "how many to write")
      ->check(CLI::Range(1, 1'000'000))
      ->needs(file);
  app.add_option("--seconds", options.seconds);
  app.add_option("--msisdn-first", options.msisdn_first);
  app.add_option("--msisdn-count", options.msisdn_count)->check(CLI::Range(1, 10'000'000));
  CLI11_PARSE(app, argc, argv);
  try {
    CardOrders orders(options);
    if (options.webhooks > 0) {
      orders.WriteWebhooks();
    } else {
      orders.Pay();
    }
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "card_orders: %s\n", problem.what());
    return 1;
  }
  return 0;
}
