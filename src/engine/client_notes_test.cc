#include <gtest/gtest.h>

#include "domain/orders/fixtures.h"
#include "engine/batch.h"
#include "engine/commands/add_client_note.h"
#include "engine/commands/manage_keys.h"
#include "tests/support/run_command.h"
#include "tests/support/scripted_store.h"

namespace herlaad::engine {
namespace {

using orders::fixtures::kNow;

class ClientNotesTest : public ::testing::Test {
 protected:
  Answer Call(std::unique_ptr<Command> command) {
    return testing::RunCommand(runner_, std::move(command), kNow);
  }
  KeyId CreateClient(std::uint64_t secret) {
    auto command = CreateKey::Check("till 3", {"topup:cash"}, Digest{secret, secret}, "admin");
    return KeyId(Call(*std::move(command)).detail);
  }
  AddClientNoteOutcome Add(KeyId client, const std::string& text) {
    const Answer answer = Call(AddClientNote::Check(client, text, "admin"));
    EXPECT_EQ(answer.fault, Answer::Fault::kNone);
    return static_cast<AddClientNoteOutcome>(answer.outcome);
  }
  std::vector<std::string> TextsOf(KeyId client) {
    std::vector<std::string> texts;
    const RowQuery<ClientNote> query{
        .from = std::pair(client, std::int64_t{0}),
        .below = std::pair(KeyId(client.value() + 1), std::int64_t{0})};
    const auto notes = store_.ReadRows(query).value();
    for (const ClientNote& note : notes) texts.push_back(note.text);
    return texts;
  }

  testing::ScriptedStore store_;
  orders::Timings timings_;
  catalogue::Catalogue catalogue_;
  BatchRunner runner_{store_, catalogue_, timings_, IdSource(Shard{}, 0), {}, {}};
};

TEST_F(ClientNotesTest, NotesOfAClientAreReadInTheOrderTheyWereAdded) {
  const KeyId one = CreateClient(1);
  const KeyId other = CreateClient(2);
  EXPECT_EQ(Add(one, "Opens at 9."), AddClientNoteOutcome::kAdded);
  EXPECT_EQ(Add(other, "Moved to Ghent."), AddClientNoteOutcome::kAdded);
  EXPECT_EQ(Add(one, "Closed in August."), AddClientNoteOutcome::kAdded);
  EXPECT_EQ(TextsOf(one), (std::vector<std::string>{"Opens at 9.", "Closed in August."}));
  EXPECT_EQ(TextsOf(other), (std::vector<std::string>{"Moved to Ghent."}));
}

TEST_F(ClientNotesTest, ANoteNeedsAClientAndAText) {
  EXPECT_EQ(Add(KeyId(7), "Who is this?"), AddClientNoteOutcome::kNoSuchClient);
  EXPECT_EQ(AddClientNote::Check(KeyId(7), "", "admin"), nullptr);
  EXPECT_EQ(AddClientNote::Check(KeyId(7), std::string(kClientNoteMax + 1, 'a'), "admin"), nullptr);
}

}  // namespace
}  // namespace herlaad::engine
