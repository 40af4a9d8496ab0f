// The block list of fraud brakes: staff block a card, an address, a number or a device, and remove
// blocks; both audited, without whom they are about.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "domain/brakes/block.h"
#include "engine/commands/command.h"

namespace herlaad::engine {

inline constexpr std::string_view kBlockIdPrefix = "blk_";

enum class BlockOutcome : std::uint8_t {
  kDone = 1,         // blocked, or the block of the same was replaced; or removed
  kNoSuchBlock = 2,  // to be removed
  kActorMayNot = 3,  // not allowed, or not any more
};

struct BlockResult {
  BlockOutcome outcome = BlockOutcome::kDone;
  // The block of the same that this one took the place of, unless it was over. None of a repeat.
  std::optional<brakes::Block> replaced = {};

  friend bool operator==(const BlockResult&, const BlockResult&) = default;
};

class AddBlock final : public CommandOf<BlockResult> {
 public:
  // `since` and `set_by` are filled in. nullptr if the reason is empty, longer than
  // kBlockReasonMax or not IsOneLine, or nobody is blocked.
  static std::unique_ptr<AddBlock> Check(brakes::Block block, std::string actor);

  [[nodiscard]] std::string_view Kind() const override { return "add_block"; }
  void AddNeeds(Needs& needs) const override;
  // A repeat changes nothing.
  [[nodiscard]] DecisionOf<BlockResult> Decide(const ReadSet& read_set,
                                               const DecisionContext& context) const override;

 private:
  AddBlock(brakes::Block block, std::string actor)
      : block_(std::move(block)), actor_(std::move(actor)) {}

  brakes::Block block_;
  std::string actor_;
};

class RemoveBlock final : public CommandOf<BlockOutcome> {
 public:
  static std::unique_ptr<RemoveBlock> Check(brakes::SubjectId subject, std::string actor);

  [[nodiscard]] std::string_view Kind() const override { return "remove_block"; }
  void AddNeeds(Needs& needs) const override;
  [[nodiscard]] bool RefusesItsRepeat() const override { return true; }
  [[nodiscard]] DecisionOf<BlockOutcome> Decide(const ReadSet& read_set,
                                                const DecisionContext& context) const override;

 private:
  RemoveBlock(brakes::SubjectId subject, std::string actor)
      : subject_(subject), actor_(std::move(actor)) {}

  brakes::SubjectId subject_;
  std::string actor_;
};

}  // namespace herlaad::engine
