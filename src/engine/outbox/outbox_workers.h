// Outbox workers: send outbox messages and submit the answers as commands. Each destination has a
// queue with its own workers, so that a dead destination blocks no other. Questions about open
// payments have queues of their own, which are paced, and so has what ends unpaid orders. A restart
// needs no recovery: open messages are in the store, and one leased by a worker that died becomes
// unknown when its lease expires.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/messages/support_contact.h"
#include "engine/brakes/brakes_in_force.h"
#include "engine/engine.h"
#include "engine/ports/gateway.h"
#include "engine/ports/mailer.h"
#include "engine/ports/messenger.h"
#include "engine/ports/operator.h"
#include "engine/ports/queries.h"
#include "engine/ports/webhooks.h"

namespace herlaad::engine {

// Sources for notifications besides the order.
struct NoticeSources {
  const catalogue::Catalogue* catalogue = nullptr;  // for names of operators; may be nullptr
  messages::SupportContact support;
  // Renders the receipt of an order that has one, as a PDF in its language; may be empty.
  std::function<std::optional<std::string>(const orders::Order&)> receipt_pdf;
};

// What deliveries to webhooks need.
struct WebhookSources {
  WebhookCaller* caller = nullptr;  // may be nullptr: nothing is delivered
  // The top-up as its client reads it, as JSON.
  std::function<std::string(const orders::Order&, Instant now)> topup;
  // The secret that is sealed as `sealed` for `place`; nothing if no key of this server opens it.
  std::function<std::optional<Secret>(const std::string& place, const std::string& sealed)> open;
};

// The parties outside, by the id of their queue: an operator's or a gateway's.
struct Parties {
  std::map<std::string, Operator*, std::less<>> operators;
  std::map<std::string, Gateway*, std::less<>> gateways;
  Messenger* messenger = nullptr;  // of the queue orders::kSmsDestination; may be nullptr
  Mailer* mailer = nullptr;        // of the queue orders::kMailDestination; may be nullptr
  NoticeSources notices = {};
  WebhookSources webhooks = {};
  BrakesInForce brakes = {};  // judge the cards of payments
};

// Builds the URL to which the gateway returns the payer's browser: the order's page in its
// language.
using ReturnUrl = std::function<std::string(const orders::Order&)>;

// The time of an attempt, and since when its clock has run evenly.
struct WireTime {
  Instant now;
  Instant even_since{};
};

// Records the answer to an attempt.
using Recording = CommandOf<orders::EventOutcome>;

// One attempt of an outbox message, without threads: contacts the other side and returns the
// command that records the answer. Shared by the outbox workers and the simulation.
class Errand {
 public:
  Errand(const Parties& parties, const ReturnUrl& return_url)
      : parties_(parties), return_url_(return_url) {}

  // Sends or asks about `outbox_message` of `record`, as BeginAttempt decided, at time `at`. Does
  // not send a delivery once its lease has expired. Returns the command that records the answer.
  std::unique_ptr<Recording> Run(const orders::OutboxMessage& outbox_message,
                                 const OrderRecord& record, bool send, WireTime at,
                                 Stats& stats) const;

 private:
  std::unique_ptr<Recording> Deliver(const orders::OutboxMessage& outbox_message,
                                     const OrderRecord& record, bool send, WireTime at,
                                     Stats& stats) const;
  std::unique_ptr<Recording> Payment(const orders::OutboxMessage& outbox_message,
                                     const OrderRecord& record, bool send, Stats& stats) const;
  std::unique_ptr<Recording> Refund(const orders::OutboxMessage& outbox_message,
                                    const OrderRecord& record, bool send, Stats& stats) const;
  std::unique_ptr<Recording> Notify(const orders::OutboxMessage& outbox_message,
                                    const OrderRecord& record, Instant now, Stats& stats) const;
  [[nodiscard]] MessengerAnswer SendText(const orders::OutboxMessage& outbox_message,
                                         const orders::Order& order) const;
  [[nodiscard]] MessengerAnswer SendMail(const orders::OutboxMessage& outbox_message,
                                         const orders::Order& order, Instant now) const;

  const Parties& parties_;
  const ReturnUrl& return_url_;
};

class OutboxWorkers final : public CommitListener {
 public:
  struct Options {
    int workers_per_queue = 16;
    Millis look_again{1'000};  // longest time between reads of the store
    // A message that failed because of a bug or an unreadable row is set aside for this time, and
    // the others go on.
    Millis set_aside{60'000};
    // How many open payments a gateway is asked about in a second at most, the longest due first.
    int watches_per_second = 20;
    // Reports a bug that was caught during an attempt; may be empty.
    std::function<void(OrderId order, const std::string& problem)> report = {};
  };

  OutboxWorkers(Engine& engine, Queries& queries, Clock& clock, Parties parties,
                ReturnUrl return_url, Options options, Stats& stats);
  ~OutboxWorkers() override;

  void Start();
  // Finishes running attempts (bounded by the parties' time-outs) and starts no new ones.
  void Stop();
  // Held outbox workers send nothing: after a restore, until `herlaad resume`.
  void Hold(bool held);
  [[nodiscard]] bool held() const;
  [[nodiscard]] std::vector<std::string> queues() const;  // ids

  void OnCommit(const WriteSet& writes, Instant now) override;

 private:
  struct Queue;

  Queue* Find(std::string_view id);
  void Work(Queue& destination);
  bool TakeNext(Queue& destination, orders::OutboxMessage& outbox_message);
  void LookAtStore(Queue& destination, std::unique_lock<std::mutex>& lock);
  // Waits for the next turn of a paced queue; false if nothing may be begun any more.
  bool AwaitTurn(Queue& destination);
  // False if the attempt could not be begun or recorded.
  bool Carry(Queue& destination, const orders::OutboxMessage& outbox_message);
  bool CarryFor(const orders::OutboxMessage& outbox_message, OrderRecord record);
  // nullptr if the attempt failed because of a bug: it then counts as unanswered.
  std::unique_ptr<Recording> RunErrand(const orders::OutboxMessage& outbox_message,
                                       const OrderRecord& record, bool send);
  // False if the command was rejected.
  bool Record(std::unique_ptr<Recording> command);

  Engine& engine_;
  Queries& queries_;
  Clock& clock_;
  Parties parties_;
  ReturnUrl return_url_;
  Options options_;
  Stats& stats_;
  std::atomic<bool> stopping_{false};
  std::atomic<bool> held_{false};
  std::vector<std::unique_ptr<Queue>> queues_;
};

}  // namespace herlaad::engine
