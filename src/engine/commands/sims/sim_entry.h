// What commands about the buckets of a SIM share.
#pragma once

#include "domain/catalogue/catalogue.h"
#include "domain/prepaid/grace.h"
#include "engine/commands/command.h"

namespace herlaad::engine {

// Of its operator; no grace if the catalogue no longer has it.
prepaid::GracePeriod GraceOfSim(const prepaid::Sim& sim, const catalogue::Catalogue& catalogue);

// Stores `after` as the SIM of `before` and posts `transfers`, which may be none, with the number
// as their cause.
void PostForSim(const orders::Subscriber& before, prepaid::Sim after, ledger::Transfers transfers,
                Instant now, Decision& decision);

}  // namespace herlaad::engine
