// The command that records a piece of news of a gateway, whichever way it came: in a callback, or
// in the gateway's own list.
#pragma once

#include <memory>
#include <string>

#include "domain/brakes/judge.h"
#include "engine/commands/command.h"
#include "engine/ports/gateway.h"

namespace herlaad::engine {

// nullptr if it is about nothing that we asked for. The news are ignored if the order's money is at
// another gateway.
std::unique_ptr<CommandOf<orders::EventOutcome>> RecordNews(const PaymentNews& news,
                                                            const std::string& gateway,
                                                            brakes::BrakesPtr brakes = {});

// Whether it tells of money that must be somewhere in the books.
bool TellsOfMoney(const GatewayAnswer& answer);

}  // namespace herlaad::engine
