// The contract of outbox messages with other owners than orders, and of deleting rows, for
// every store.
#include "adapters/store/contract_tests/store_contract.h"

namespace herlaad::store {
namespace {

using engine::FloatWarning;
using engine::WriteSet;
using outbox::Message;
using outbox::MessageState;

constexpr Instant kDueAt{1'796'000'000'000};

template <class Kind>
class MessagesContract : public StoreFixture<Kind> {
 protected:
  static Message Made(std::int64_t id, Millis later, const std::string& destination = "mail") {
    Message message = outbox::NewMessage(outbox::MessageId(id), {"client", "cli_x"},
                                         engine::kFloatLow, "1 2", kDueAt);
    message.destination = destination;
    message.next_at = kDueAt + later;
    return message;
  }
};
TYPED_TEST_SUITE(MessagesContract, Stores, StoreNames);

TYPED_TEST(MessagesContract, OpenOnesAreFoundByQueueInOrderOfDueTime) {
  WriteSet writes;
  std::vector<Message> made;
  for (std::int64_t id = 1; id <= 6; ++id) made.push_back(this->Made(id, Millis(60 - id * 10)));
  made.push_back(this->Made(7, Millis(0), "sms"));
  Message sent = this->Made(8, Millis(0));
  sent.state = MessageState::kSent;
  Message leased = this->Made(9, Millis(5));
  leased.state = MessageState::kLeased;
  made.push_back(sent);
  made.push_back(leased);
  for (const Message& message : made) writes.changed.Put(message);
  this->Committed(writes);
  const auto ids = [this](Instant now, std::size_t limit) {
    std::vector<std::int64_t> found;
    const auto due = this->queries().DueMessages("mail", now, limit);
    for (const Message& message : *due) found.push_back(message.id.value());
    return found;
  };
  EXPECT_EQ(ids(kDueAt + Millis(25), 9), (std::vector<std::int64_t>{6, 9, 5, 4}));
  EXPECT_EQ(ids(kDueAt + Millis(25), 2), (std::vector<std::int64_t>{6, 9}));
  EXPECT_EQ(*this->queries().DueMessages("sms", kDueAt, 9), std::vector{made[6]});
  EXPECT_EQ(*this->queries().NextMessageDue("mail", kDueAt + Millis(5)), kDueAt + Millis(10));
  EXPECT_EQ(*this->queries().NextMessageDue("mail", kDueAt + Millis(50)), std::nullopt);
  EXPECT_EQ(*this->queries().GreatestId(), 9);
  this->Reopen();
  EXPECT_EQ(*this->queries().template FindRow<Message>(outbox::MessageId(9)), leased);
}

TYPED_TEST(MessagesContract, DeletedRowsAreGoneAndTheOthersStay) {
  WriteSet writes;
  for (std::int64_t id = 1; id <= 5; ++id) writes.changed.Put(this->Made(id, Millis(0)));
  const FloatWarning warning{
      engine::ClientId(3), *EmailAddress::Parse("a@example.com"), 5, messages::Language::kFr, {}};
  writes.changed.Put(warning);
  writes.changed.Put(engine::Setting{"kept", "yes"});
  this->Committed(writes);
  WriteSet done;
  done.deleted.Put<Message>(outbox::MessageId(2));
  done.deleted.Put<Message>(outbox::MessageId(4));
  done.deleted.Put<Message>(outbox::MessageId(400));
  done.deleted.Put<FloatWarning>(warning.client);
  EXPECT_FALSE(done.empty());
  this->Committed(done);
  std::vector<std::int64_t> kept;
  const auto rows = this->queries().ReadRows(engine::RowQuery<Message>{});
  for (const Message& message : *rows) kept.push_back(message.id.value());
  EXPECT_EQ(kept, (std::vector<std::int64_t>{1, 3, 5}));
  EXPECT_FALSE(this->queries().template FindRow<FloatWarning>(warning.client)->has_value());
  EXPECT_EQ(*this->queries().FindSetting("kept"), "yes");
}

TYPED_TEST(MessagesContract, FloatComesWithItsWarning) {
  const engine::ClientId client(12'345);
  const FloatWarning warning{
      client, *EmailAddress::Parse("a@example.com"), 5, messages::Language::kFr, {}};
  WriteSet writes;
  writes.changed.Put(warning);
  writes.changed.Put(ledger::AccountBalance{engine::FloatOf(client), {700, 0, 0}});
  this->Committed(writes);
  engine::Needs needs;
  needs.template Put<ledger::AccountBalance>(ledger::Name(engine::FloatOf(client)));
  const engine::ReadSet read_set = this->Loaded(needs);
  const auto* const found = read_set.template Find<FloatWarning>(client);
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(*found, warning);
}

TEST(MemoryMessages, LossOfPowerBringsDeletedRowsBack) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    MemoryStore store;
    store.SyncApart(true);
    WriteSet writes;
    writes.changed.Put(engine::Setting{"a", "1"});
    ASSERT_EQ(store.Commit(writes), engine::CommitResult::kCommitted);
    ASSERT_TRUE(store.MakeDurable());
    WriteSet done;
    done.deleted.Put<engine::Setting>("a");
    ASSERT_EQ(store.Commit(done), engine::CommitResult::kCommitted);
    Random random(seed);
    const std::size_t kept = store.LosePower(random);
    EXPECT_EQ(store.FindSetting("a")->has_value(), kept == 0);
  }
}

}  // namespace
}  // namespace herlaad::store
