// What lapses is the operator's: it moves from the number's buckets to breakage:<operator>.
#pragma once

#include <string>

#include "base/numbers/msisdn.h"
#include "domain/ledger/transfer.h"
#include "domain/prepaid/grace.h"

namespace herlaad::prepaid {

// Appends a transfer for each bucket of which something has lapsed.
void AppendBreakage(const Lapsed& lapsed, Msisdn msisdn, const std::string& operator_id,
                    ledger::Transfers& transfers);

}  // namespace herlaad::prepaid
