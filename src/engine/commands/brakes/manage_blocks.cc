#include "engine/commands/brakes/manage_blocks.h"

#include "base/core/printable.h"
#include "domain/access/roles.h"
#include "domain/brakes/card_question.h"
#include "engine/commands/staff/staff_actor.h"

namespace herlaad::engine {
namespace {

std::string IdOf(brakes::SubjectId subject) { return IdText(kBlockIdPrefix, subject.value()); }

AuditEntry Entry(const brakes::Block& block, const std::string& actor, const char* action,
                 Instant now) {
  return {now, actor, action, IdOf(block.subject),
          std::string(brakes::Name(block.by)) + ": " + block.reason};
}

bool SaysTheSame(const brakes::Block& a, const brakes::Block& b) {
  return a.by == b.by && a.reason == b.reason && a.until == b.until;
}

void AddNeedsOfBlock(brakes::SubjectId subject, const std::string& actor, Needs& needs) {
  needs.Put<brakes::Block>(subject);
  needs.audit = true;
  AddNeedsOfActor(actor, needs);
}

}  // namespace

std::unique_ptr<AddBlock> AddBlock::Check(brakes::Block block, std::string actor) {
  if (block.subject.empty() || block.reason.empty() ||
      block.reason.size() > brakes::kBlockReasonMax || !IsOneLine(block.reason) ||
      block.shown.size() > brakes::kBlockShownMax)
    return nullptr;
  return std::unique_ptr<AddBlock>(new AddBlock(std::move(block), std::move(actor)));
}

void AddBlock::AddNeeds(Needs& needs) const {
  AddNeedsOfBlock(block_.subject, actor_, needs);
  if (block_.by == brakes::By::kCard) needs.Put<brakes::Counter>(brakes::CardBlocksMark().id);
}

DecisionOf<BlockResult> AddBlock::Decide(const ReadSet& read_set,
                                         const DecisionContext& context) const {
  if (!ActorMay(actor_, access::kMayBlock, read_set))
    return BlockResult{BlockOutcome::kActorMayNot};
  const auto* const before = read_set.Find<brakes::Block>(block_.subject);
  if (before != nullptr && SaysTheSame(*before, block_)) return BlockResult{};
  BlockResult result;
  if (before != nullptr && !before->IsOver(context.now)) result.replaced = *before;
  brakes::Block block = block_;
  block.since = context.now;
  block.set_by = actor_;
  Decision decision;
  decision.audit.push_back(Entry(block, actor_, "brake.block", context.now));
  if (block.by == brakes::By::kCard) decision.rows.Put(brakes::CardBlocksMark());
  decision.rows.Put(std::move(block));
  return {std::move(decision), std::move(result)};
}

std::unique_ptr<RemoveBlock> RemoveBlock::Check(brakes::SubjectId subject, std::string actor) {
  return std::unique_ptr<RemoveBlock>(new RemoveBlock(subject, std::move(actor)));
}

void RemoveBlock::AddNeeds(Needs& needs) const { AddNeedsOfBlock(subject_, actor_, needs); }

DecisionOf<BlockOutcome> RemoveBlock::Decide(const ReadSet& read_set,
                                             const DecisionContext& context) const {
  if (!ActorMay(actor_, access::kMayBlock, read_set)) return BlockOutcome::kActorMayNot;
  const auto* const before = read_set.Find<brakes::Block>(subject_);
  if (before == nullptr) return BlockOutcome::kNoSuchBlock;
  Decision decision;
  decision.audit.push_back(Entry(*before, actor_, "brake.unblock", context.now));
  decision.deleted.Put<brakes::Block>(subject_);
  return {std::move(decision), BlockOutcome::kDone};
}

}  // namespace herlaad::engine
