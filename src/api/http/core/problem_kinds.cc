#include <array>

#include "api/http/core/problem.h"
#include "base/core/check.h"

namespace herlaad::http {
namespace {

using M = MoneyTaken;

// "not_taken" is only stated where it is certain, whatever an earlier request with the same
// Idempotency-Key did: where the same request is always refused for its content, or where the
// outcome was looked up by the key. A request rejected before that has "unknown".

constexpr auto kKinds = std::to_array<ProblemKind>({
    {Code::kJsonUtf8, 400, "json_not_utf8"},
    {Code::kJsonSyntax, 400, "json_syntax"},
    {Code::kJsonTooDeep, 400, "json_too_deep"},
    {Code::kJsonTooManyValues, 400, "json_too_many_values"},
    {Code::kJsonDuplicateKey, 400, "json_duplicate_key"},
    {Code::kJsonNumber, 400, "json_number"},
    {Code::kJsonNul, 400, "json_nul"},
    {Code::kContentType, 415, "content_type"},
    {Code::kFieldUnknown, 422, "field_unknown"},
    {Code::kFieldMissing, 422, "field_missing"},
    {Code::kFieldInvalid, 422, "field_invalid"},
    {Code::kParameterMissing, 422, "parameter_missing"},
    {Code::kParameterInvalid, 422, "parameter_invalid"},
    {Code::kParameterUnknown, 400, "parameter_unknown"},
    {Code::kNotFound, 404, "not_found"},
    {Code::kMethodNotAllowed, 405, "method_not_allowed"},

    {Code::kKeyRequired, 401, "key_required"},
    {Code::kKeyInvalid, 401, "key_invalid", M::kUnknown},
    {Code::kKeyRevoked, 401, "key_revoked", M::kUnknown},
    {Code::kKeyExpired, 401, "key_expired", M::kUnknown},
    {Code::kClientDisabled, 401, "client_disabled", M::kUnknown},
    {Code::kScopeMissing, 403, "scope_missing"},
    {Code::kCancelTokenRequired, 403, "cancel_token_required", M::kUnknown},
    {Code::kRateLimited, 429, "rate_limited", M::kUnknown},

    {Code::kOriginForeign, 403, "origin_foreign", M::kUnknown},
    {Code::kSignInRequired, 403, "sign_in_required"},
    {Code::kSignInRefused, 403, "sign_in_refused"},
    {Code::kStaffNameTaken, 409, "staff_name_taken"},
    {Code::kStaffUnknown, 404, "staff_unknown"},
    {Code::kStaffLastAdmin, 409, "staff_last_admin"},
    {Code::kStaffSessionUnknown, 404, "staff_session_unknown"},
    {Code::kApprovalRequired, 409, "approval_required", M::kUnknown},
    {Code::kApprovalUnknown, 404, "approval_unknown"},
    {Code::kApprovalNotGiven, 409, "approval_not_given"},
    {Code::kApprovalOvertaken, 409, "approval_overtaken", M::kUnknown},
    {Code::kApprovalNotEnded, 409, "approval_not_ended"},
    {Code::kApprovalsTooMany, 409, "approvals_too_many"},
    {Code::kStepUpRequired, 403, "step_up_required"},
    {Code::kInvitationRefused, 403, "invitation_refused"},
    {Code::kStaffKeyMissing, 409, "staff_key_missing"},

    {Code::kIdempotencyKeyMissing, 400, "idempotency_key_missing"},
    {Code::kIdempotencyKeyInvalid, 400, "idempotency_key_invalid"},
    {Code::kIdempotencyKeyReused, 422, "idempotency_key_reused", M::kUnknown},
    {Code::kSessionRequired, 400, "session_required", M::kUnknown},

    {Code::kMsisdnInvalid, 422, "msisdn_invalid"},
    {Code::kAmountNotPositive, 422, "amount_not_positive"},
    {Code::kCurrencyNotAccepted, 422, "currency_not_accepted"},
    {Code::kTenderUnknown, 422, "tender_unknown"},
    {Code::kTenderNotOffered, 422, "tender_not_offered"},
    {Code::kEmailInvalid, 422, "email_invalid"},
    {Code::kNotifyNotOffered, 422, "notify_not_offered"},
    {Code::kOperatorUnknown, 422, "operator_unknown"},
    {Code::kAmountNotOnSale, 422, "amount_not_on_sale"},
    {Code::kPriceChanged, 409, "price_changed"},
    {Code::kNumberUnknown, 422, "number_unknown"},
    {Code::kWrongOperator, 422, "wrong_operator"},
    {Code::kNumberTerminated, 422, "number_terminated"},
    {Code::kNumberSuspended, 422, "number_suspended"},
    {Code::kNumberNotActivated, 422, "number_not_activated"},
    {Code::kBalanceFull, 422, "balance_full"},
    {Code::kAbovePaymentLimit, 422, "above_payment_limit"},
    {Code::kToppedUpRecently, 422, "topped_up_recently"},
    {Code::kAboveMonthLimit, 422, "above_month_limit"},
    {Code::kAboveKeyTopupCap, 422, "above_key_topup_cap"},
    {Code::kAboveKeyDayCap, 422, "above_key_day_cap"},
    {Code::kPinInvalid, 422, "pin_invalid"},
    {Code::kVoucherRefused, 422, "voucher_refused"},
    {Code::kVoucherUsed, 409, "voucher_used"},
    {Code::kVoucherExpired, 422, "voucher_expired"},
    {Code::kVoucherOtherAmount, 422, "voucher_other_amount"},
    {Code::kVoucherLocked, 429, "voucher_locked", M::kUnknown},
    {Code::kFloatTooLow, 409, "float_too_low"},
    {Code::kPaymentNotPossibleNow, 403, "payment_not_possible_now"},
    {Code::kBrakeStopUnknown, 404, "brake_stop_unknown"},
    {Code::kBlockUnknown, 404, "block_unknown"},
    {Code::kBlockNobody, 409, "block_nobody"},
    {Code::kNumberNotPossible, 422, "number_not_possible"},
    {Code::kAmountNotPossibleNow, 422, "amount_not_possible_now"},

    {Code::kTopupUnknown, 404, "topup_unknown", M::kUnknown},
    {Code::kTopupDelivered, 409, "topup_delivered", M::kTaken},
    {Code::kTopupDelivering, 409, "topup_delivering", M::kTaken},
    {Code::kTopupInAttention, 409, "topup_in_attention", M::kUnknown},
    {Code::kTopupNotInAttention, 409, "topup_not_in_attention", M::kUnknown},
    {Code::kResolutionDoesNotFit, 409, "resolution_does_not_fit", M::kUnknown},
    {Code::kRefundNotNamed, 409, "refund_not_named", M::kUnknown},
    {Code::kRefundDoesNotFit, 409, "refund_does_not_fit", M::kUnknown},

    {Code::kReceiptNothingPaid, 404, "receipt_nothing_paid"},
    {Code::kReceiptNotYet, 404, "receipt_not_yet", M::kTaken},

    {Code::kSimUnknown, 404, "sim_unknown"},
    {Code::kVoucherUnknown, 404, "voucher_unknown"},
    {Code::kVoucherKeyMissing, 409, "voucher_key_missing", M::kUnknown},
    {Code::kSandboxOnly, 409, "sandbox_only"},
    {Code::kKeyUnknown, 404, "key_unknown"},
    {Code::kKeyNotValid, 409, "key_not_valid"},
    {Code::kClientUnknown, 404, "client_unknown"},
    {Code::kImportKnown, 409, "import_known"},
    {Code::kImportRefused, 409, "import_refused"},
    {Code::kWithdrawRefused, 409, "withdraw_refused"},
    {Code::kReconcileUnknown, 404, "reconcile_unknown"},
    {Code::kDifferenceClosed, 409, "difference_closed"},
    {Code::kClientNameTaken, 409, "client_name_taken"},
    {Code::kTillTaken, 409, "till_taken"},
    {Code::kOutboxMessageUnknown, 404, "outbox_message_unknown"},
    {Code::kOutboxMessageNotUnsent, 409, "outbox_message_not_unsent"},
    {Code::kWebhookUnknown, 404, "webhook_unknown"},
    {Code::kWebhookDeliveryUnknown, 404, "webhook_delivery_unknown"},
    {Code::kWebhooksTooMany, 409, "webhooks_too_many"},
    {Code::kWebhookDeliveryOpen, 409, "webhook_delivery_open"},
    {Code::kWebhookDisabled, 409, "webhook_disabled"},
    {Code::kWebhookKeyMissing, 409, "webhook_key_missing"},
    {Code::kWebhookSecretsTooMany, 409, "webhook_secrets_too_many"},
    {Code::kNotAHostedOperator, 422, "not_a_hosted_operator"},
    {Code::kSimOfOtherOperator, 409, "sim_of_other_operator"},
    {Code::kSimStateNotPossible, 409, "sim_state_not_possible"},
    {Code::kGrantNotPossible, 409, "grant_not_possible"},
    {Code::kGatewayUnknown, 404, "gateway_unknown", M::kUnknown},
    {Code::kCallbackSignature, 400, "callback_signature", M::kUnknown},
    {Code::kCallbackMalformed, 400, "callback_malformed", M::kUnknown},

    {Code::kBusy, 503, "busy", M::kUnknown},
    {Code::kStoreUnavailable, 503, "store_unavailable", M::kUnknown},
    {Code::kOutcomeUnknown, 503, "outcome_unknown", M::kUnknown},
    {Code::kInternal, 500, "internal_error", M::kUnknown},
    {Code::kBackupFailed, 500, "backup_failed", M::kUnknown},

    {Code::kBadRequest, 400, "bad_request"},
    {Code::kBadTarget, 400, "bad_target"},
    {Code::kBadHost, 400, "bad_host"},
    {Code::kBadContentLength, 400, "bad_content_length"},
    {Code::kBadTransferEncoding, 400, "bad_transfer_encoding"},
    {Code::kFoldedHeader, 400, "folded_header"},
    {Code::kBadChunk, 400, "bad_chunk"},
    {Code::kIncompleteRequest, 400, "incomplete_request", M::kUnknown},
    {Code::kRequestTimeout, 408, "request_timeout", M::kUnknown},
    {Code::kBodyTooLarge, 413, "body_too_large"},
    {Code::kTargetTooLong, 414, "target_too_long"},
    {Code::kBadExpectation, 417, "bad_expectation"},
    {Code::kHeadersTooLarge, 431, "headers_too_large"},
    {Code::kTooManyHeaders, 431, "too_many_headers"},
    {Code::kUnanswered, 500, "unanswered", M::kUnknown},
    {Code::kMethodUnknown, 501, "method_unknown"},
    {Code::kTooManyConnections, 503, "too_many_connections", M::kUnknown},
    {Code::kHttpVersion, 505, "http_version"},
    {Code::kStarting, 503, "starting", M::kUnknown},
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
