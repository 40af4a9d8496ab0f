// Clients and their API keys: who owns what, and what rotating and revoking a key leaves as it was.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/orders/fixtures.h"
#include "engine/batches/batch.h"
#include "engine/commands/clients/manage_clients.h"
#include "engine/commands/clients/manage_keys.h"
#include "engine/commands/orders/place_topup.h"
#include "engine/ports/client_list.h"
#include "tests/support/run_command.h"
#include "tests/support/scripted_store.h"

namespace herlaad::engine {
namespace {

using orders::PlaceOutcome;
using orders::fixtures::kNow;
using orders::fixtures::kTimings;

class ClientsTest : public ::testing::Test {
 protected:
  template <class C>
  AnsweredTo<C> Call(std::unique_ptr<C> command) {
    return testing::RunCommand(runner_, std::move(command), now_);
  }
  CreateKeyResult Create(NewKey key) {
    key.secret = DigestOf(std::to_string(++keys_));
    if (key.scopes.empty()) key.scopes = {"topup:cash"};
    auto command = CreateKey::Check(std::move(key), "admin");
    EXPECT_TRUE(command.ok());
    return *Call(*std::move(command));
  }
  CreateKeyOutcome OutcomeOf(NewKey key) { return Create(std::move(key)).outcome; }
  ApiKey Made(NewKey key) { return KeyOf(Create(std::move(key)).key); }
  ApiKey KeyOf(KeyId id) { return **store_.FindRow<ApiKey>(id); }
  ClientRecord Client(ClientId id) { return **store_.FindRow<ClientRecord>(id); }

  RotateKeyResult Rotate(KeyId id, Millis old_valid_for = kOldKeyValidFor) {
    return *Call(RotateKey::Check(id, DigestOf(std::to_string(++keys_)), old_valid_for, "admin"));
  }
  ApiKey Rotated(KeyId id, Millis old_valid_for = kOldKeyValidFor) {
    const RotateKeyResult result = Rotate(id, old_valid_for);
    EXPECT_EQ(result.outcome, RotateKeyOutcome::kRotated);
    return KeyOf(result.key);
  }
  // As the API does with a request under that key.
  Answered<PlaceResult> Place(const ApiKey& key, const std::string& idempotency_key,
                              std::int64_t number = 1) {
    auto request = orders::fixtures::Request(Msisdn::FromStored(32'485'000'000 + number), "telenet",
                                             payments::PaymentMethod::kCash, 1'500);
    request.client = ClientText(key.client);
    request.payment_account = key.till;
    auto command = PlaceTopup::Check(std::move(request), idempotency_key,
                                     UsedKey{key.id, key.caps_of, key.cash_caps});
    return Call(*std::move(command));
  }

  testing::ScriptedStore store_;
  catalogue::Catalogue catalogue_ = orders::fixtures::Catalogue();
  BatchRunner runner_{store_, catalogue_, kTimings, IdSource(Shard{}, 0), {}, {}};
  Instant now_ = kNow;
  int keys_ = 0;
};

TEST_F(ClientsTest, KeyWithoutAClientHasANewOneOfItsName) {
  const ApiKey key = Made({.name = "kiosk 3"});
  EXPECT_EQ(Client(key.client).name, "kiosk 3");
  EXPECT_EQ(key.till, ToText(key.client));
  EXPECT_EQ((*store_.FindRow<Till>(key.till))->client, key.client);
  const ApiKey nameless = Made({});
  EXPECT_EQ(Client(nameless.client).name, ToText(nameless.client));
  EXPECT_NE(nameless.client, key.client);
}

TEST_F(ClientsTest, NameBelongsToOneClient) {
  const ClientId client = Call(CreateClient::Check("kiosk", "admin"))->client;
  const auto again = Call(CreateClient::Check("kiosk", "admin"));
  EXPECT_EQ(again->outcome, CreateClientOutcome::kNameTaken);
  EXPECT_EQ(again->client, client);
  const CreateKeyResult by_key = Create({.name = "kiosk"});
  EXPECT_EQ(by_key.outcome, CreateKeyOutcome::kNameTaken);
  EXPECT_EQ(by_key.has_name, client);
  EXPECT_EQ(OutcomeOf({.client = client, .name = "kiosk"}), CreateKeyOutcome::kCreated);
  EXPECT_EQ(ListClients(store_)->size(), 1U);
  EXPECT_EQ(CreateClient::Check("", "admin"), nullptr);
  EXPECT_EQ(CreateClient::Check("cli_x", "admin"), nullptr);
  EXPECT_EQ(CreateClient::Check("shop\r\nBcc: x", "admin"), nullptr);
  EXPECT_FALSE(CreateKey::Check({.name = "a\nb", .scopes = {"topup:cash"}}, "admin").ok());
  EXPECT_EQ(FindClient(store_, "kiosk")->value().id, client);
  EXPECT_EQ(FindClient(store_, ToText(client))->value().id, client);
  EXPECT_FALSE(FindClient(store_, "another")->has_value());
}

TEST_F(ClientsTest, TillBelongsToOneClient) {
  const ApiKey one = Made({.name = "one", .till = "counter-1"});
  EXPECT_EQ(OutcomeOf({.name = "two", .till = "counter-1"}), CreateKeyOutcome::kTillTaken);
  EXPECT_FALSE(FindClient(store_, "two")->has_value()) << "nothing of a refused key is kept";
  EXPECT_EQ(Made({.client = one.client, .till = "counter-1"}).till, "counter-1");
  EXPECT_EQ(Made({.client = one.client}).till, ToText(one.client));
  EXPECT_EQ(Made({.client = one.client, .scopes = {"sim:read"}}).till, "");
}

TEST_F(ClientsTest, OfADisabledClientNoKeyIsCreated) {
  const ClientId client = Call(CreateClient::Check("kiosk", "admin"))->client;
  const auto disable = [&](bool disabled) {
    return *Call(DisableClient::Check(client, disabled, "admin"));
  };
  EXPECT_EQ(disable(true), DisableClientOutcome::kDone);
  EXPECT_EQ(Client(client).disabled_at, now_);
  EXPECT_EQ(OutcomeOf({.client = client}), CreateKeyOutcome::kClientDisabled);
  EXPECT_EQ(disable(false), DisableClientOutcome::kDone);
  EXPECT_EQ(disable(false), DisableClientOutcome::kDone) << "a repeat";
  EXPECT_EQ(store_.Audit().back().action, "client.enable");
  EXPECT_EQ(OutcomeOf({.client = client}), CreateKeyOutcome::kCreated);
  EXPECT_EQ(OutcomeOf({.client = ClientId(7)}), CreateKeyOutcome::kNoSuchClient);
  EXPECT_EQ(*Call(DisableClient::Check(ClientId(7), true, "admin")),
            DisableClientOutcome::kNoSuchClient);
}

TEST_F(ClientsTest, RotatedKeyIsValidBesideTheNewOneUntilItsEnd) {
  const ApiKey old = Made({.name = "till 1", .till = "counter-1", .caps = {2'000, 4'000}});
  now_ = now_ + Millis(1'000);
  const ApiKey key = Rotated(old.id, Millis(60'000));
  ApiKey same = old;
  same.id = key.id;
  same.secret = key.secret;
  same.created_at = now_;
  EXPECT_EQ(key, same) << "all but its secret is that of the old key";
  const ApiKey ending = KeyOf(old.id);
  EXPECT_EQ(StateOf(ending, now_ + Millis(59'999)), KeyState::kValid);
  EXPECT_EQ(StateOf(ending, now_ + Millis(60'000)), KeyState::kExpired);
  EXPECT_EQ(StateOf(key, now_ + Millis(60'000)), KeyState::kValid);

  (void)Rotated(old.id, Millis(90'000));
  EXPECT_EQ(KeyOf(old.id).valid_until, now_ + Millis(60'000)) << "an end is never put off";
  (void)Rotated(old.id, Millis(0));
  EXPECT_EQ(StateOf(KeyOf(old.id), now_), KeyState::kExpired);
  EXPECT_EQ(Rotate(old.id).outcome, RotateKeyOutcome::kNotValid);
  EXPECT_EQ(Rotate(KeyId(7)).outcome, RotateKeyOutcome::kNoSuchKey);
  EXPECT_EQ(RotateKey::Check(old.id, {}, Millis(-1), "admin"), nullptr);
  EXPECT_EQ(RotateKey::Check(old.id, {}, kOldKeyValidMax + Millis(1), "admin"), nullptr);
}

// The COMMIT was done, and its answer was lost: the command is decided again.
TEST_F(ClientsTest, KeyIsMadeOnceAlsoWhenItsCommitIsNotAnswered) {
  store_.unknown_keeps = true;
  store_.next_commits = {CommitResult::kUnknown};
  const CreateKeyResult created = Create({.name = "kiosk 3"});
  ASSERT_EQ(created.outcome, CreateKeyOutcome::kCreated);
  EXPECT_EQ(KeyOf(created.key).secret, DigestOf("1"));
  store_.next_commits = {CommitResult::kUnknown};
  const RotateKeyResult rotated = Rotate(created.key, Millis(0));
  ASSERT_EQ(rotated.outcome, RotateKeyOutcome::kRotated);
  EXPECT_EQ(KeyOf(rotated.key).secret, DigestOf("2"));
  EXPECT_EQ(KeyOf(created.key).valid_until, now_);
  EXPECT_EQ(store_.ReadRows(RowQuery<ApiKey>{})->size(), 2U);
  const auto again = Call(RotateKey::Check(created.key, DigestOf("2"), Millis(0), "admin"));
  EXPECT_TRUE(again.replayed());
  EXPECT_EQ(again->key, rotated.key);
}

// The name is there now: by the try that got no answer, or by somebody else. Nobody can tell.
TEST_F(ClientsTest, RefusalAfterAnUnansweredCommitIsUnknown) {
  store_.next_commits = {CommitResult::kUnknown};
  const auto lost = Call(CreateClient::Check("kiosk", "admin"));
  EXPECT_EQ(lost->outcome, CreateClientOutcome::kCreated) << "the first try changed nothing";
  store_.unknown_keeps = true;
  store_.next_commits = {CommitResult::kUnknown};
  const auto kept = Call(CreateClient::Check("shop", "admin"));
  ASSERT_FALSE(kept.ok());
  EXPECT_EQ(kept.fault(), Fault::kUnknown);
  EXPECT_EQ(Call(CreateClient::Check("shop", "admin"))->outcome, CreateClientOutcome::kNameTaken);
}

TEST_F(ClientsTest, RepeatUnderARotatedKeyFindsTheFirstAnswer) {
  const ApiKey old = Made({});
  const auto first = Place(old, "a");
  ASSERT_EQ(first->outcome(), PlaceOutcome::kAccepted);
  const ApiKey key = Rotated(old.id);
  (void)Call(RevokeKey::Check(old.id, "admin"));
  const auto repeat = Place(key, "a");
  EXPECT_TRUE(repeat.replayed());
  EXPECT_EQ(*repeat, *first);
  EXPECT_FALSE(Place(Made({}), "a", 2).replayed()) << "another client's key";
}

TEST_F(ClientsTest, CashOfARotatedKeyCountsOnForItsCaps) {
  const ApiKey old = Made({.caps = {0, 4'000}});
  EXPECT_EQ(Place(old, "a", 1)->outcome(), PlaceOutcome::kAccepted);
  const ApiKey key = Rotated(old.id);
  EXPECT_EQ(Place(key, "b", 2)->outcome(), PlaceOutcome::kAccepted);
  const auto third = Place(Rotated(key.id), "c", 3);
  EXPECT_EQ(third->outcome(), PlaceOutcome::kAboveKeyDayCap);
  EXPECT_EQ(Place(old, "d", 4)->outcome(), PlaceOutcome::kAboveKeyDayCap);
  const ApiKey other = Made({.client = old.client, .caps = {0, 4'000}});
  EXPECT_EQ(Place(other, "e", 5)->outcome(), PlaceOutcome::kAccepted)
      << "a key of its own has caps of its own";
}

TEST_F(ClientsTest, EveryActIsAudited) {
  const ApiKey key = Made({.name = "kiosk"});
  (void)Rotated(key.id);
  std::vector<std::string> acts;
  for (const AuditEntry& entry : store_.Audit()) acts.push_back(entry.action + " " + entry.subject);
  const std::string made = ToText(ListKeys(store_)->back().id);
  EXPECT_THAT(acts, ::testing::ElementsAre("client.create " + ToText(key.client),
                                           "key.create " + ToText(key.id),
                                           "key.rotate " + ToText(key.id), "key.create " + made));
}

TEST_F(ClientsTest, KeyIsCreatedAndRevokedOnce) {
  const KeyId id = Made({.scopes = {"topup:cash", "sim:read"}}).id;
  EXPECT_TRUE(store_.FindKey(DigestOf("1")).value().has_value());
  EXPECT_EQ(*Call(RevokeKey::Check(id, "admin")), RevokeKeyOutcome::kRevoked);
  EXPECT_EQ(StateOf(KeyOf(id), now_), KeyState::kRevoked);
  EXPECT_EQ(*Call(RevokeKey::Check(id, "admin")), RevokeKeyOutcome::kAlready);
}

struct BadKey {
  const char* name;
  NewKey key;
  CreateKeyError error;
};
TEST(CreateKeyTest, InvalidKeyIsRefused) {
  const BadKey cases[] = {
      {"no scope", {}, CreateKeyError::kNoScope},
      {"no such scope", {.scopes = {"everything"}}, CreateKeyError::kUnknownScope},
      {"a long name",
       {.name = std::string(81, 'n'), .scopes = {"sim:read"}},
       CreateKeyError::kNameTooLong},
      {"caps without cash",
       {.scopes = {"sim:read"}, .caps = {1, 0}},
       CreateKeyError::kCapsWithoutCash},
      {"a cap below zero",
       {.scopes = {"topup:cash"}, .caps = {0, -1}},
       CreateKeyError::kCapNotPositive},
      {"a name like an id",
       {.name = "cli_7", .scopes = {"sim:read"}},
       CreateKeyError::kNameIsNotOfAClient},
      {"a till without cash",
       {.scopes = {"sim:read"}, .till = "counter-1"},
       CreateKeyError::kTillWithoutCash},
      {"the till of the command line",
       {.scopes = {"topup:cash"}, .till = "cli"},
       CreateKeyError::kTillName},
      {"another client's own till",
       {.scopes = {"topup:cash"}, .till = "cli_0000000000000z"},
       CreateKeyError::kTillName},
      {"a till of staff",
       {.scopes = {"topup:cash"}, .till = "staff:an"},
       CreateKeyError::kTillName},
  };
  for (const BadKey& bad : cases) {
    SCOPED_TRACE(bad.name);
    const auto checked = CreateKey::Check(bad.key, "admin");
    ASSERT_FALSE(checked.ok());
    EXPECT_EQ(checked.error(), bad.error);
  }
}

}  // namespace
}  // namespace herlaad::engine
