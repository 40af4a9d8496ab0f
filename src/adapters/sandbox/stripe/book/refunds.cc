#include "adapters/sandbox/stripe/book/refunds.h"

#include "adapters/sandbox/stripe/api/parameter_reader.h"
#include "adapters/sandbox/stripe/book/balance.h"
#include "adapters/sandbox/stripe/book/disputes.h"

namespace herlaad::sandbox {
namespace {

using nlohmann::json;

bool IsCard(const json& charge) { return charge.at("id").get<std::string>().starts_with("ch_"); }

std::string Euros(std::int64_t cents) {
  const std::string rest = std::to_string(cents % 100);
  return "€" + std::to_string(cents / 100) + "." + (rest.size() < 2 ? "0" : "") + rest;
}

// The charge that the parameters name.
StripeResult ChargeAsked(StripeBook& book, const std::string& charge, const std::string& intent) {
  if (!charge.empty()) {
    auto found = book.store.Find(charge, "charge");
    if (!found) return Failure{NoSuchObject("charge", charge, "charge")};
    return *found;
  }
  const auto found = book.store.Find(intent, "payment_intent");
  if (!found) return Failure{NoSuchObject("payment_intent", intent, "payment_intent")};
  if (found->at("status") != "succeeded") {
    return Failure{RefusedByState(
        "payment_intent_unexpected_state",
        "This PaymentIntent (" + intent + ") does not have a successful charge to refund.",
        "payment_intent")};
  }
  return *book.store.Find(found->at("latest_charge").get<std::string>());
}

std::optional<StripeError> WhyNot(StripeBook& book, const json& charge, std::int64_t amount) {
  const std::string id = charge.at("id");
  const std::int64_t left =
      charge.at("amount").get<std::int64_t>() - charge.at("amount_refunded").get<std::int64_t>();
  if (charge.at("status") != "succeeded") {
    return RefusedByState("charge_not_refundable", "Charge " + id + " has not succeeded.");
  }
  if (HoldsMoney(book, charge)) {
    return RefusedByState("charge_disputed",
                          "Charge " + id + " has been charged back; cannot issue a refund.");
  }
  if (left == 0) {
    return RefusedByState("charge_already_refunded",
                          "Charge " + id + " has already been refunded.");
  }
  if (amount > left) {
    return RefusedByState("amount_too_large",
                          "Refund amount (" + Euros(amount) +
                              ") is greater than unrefunded amount on charge (" + Euros(left) + ")",
                          "amount");
  }
  return std::nullopt;
}

json NewRefund(const StripeBook& book, const json& charge, std::int64_t amount) {
  return {{"id", book.store.NewId(IsCard(charge) ? "re_" : "pyr_")},
          {"object", "refund"},
          {"amount", amount},
          {"balance_transaction", nullptr},
          {"charge", charge.at("id")},
          {"created", book.Seconds()},
          {"currency", "eur"},
          {"destination_details", {{"type", charge.at("payment_method_details").at("type")}}},
          {"metadata", json::object()},
          {"payment_intent", charge.at("payment_intent")},
          {"payment_method", charge.at("payment_method")},
          {"reason", nullptr},
          {"receipt_number", nullptr},
          {"status", "pending"}};
}

std::string OutcomeFor(StripeBook& book, const json& charge) {
  const auto own = charge.find("_refunds");
  const std::string outcome =
      own != charge.end() ? own->get<std::string>() : book.store.Setting("refunds");
  return outcome.empty() ? "succeeded" : outcome;
}

void CountRefund(StripeBook& book, json& charge, std::int64_t amount) {
  const std::int64_t refunded = charge.at("amount_refunded").get<std::int64_t>() + amount;
  charge["amount_refunded"] = refunded;
  charge["refunded"] = refunded == charge.at("amount").get<std::int64_t>();
  book.store.Update(charge);
}

// The money that a refund took out of the balance comes back. Source of the types:
// docs.stripe.com/reports/balance-transaction-types ("payment_refund": also the funds that are
// returned when a refund cannot be processed; "payment_failure_refund" is of a payment that failed)
// and /reports/reporting-categories.
void GiveBack(StripeBook& book, json& refund, std::string_view status) {
  auto charge = book.store.Find(refund.at("charge").get<std::string>());
  const std::int64_t amount = refund.at("amount");
  const json moved =
      Move(book, {IsCard(*charge) ? "refund_failure" : "payment_refund", "refund_failure", amount,
                  0, refund.at("id").get<std::string>(), "REFUND FAILURE"});
  CountRefund(book, *charge, -amount);
  refund["status"] = status;
  refund["failure_balance_transaction"] = moved.at("id");
  if (status == "failed") refund["failure_reason"] = "lost_or_stolen_card";
}

}  // namespace

bool IsRefundOutcome(std::string_view outcome) {
  return outcome == "succeeded" || outcome == "pending" || outcome == "requires_action" ||
         outcome == "failed";
}

StripeResult CreateRefund(StripeBook& book, const StripeCall& call) {
  ParameterReader reader(call.form,
                         {"payment_intent", "charge", "amount", "metadata[*]", "reason"});
  const std::string charge_id = reader.Text("charge", 100);
  const std::string intent_id = reader.Text("payment_intent", 100);
  const json metadata = reader.Metadata("metadata");
  const std::string reason =
      reader.OneOf("reason", {"duplicate", "fraudulent", "requested_by_customer"});
  const std::int64_t asked = call.form.Find("amount") ? reader.Amount("amount") : 0;
  if (charge_id.empty() == intent_id.empty()) {
    reader.Note(InvalidParameter("",
                                 "One of the following params should be provided for this "
                                 "request: payment_intent or charge.",
                                 charge_id.empty() ? "parameter_missing" : ""));
  }
  if (reader.mistake()) return Failure{*reader.mistake()};
  auto found = ChargeAsked(book, charge_id, intent_id);
  if (!found.ok()) return found;
  json charge = *found;
  const std::int64_t left =
      charge.at("amount").get<std::int64_t>() - charge.at("amount_refunded").get<std::int64_t>();
  const std::int64_t amount = asked > 0 ? asked : left;
  if (const auto error = WhyNot(book, charge, amount)) return Failure{*error};

  json refund = NewRefund(book, charge, amount);
  refund["metadata"] = metadata;
  if (!reason.empty()) refund["reason"] = reason;
  const json moved = Move(book, {IsCard(charge) ? "refund" : "payment_refund", "refund", -amount, 0,
                                 refund.at("id").get<std::string>()});
  refund["balance_transaction"] = moved.at("id");
  const std::string outcome = OutcomeFor(book, charge);
  refund["status"] = outcome == "failed" ? "pending" : outcome;
  CountRefund(book, charge, amount);
  book.store.Add(refund);
  book.events.Raise("refund.created", refund);
  book.events.Raise("charge.refunded", charge);
  json answer = refund;
  if (outcome == "failed") {
    auto failed = SetRefundStatus(book, refund.at("id").get<std::string>(), "failed");
    if (!failed.ok()) return failed;
  }
  return answer;
}

StripeResult SetRefundStatus(StripeBook& book, const std::string& id, std::string_view status) {
  auto refund = book.store.Find(id, "refund");
  if (!refund) return Failure{NoSuchObject("refund", id, "id")};
  const std::string now = refund->at("status");
  const bool ended = now == "failed" || now == "canceled";
  const bool known = status == "succeeded" || status == "failed" || status == "canceled";
  if (!known || ended || now == status || (now == "succeeded" && status == "canceled")) {
    return Failure{RefusedByState(
        "refund_unexpected_state",
        "This refund is " + now + " and cannot become " + std::string(status) + ".", "status")};
  }
  if (status == "succeeded") {
    (*refund)["status"] = status;
  } else {
    GiveBack(book, *refund, status);
  }
  book.store.Update(*refund);
  book.events.Raise("refund.updated", *refund);
  book.events.Raise("charge.refund.updated", *refund);
  if (status == "failed") book.events.Raise("refund.failed", *refund);
  return *refund;
}

}  // namespace herlaad::sandbox
