// What the API stands on and how it is set up. Everything here outlives the API.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/net/rate_limit.h"
#include "api/http/web_files.h"
#include "base/core/instant.h"
#include "base/core/result.h"
#include "base/core/secret.h"
#include "base/messages/support_contact.h"
#include "base/numbers/msisdn.h"
#include "domain/catalogue/catalogue.h"
#include "engine/engine.h"
#include "engine/order_watch.h"
#include "engine/ports/gateway.h"
#include "engine/ports/queries.h"
#include "engine/ports/receipt_renderer.h"
#include "engine/readers.h"
#include "engine/stats.h"

namespace herlaad::http {

// Told what happened, by name, with what an operator may know of it: never a body, a key or a full
// number. Called from any thread.
using LogFields = std::vector<std::pair<std::string_view, std::string>>;
using LogSink = std::function<void(std::string_view event, const LogFields& fields)>;

struct Services {
  engine::Engine& engine;
  engine::Queries& queries;
  const catalogue::Catalogue& catalogue;
  Clock& clock;
  engine::Stats& stats;
  std::map<std::string, engine::Gateway*, std::less<>>
      gateways;  // whose callbacks are taken, by id
  // What the administration may ask for; may block. Without them it is answered 404.
  std::function<void(bool held)> hold_outbox_workers;
  std::function<Status<std::string>(const std::string& path)> backup;  // the reason it failed
  LogSink log;                                                         // may be empty
  engine::ReceiptRenderer* receipts = nullptr;  // without it there are no receipts
  // Tells of the changes that this process commits; without it they are noticed by looking.
  engine::OrderWatch* watch = nullptr;
  bool others_commit = false;  // other processes write the same books
  // Who is at work on the same books; without it nobody is asked about.
  struct Node {
    std::int32_t number = 0;
    std::string name;
    Instant started_at{};
    Instant seen_at{};
    bool alive = false;
    bool is_this = false;
  };
  std::function<Result<std::vector<Node>, std::string>()> nodes = {};
  // What reads for who waits for an answer, and itself gives up soon; without it `queries` does.
  engine::Queries* quick = nullptr;
  engine::Readers::Options readers = {};
  // What of the catalogue may be bought here, as the engine decides by it too; without it all.
  const catalogue::Catalogue* offered = nullptr;
  [[nodiscard]] const catalogue::Catalogue& Offered() const {
    return offered != nullptr ? *offered : catalogue;
  }
};

// How many may follow orders, and how often they hear something.
struct FollowLimits {
  std::size_t in_all = 3'000;
  std::size_t per_customer = 64;  // an IPv4 address, or the /64 of an IPv6 address
  Millis comment_every{4'000};    // common clients give up after five seconds of silence
  // For what other processes change: an order is looked at so long after its last change, then half
  // as often each time.
  Millis first_look{2'000};
  Millis longest_look{30'000};
  Millis pause{25};  // after telling, so that what changes at once is told at once
};

// The setting that says whether outbox workers carry; a restore leaves it held.
inline constexpr std::string_view kOutboxWorkersSetting = "outbox_workers";
inline constexpr std::string_view kOutboxWorkersHeld = "held";
inline constexpr std::string_view kOutboxWorkersRunning = "running";

// A number that a demo has from its start, to be tried out.
struct DemoNumber {
  Msisdn msisdn;
  std::string operator_id;
  std::string kind = {};  // "ported", "suspended", "terminated", or nothing special
};

struct HttpApiOptions {
  std::string
      public_url;   // how payers reach us, without a slash at its end: "https://herlaad.example"
  Secret link_key;  // of the links that open orders; see links.h
  Secret link_key_before;  // the one before it, or none
  // The gateway that takes each online payment method; one that is not here is not offered.
  std::map<orders::PaymentMethod, std::string> gateways;
  FollowLimits follow;
  bool texts = false;                            // somebody carries texts to phones
  bool mails = false;                            // and mails
  messages::SupportContact support = {};         // whom people may ask; may be empty
  net::RateLimit anonymous{200, 1'200, 10'000};  // a peer, for who comes without a key
  std::span<const WebFile> web_files = {};       // the web app; empty: built without
  bool sandbox = false;  // no real money, and every page and receipt says so
  std::vector<DemoNumber> demo_numbers = {};
};

}  // namespace herlaad::http
