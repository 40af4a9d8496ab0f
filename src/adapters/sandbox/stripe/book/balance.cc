#include "adapters/sandbox/stripe/book/balance.h"

namespace herlaad::sandbox {
namespace {

using nlohmann::json;

constexpr std::size_t kPayoutMax = 1'000;
constexpr std::int64_t kDay = 86'400;

json FeeDetails(std::int64_t fee) {
  if (fee == 0) return json::array();
  return json::array({{{"amount", fee},
                       {"application", nullptr},
                       {"currency", "eur"},
                       {"description", "Stripe processing fees"},
                       {"type", "stripe_fee"}}});
}

json NewPayout(const StripeBook& book, std::int64_t amount, std::int64_t now) {
  return {{"id", book.store.NewId("po_")},
          {"object", "payout"},
          {"amount", amount},
          {"arrival_date", now + 2 * kDay},
          {"automatic", true},
          {"balance_transaction", nullptr},
          {"created", now},
          {"currency", "eur"},
          {"description", "STRIPE PAYOUT"},
          {"destination", "ba_sandbox"},
          {"livemode", false},
          {"metadata", json::object()},
          {"method", "standard"},
          {"source_type", "card"},
          {"statement_descriptor", nullptr},
          {"status", "paid"},
          {"type", "bank_account"}};
}

}  // namespace

json Move(StripeBook& book, const BalanceMovement& movement) {
  const std::int64_t now = book.Seconds();
  json transaction = {{"id", book.store.NewId("txn_")},
                      {"object", "balance_transaction"},
                      {"amount", movement.amount},
                      {"available_on", now + 2 * kDay},
                      {"balance_type", "payments"},
                      {"created", now},
                      {"currency", "eur"},
                      {"description", nullptr},
                      {"exchange_rate", nullptr},
                      {"fee", movement.fee},
                      {"fee_details", FeeDetails(movement.fee)},
                      {"net", movement.amount - movement.fee},
                      {"reporting_category", movement.category},
                      {"source", movement.source.empty() ? json() : json(movement.source)},
                      {"status", "available"},
                      {"type", movement.type}};
  if (!movement.description.empty()) transaction["description"] = movement.description;
  book.store.Add(transaction);
  return transaction;
}

StripeResult PayOut(StripeBook& book) {
  std::vector<json> moved = book.store.BalanceTransactionsWithoutPayout(kPayoutMax);
  std::int64_t total = 0;
  for (const json& transaction : moved) total += transaction.at("net").get<std::int64_t>();
  if (total <= 0) {
    return Failure{RefusedByState("balance_insufficient",
                                  "You have insufficient funds in your Stripe account.")};
  }
  json payout = NewPayout(book, total, book.Seconds());
  const std::string id = payout.at("id");
  json out = Move(book, {"payout", "payout", -total, 0, id, "STRIPE PAYOUT"});
  payout["balance_transaction"] = out.at("id");
  moved.push_back(out);
  for (json& transaction : moved) {
    transaction["_payout"] = id;
    book.store.Update(transaction);
  }
  book.store.Add(payout);
  book.events.Raise("payout.created", payout);
  book.events.Raise("payout.paid", payout);
  return payout;
}

StripeResult ReversePayment(StripeBook& book, const std::string& charge) {
  const auto found = book.store.Find(charge, "charge");
  if (!found) return Failure{NoSuchObject("charge", charge, "charge")};
  if (found->at("status") != "succeeded") {
    return Failure{RefusedByState("charge_not_refundable", "This charge has not succeeded.")};
  }
  return Move(book, {"payment_reversal", "charge_failure", -found->at("amount").get<std::int64_t>(),
                     0, charge});
}

json TakeStripeFee(StripeBook& book, std::int64_t amount) {
  return Move(book, {"stripe_fee", "fee", -amount, 0, "", "Billing - Usage Fee"});
}

}  // namespace herlaad::sandbox
