#include "simulation/nodes/faulty_store.h"

namespace herlaad::simulation {

using engine::CommitResult;

Status<engine::StoreError> FaultyStore::Load(const engine::Needs& needs,
                                             engine::ReadSet& read_set) {
  stage_.MayDie(Death::kBeforeLoad);
  if (stage_.Happens(stage_.rates().load_busy)) {
    return Failure{
        engine::StoreError{engine::StoreError::Kind::kBusy, "locked by another transaction"}};
  }
  return store_->Load(needs, read_set);
}

CommitResult FaultyStore::Lose(CommitResult result) {
  store_->Abandon();
  return result;
}

CommitResult FaultyStore::Commit(const engine::WriteSet& writes) {
  const Rates& rates = stage_.rates();
  stage_.MayDie(Death::kAfterDecide);
  if (stage_.Happens(rates.commit_conflict)) return Lose(CommitResult::kConflict);
  if (stage_.Happens(rates.commit_failed)) return Lose(CommitResult::kFailed);
  const bool unanswered = stage_.Happens(rates.commit_unanswered);
  if (unanswered && stage_.random.Chance(50)) return Lose(CommitResult::kUnknown);
  const CommitResult result = store_->Commit(writes);
  if (result != CommitResult::kCommitted) return result;
  not_durable_.push_back(writes);
  if (!syncs_apart_ && !MakeDurable()) return CommitResult::kUnknown;
  return unanswered ? CommitResult::kUnknown : result;
}

bool FaultyStore::MakeDurable() {
  if (not_durable_.empty()) return true;
  stage_.MayDie(Death::kBeforeDurable);
  if (!store_->MakeDurable()) return false;
  EndWith(not_durable_.size());
  stage_.MayDie(Death::kAfterCommit);
  return true;
}

void FaultyStore::EndWith(std::size_t kept) {
  for (std::size_t i = 0; i < kept && i < not_durable_.size(); ++i) committed_(not_durable_[i]);
  not_durable_.clear();
}

}  // namespace herlaad::simulation
