#include "base/numbers/msisdn.h"

namespace herlaad::numbers {
namespace {

// Blocks as first assigned, by the three digits after 32. 455 (VOO), 456 (Mobile Vikings), 465 and
// 466 (Lycamobile) belong to operators that are not sold here; 480 and 461 have no single owner.
struct Block {
  int first;
  int last;
  std::string_view operator_id;
};
constexpr Block kBlocks[] = {
    {460, 460, "proximus"}, {468, 468, "telenet"}, {470, 479, "proximus"},
    {483, 489, "telenet"},  {490, 499, "orange"},
};

}  // namespace

std::optional<std::string_view> SuggestOperator(Msisdn msisdn) {
  const auto prefix = static_cast<int>(msisdn.value() / 1'000'000 % 1'000);
  for (const Block& block : kBlocks) {
    if (prefix >= block.first && prefix <= block.last) return block.operator_id;
  }
  return std::nullopt;
}

}  // namespace herlaad::numbers
