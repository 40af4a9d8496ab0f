// The problems (RFC 9457) of the API. Each says what happened, what is known of the money and what
// to do next, in the reader's language: the texts are problem.<code>.title and .detail of the
// message catalogue. Codes are stable, for programs. api/openapi.yaml lists them all; tests keep
// the three consistent.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "adapters/net/http.h"
#include "base/core/instant.h"
#include "base/messages/messages.h"
#include "base/money/money.h"
#include "domain/payments/payment_method.h"

namespace herlaad::http {

class JsonWriter;

// What is known of the money of a request.
enum class MoneyTaken : std::uint8_t { kNotTaken, kTaken, kUnknown };
std::string_view Name(MoneyTaken money);  // "not_taken", "taken", "unknown"

enum class Code : std::uint8_t {
  // The request itself
  kJsonUtf8,
  kJsonSyntax,
  kJsonTooDeep,
  kJsonTooManyValues,
  kJsonDuplicateKey,
  kJsonNumber,
  kJsonNul,
  kContentType,
  kFieldUnknown,
  kFieldMissing,
  kFieldInvalid,
  kParameterMissing,
  kParameterInvalid,
  kParameterUnknown,
  kNotFound,
  kMethodNotAllowed,
  // The client
  kKeyRequired,
  kKeyInvalid,
  kKeyRevoked,
  kKeyExpired,
  kClientDisabled,
  kScopeMissing,
  kCancelTokenRequired,
  kRateLimited,
  // Staff
  kOriginForeign,
  kSignInRequired,
  kSignInRefused,
  kStaffNameTaken,
  kStaffUnknown,
  kStaffLastAdmin,
  kStaffSessionUnknown,
  kApprovalRequired,
  kApprovalUnknown,
  kApprovalNotGiven,
  kApprovalOvertaken,
  kApprovalNotEnded,
  kApprovalsTooMany,
  kStepUpRequired,
  kInvitationRefused,
  kStaffKeyMissing,
  // Idempotency
  kIdempotencyKeyMissing,
  kIdempotencyKeyInvalid,
  kIdempotencyKeyReused,
  kSessionRequired,
  // What was requested
  kMsisdnInvalid,  // the name comes from numbers::Code
  kAmountNotPositive,
  kCurrencyNotAccepted,
  kTenderUnknown,
  kTenderNotOffered,
  kEmailInvalid,
  kNotifyNotOffered,
  kOperatorUnknown,
  kAmountNotOnSale,
  kPriceChanged,
  kNumberUnknown,
  kWrongOperator,
  kNumberTerminated,
  kNumberSuspended,
  kNumberNotActivated,
  kBalanceFull,
  kAbovePaymentLimit,
  kToppedUpRecently,
  kAboveMonthLimit,
  kAboveKeyTopupCap,
  kAboveKeyDayCap,
  kPinInvalid,
  kVoucherRefused,  // a wrong or unknown PIN, or a void voucher: which one is not told
  kVoucherUsed,
  kVoucherExpired,
  kVoucherOtherAmount,
  kVoucherLocked,
  kFloatTooLow,
  kPaymentNotPossibleNow,
  kBrakeStopUnknown,
  kBlockUnknown,
  kBlockNobody,
  kNumberNotPossible,     // the only reason of a number's state that other clients are told
  kAmountNotPossibleNow,  // the same for its balance and limits
  // An order
  kTopupUnknown,
  kTopupDelivered,
  kTopupDelivering,
  kTopupInAttention,
  kTopupNotInAttention,
  kResolutionDoesNotFit,
  kRefundNotNamed,
  kRefundDoesNotFit,
  kReceiptNothingPaid,
  kReceiptNotYet,
  // Others
  kSimUnknown,
  kVoucherUnknown,
  kVoucherKeyMissing,
  kSandboxOnly,
  kKeyUnknown,
  kKeyNotValid,
  kClientUnknown,
  kImportKnown,
  kImportRefused,
  kWithdrawRefused,
  kReconcileUnknown,
  kDifferenceClosed,
  kClientNameTaken,
  kTillTaken,
  kOutboxMessageUnknown,
  kOutboxMessageNotUnsent,
  kWebhookUnknown,
  kWebhookDeliveryUnknown,
  kWebhooksTooMany,
  kWebhookDeliveryOpen,
  kWebhookDisabled,
  kWebhookKeyMissing,
  kWebhookSecretsTooMany,
  kNotAHostedOperator,
  kSimOfOtherOperator,
  kSimStateNotPossible,
  kGrantNotPossible,
  kGatewayUnknown,
  kCallbackSignature,
  kCallbackMalformed,
  // The server
  kBusy,
  kStoreUnavailable,
  kOutcomeUnknown,
  kInternal,
  kBackupFailed,
  // Answered by the HTTP server itself, see adapters/net/problem.h
  kBadRequest,
  kBadTarget,
  kBadHost,
  kBadContentLength,
  kBadTransferEncoding,
  kFoldedHeader,
  kBadChunk,
  kIncompleteRequest,
  kRequestTimeout,
  kBodyTooLarge,
  kTargetTooLong,
  kBadExpectation,
  kHeadersTooLarge,
  kTooManyHeaders,
  kUnanswered,
  kMethodUnknown,
  kTooManyConnections,
  kHttpVersion,
  kStarting,
};

struct ProblemKind {
  Code code;
  int status;
  std::string_view name;  // stable
  MoneyTaken money = MoneyTaken::kNotTaken;
};
const ProblemKind& KindOf(Code code);
std::span<const ProblemKind> AllProblemKinds();

class Problem {
 public:
  explicit Problem(Code code) : kind_(&KindOf(code)) {}

  // Replaces the name of the kind, which also selects the texts.
  Problem& Called(std::string_view name);
  // A more exact text than the catalogue's, in English only; other languages show the catalogue's.
  Problem& Detail(std::string detail);
  // A more exact text than the catalogue's in every language; each value replaces "{name}" in the
  // text of `key`.
  struct DayOfYear {
    Instant at;
  };
  struct Put {
    std::string_view name;
    std::variant<std::string, messages::Key, Money, DayOfYear> text;
  };
  Problem& Say(messages::Key key, std::vector<Put> values);
  Problem& Taken(MoneyTaken money);
  // The refusal of a top-up paid like this. Of money that is received before it is recorded, as
  // cash, it does not say that nothing was handed over.
  Problem& PaidBy(payments::PaymentMethod payment_method);
  // For cash, what is said instead of the title, with the values of Say; without a full stop.
  Problem& CauseForCash(messages::Key key);
  // Additional members.
  Problem& With(std::string_view name, std::string_view text);
  Problem& With(std::string_view name, Money amount);
  Problem& With(std::string_view name, Instant at);
  Problem& WithJson(std::string_view name, std::string json);
  Problem& Header(std::string name, std::string value);

  [[nodiscard]] int status() const { return kind_->status; }
  [[nodiscard]] const std::vector<net::Header>& headers() const { return headers_; }
  [[nodiscard]] std::string_view name() const;
  // `otherwise`: what is known of the money if the kind only says that this request took none.
  [[nodiscard]] net::Response ToResponse(messages::Language language,
                                         MoneyTaken otherwise = MoneyTaken::kNotTaken) const;
  // The whole problem as part of another answer.
  void Render(messages::Language language, JsonWriter& json,
              MoneyTaken otherwise = MoneyTaken::kNotTaken) const;
  // As part of another answer: code, detail and the additional members only.
  void RenderReason(messages::Language language, JsonWriter& json) const;

  // For pages; JSON answers contain them already.
  [[nodiscard]] std::string_view Title(messages::Language language) const;
  [[nodiscard]] std::string DetailIn(messages::Language language) const;

 private:
  [[nodiscard]] std::string Filled(messages::Language language, messages::Key key) const;

  const ProblemKind* kind_;
  std::string name_;
  std::string detail_;
  std::optional<messages::Key> sentence_;
  std::vector<Put> values_;
  std::optional<MoneyTaken> money_;
  bool for_cash_ = false;
  std::optional<messages::Key> cause_for_cash_;
  std::vector<std::pair<std::string, std::string>> members_;  // name, JSON
  std::vector<net::Header> headers_;
};

}  // namespace herlaad::http
