// Problems (RFC 9457) that the API answers with. Each says what happened, what is known of the
// money, and what to do next, in the reader's language: the texts are problem.<code>.title and
// .detail of the catalogue. Codes are stable: programs decide by them. api/openapi.yaml lists them
// all, and tests hold the three together.
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

namespace herlaad::http {

class JsonWriter;

// What is known of the money that a request is about.
enum class MoneyTaken : std::uint8_t { kNotTaken, kTaken, kUnknown };
std::string_view Name(MoneyTaken money);  // "not_taken", "taken", "unknown"

enum class Code : std::uint8_t {
  // The request as such
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
  // Who asks
  kKeyRequired,
  kKeyInvalid,
  kScopeMissing,
  kCancelTokenRequired,
  kRateLimited,
  // Idempotency
  kIdempotencyKeyMissing,
  kIdempotencyKeyInvalid,
  kIdempotencyKeyReused,
  kSessionRequired,
  // What is wanted
  kMsisdnInvalid,  // its own code comes from numbers::Code
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
  kNumberNotPossible,     // all that a stranger hears of a number's state
  kAmountNotPossibleNow,  // and of what it has and may still receive
  // An order
  kTopupUnknown,
  kTopupDelivered,
  kTopupDelivering,
  kTopupInAttention,
  kTopupNotInAttention,
  kResolutionDoesNotFit,
  kReceiptNothingPaid,
  kReceiptNotYet,
  // Others
  kSimUnknown,
  kKeyUnknown,
  kNotAHostedOperator,
  kSimOfOtherOperator,
  kGatewayUnknown,
  kCallbackSignature,
  kCallbackMalformed,
  // Us
  kBusy,
  kStoreUnavailable,
  kOutcomeUnknown,
  kInternal,
  kBackupFailed,
  // No HTTP, too long, too slow: the server answers these by itself, see adapters/net/problem.h
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

  // In place of what the kind has. Texts are found by the name.
  Problem& Called(std::string_view name);
  // More exact than the catalogue's, in English; in other languages the catalogue's stands.
  Problem& Detail(std::string detail);
  // More exact than the catalogue's, in every language; each value replaces "{name}" in the text of
  // `key`.
  struct Put {
    std::string_view name;
    std::variant<std::string, messages::Key> text;
  };
  Problem& Say(messages::Key key, std::vector<Put> values);
  Problem& Taken(MoneyTaken money);
  // Members beside the standard ones.
  Problem& With(std::string_view name, std::string_view text);
  Problem& With(std::string_view name, Money amount);
  Problem& With(std::string_view name, Instant at);
  Problem& WithJson(std::string_view name, std::string json);
  Problem& Header(std::string name, std::string value);

  [[nodiscard]] int status() const { return kind_->status; }
  [[nodiscard]] const std::vector<net::Header>& headers() const { return headers_; }
  [[nodiscard]] std::string_view name() const;
  // `otherwise`: what is known of the money where the kind says no more than that this request took
  // none.
  [[nodiscard]] net::Response ToResponse(messages::Language language,
                                         MoneyTaken otherwise = MoneyTaken::kNotTaken) const;
  // The whole problem as a part of another answer.
  void Render(messages::Language language, JsonWriter& json,
              MoneyTaken otherwise = MoneyTaken::kNotTaken) const;
  // As a part of another answer: code, detail and the members beside them.
  void RenderReason(messages::Language language, JsonWriter& json) const;

  // For pages; who speaks JSON gets them with everything else.
  [[nodiscard]] std::string_view Title(messages::Language language) const;
  [[nodiscard]] std::string DetailIn(messages::Language language) const;

 private:
  const ProblemKind* kind_;
  std::string name_;
  std::string detail_;
  std::optional<messages::Key> sentence_;
  std::vector<Put> values_;
  std::optional<MoneyTaken> money_;
  std::vector<std::pair<std::string, std::string>> members_;  // name, JSON
  std::vector<net::Header> headers_;
};

}  // namespace herlaad::http
