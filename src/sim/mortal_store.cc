#include "sim/mortal_store.h"

namespace herlaad::sim {

using engine::CommitResult;

Status<engine::StoreError> MortalStore::Load(const engine::Needs& needs,
                                             engine::Workspace& workspace) {
  stage_.MayDie(Death::kBeforeLoad);
  if (stage_.Happens(stage_.rates().load_busy)) {
    return Failure{engine::StoreError{engine::StoreError::Kind::kBusy, "somebody else writes"}};
  }
  return store_->Load(needs, workspace);
}

CommitResult MortalStore::Lose(CommitResult result) {
  store_->Abandon();
  return result;
}

CommitResult MortalStore::Commit(const engine::WriteSet& writes) {
  const Rates& rates = stage_.rates();
  stage_.MayDie(Death::kAfterDecide);
  if (stage_.Happens(rates.commit_conflict)) return Lose(CommitResult::kConflict);
  if (stage_.Happens(rates.commit_failed)) return Lose(CommitResult::kFailed);
  const bool unanswered = stage_.Happens(rates.commit_unanswered);
  if (unanswered && stage_.random.Chance(50)) return Lose(CommitResult::kUnknown);
  const CommitResult result = store_->Commit(writes);
  if (result != CommitResult::kCommitted) return result;
  unkept_.push_back(writes);
  if (!syncs_apart_ && !MakeDurable()) return CommitResult::kUnknown;
  return unanswered ? CommitResult::kUnknown : result;
}

bool MortalStore::MakeDurable() {
  if (unkept_.empty()) return true;
  stage_.MayDie(Death::kBeforeDurable);
  if (!store_->MakeDurable()) return false;
  EndWith(unkept_.size());
  stage_.MayDie(Death::kAfterCommit);
  return true;
}

void MortalStore::EndWith(std::size_t kept) {
  for (std::size_t i = 0; i < kept && i < unkept_.size(); ++i) committed_(unkept_[i]);
  unkept_.clear();
}

}  // namespace herlaad::sim
