// What lapses is the operator's: it moves from the number's buckets to breakage:<operator>.
#pragma once

#include <string>

#include "base/numbers/msisdn.h"
#include "domain/ledger/transfer.h"
#include "domain/prepaid/bucket.h"

namespace herlaad::prepaid {

// Appends a transfer for each portion.
void AppendBreakage(const Portions& lapsed, Msisdn msisdn, const std::string& operator_id,
                    ledger::Transfers& transfers);

}  // namespace herlaad::prepaid
