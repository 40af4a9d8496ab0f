// The dependencies and options of the API. Everything here outlives the API.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/net/server/rate_limit.h"
#include "api/http/core/html/web_files.h"
#include "base/core/instant.h"
#include "base/core/result.h"
#include "base/core/secret.h"
#include "base/credentials/password.h"
#include "base/messages/support_contact.h"
#include "base/numbers/msisdn.h"
#include "domain/catalogue/catalogue.h"
#include "domain/limits/cash_caps.h"
#include "domain/payments/payment_method.h"
#include "domain/vouchers/pin.h"
#include "engine/brakes/brakes_in_force.h"
#include "engine/engine.h"
#include "engine/monitoring/stats.h"
#include "engine/orders/order_watch.h"
#include "engine/ports/gateway.h"
#include "engine/ports/queries.h"
#include "engine/ports/receipt_renderer.h"
#include "engine/readers.h"

namespace herlaad::http {

// Receives events by name with fields an administrator may see: never a body, a key or a full
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
      gateways;  // those that may send callbacks, by id
  // Administration functions; may block. If empty, their paths answer 404.
  std::function<void(bool held)> hold_outbox_workers;
  std::function<Status<std::string>(const std::string& path)> backup;  // the reason for a failure
  LogSink log;                                                         // may be empty
  engine::ReceiptRenderer* receipts = nullptr;                         // null: no receipts
  // Reports the changes that this process commits; null: changes are polled for.
  engine::OrderWatch* watch = nullptr;
  bool others_commit = false;  // other processes write to the same database
  // The nodes of the database; if empty, the path answers 404.
  struct Node {
    std::int32_t number = 0;
    std::string name;
    Instant started_at{};
    Instant seen_at{};
    bool alive = false;
    bool is_this = false;
  };
  std::function<Result<std::vector<Node>, std::string>()> nodes = {};
  // Queries for interactive requests, which give up quickly; null: `queries`.
  engine::Queries* quick = nullptr;
  engine::Readers::Options readers = {};
  engine::BrakesInForce brakes = {};  // fraud brakes
  // The part of the catalogue that can be bought here, as the engine decides too; null: all of it.
  const catalogue::Catalogue* offered = nullptr;
  [[nodiscard]] const catalogue::Catalogue& Offered() const {
    return offered != nullptr ? *offered : catalogue;
  }
};

// Limits and intervals of event streams.
struct FollowLimits {
  std::size_t in_all = 3'000;
  std::size_t per_customer = 64;  // an IPv4 address, or the /64 of an IPv6 address
  Millis comment_every{4'000};    // common clients give up after five seconds of silence
  // After this a stream ends, and a reader that reconnects is identified again: its key may have
  // been revoked.
  Millis longest{300'000};
  // For changes by other processes: an order is polled this long after its last change, then after
  // twice the interval each time.
  Millis first_look{2'000};
  Millis longest_look{30'000};
  Millis pause{25};  // after sending, so that simultaneous changes are sent together
};

// The setting that stops outbox workers; a restore leaves it at "held".
inline constexpr std::string_view kOutboxWorkersSetting = "outbox_workers";
inline constexpr std::string_view kOutboxWorkersHeld = "held";
inline constexpr std::string_view kOutboxWorkersRunning = "running";
// The setting with the latest stored time at which an administrator accepted an earlier clock.
inline constexpr std::string_view kClockAcceptedSetting = "clock_accepted";

// A test number that a demo has from its start.
struct DemoNumber {
  Msisdn msisdn;
  std::string operator_id;
  std::string kind = {};  // "ported", "suspended", "terminated", or empty for none
};

struct StaffOptions {
  Secret key;         // seals the secrets of one-time codes; empty: nobody can sign in
  Secret key_before;  // the previous one; may be empty
  // A person's decision about an order above this total, in cents, needs an approval.
  std::int64_t approval_above = 5'000;
  // On the cash that one person takes at a till, in cents; 0: no cap.
  limits::CashCaps cash_caps{50'000, 500'000};
  net::RateLimit sign_ins{10, 10, 10'000};  // tries of each peer
  credentials::HashCost hash_cost = credentials::HashCost::kFull;
};

struct VoucherOptions {
  vouchers::PinKeys keys;                         // none: no voucher is sold or redeemed
  net::RateLimit tries{10, 10, 10'000};           // wrong PINs of an address, and of a session
  net::RateLimit tries_of_client{60, 60, 1'000};  // of a client with a key, or of a person
};

struct WebhookOptions {
  // Endpoints may be plain http, and at addresses that are not on the internet; pages may return to
  // such addresses of this machine.
  bool allow_private = false;
};

struct HttpApiOptions {
  std::string
      public_url;   // the address for payers, without a trailing slash: "https://herlaad.example"
  Secret link_key;  // signs the links that open orders; see links.h
  Secret link_key_before;  // the previous one; may be empty
  // The gateway of each online payment method; methods not listed are not offered.
  std::map<payments::PaymentMethod, std::string> gateways;
  FollowLimits follow;
  bool texts = false;                            // text messages can be sent
  bool mails = false;                            // mails can be sent
  messages::SupportContact support = {};         // shown to payers; may be empty
  net::RateLimit anonymous{200, 1'200, 10'000};  // for each peer without an API key
  std::span<const WebFile> web_files = {};       // the web app; empty: built without it
  bool sandbox = false;                          // no real money; every page and receipt says so
  std::vector<DemoNumber> demo_numbers = {};
  StaffOptions staff = {};
  VoucherOptions vouchers = {};
  WebhookOptions webhooks = {};
  // The IBANs of our own bank accounts; none: an account is ours when whoever imports its first
  // statement says so.
  std::vector<std::string> bank_accounts = {};
};

}  // namespace herlaad::http
