#include "adapters/sandbox/stripe/book/disputes.h"

#include <algorithm>
#include <iterator>

#include "adapters/sandbox/stripe/api/parameter_reader.h"
#include "adapters/sandbox/stripe/book/balance.h"

namespace herlaad::sandbox {
namespace {

using nlohmann::json;

constexpr std::int64_t kDisputeFee = 2'000;  // cents, invented
constexpr std::int64_t kEvidenceTime = 7 * 86'400;

constexpr std::string_view kStatuses[] = {
    "warning_needs_response",
    "warning_under_review",
    "warning_closed",
    "needs_response",
    "under_review",
    "won",
    "lost",
    "prevented",
    "appeal_needs_response",
    "appeal_under_review",
};

struct Step {
  std::string_view from;
  std::string_view to;
};
// The steps that Stripe takes.
constexpr Step kSteps[] = {
    {"warning_needs_response", "warning_under_review"},
    {"warning_needs_response", "warning_closed"},
    {"warning_needs_response", "needs_response"},
    {"warning_needs_response", "prevented"},
    {"warning_under_review", "warning_closed"},
    {"warning_under_review", "needs_response"},
    {"needs_response", "under_review"},
    {"needs_response", "won"},
    {"needs_response", "lost"},
    {"needs_response", "prevented"},
    {"under_review", "won"},
    {"under_review", "lost"},
    {"lost", "appeal_needs_response"},
    {"lost", "won"},
    {"won", "appeal_needs_response"},
    {"appeal_needs_response", "appeal_under_review"},
    {"appeal_needs_response", "won"},
    {"appeal_needs_response", "lost"},
    {"appeal_under_review", "won"},
    {"appeal_under_review", "lost"},
};

bool IsWarning(std::string_view status) { return status.starts_with("warning_"); }

bool IsOver(std::string_view status) {
  return status == "won" || status == "lost" || status == "prevented" || status == "warning_closed";
}

// Whether the merchant is without the money in that status.
bool TakesMoney(std::string_view status) { return !IsWarning(status) && status != "won"; }

json NewDispute(const StripeBook& book, const json& charge, std::int64_t amount) {
  return {{"id", book.store.NewId("du_")},
          {"object", "dispute"},
          {"amount", amount},
          {"balance_transactions", json::array()},
          {"charge", charge.at("id")},
          {"created", book.Seconds()},
          {"currency", "eur"},
          {"enhanced_eligibility_types", json::array()},
          {"evidence", json::object()},
          {"evidence_details",
           {{"due_by", book.Seconds() + kEvidenceTime},
            {"has_evidence", false},
            {"past_due", false},
            {"submission_count", 0}}},
          {"intended_submission_method", nullptr},
          {"is_charge_refundable", true},
          {"livemode", false},
          {"metadata", json::object()},
          {"payment_intent", charge.at("payment_intent")},
          {"payment_method_details", {{"type", charge.at("payment_method_details").at("type")}}},
          {"reason", "general"}};
}

// Moves the money that the new status demands, once for each change.
void MoveMoney(StripeBook& book, json& dispute, std::string_view status) {
  const bool takes = TakesMoney(status);
  const auto held = dispute.find("_holds");
  const bool holds = held != dispute.end() && held->get<bool>();
  if (holds == takes) return;
  const std::int64_t amount = dispute.at("amount");
  const std::string id = dispute.at("id");
  const std::string charge = dispute.at("charge");
  const json moved =
      takes ? Move(book, {"adjustment", "dispute", -amount, status == "prevented" ? 0 : kDisputeFee,
                          id, "Chargeback withdrawal for " + charge})
            : Move(book, {"adjustment", "dispute_reversal", amount, 0, id,
                          "Chargeback reversal for " + charge});
  dispute["balance_transactions"].push_back(PublicObject(moved));
  dispute["_holds"] = takes;
}

void Record(StripeBook& book, json& dispute, std::string_view status) {
  const bool held = dispute.value("_holds", false);
  dispute["status"] = status;
  dispute["is_charge_refundable"] = IsWarning(status);
  MoveMoney(book, dispute, status);
  const bool holds = dispute.value("_holds", false);
  book.store.Update(dispute);
  if (holds && !held) book.events.Raise("charge.dispute.funds_withdrawn", dispute);
  if (!holds && held) book.events.Raise("charge.dispute.funds_reinstated", dispute);
}

StripeError Impossible(const std::string& from, std::string_view to) {
  return RefusedByState("dispute_unexpected_state",
                        "This dispute is " + from + " and cannot become " + std::string(to) + ".",
                        "status");
}

}  // namespace

std::span<const std::string_view> DisputeStatuses() { return kStatuses; }

StripeResult OpenDispute(StripeBook& book, const std::string& id, std::string_view status,
                         std::string_view reason, std::int64_t amount) {
  auto charge = book.store.Find(id, "charge");
  if (!charge) return Failure{NoSuchObject("charge", id, "charge")};
  const std::int64_t charged = charge->at("amount");
  if (charge->at("status") != "succeeded" || charge->contains("_dispute") || amount < 0 ||
      amount > charged) {
    return Failure{RefusedByState("charge_not_disputable",
                                  "Only a charge that has succeeded can be disputed, once and for "
                                  "at most its amount.",
                                  "charge")};
  }
  if (std::find(std::begin(kStatuses), std::end(kStatuses), status) == std::end(kStatuses)) {
    return Failure{InvalidParameter("status", "This is no status of a dispute.")};
  }
  json dispute = NewDispute(book, *charge, amount == 0 ? charged : amount);
  if (!reason.empty()) dispute["reason"] = reason;
  dispute["status"] = status;
  book.store.Add(dispute);
  (*charge)["disputed"] = true;
  (*charge)["_dispute"] = dispute.at("id");
  book.store.Update(*charge);
  book.events.Raise("charge.dispute.created", dispute);
  Record(book, dispute, status);
  if (IsOver(status)) book.events.Raise("charge.dispute.closed", dispute);
  return dispute;
}

bool DisputeCanBecome(std::string_view from, std::string_view to) {
  return std::any_of(std::begin(kSteps), std::end(kSteps),
                     [&](const Step& step) { return step.from == from && step.to == to; });
}

StripeResult AdvanceDispute(StripeBook& book, const std::string& id, std::string_view status) {
  auto dispute = book.store.Find(id, "dispute");
  if (!dispute) return Failure{NoSuchObject("dispute", id, "dispute")};
  const std::string from = dispute->at("status");
  if (!DisputeCanBecome(from, status)) return Failure{Impossible(from, status)};
  Record(book, *dispute, status);
  book.events.Raise(IsOver(status) ? "charge.dispute.closed" : "charge.dispute.updated", *dispute);
  return *dispute;
}

StripeResult UpdateDispute(StripeBook& book, const StripeCall& call) {
  ParameterReader reader(call.form, {"evidence[*]", "metadata[*]", "submit"});
  const bool submit = reader.Flag("submit", true);
  const json metadata = reader.Metadata("metadata");
  json evidence = json::object();
  for (const std::string& key : call.form.Keys("evidence")) {
    evidence[key] = reader.Text("evidence[" + key + "]", 20'000);
  }
  if (reader.mistake()) return Failure{*reader.mistake()};
  auto dispute = book.store.Find(call.id, "dispute");
  if (!dispute) return Failure{NoSuchObject("dispute", call.id, "dispute")};
  const std::string status = dispute->at("status");
  if (IsOver(status)) return Failure{Impossible(status, "updated")};
  (*dispute)["metadata"].update(metadata);
  (*dispute)["evidence"].update(evidence);
  if (!evidence.empty()) (*dispute)["evidence_details"]["has_evidence"] = true;
  book.store.Update(*dispute);
  if (evidence.empty() || !submit) return *dispute;
  (*dispute)["evidence_details"]["submission_count"] = 1;
  book.store.Update(*dispute);
  if (status == "warning_needs_response") {
    return AdvanceDispute(book, call.id, "warning_under_review");
  }
  if (status == "needs_response") return AdvanceDispute(book, call.id, "under_review");
  if (status == "appeal_needs_response") {
    return AdvanceDispute(book, call.id, "appeal_under_review");
  }
  return *dispute;
}

StripeResult CloseDispute(StripeBook& book, const StripeCall& call) {
  ParameterReader reader(call.form, {});
  if (reader.mistake()) return Failure{*reader.mistake()};
  const auto dispute = book.store.Find(call.id, "dispute");
  if (!dispute) return Failure{NoSuchObject("dispute", call.id, "dispute")};
  return AdvanceDispute(
      book, call.id,
      IsWarning(dispute->at("status").get<std::string>()) ? "warning_closed" : "lost");
}

bool HoldsMoney(StripeBook& book, const json& charge) {
  const auto id = charge.find("_dispute");
  if (id == charge.end()) return false;
  const auto dispute = book.store.Find(id->get<std::string>());
  return dispute && !dispute->at("is_charge_refundable").get<bool>() &&
         dispute->at("status") != "won";
}

}  // namespace herlaad::sandbox
