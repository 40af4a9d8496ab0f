#include "domain/orders/disputes/dispute.h"

#include <algorithm>
#include <array>

#include "base/core/check.h"

namespace herlaad::orders {
namespace {

constexpr std::array<std::string_view, 10> kNames{
    "warned",    "opened",         "under_review",   "won",           "lost",
    "prevented", "warning_review", "warning_closed", "appeal_opened", "appeal_under_review"};
static_assert(kNames.size() == static_cast<std::size_t>(kLastDisputeState));

bool IsAppeal(DisputeState state) {
  return state == DisputeState::kAppealOpened || state == DisputeState::kAppealUnderReview;
}

constexpr int kEndStage = 5;

// How far along a dispute is: reports of an earlier stage are old.
int StageOf(DisputeState state) {
  switch (state) {
    case DisputeState::kWarned:
      return 1;
    case DisputeState::kWarningReview:
      return 2;
    case DisputeState::kOpened:
      return 3;
    case DisputeState::kUnderReview:
      return 4;
    case DisputeState::kWon:
    case DisputeState::kLost:
    case DisputeState::kPrevented:
    case DisputeState::kWarningClosed:
      return kEndStage;
    case DisputeState::kAppealOpened:
      return 6;
    case DisputeState::kAppealUnderReview:
      return 7;
  }
  CHECK(false, "a dispute is in one of the listed states");
}

}  // namespace

std::string_view Name(DisputeState state) {
  const auto at = static_cast<std::size_t>(state) - 1;
  CHECK(at < kNames.size(), "every value of a closed enum has its name");
  return kNames[at];
}

std::optional<DisputeState> ParseDisputeState(std::string_view name) {
  const auto* const at = std::find(kNames.begin(), kNames.end(), name);
  if (at == kNames.end()) return std::nullopt;
  return static_cast<DisputeState>(at - kNames.begin() + 1);
}

bool IsEnd(DisputeState state) { return StageOf(state) == kEndStage; }

bool WantsEvidence(DisputeState state) {
  return state == DisputeState::kWarned || state == DisputeState::kOpened ||
         state == DisputeState::kAppealOpened;
}

std::optional<bool> TakesMoney(DisputeState state) {
  switch (state) {
    case DisputeState::kOpened:
    case DisputeState::kUnderReview:
    case DisputeState::kLost:
      return true;
    case DisputeState::kWarned:
    case DisputeState::kWarningReview:
    case DisputeState::kWarningClosed:
    case DisputeState::kWon:
    case DisputeState::kPrevented:
      return false;
    case DisputeState::kAppealOpened:
    case DisputeState::kAppealUnderReview:
      return std::nullopt;
  }
  CHECK(false, "a dispute is in one of the listed states");
}

bool IsNewer(const DisputeReport& report, const Dispute& dispute) {
  if (report.state == dispute.state) return false;
  // Only time tells the end of an appeal from the end that it is about.
  if (IsAppeal(dispute.state) && IsEnd(report.state)) return report.at >= dispute.reported_at;
  if (IsEnd(dispute.state) && IsEnd(report.state))
    return report.at.ms != 0 && report.at > dispute.reported_at;
  return StageOf(report.state) > StageOf(dispute.state);
}

}  // namespace herlaad::orders
