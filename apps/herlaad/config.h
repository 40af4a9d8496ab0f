// Config: what the file of settings (config/herlaad.toml) says; flags of the command line override
// it. A mistake in it is an error with file, line, column and reason, and an unknown key is a
// mistake.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/net/rate_limit.h"
#include "adapters/net/server.h"
#include "api/http/services.h"
#include "base/core/result.h"
#include "base/core/secret.h"
#include "base/messages/support_contact.h"
#include "domain/orders/order.h"
#include "domain/orders/outbox_message.h"
#include "engine/ports/receipt_renderer.h"

namespace herlaad::app {

// An operator that is reached over a wire. Its id is one of the catalogue's, connection "remote".
struct OperatorConfig {
  std::string id;
  std::string base_url;
  Millis not_found_settles_after{0};  // 0: its "not found" is never believed
};

struct GatewayConfig {
  std::string id;
  std::string base_url;
  Secret secret;  // signs callbacks
};

// Who carries texts to phones. The sandbox's phones are the only ones there are for now.
struct MessengerConfig {
  std::string base_url;
};

// Who carries mail: a mail server, or the sandbox's mailboxes.
struct MailConfig {
  std::string url;        // smtp://host:587 or smtps://host:465; of the sandbox: http://…
  bool sandbox = false;   // kind "sandbox_mailbox"
  bool starttls = true;   // of smtp://
  std::string from;       // an address
  std::string from_name;  // shown beside it
  std::string user;       // empty: without logging in
  Secret password;
  std::string ca_file;  // PEM; empty: the system's authorities
};

// "127.0.0.1:9464" or "[::1]:9464"; nothing when it is neither.
std::optional<net::TcpListen> ParseListen(std::string_view text);

struct Config {
  std::string file_name;  // where this was read, for messages

  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;
  // Where metrics are given out, to whoever can connect there; nothing: nowhere. A default that is
  // taken by another program is done without.
  std::optional<net::TcpListen> metrics = net::TcpListen{"127.0.0.1", 9464};
  bool metrics_by_default = true;
  std::string public_url;  // how payers reach us, without a slash at its end; empty:
                           // http(s)://localhost:<port>
  std::optional<net::TlsFiles> tls;
  std::vector<std::string> trusted_proxies;

  std::string data;       // the folder; empty: see DataFolder()
  std::string database;   // postgresql://…; empty: SQLite in the folder
  std::string catalogue;  // the file; empty: the one that comes with the program

  orders::Timings timings;
  std::size_t queue = 4'096;
  std::size_t connections = 4'096;
  std::size_t connections_per_peer = 256;
  http::FollowLimits follow;
  net::RateLimit rate = http::HttpApiOptions{}.anonymous;

  std::vector<OperatorConfig> operators;
  std::vector<GatewayConfig> gateways;
  std::optional<MessengerConfig> messenger;  // without one nobody is told by text
  std::optional<MailConfig> mail;            // without it nobody is told by mail
  messages::SupportContact support;          // whom people may ask; may be empty
  std::map<orders::PaymentMethod, std::string> payment_methods;  // to a gateway's id

  engine::Seller seller;  // on receipts; with an empty name: nobody

  std::vector<http::DemoNumber> demo_numbers;  // the demo's own; not read from the file
};

inline constexpr std::size_t kConfigBytesMax = 1 << 20;
inline constexpr std::size_t kPartyIdMax = 15;

// Whether that names a PostgreSQL database, as libpq's URLs do.
bool IsPostgres(std::string_view database);

// Reads the text of a file of settings. `file_name` is for messages; secrets that the text points
// to (a file, a variable of the environment) are read too. A line for each mistake.
Result<Config, std::string> ParseConfig(std::string_view text, std::string_view file_name);

}  // namespace herlaad::app
