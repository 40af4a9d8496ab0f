// Config: the settings file (config/herlaad.toml); flags of the command line override it. Errors
// have file, line, column and reason; an unknown key is an error.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/net/server/rate_limit.h"
#include "adapters/net/server/server.h"
#include "api/http/core/services.h"
#include "base/core/result.h"
#include "base/messages/support_contact.h"
#include "domain/orders/order.h"
#include "domain/orders/outbox/outbox_message.h"
#include "domain/payments/method_cost.h"
#include "domain/payments/payment_method.h"
#include "engine/outbox/outbox_workers.h"
#include "engine/ports/connector.h"
#include "engine/ports/gateway.h"
#include "engine/ports/mailer.h"
#include "engine/ports/messenger.h"
#include "engine/ports/operator.h"
#include "engine/ports/receipt_renderer.h"

namespace herlaad::app {

// A connector that the settings name. The id is stored in orders; of a remote operator it must be
// in the catalogue with connection "remote"; empty for the messenger and the mailer.
template <class Port>
struct ConnectorConfig {
  std::string id;
  const engine::ConnectorKind<Port>* kind = nullptr;
  engine::MakeConnector<Port> make;
};

// Parses "127.0.0.1:9464" or "[::1]:9464"; nothing for anything else.
std::optional<net::TcpListen> ParseListen(std::string_view text);

struct Config {
  std::string file_name;  // where the settings were read, for messages

  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;
  // The address that serves metrics without authentication; nothing: none. If the default address
  // is in use, metrics are not served.
  std::optional<net::TcpListen> metrics = net::TcpListen{"127.0.0.1", 9464};
  bool metrics_by_default = true;
  std::string public_url;  // the address for payers, without a trailing slash; empty:
                           // http(s)://localhost:<port>
  std::optional<net::TlsFiles> tls;
  std::vector<std::string> trusted_proxies;

  std::string data;       // the data folder; empty: see DataFolder()
  std::string database;   // postgresql://…; empty: SQLite in the folder
  std::string catalogue;  // the file; empty: the built-in one
  std::string brakes;     // the same for fraud brakes

  orders::Timings timings;
  std::size_t queue = 4'096;
  std::size_t connections = 4'096;
  std::size_t connections_per_peer = 256;
  http::FollowLimits follow;
  net::RateLimit rate = http::HttpApiOptions{}.anonymous;
  std::int64_t payments_watched_per_second = engine::OutboxWorkers::Options{}.watches_per_second;

  std::vector<ConnectorConfig<engine::Operator>> operators;
  std::vector<ConnectorConfig<engine::Gateway>> gateways;
  std::optional<ConnectorConfig<engine::Messenger>> messenger;     // without it no texts are sent
  std::optional<ConnectorConfig<engine::Mailer>> mail;             // without it no mails are sent
  messages::SupportContact support;                                // shown to payers; may be empty
  std::map<payments::PaymentMethod, std::string> payment_methods;  // to a gateway's id
  payments::MethodCosts costs;                                     // our own, at the gateways

  // The total in cents above which a person's decision about an order needs a second person.
  std::int64_t approval_above = http::StaffOptions{}.approval_above;
  limits::CashCaps staff_cash = http::StaffOptions{}.cash_caps;

  // Whether webhooks may be plain http, and at private addresses.
  bool webhooks_anywhere = false;

  // The IBANs of our own bank accounts, in plain form; none: see http::HttpApiOptions.
  std::vector<std::string> bank_accounts;

  engine::Seller seller;  // on receipts; empty name: none

  std::vector<http::DemoNumber> demo_numbers;  // set by the demo only; not in the file
};

// Whether money of a gateway is not real.
bool HasSandboxGateway(const Config& config);

inline constexpr std::size_t kConfigBytesMax = 1 << 20;
inline constexpr std::size_t kPartyIdMax = 15;

// Whether `database` is a PostgreSQL URL as libpq accepts it.
bool IsPostgres(std::string_view database);

// Parses the text of a settings file. `file_name` is for messages; secrets that the text refers to
// (in a file or environment variable) are read too. The error has a line for each mistake.
Result<Config, std::string> ParseConfig(std::string_view text, std::string_view file_name);

}  // namespace herlaad::app
