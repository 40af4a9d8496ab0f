#include "simulation/stripe/stripe_bank.h"

#include <algorithm>
#include <utility>

#include "adapters/sandbox/stripe/book/disputes.h"
#include "adapters/sandbox/stripe/book/sessions.h"
#include "base/core/check.h"

namespace herlaad::simulation {
namespace {

using nlohmann::json;
using orders::DisputeState;
using sandbox::StripeBook;

const Secret kKey{"sk_test_of_the_simulation"};
const Secret kWebhookSecret{"whsec_of_the_simulation"};
constexpr int kBalancePagesMax = 10'000;

gateways::stripe::StripeOptions OptionsWith(std::shared_ptr<StripeWire> wire) {
  gateways::stripe::StripeOptions options;
  options.api.base_url = "https://api.stripe.com";
  options.api.key = kKey;
  options.api.request_timeout = kRequestTimeout;
  options.api.exchange = std::move(wire);
  options.webhook_secrets = {kWebhookSecret};
  return options;
}

std::vector<json> RefundsOf(StripeBook& book, const std::string& intent) {
  sandbox::StripeListQuery query;
  query.kind = "refund";
  query.limit = 1'000;
  query.payment_intent = intent;
  return book.store.List(query);
}

BankRefund Read(const json& refund) {
  const std::string status = refund.at("status");
  return {refund.at("payment_intent").get<std::string>(), refund.at("amount").get<std::int64_t>(),
          status == "succeeded", false, status == "pending"};
}

DisputeState EndOf(const json& dispute) {
  const std::string status = dispute.at("status");
  if (status == "won") return DisputeState::kWon;
  if (status == "lost") return DisputeState::kLost;
  CHECK(status == "warning_closed", "every dispute has ended when the history has");
  return DisputeState::kWarningClosed;
}

std::optional<std::string> IntentOf(const json& session) {
  const json& intent = session.at("payment_intent");
  return intent.is_string() ? std::optional(intent.get<std::string>()) : std::nullopt;
}

}  // namespace

StripeBank::StripeBank(Stage& stage, std::uint64_t seed, StripeWebhooks::Deliver deliver,
                       StripeSweep::Submit submit)
    : stage_(stage),
      stripe_(
          stage, seed, kKey, [this](std::string body) { webhooks_.Send(std::move(body)); },
          [this] { sweep_.Due(); }),
      wire_(std::make_shared<StripeWire>(stage, stripe_)),
      gateway_(OptionsWith(wire_)),
      webhooks_(stage, stripe_, gateway_, kWebhookSecret, std::move(deliver)),
      payers_(stage, stripe_),
      sweep_(stage, id_, gateway_, std::move(submit)) {}

std::map<OrderId, BankPayment> StripeBank::Entries() {
  return stripe_.Do([this](StripeBook& book) {
    std::map<OrderId, BankPayment> entries;
    for (const auto& page : stripe_.pages())
      entries.emplace(page.first, PaymentOf(page.first, book));
    return entries;
  });
}

BankPayment StripeBank::PaymentOf(OrderId order, StripeBook& book) {
  BankPayment payment;
  payment.order = order;
  for (const std::string& page : stripe_.PagesOf(order)) {
    const auto session = book.store.Find(page);
    CHECK(session.has_value(), "a page that was made stays in the book");
    payment.asked = session->at("amount_total");
    payment.open = true;
    payment.closed = session->at("status") == "expired";
    if (auto charge = ChargeOf(*session, book)) payment.charges.push_back(*std::move(charge));
  }
  return payment;
}

// Also what support paid out by hand.
std::optional<BankCharge> StripeBank::ChargeOf(const json& session, StripeBook& book) {
  const auto id = IntentOf(session);
  if (!id) return std::nullopt;
  const auto intent = book.store.Find(*id);
  CHECK(intent.has_value(), "a page names an intent of the book");
  if (intent->at("status") != "succeeded") return std::nullopt;
  const auto charge = book.store.Find(intent->at("latest_charge").get<std::string>());
  CHECK(charge.has_value(), "a paid intent has a charge in the book");
  BankCharge read;
  read.reference = *id;
  read.amount = charge->at("amount_captured");
  read.given_back = charge->at("amount_refunded");
  for (const auto& refund : by_hand_) {
    if (refund.second.charge == *id) read.given_back += refund.second.amount;
  }
  if (charge->contains("_dispute")) {
    const auto dispute = book.store.Find(charge->at("_dispute").get<std::string>());
    CHECK(dispute.has_value(), "a disputed charge has its dispute in the book");
    read.dispute = EndOf(*dispute);
  }
  return read;
}

bool StripeBank::CloseByHand(OrderId order) {
  return stripe_.Do([this, order](StripeBook& book) {
    bool unpaid = true;
    for (const std::string& page : stripe_.PagesOf(order)) {
      if (sandbox::CloseSession(book, page, sandbox::SessionCloser::kShop))
        stage_.Tell(order, "stripe: the page " + page + " is closed by hand");
      const auto session = book.store.Find(page);
      const auto id = IntentOf(*session);
      if (!id) continue;
      const std::string status = book.store.Find(*id)->at("status");
      unpaid = unpaid && status != "succeeded" && status != "processing";
    }
    return unpaid;
  });
}

std::optional<BankRefund> StripeBank::FindRefund(OrderId order, std::int32_t n) {
  const std::string reference = orders::PartReference(order, 'r', n);
  const auto by_hand = by_hand_.find(reference);
  if (by_hand != by_hand_.end()) return by_hand->second;
  return stripe_.Do([&](StripeBook& book) -> std::optional<BankRefund> {
    for (const std::string& page : stripe_.PagesOf(order)) {
      const auto session = book.store.Find(page);
      const auto id = IntentOf(*session);
      if (!id) continue;
      for (const json& refund : RefundsOf(book, *id)) {
        if (refund.at("metadata").value("herlaad_refund", "") == reference) return Read(refund);
      }
    }
    return std::nullopt;
  });
}

bool StripeBank::RefundByHand(OrderId order, std::int32_t n, const std::string& charge,
                              std::int64_t amount) {
  const auto known = FindRefund(order, n);
  if (known && known->pending) return false;  // it may still succeed
  if (known && known->done) return true;
  by_hand_[orders::PartReference(order, 'r', n)] = {charge, amount, true, true, false};
  stage_.Tell(order, "stripe: " + EurosText(amount) + " of " + charge + " are paid out by hand");
  return true;
}

bool StripeBank::StillUnderWay(OrderId order, std::int32_t n) const {
  const Instant sent = wire_->LastSent(orders::PartReference(order, 'r', n));
  return sent.ms != 0 && stage_.now() <= sent + kLongestTrip;
}

bool StripeBank::IsDisputed(OrderId /*order*/, const std::string& charge) {
  return stripe_.Do([&charge](StripeBook& book) {
    const auto intent = book.store.Find(charge);
    if (!intent || !intent->at("latest_charge").is_string()) return false;
    const auto found = book.store.Find(intent->at("latest_charge").get<std::string>());
    return found && found->at("disputed").get<bool>();
  });
}

std::int64_t StripeBank::BalanceOf(StripeBook& book) const {
  sandbox::StripeListQuery query;
  query.kind = "charge";
  query.limit = 1'000'000;
  std::int64_t sum = 0;
  for (const json& charge : book.store.List(query)) {
    sum += charge.at("amount_captured").get<std::int64_t>() -
           charge.at("amount_refunded").get<std::int64_t>();
    if (!charge.contains("_dispute")) continue;
    const auto dispute = book.store.Find(charge.at("_dispute").get<std::string>());
    if (dispute->value("_holds", false)) sum -= dispute->at("amount").get<std::int64_t>();
  }
  return sum;
}

void StripeBank::Check() {
  for (const auto& page : stripe_.pages()) {
    if (page.second.size() > 1) stage_.Break("a payment has two pages at Stripe", page.first);
  }
  for (const auto& entry : Entries()) {
    if (entry.second.charges.size() > 1)
      stage_.Break("Stripe took the money of a payment twice", entry.first);
  }
  std::int64_t listed = 0;
  std::string after;
  for (int page = 0; page < kBalancePagesMax; ++page) {
    const auto balance = gateway_.ListBalance({}, stage_.now() + Millis(1'000), after);
    if (!balance.ok()) return stage_.Break("Stripe's balance cannot be read");
    for (const engine::BalanceLine& line : balance->lines) listed += line.cents;
    after = balance->next;
    if (after.empty()) break;
  }
  const std::int64_t booked = stripe_.Do([this](StripeBook& book) { return BalanceOf(book); });
  if (listed != booked) {
    stage_.Break("Stripe's balance is listed as " + EurosText(listed) + ", and its book has " +
                 EurosText(booked));
  }
}

std::map<std::string, std::int64_t> StripeBank::counts() const {
  auto counts = stripe_.counts();
  counts["list read"] = sweep_.passes();
  return counts;
}

}  // namespace herlaad::simulation
