// Callbacks: sends the merchant what waits in the queue of a store, signed. Retries with growing
// delays until a 2xx is answered, also after a restart.
//
//   sandbox-signature: t=SECONDS,v1=HEX      HMAC-SHA-256 over "SECONDS.body"
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "adapters/net/client/client.h"
#include "adapters/sandbox/actor.h"
#include "adapters/sandbox/callback_queue.h"
#include "adapters/sandbox/faults.h"
#include "base/core/secret.h"

namespace herlaad::sandbox {

struct CallbackOptions {
  const char* thread_name = "bank callbacks";
  std::string signature_header = "sandbox-signature";
  std::string content_type = "application/json";
  std::string url;  // empty: nothing is sent yet
  Secret secret;
  Millis first_wait{1'000};  // doubled with each attempt
  Millis longest_wait{60'000};
  std::int64_t tries = 30;
  Millis timeout{5'000};
  FaultOptions faults;
  std::uint64_t seed = 1;
};

// The value of the header with the signature. Stripe's has the same form.
std::string CallbackSignature(const Secret& secret, std::int64_t seconds, const std::string& body);

class Callbacks {
 public:
  // `reader` is this object's own connection; results are written on the actor's thread.
  Callbacks(std::unique_ptr<CallbackQueue> reader, CallbackQueue& store, Actor& actor,
            CallbackOptions options);
  ~Callbacks();  // as Stop

  void Start();
  void Stop();  // must be called before the actor's Stop

  void SetUrl(std::string url);
  void Wake();  // there are new callbacks to send

 private:
  struct Sent {
    Callback callback;
    bool heard = false;
  };
  void Run();
  // Waits until callbacks are due; returns none when stopped.
  std::vector<Callback> TakeDue(std::string& url);
  bool Tell(const std::string& url, const Callback& callback);
  bool Send(const std::string& url, const std::string& body);
  // Returns once durable, so that no sent callback is read as due again; false if that failed.
  bool Record(std::vector<Sent> told);
  void Pause();

  const std::unique_ptr<CallbackQueue> reader_;
  CallbackQueue& store_;
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
