// The sample staff of the demo: one person for each role that has something to do there.
#pragma once

#include <string>

#include "base/core/result.h"
#include "base/core/secret.h"
#include "engine/engine.h"
#include "engine/ports/queries.h"

namespace herlaad::app {

// Adds those that are missing. Their passwords and code secrets follow from the secret of the
// demo's sandbox, so that each start can print them, and no two demos have the same.
Status<std::string> PutInDemoStaff(engine::Engine& engine, engine::Queries& queries,
                                   const Secret& staff_key, const Secret& demo_secret);

// Their names, passwords and code secrets, marked as samples, for the text of the demo at `url`.
std::string DemoStaffText(const Secret& demo_secret, const std::string& url);

}  // namespace herlaad::app
