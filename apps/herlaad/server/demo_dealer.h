// The sample dealer of the demo: a client with a float, and an API key that spends it.
#pragma once

#include <string>

#include "base/core/result.h"
#include "base/core/secret.h"
#include "engine/engine.h"
#include "engine/ports/queries.h"

namespace herlaad::app {

// Adds what is missing of the client, its key and the sample money in its float. The key follows
// from the secret of the demo's sandbox, so that each start can print it, and no two demos have the
// same.
Status<std::string> PutInDemoDealer(engine::Engine& engine, engine::Queries& queries,
                                    const Secret& demo_secret);

// Its key, marked as a sample, for the text of the demo at `url`.
std::string DemoDealerText(const Secret& demo_secret, const std::string& url);

}  // namespace herlaad::app
