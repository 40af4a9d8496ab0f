// What only the demo has: its SIMs, its pretend bank and operator, and the words that say so.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "adapters/sandbox/sandbox.h"
#include "apps/herlaad/app.h"
#include "base/core/result.h"

namespace herlaad::app {

// The id under which the sandbox's bank and operator are known.
inline constexpr const char* kSandboxGateway = "sandbox";
inline constexpr const char* kSandboxOperator = "telenet";

// Where callbacks for it come in.
std::string CallbackUrl(const std::string& url);

// The secret that merchant and sandbox share, made on first use and kept in the folder.
Result<Secret, std::string> SandboxSecret(const std::string& folder);

// Starts the inner sandbox in `folder`, on the port after `port` when that is free.
Result<std::unique_ptr<sandbox::Sandbox>, std::string> StartInnerSandbox(const std::string& folder,
                                                                         const std::string& address,
                                                                         std::uint16_t port,
                                                                         const Secret& secret);

// Lets every online payment method go to the sandbox at `url`, and remote top-ups too; offers the
// demo's numbers to be tried.
void PointAtSandbox(Config& config, const std::string& url, const Secret& secret);

// Puts in the demo's SIMs; those that are there keep their balance.
Status<std::string> PutInDemoSims(engine::Engine& engine);

// What a sandbox of its own has to be told, so that `url` hears all its news.
std::string CallbackNotice(const std::string& url);

// What a person should know before the demo is ready.
std::string DemoBanner(const std::string& program, const std::string& data, bool default_data,
                       const std::string& sandbox_url);

}  // namespace herlaad::app
