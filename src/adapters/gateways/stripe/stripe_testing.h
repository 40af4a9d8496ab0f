// For tests of this folder: objects as Stripe sends them, shortened to what is read and a few more
// fields, and a server that records requests and gives prepared answers.
#pragma once

#include <deque>
#include <functional>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "adapters/gateways/stripe/stripe_gateway.h"
#include "adapters/net/json.h"
#include "adapters/net/server/server.h"
#include "base/core/check.h"
#include "domain/orders/order.h"

namespace herlaad::gateways::stripe::testing {

using nlohmann::json;

inline const std::string kPayment = orders::PartReference(OrderId(1), 'p', 1);
inline const std::string kRefund = orders::PartReference(OrderId(1), 'r', 1);
inline const std::string kKey = "sk_test_notakey";
inline const std::string kWebhookSecret = "whsec_notasecret";

// `object` with some members replaced (RFC 7396); null removes.
inline json With(json object, const json& changes) {
  object.merge_patch(changes);
  return object;
}
// With a member that is null, which With would remove.
inline json WithNull(json object, const char* key) {
  object[key] = nullptr;
  return object;
}

inline json Intent(const std::string& status = "succeeded") {
  const std::int64_t received = status == "succeeded" ? 1'500 : 0;
  return {{"id", "pi_1"},      {"object", "payment_intent"},
          {"amount", 1'500},   {"amount_received", received},
          {"currency", "eur"}, {"last_payment_error", nullptr},
          {"livemode", false}, {"metadata", {{"herlaad_payment", kPayment}}},
          {"status", status}};
}

inline json Session(const std::string& status, const std::string& payment_status, json intent) {
  return {{"id", "cs_test_1"},
          {"object", "checkout.session"},
          {"amount_total", 1'500},
          {"client_reference_id", kPayment},
          {"currency", "eur"},
          {"livemode", false},
          {"metadata", {{"herlaad_payment", kPayment}}},
          {"payment_intent", std::move(intent)},
          {"payment_status", payment_status},
          {"status", status},
          {"url", status == "open" ? json("https://checkout.stripe.com/c/pay/cs_test_1") : json()}};
}
inline json OpenSession() { return Session("open", "unpaid", nullptr); }
inline json PaidSession() { return Session("complete", "paid", Intent()); }

inline json RefundObject(const std::string& status = "succeeded") {
  return {{"id", "re_1"},
          {"object", "refund"},
          {"amount", 1'500},
          {"charge", "ch_1"},
          {"currency", "eur"},
          {"metadata", {{"herlaad_refund", kRefund}}},
          {"payment_intent", "pi_1"},
          {"status", status}};
}

// As Stripe moves money for a dispute, its fee apart.
inline json Movement(std::int64_t amount, const char* currency = "eur") {
  return {{"object", "balance_transaction"},
          {"amount", amount},
          {"currency", currency},
          {"exchange_rate", nullptr},
          {"fee", 2'000},
          {"net", amount - 2'000},
          {"type", "adjustment"}};
}
inline json DisputeObject(const std::string& status = "needs_response") {
  return {{"id", "du_1"},
          {"object", "dispute"},
          {"amount", 1'500},
          {"balance_transactions", json::array({Movement(-1'500)})},
          {"charge", "ch_1"},
          {"currency", "eur"},
          {"evidence_details", {{"due_by", 1'796'000'000}, {"has_evidence", false}}},
          {"livemode", false},
          {"payment_intent", Intent()},
          {"reason", "fraudulent"},
          {"status", status}};
}

inline json ChargeObject() {
  return {{"id", "ch_1"}, {"object", "charge"}, {"livemode", false}, {"payment_intent", Intent()}};
}

// As an event tells it.
inline json PaidCharge() {
  return {{"id", "ch_1"},
          {"object", "charge"},
          {"amount_captured", 1'500},
          {"currency", "eur"},
          {"livemode", false},
          {"metadata", {{"herlaad_payment", kPayment}}},
          {"payment_intent", "pi_1"},
          {"payment_method_details",
           {{"card", {{"country", "BE"}, {"fingerprint", "fp_1"}}}, {"type", "card"}}},
          {"status", "succeeded"}};
}

inline json Event(const std::string& type, json object) {
  return {{"id", "evt_1"},
          {"object", "event"},
          {"api_version", "2026-10-28.endive"},
          {"created", 1'795'000'000},
          {"data", {{"object", std::move(object)}}},
          {"livemode", false},
          {"type", type}};
}
inline json ThinEvent(const std::string& type, const std::string& id) {
  return {{"id", "evt_test_1"},
          {"object", "v2.core.event"},
          {"created", "2026-11-18T12:26:40.000Z"},
          {"livemode", false},
          {"related_object", {{"id", id}, {"type", "any"}, {"url", "/v1/any/" + id}}},
          {"type", type}};
}

inline json ListOf(json::array_t items, bool more = false) {
  return {{"object", "list"}, {"data", std::move(items)}, {"has_more", more}, {"url", "/v1/any"}};
}

inline json ErrorOf(const std::string& type, const std::string& code = "") {
  json error{{"type", type}, {"message", "A sentence that quotes sk_test_notakey."}};
  if (!code.empty()) error["code"] = code;
  return {{"error", error}};
}

class FakeStripe {
 public:
  FakeStripe()
      : server_(Options(), [this](net::Request&& request, net::Responder&& responder) {
          responder.Send(Take(std::move(request)));
        }) {
    CHECK(server_.Start().ok(), "the test's own server starts");
  }

  [[nodiscard]] std::string url() const {
    return "http://127.0.0.1:" + std::to_string(server_.Port());
  }
  // The answers to the next requests, in this order. The last one is given again and again.
  void Answers(std::vector<json> bodies) {
    const std::lock_guard lock(mutex_);
    next_.clear();
    for (const json& body : bodies) next_.push_back({200, net::WriteJson(body)});
  }
  void AnswersWith(int status, const std::string& body) {
    const std::lock_guard lock(mutex_);
    next_.assign(1, {status, body});
  }
  void Then(int status, const std::string& body) {
    const std::lock_guard lock(mutex_);
    next_.push_back({status, body});
  }
  // All requests since the last call.
  std::vector<net::Request> Requests() {
    const std::lock_guard lock(mutex_);
    return std::exchange(requests_, {});
  }
  void Stop() { server_.Stop(); }

 private:
  struct Prepared {
    int status = 200;
    std::string body;
  };
  net::Response Take(net::Request&& request) {
    const std::lock_guard lock(mutex_);
    requests_.push_back(std::move(request));
    Prepared answer = next_.front();
    if (next_.size() > 1) next_.pop_front();
    return {.status = answer.status, .body = answer.body};
  }
  static net::ServerOptions Options() {
    net::ServerOptions options;
    options.tcp = {{}};
    return options;
  }

  std::mutex mutex_;
  std::deque<Prepared> next_{Prepared{}};
  std::vector<net::Request> requests_;
  net::Server server_;  // last: it calls Take
};

inline StripeOptions OptionsFor(const std::string& url) {
  StripeOptions options;
  options.api.base_url = url;
  options.api.key = Secret(kKey);
  options.webhook_secrets = {Secret(kWebhookSecret)};
  return options;
}

}  // namespace herlaad::gateways::stripe::testing
