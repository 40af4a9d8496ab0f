#include "base/core/check.h"
#include "domain/access/approval.h"

namespace herlaad::access {

std::string_view Name(ApprovalState state) {
  switch (state) {
    case ApprovalState::kOpen:
      return "open";
    case ApprovalState::kGiven:
      return "given";
    case ApprovalState::kUsed:
      return "used";
    case ApprovalState::kWithdrawn:
      return "withdrawn";
    case ApprovalState::kDeclined:
      return "declined";
    case ApprovalState::kExpired:
      return "expired";
    case ApprovalState::kOvertaken:
      return "overtaken";
  }
  CHECK(false, "an approval is in one of the listed states");
}

std::string_view Name(GiveOutcome outcome) {
  switch (outcome) {
    case GiveOutcome::kGiven:
      return "given";
    case GiveOutcome::kNotAllowed:
      return "not_allowed";
    case GiveOutcome::kSamePerson:
      return "same_person";
    case GiveOutcome::kUsed:
      return "used";
    case GiveOutcome::kExpired:
      return "expired";
    case GiveOutcome::kOvertaken:
      return "overtaken";
    case GiveOutcome::kAlready:
      return "already_given";
    case GiveOutcome::kEnded:
      return "ended";
    case GiveOutcome::kChangedLately:
      return "changed_lately";
    case GiveOutcome::kChangedByAsker:
      return "changed_by_asker";
    case GiveOutcome::kAskerChanged:
      return "asker_changed";
  }
  CHECK(false, "an approval is given or not in one of the listed ways");
}

std::string_view Name(EndOutcome outcome) {
  switch (outcome) {
    case EndOutcome::kEnded:
      return "ended";
    case EndOutcome::kNotAllowed:
      return "not_allowed";
    case EndOutcome::kUsed:
      return "used";
    case EndOutcome::kExpired:
      return "expired";
    case EndOutcome::kAlready:
      return "already_ended";
  }
  CHECK(false, "an approval ends or not in one of the listed ways");
}

std::string_view Name(UseOutcome outcome) {
  switch (outcome) {
    case UseOutcome::kUsed:
      return "used";
    case UseOutcome::kOtherPerson:
      return "other_person";
    case UseOutcome::kOtherAct:
      return "other_act";
    case UseOutcome::kUsedAlready:
      return "used_already";
    case UseOutcome::kExpired:
      return "expired";
    case UseOutcome::kNotGiven:
      return "not_given";
    case UseOutcome::kAskedBefore:
      return "asked_before";
    case UseOutcome::kEnded:
      return "ended";
    case UseOutcome::kGiverMayNot:
      return "giver_may_not";
  }
  CHECK(false, "an approval is used or not in one of the listed ways");
}

}  // namespace herlaad::access
