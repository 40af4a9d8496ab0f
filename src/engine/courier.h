// Couriers: carry effects to the world outside and bring the answers back as commands. A lane a
// destination, each with workers of its own, so that a dead destination starves nobody else.
// Starting after a crash is nothing special: what is open is in the store, and what was marked by a
// courier that died becomes unknown when its lease is over.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/messages/support_contact.h"
#include "engine/engine.h"
#include "engine/ports/gateway.h"
#include "engine/ports/mailer.h"
#include "engine/ports/messenger.h"
#include "engine/ports/operator.h"
#include "engine/ports/queries.h"

namespace herlaad::engine {

// What texts and mails say beside the order.
struct NoticeSources {
  const catalog::Catalog* catalog = nullptr;  // for the names of operators; without it their ids
  messages::SupportContact support;
  // The receipt of an order that has one, as a PDF in its language; may be missing.
  std::function<std::optional<std::string>(const orders::Order&)> receipt_pdf;
};

// The other sides, by the id of their lane: an operator's or a gateway's.
struct Parties {
  std::map<std::string, Operator*, std::less<>> operators;
  std::map<std::string, Gateway*, std::less<>> gateways;
  Messenger* messenger = nullptr;  // of the lane orders::kTextLane; may be missing
  Mailer* mailer = nullptr;        // of the lane orders::kMailLane; may be missing
  NoticeSources notices = {};
};

// Makes the address to which the gateway sends the payer's browser back: the order's page, in its
// language.
using ReturnUrl = std::function<std::string(const orders::Order&)>;

// When something was done, and since when the clock that says so has run evenly.
struct WireTime {
  Instant now;
  Instant even_since{};
};

// One turn of an effect, without threads: asks the engine what may be done, does it, and says which
// command records the answer. The couriers' workers and the simulator share it.
class Errand {
 public:
  Errand(const Parties& parties, const ReturnUrl& return_url)
      : parties_(parties), return_url_(return_url) {}

  // Touches the wire `at` that time for `effect` of `record` as BeginAttempt allowed it (kSend or
  // kAsk), but sends no delivery once the mark's lease is over; the command that records the
  // answer.
  std::unique_ptr<Command> Run(const orders::Effect& effect, const OrderRecord& record, bool send,
                               WireTime at, Stats& stats) const;

 private:
  std::unique_ptr<Command> Deliver(const orders::Effect& effect, const OrderRecord& record,
                                   bool send, WireTime at, Stats& stats) const;
  std::unique_ptr<Command> Payment(const orders::Effect& effect, const OrderRecord& record,
                                   Stats& stats) const;
  std::unique_ptr<Command> Refund(const orders::Effect& effect, const OrderRecord& record,
                                  Stats& stats) const;
  std::unique_ptr<Command> Tell(const orders::Effect& effect, const OrderRecord& record,
                                Instant now, Stats& stats) const;
  [[nodiscard]] MessengerAnswer SendText(const orders::Effect& effect,
                                         const orders::Order& order) const;
  [[nodiscard]] MessengerAnswer SendMail(const orders::Effect& effect, const orders::Order& order,
                                         Instant now) const;

  const Parties& parties_;
  const ReturnUrl& return_url_;
};

class Couriers final : public CommitListener {
 public:
  struct Options {
    int workers_per_lane = 16;
    Millis look_again{1'000};  // looks at the store at least this often, for what other nodes left
    // What could not be done because of a mistake of ours, or a row that cannot be read, is left
    // alone for this long: everything else goes on.
    Millis set_aside{60'000};
    // Told of a mistake of ours that was caught while something was carried out; may be missing.
    std::function<void(OrderId order, const std::string& problem)> report = {};
  };

  Couriers(Engine& engine, Queries& queries, Clock& clock, Parties parties, ReturnUrl return_url,
           Options options, Stats& stats);
  ~Couriers() override;

  void Start();
  // Lets what is on the wire end (the parties' time-outs bound it), takes up nothing new.
  void Stop();
  // Held couriers carry nothing: after a restore, until `herlaad resume`.
  void Hold(bool held);
  [[nodiscard]] bool held() const;
  [[nodiscard]] std::vector<std::string> queues() const;  // the ids of their lanes

  void OnCommit(const WriteSet& writes, Instant now) override;

 private:
  struct Lane;

  Lane* Find(std::string_view id);
  void Work(Lane& lane);
  bool TakeNext(Lane& lane, orders::Effect& effect);
  void LookAtStore(Lane& lane, std::unique_lock<std::mutex>& lock);
  // False when it could not be begun or written down.
  bool Carry(Lane& lane, const orders::Effect& effect);
  bool CarryFor(const orders::Effect& effect, OrderRecord record);
  // Nothing when that goes wrong by a mistake of ours: then it is as if no answer had come.
  std::unique_ptr<Command> RunErrand(const orders::Effect& effect, const OrderRecord& record,
                                     bool send);
  // False when the command was rejected.
  bool Record(std::unique_ptr<Command> command);

  Engine& engine_;
  Queries& queries_;
  Clock& clock_;
  Parties parties_;
  ReturnUrl return_url_;
  Options options_;
  Stats& stats_;
  std::atomic<bool> stopping_{false};
  std::atomic<bool> held_{false};
  std::vector<std::unique_ptr<Lane>> lanes_;
};

}  // namespace herlaad::engine
