#include "simulation/checker/float_warnings.h"

#include "base/core/check.h"
#include "engine/commands/clients/warn_client.h"
#include "engine/ports/float_payments.h"

namespace herlaad::simulation {
namespace {

using outbox::Message;
using outbox::MessageState;

constexpr std::int64_t kLevel = 600;  // cents

std::string AddressOf(engine::ClientId dealer) { return ToText(dealer) + "@dealers.example"; }

// What one entry adds to the account.
std::int64_t ChangeBy(const ledger::Entry& entry, const ledger::Account& account) {
  std::int64_t change = 0;
  for (const ledger::Transfer& transfer : entry.transfers) {
    if (transfer.to == account) change += transfer.amount;
    if (transfer.from == account) change -= transfer.amount;
  }
  return change;
}

// Nobody has tried to send it: it was written by this commit.
bool IsNew(const Message& message) { return message.attempts == 0; }

}  // namespace

void FloatWarnings::WarnAll(const std::vector<engine::ClientId>& dealers) {
  for (const engine::ClientId dealer : dealers) {
    auto mail = EmailAddress::Parse(AddressOf(dealer));
    CHECK(mail.ok(), "a dealer has an address");
    bool is_set = false;
    (void)cluster_.Submit(
        engine::WarnClient::Check(dealer,
                                  engine::WantedWarning{.mail = *std::move(mail), .below = kLevel},
                                  "the simulator"),
        [&is_set](const engine::Answered<engine::WarnClientOutcome>& answered, const auto*) {
          is_set = answered.ok();
        });
    while (stage_.schedule.Step()) {
    }
    CHECK(is_set, "without faults every dealer is warned");
    dealers_.push_back(dealer);
  }
}

void FloatWarnings::OnCommit(const engine::WriteSet& writes) {
  for (const Message& message : writes.changed.Of<Message>()) {
    if (message.kind != engine::kFloatLow.name) continue;
    const auto low = engine::ParseFloatLow(message.payload);
    if (!low || low->below != kLevel || low->available >= kLevel)
      stage_.Break("a warning says that a float is low, and it is not");
    if (IsNew(message)) written_.insert(message.id);
  }
  for (const auto& row : writes.changed.Of<ledger::AccountBalance>()) {
    for (const engine::ClientId dealer : dealers_) {
      if (row.account == engine::FloatOf(dealer)) CheckCommit(dealer, row.balance.amount, writes);
    }
  }
}

// The order of the decisions of a commit is not known here. But each posts one entry, so with
// changes in one direction the number of crossings is exact, and otherwise it has bounds.
void FloatWarnings::CheckCommit(engine::ClientId dealer, std::int64_t after,
                                const engine::WriteSet& writes) {
  std::int64_t before = after;
  std::int64_t ups = 0;
  std::int64_t downs = 0;
  for (const ledger::Entry& entry : writes.inserted.Of<ledger::Entry>()) {
    const std::int64_t change = ChangeBy(entry, engine::FloatOf(dealer));
    before -= change;
    ups += change > 0 ? 1 : 0;
    downs += change < 0 ? 1 : 0;
  }
  std::int64_t messages = 0;
  for (const Message& message : writes.changed.Of<Message>())
    messages += IsNew(message) && message.owner.id == ToText(dealer) ? 1 : 0;
  const std::int64_t net = (before >= kLevel ? 1 : 0) - (after >= kLevel ? 1 : 0);
  const std::int64_t back_up = messages - net;
  if (messages > downs || back_up < 0 || back_up > ups) {
    stage_.Break("a float went from " + std::to_string(before) + " to " + std::to_string(after) +
                 " cents, and " + std::to_string(messages) + " warnings were written");
  }
}

void FloatWarnings::CheckMail(outbox::MessageId id) const {
  const auto kept = cluster_.queries->FindRow<Message>(id);
  if (!kept.ok() || !*kept) return stage_.Break("a warning is lost: " + ToText(id));
  const Message& message = **kept;
  if (outbox::IsOpen(message.state)) stage_.Break("a warning is never sent: " + ToText(id));
  const auto mail = cluster_.phones->entries().find(ToText(id));
  const bool has_arrived = mail != cluster_.phones->entries().end() && mail->second.arrived > 0;
  if (message.state == MessageState::kSent && !has_arrived)
    stage_.Break("a warning counts as sent and did not arrive: " + ToText(id));
  if (message.state == MessageState::kNotWanted)
    stage_.Break("a warning is taken for unwanted: " + ToText(id));
  if (message.state == MessageState::kGivenUp && message.failures < engine::kFloatLow.tries_max)
    stage_.Break("a warning was given up too early: " + ToText(id));
  if (mail == cluster_.phones->entries().end()) return;
  if (message.state == MessageState::kRefused && !mail->second.refused)
    stage_.Break("a warning counts as refused and was not: " + ToText(id));
  const auto owner = ParseIdText(engine::kClientIdPrefix, message.owner.id);
  if (!owner || mail->second.to != AddressOf(engine::ClientId(*owner)))
    stage_.Break("a warning went to another address: " + ToText(id));
}

void FloatWarnings::Check() const {
  for (const outbox::MessageId id : written_) CheckMail(id);
  for (const auto& [reference, mail] : cluster_.phones->entries()) {
    const auto id = ParseIdText(outbox::kMessageIdPrefix, reference);
    if (id && !written_.contains(outbox::MessageId(*id)))
      stage_.Break("a warning was sent without a crossing: " + reference);
  }
}

}  // namespace herlaad::simulation
