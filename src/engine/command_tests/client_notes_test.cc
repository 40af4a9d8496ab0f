#include <gtest/gtest.h>

#include "domain/orders/fixtures.h"
#include "engine/batches/batch.h"
#include "engine/commands/clients/add_client_note.h"
#include "engine/commands/clients/manage_clients.h"
#include "tests/support/run_command.h"
#include "tests/support/scripted_store.h"

namespace herlaad::engine {
namespace {

using orders::fixtures::kNow;

class ClientNotesTest : public ::testing::Test {
 protected:
  template <class C>
  AnsweredTo<C> Call(std::unique_ptr<C> command) {
    return testing::RunCommand(runner_, std::move(command), kNow);
  }
  ClientId Create(const std::string& name) {
    return Call(CreateClient::Check(name, "admin"))->client;
  }
  AddClientNoteOutcome Add(ClientId client, const std::string& text) {
    return *Call(AddClientNote::Check(client, text, "admin"));
  }
  std::vector<std::string> TextsOf(ClientId client) {
    std::vector<std::string> texts;
    const RowQuery<ClientNote> query{
        .from = std::tuple(client, std::int64_t{0}),
        .below = std::tuple(ClientId(client.value() + 1), std::int64_t{0})};
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
  const ClientId one = Create("kiosk 1");
  const ClientId other = Create("kiosk 2");
  EXPECT_EQ(Add(one, "Opens at 9."), AddClientNoteOutcome::kAdded);
  EXPECT_EQ(Add(other, "Moved to Ghent."), AddClientNoteOutcome::kAdded);
  EXPECT_EQ(Add(one, "Closed in August."), AddClientNoteOutcome::kAdded);
  EXPECT_EQ(TextsOf(one), (std::vector<std::string>{"Opens at 9.", "Closed in August."}));
  EXPECT_EQ(TextsOf(other), (std::vector<std::string>{"Moved to Ghent."}));
}

TEST_F(ClientNotesTest, ANoteNeedsAClientAndAText) {
  EXPECT_EQ(Add(ClientId(7), "Who is this?"), AddClientNoteOutcome::kNoSuchClient);
  EXPECT_EQ(AddClientNote::Check(ClientId(7), "", "admin"), nullptr);
  EXPECT_EQ(AddClientNote::Check(ClientId(7), std::string(kClientNoteMax + 1, 'a'), "admin"),
            nullptr);
}

}  // namespace
}  // namespace herlaad::engine
