#include "engine/mend_reversal.h"

#include <string>
#include <string_view>

#include "engine/commands/mend_difference.h"
#include "engine/commands/record_differences.h"

namespace herlaad::engine {
namespace {

constexpr std::string_view kMendedBy = " mended by rp_";

// The account where the difference went.
const std::string& OtherAccountOf(const Difference& mended) {
  const bool is_from = mended.mend_from == ledger::Name(BooksAccountOf(mended));
  return is_from ? mended.mend_to : mended.mend_from;
}

}  // namespace

bool IsReversal(const Difference& difference) {
  return difference.which == reconcile::DifferenceClass::kMissingThere &&
         difference.our_reference.find(kMendedBy) != std::string::npos;
}

bool NeedsReversal(const Difference& mended) {
  return mended.state == reconcile::DifferenceState::kMended && !mended.posting.empty() &&
         !IsReversal(mended);
}

// The reference begins as that of the mended one, which names the till if it is about one.
Difference ReversalOf(const Difference& mended) {
  Difference reversal;
  reversal.kind = mended.kind;
  reversal.account = mended.account;
  reversal.which = reconcile::DifferenceClass::kMissingThere;
  reversal.day = mended.day;
  reversal.our_day = mended.day;
  reversal.our_reference =
      mended.their_reference.empty() ? mended.our_reference : mended.their_reference;
  reversal.our_reference += " mended by " + ToText(mended.posting);
  reversal.our_cents = mended.their_cents - mended.our_cents;
  reversal.reason = ToText(mended.id) +
                    " was mended and is no difference any more. Post the mend back: mend this one "
                    "with the account " +
                    OtherAccountOf(mended) + ".";
  reversal.id = DifferenceIdOf(reversal);
  return reversal;
}

}  // namespace herlaad::engine
