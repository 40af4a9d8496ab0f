// Callbacks: tells the merchant what happened at the bank, out of the bank's store: signed, again
// and again with growing waits until a 2xx comes, and after a restart too.
//
//   sandbox-signature: t=SECONDS,v1=HEX      HMAC-SHA-256 over "SECONDS.body"
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "adapters/net/client.h"
#include "adapters/sandbox/actor.h"
#include "adapters/sandbox/bank_store.h"
#include "adapters/sandbox/faults.h"
#include "base/core/secret.h"

namespace herlaad::sandbox {

struct CallbackOptions {
  std::string url;  // empty: nobody is told anything yet
  Secret secret;
  Millis first_wait{1'000};  // doubled from try to try
  Millis longest_wait{60'000};
  std::int64_t tries = 30;
  Millis timeout{5'000};
  FaultOptions faults;
  std::uint64_t seed = 1;
};

class Callbacks {
 public:
  // `reader` is this object's own connection; what it learns it writes at the actor.
  Callbacks(std::unique_ptr<BankStore> reader, BankStore& store, Actor& actor,
            CallbackOptions options);
  ~Callbacks();  // as Stop

  void Start();
  void Stop();  // before the actor's

  void SetUrl(std::string url);
  void Wake();  // there is something new to tell

 private:
  struct Told {
    Callback callback;
    bool heard = false;
  };
  void Run();
  // Waits until something is due; nothing when stopped.
  std::vector<Callback> TakeDue(std::string& url);
  bool Tell(const std::string& url, const Callback& callback);
  bool Send(const std::string& url, const std::string& body);
  // Returns when it is durable, so that nothing told is read as due again; false when it is not.
  bool Record(std::vector<Told> told);
  void Pause();

  const std::unique_ptr<BankStore> reader_;
  BankStore& store_;
  Actor& actor_;
  const CallbackOptions options_;
  Faults faults_;
  net::Client client_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string url_;
  bool news_ = true;
  bool stopped_ = false;
  std::thread thread_;
};

}  // namespace herlaad::sandbox
