// The part of verification that recomputes the audit trail; for engine/verify/verify.cc.
#pragma once

#include "engine/verify/verify.h"

namespace herlaad::engine {

// Puts the chains' ends into `report`, and what is wrong as its difference. May run while acts are
// added.
Status<StoreError> VerifyAudit(Queries& queries, const VerifyProgress& progress,
                               VerifyReport& report);

}  // namespace herlaad::engine
