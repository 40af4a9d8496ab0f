#include "apps/herlaad/server/demo_dealer.h"

#include "apps/herlaad/cli/repeat.h"
#include "base/core/check.h"
#include "domain/payments/payment_method.h"
#include "engine/commands/clients/manage_clients.h"
#include "engine/commands/clients/manage_keys.h"
#include "engine/commands/clients/pay_float.h"

namespace herlaad::app {
namespace {

constexpr const char* kName = "SAMPLE DEALER";
constexpr const char* kActor = "demo";
constexpr std::int64_t kSampleCents = 50'000;
constexpr std::size_t kKeyCharacters = 32;

using engine::ClientId;

// Of the form that keys have.
Secret KeyOf(const Secret& demo_secret) {
  const std::string hex = HmacHex(demo_secret, std::string("key of ") + kName);
  return Secret("hk_" + hex.substr(0, kKeyCharacters));
}

Failure<std::string> Failed() {
  return Failure{std::string("the demo's sample dealer cannot be added")};
}

Result<ClientId, std::string> Client(engine::Engine& engine) {
  const auto answer = engine.Call(engine::CreateClient::Check(kName, kActor));
  // A name that is taken names the client that has it.
  if (!answer.ok()) return Failed();
  return answer->client;
}

Status<std::string> AddKey(engine::Engine& engine, ClientId client, const Secret& key) {
  engine::NewKey wanted;
  wanted.client = client;
  wanted.name = kName;
  wanted.scopes = {std::string(payments::kScopeFloat)};
  wanted.secret = DigestOf(key.Reveal());
  auto command = engine::CreateKey::Check(std::move(wanted), kActor);
  CHECK(command.ok(), "a sample key has a scope");
  // A client that an administrator has disabled gets no key, which is allowed.
  if (!engine.Call(*std::move(command)).ok()) return Failed();
  return Nothing{};
}

Status<std::string> AddMoney(engine::Engine& engine, ClientId client) {
  auto command = engine::PayFloat::Check(client, kSampleCents, "SAMPLE MONEY", kActor, kActor);
  CHECK(command.ok(), "sample money can be paid in");
  if (!engine.Call(*std::move(command)).ok()) return Failed();
  return Nothing{};
}

}  // namespace

Status<std::string> PutInDemoDealer(engine::Engine& engine, engine::Queries& queries,
                                    const Secret& demo_secret) {
  const auto client = Client(engine);
  if (!client.ok()) return Failure{client.error()};
  const Secret key = KeyOf(demo_secret);
  const auto found = queries.FindKey(DigestOf(key.Reveal()));
  if (!found.ok()) return Failure{found.error().message};
  if (!*found) {
    if (auto added = AddKey(engine, *client, key); !added.ok()) return added;
  }
  const auto money =
      queries.FindRow<ledger::AccountBalance>(ledger::Name(engine::FloatOf(*client)));
  if (!money.ok()) return Failure{money.error().message};
  return *money ? Nothing{} : AddMoney(engine, *client);
}

std::string DemoDealerText(const Secret& demo_secret, const std::string& url) {
  return "SAMPLE dealer with a float: `" +
         CommandText("client show \"" + std::string(kName) + "\"") +
         "`; the API key that spends it with the tender float at " + url + ":\n  " +
         KeyOf(demo_secret).Reveal() + "\n";
}

}  // namespace herlaad::app
