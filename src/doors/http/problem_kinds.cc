#include <array>

#include "base/core/check.h"
#include "doors/http/problem.h"

namespace herlaad::http {
namespace {

using M = MoneyTaken;

constexpr auto kKinds = std::to_array<ProblemKind>({
    {Code::kJsonUtf8, 400, "json_not_utf8", "The body is not UTF-8",
     "The body must be UTF-8 without a byte order mark. Nothing was done; send it again as UTF-8."},
    {Code::kJsonSyntax, 400, "json_syntax", "The body is not JSON",
     "The body must be one JSON value. Nothing was done; correct the body and send it again."},
    {Code::kJsonTooDeep, 400, "json_too_deep", "The body is nested too deeply",
     "The body holds too many arrays or objects within each other. Nothing was done."},
    {Code::kJsonTooManyValues, 400, "json_too_many_values", "The body holds too many values",
     "The body holds too many values. Nothing was done; send less at once."},
    {Code::kJsonDuplicateKey, 400, "json_duplicate_key", "A key stands twice in one object",
     "The body holds a key twice in one object, so it is unclear which one counts. Nothing was "
     "done; send each key once."},
    {Code::kJsonNumber, 400, "json_number", "A number is not a whole number of 64 bits",
     "Numbers must be whole and fit in 64 bits; amounts are in minor units, so 15 euros are 1500. "
     "Nothing was done."},
    {Code::kJsonNul, 400, "json_nul", "A string holds U+0000",
     "A string must not hold the character U+0000. Nothing was done."},
    {Code::kContentType, 415, "content_type", "The body is not application/json",
     "Send the body as application/json. Nothing was done."},
    {Code::kFieldUnknown, 422, "field_unknown", "A field is not known",
     "The body has a field that is not known here. Nothing was done; check its spelling."},
    {Code::kFieldMissing, 422, "field_missing", "A field is missing",
     "A field is missing. Nothing was done; add it and send the request again."},
    {Code::kFieldInvalid, 422, "field_invalid", "A field has the wrong type or value",
     "A field has the wrong type or value. Nothing was done; correct it and send the request "
     "again."},
    {Code::kParameterMissing, 422, "parameter_missing", "A query parameter is missing",
     "A query parameter is missing. Add it and ask again."},
    {Code::kParameterInvalid, 422, "parameter_invalid", "A query parameter has a wrong value",
     "A query parameter has a wrong value. Correct it and ask again."},
    {Code::kNotFound, 404, "not_found", "There is nothing at this address",
     "There is nothing at this address. /docs says what there is."},
    {Code::kMethodNotAllowed, 405, "method_not_allowed", "This address does not take that method",
     "This address does not take that method. Nothing was done; the Allow header says which it "
     "takes."},

    {Code::kKeyRequired, 401, "key_required", "An API key is needed",
     "This needs an API key: send Authorization: Bearer followed by the key. Nothing was done."},
    {Code::kKeyInvalid, 401, "key_invalid", "The API key is not valid",
     "The API key is unknown or was revoked. Nothing was done; check the key or ask for a new "
     "one."},
    {Code::kScopeMissing, 403, "scope_missing", "The API key may not do this",
     "The API key lacks the scope that this needs. Nothing was done; use a key that has it."},
    {Code::kRateLimited, 429, "rate_limited", "Too many requests",
     "Too many requests came from this address. Nothing was done; wait as long as Retry-After says "
     "and send the same again."},

    {Code::kIdempotencyKeyMissing, 400, "idempotency_key_missing", "Idempotency-Key is missing",
     "Send exactly one Idempotency-Key header, a new one for each top-up and the same one for each "
     "repeat, so that nobody pays twice. Nothing was done."},
    {Code::kIdempotencyKeyInvalid, 400, "idempotency_key_invalid", "Idempotency-Key is not valid",
     "An Idempotency-Key has 1 to 255 visible characters, bare or between double quotes. Nothing "
     "was done."},
    {Code::kIdempotencyKeyReused, 422, "idempotency_key_reused",
     "The Idempotency-Key belongs to another request",
     "This Idempotency-Key came before with another request. This request was not carried out; "
     "send it under a new key."},

    {Code::kMsisdnInvalid, 422, "msisdn_invalid", "This is not a Belgian mobile number",
     "This is not a Belgian mobile number. Nothing was done."},
    {Code::kAmountNotPositive, 422, "amount_not_positive", "The amount is not above zero",
     "The amount must be above zero, in minor units. Nothing was done."},
    {Code::kCurrencyNotAccepted, 422, "currency_not_accepted", "This currency is not accepted",
     "Top-ups are sold in euros only. Nothing was done; give the amount in EUR."},
    {Code::kTenderUnknown, 422, "tender_unknown", "This way of paying is not known",
     "This way of paying is not known. Nothing was done; choose one that is listed."},
    {Code::kTenderNotOffered, 422, "tender_not_offered", "This way of paying is not offered here",
     "This way of paying is not offered here. Nothing was done; choose another one."},
    {Code::kOperatorUnknown, 422, "operator_unknown", "This operator is not sold here",
     "This operator is not sold here. No money was taken; choose one of the operators in the "
     "list."},
    {Code::kAmountNotOnSale, 422, "amount_not_on_sale", "This amount is not on sale",
     "This operator does not sell that amount. No money was taken; choose one of the amounts on "
     "sale."},
    {Code::kPriceChanged, 409, "price_changed", "The price has changed",
     "The price is no longer what was shown. No money was taken; look at the price now and decide "
     "again."},
    {Code::kNumberUnknown, 422, "number_unknown", "The operator does not know this number",
     "The operator has no such number. No money was taken; check the number."},
    {Code::kWrongOperator, 422, "wrong_operator", "The number is with another operator",
     "The number is with another operator. No money was taken; choose that operator."},
    {Code::kNumberTerminated, 422, "number_terminated", "The number is no longer in use",
     "The number is no longer in use and cannot be topped up. No money was taken."},
    {Code::kNumberSuspended, 422, "number_suspended", "The number is suspended",
     "The operator has suspended the number. No money was taken; its user can ask the operator "
     "why."},
    {Code::kNumberNotActivated, 422, "number_not_activated", "The number is not activated yet",
     "The number is not activated yet: its user has to be identified first. No money was taken."},
    {Code::kBalanceFull, 422, "balance_full", "The number cannot hold more credit",
     "The number cannot hold more credit. No money was taken."},
    {Code::kAbovePaymentLimit, 422, "above_payment_limit", "More than one payment may be",
     "This is more than one top-up may be. No money was taken; choose a smaller amount."},
    {Code::kToppedUpRecently, 422, "topped_up_recently", "The number was topped up just now",
     "The number was topped up just now, and the operator wants a pause between two top-ups. No "
     "money was taken for this one; try again later."},
    {Code::kAboveMonthLimit, 422, "above_month_limit", "More than remains this month",
     "This is more than the number may still be topped up with this month. No money was taken; "
     "choose a smaller amount or wait until next month."},

    {Code::kTopupUnknown, 404, "topup_unknown", "There is no such top-up",
     "There is no such top-up, or it is not yours to see. Check its id."},
    {Code::kTopupDelivered, 409, "topup_delivered", "The top-up is delivered already",
     "The credit is on the number already, so the top-up cannot be cancelled.", M::kTaken},
    {Code::kTopupDelivering, 409, "topup_delivering", "The top-up is at the operator already",
     "The top-up is at the operator already and cannot be stopped. If it fails, the money goes "
     "back by itself.",
     M::kTaken},
    {Code::kTopupInAttention, 409, "topup_in_attention", "A person is looking into the top-up",
     "A person is looking into the top-up, so it cannot be cancelled now. Quote its reference when "
     "you ask about it.",
     M::kUnknown},
    {Code::kTopupNotInAttention, 409, "topup_not_in_attention", "The top-up needs nobody's word",
     "The top-up needs nobody's word now, so nothing was changed.", M::kUnknown},
    {Code::kResolutionDoesNotFit, 409, "resolution_does_not_fit", "The resolution does not fit",
     "This resolution does not answer why the top-up needs attention, so nothing was changed.",
     M::kUnknown},

    {Code::kSimUnknown, 404, "sim_unknown", "There is no such SIM in the house",
     "No operator whose balances are kept here has this number."},
    {Code::kKeyUnknown, 404, "key_unknown", "There is no such key",
     "There is no such API key. Nothing was changed."},
    {Code::kNotAHouseOperator, 422, "not_a_house_operator", "Not an operator of the house",
     "The balances of this operator's numbers are not kept here. Nothing was changed."},
    {Code::kSimOfOtherOperator, 409, "sim_of_other_operator", "A SIM is with another operator",
     "One of the numbers is with another operator of the house. The numbers before it may have "
     "been put in."},
    {Code::kGatewayUnknown, 404, "gateway_unknown", "There is no such gateway",
     "No gateway of that name calls back here."},
    {Code::kCallbackSignature, 400, "callback_signature", "The callback is not believed",
     "The signature is missing, wrong or too old. Nothing was changed."},
    {Code::kCallbackMalformed, 400, "callback_malformed", "The callback was not understood",
     "The callback is signed and yet was not understood. Nothing was changed."},

    {Code::kBusy, 503, "busy", "Too much to do just now",
     "There is too much to do just now. Nothing was done and no money was taken; send the same "
     "request again after a moment."},
    {Code::kStoreUnavailable, 503, "store_unavailable", "The database does not answer",
     "The database does not answer. Nothing was changed; ask again after a moment."},
    {Code::kOutcomeUnknown, 503, "outcome_unknown", "It is not known whether this was done",
     "The database did not answer, so it is not known whether this was done. Send exactly the same "
     "request again, under the same Idempotency-Key: it is done at most once.",
     M::kUnknown},
    {Code::kInternal, 500, "internal_error", "A mistake of ours",
     "A mistake of ours was caught before it became durable. Nothing was done and no money was "
     "taken. It has been reported."},
    {Code::kBackupFailed, 500, "backup_failed", "The copy could not be made",
     "The copy could not be made. What is being served is untouched."},
});

constexpr bool InOrder() {
  for (std::size_t i = 0; i < kKinds.size(); ++i) {
    if (static_cast<std::size_t>(kKinds[i].code) != i) return false;
  }
  return true;
}
static_assert(InOrder(), "the table stands in the order of the enum");

}  // namespace

const ProblemKind& KindOf(Code code) {
  const auto at = static_cast<std::size_t>(code);
  CHECK(at < kKinds.size(), "every code has its row");
  return kKinds[at];
}

std::span<const ProblemKind> AllProblemKinds() { return kKinds; }

std::string_view Name(MoneyTaken money) {
  switch (money) {
    case MoneyTaken::kNotTaken:
      return "not_taken";
    case MoneyTaken::kTaken:
      return "taken";
    case MoneyTaken::kUnknown:
      return "unknown";
  }
  CHECK(false, "money is in one of the listed states");
}

}  // namespace herlaad::http
