#include "apps/herlaad/config/config.h"

#include <algorithm>
#include <charconv>

#include "adapters/net/addresses/addresses.h"
#include "apps/herlaad/cli/files.h"
#include "apps/herlaad/config/config_notices.h"
#include "apps/herlaad/config/config_section.h"
#include "apps/herlaad/config/connector_section.h"
#include "apps/herlaad/config/gateway_costs.h"
#include "apps/herlaad/config/reconcile_section.h"
#include "base/numbers/unicode.h"
#include "domain/payments/payment_method.h"

namespace herlaad::app {
namespace {

using catalogue::Mistakes;
using catalogue::TableReader;
using catalogue::TomlNode;

constexpr std::size_t kSellerTextMax = 120;  // a line or two on a receipt

const TomlNode* FindNode(const TomlNode& table, std::string_view key) {
  for (const catalogue::TomlEntry& entry : table.entries) {
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

void ReadProxies(const TomlNode& table, TableReader& reader, Config& config) {
  reader.Ignore("trusted_proxies");
  const TomlNode* const list = FindNode(table, "trusted_proxies");
  if (list == nullptr) return;
  if (list->kind != TomlNode::Kind::kArray) {
    reader.Complain("trusted_proxies", "trusted_proxies must be a list of addresses");
    return;
  }
  for (const TomlNode& item : list->items) {
    if (item.kind == TomlNode::Kind::kText && net::AddressRange::Parse(item.text)) {
      config.trusted_proxies.push_back(item.text);
    } else {
      reader.Complain(
          "trusted_proxies",
          "trusted_proxies must contain addresses such as \"192.0.2.1\" or \"10.0.0.0/8\"");
    }
  }
}

void ReadTls(TableReader& server, Mistakes& mistakes, Config& config) {
  if (!server.Has("tls")) return;
  const TomlNode* const table = server.Table("tls");
  if (table == nullptr) return;
  TableReader reader(*table, "[server.tls]", mistakes);
  net::TlsFiles files;
  files.certificate = reader.Text("certificate", kSettingTextMax);
  files.key = reader.Text("key", kSettingTextMax);
  reader.RefuseUnknownKeys();
  config.tls = std::move(files);
}

void ReadMetricsListen(Section& section, Config& config) {
  std::string text;
  if (!section.reader().Has("metrics_listen")) return;
  section.Text("metrics_listen", text);
  config.metrics_by_default = false;
  config.metrics = ParseListen(text);
  if (!config.metrics && text != "none") {
    section.reader().Complain("metrics_listen",
                              "metrics_listen must be an address and a port such as "
                              "\"127.0.0.1:9464\" or \"[::1]:9464\", or \"none\"");
  }
}

void ReadServer(const TomlNode& table, Mistakes& mistakes, Config& config) {
  Section section(table, "[server]", mistakes);
  section.Text("address", config.address);
  if (!net::Address::Parse(config.address)) {
    section.reader().Complain(
        "address", "address must be an address such as \"127.0.0.1\" or \"0.0.0.0\", not a name");
  }
  section.Integer("port", 0, 65'535, config.port);
  ReadMetricsListen(section, config);
  section.Url("public_url", config.public_url);
  ReadProxies(table, section.reader(), config);
  ReadTls(section.reader(), mistakes, config);
  section.reader().RefuseUnknownKeys();
}

void ReadData(const TomlNode& table, Mistakes& mistakes, Config& config) {
  Section section(table, "[data]", mistakes);
  section.Text("folder", config.data);
  section.Text("database", config.database);
  if (!config.database.empty() && !IsPostgres(config.database)) {
    section.reader().Complain(
        "database",
        "database must begin with postgresql://; without it SQLite in the data folder is used");
  }
  section.Text("catalogue", config.catalogue);
  section.Text("brakes", config.brakes);
  section.reader().RefuseUnknownKeys();
}

// Why these timings are inconsistent; describes the results of orders::Fits.
const char* TimingProblem(const orders::Timings& t) {
  if (t.request_timeout >= t.lease) return "request_timeout must be shorter than lease";
  if (t.watch_first.count() <= 0 || t.watch_first > t.watch_max)
    return "watch_first must be above 0 and at most watch_max";
  if (t.ask_first.count() <= 0 || t.ask_first > t.ask_max)
    return "ask_first must be above 0 and at most ask_max";
  if (t.watch_first >= t.payment_lifetime)
    return "watch_first must be shorter than payment_lifetime";
  return "these timings are inconsistent";
}

void ReadTimings(const TomlNode& table, Mistakes& mistakes, Config& config) {
  Section section(table, "[timings]", mistakes);
  orders::Timings& t = config.timings;
  section.Duration("payment_lifetime", t.payment_lifetime);
  section.Duration("watch_first", t.watch_first);
  section.Duration("watch_max", t.watch_max);
  section.Duration("ask_first", t.ask_first);
  section.Duration("ask_max", t.ask_max);
  section.Integer("asks_max", 1, 10'000, t.asks_max);
  section.Duration("redelivery_wait", t.redelivery_wait);
  section.Duration("request_timeout", t.request_timeout);
  section.Duration("lease", t.lease);
  section.reader().RefuseUnknownKeys();
  if (mistakes.empty() && !orders::Fits(t))
    mistakes.Add(table.line, table.column, TimingProblem(t));
}

void ReadLimits(const TomlNode& table, Mistakes& mistakes, Config& config) {
  Section section(table, "[limits]", mistakes);
  section.Integer("queue", 1, 1'000'000, config.queue);
  section.Integer("connections", 1, 60'000, config.connections);
  section.Integer("connections_per_peer", 1, 60'000, config.connections_per_peer);
  section.Integer("followers", 0, 60'000, config.follow.in_all);
  section.Integer("followers_per_peer", 0, 60'000, config.follow.per_customer);
  section.Integer("requests_at_once", 1, 1'000'000, config.rate.burst);
  section.Integer("requests_per_minute", 1, 1'000'000, config.rate.per_minute);
  section.Integer("payments_watched_per_second", 1, 1'000, config.payments_watched_per_second);
  section.reader().RefuseUnknownKeys();
}

void ReadStaff(const TomlNode& table, Mistakes& mistakes, Config& config) {
  Section section(table, "[staff]", mistakes);
  section.Integer("approval_above_cents", 0, 100'000'000, config.approval_above);
  section.Integer("cash_per_topup_cents", 0, 100'000'000, config.staff_cash.per_topup);
  section.Integer("cash_per_day_cents", 0, 100'000'000, config.staff_cash.per_day);
  section.reader().RefuseUnknownKeys();
}

void ReadWebhooks(const TomlNode& table, Mistakes& mistakes, Config& config) {
  Section section(table, "[webhooks]", mistakes);
  std::string addresses = "public";
  section.Text("addresses", addresses);
  config.webhooks_anywhere = addresses == "any";
  if (addresses != "public" && addresses != "any")
    section.reader().Complain("addresses", "addresses must be \"public\" or \"any\"");
  section.reader().RefuseUnknownKeys();
}

// The id of a gateway or operator, which is stored in orders.
std::string ReadId(TableReader& reader) {
  std::string id = reader.Text("id", kPartyIdMax);
  const bool fits = std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
  if (!fits) reader.Complain("id", "id may contain only a-z 0-9 - and _");
  return id;
}

void ReadOperator(const TomlNode& table, Mistakes& mistakes, Config& config) {
  ConnectorSection section(table, "[[operator]]", mistakes, config.file_name);
  ConnectorConfig<engine::Operator> op;
  op.id = ReadId(section.reader());
  if (section.Read(OperatorKinds(), op.kind, op.make)) config.operators.push_back(std::move(op));
}

void ReadGateway(const TomlNode& table, Mistakes& mistakes, Config& config) {
  ConnectorSection section(table, "[[gateway]]", mistakes, config.file_name,
                           catalogue::TableSubject::kPayment);
  ConnectorConfig<engine::Gateway> gateway;
  gateway.id = ReadId(section.reader());
  ReadGatewayCosts(section.reader(), gateway.id, mistakes, config.costs);
  if (!section.Read(GatewayKinds(), gateway.kind, gateway.make)) return;
  if (gateway.kind->reports_fees) RefuseReportedCosts(section.reader(), gateway.kind->name);
  config.gateways.push_back(std::move(gateway));
}

// "0123.456.749": ten digits, the last two of which are 97 minus the first eight modulo 97.
bool IsEnterpriseNumber(std::string_view text) {
  std::int64_t first_eight = 0;
  std::int64_t last_two = 0;
  int digits = 0;
  for (const char c : text) {
    if (c == '.' || c == ' ') continue;
    if (c < '0' || c > '9' || ++digits > 10) return false;
    std::int64_t& part = digits <= 8 ? first_eight : last_two;
    part = part * 10 + (c - '0');
  }
  return digits == 10 && last_two == 97 - first_eight % 97;
}

// "BE 0123.456.749", with the number of the enterprise.
bool IsVatNumberOf(std::string_view text, std::string_view enterprise_number) {
  if (!text.starts_with("BE") || !IsEnterpriseNumber(text.substr(2))) return false;
  const auto digits = [](std::string_view number) {
    std::string only;
    for (const char c : number)
      if (c >= '0' && c <= '9') only += c;
    return only;
  };
  return digits(text) == digits(enterprise_number);
}

// Printed on receipts: something must be seen, and nothing that is not.
void CheckPrinted(TableReader& reader, const char* key, std::string_view text) {
  const bool is_blank = text.find_first_not_of(' ') == std::string_view::npos;
  if (is_blank || numbers::unicode::Visible(text) != text)
    reader.Complain(key, std::string(key) +
                             " is printed on receipts: it must not be blank or "
                             "contain invisible characters");
}

void ReadSeller(const TomlNode& table, Mistakes& mistakes, Config& config) {
  Section section(table, "[seller]", mistakes);
  engine::Seller& seller = config.seller;
  seller.name = section.reader().Text("name", kSellerTextMax);
  seller.address = section.reader().Text("address", kSellerTextMax);
  seller.enterprise_number = section.reader().Text("enterprise_number", kSellerTextMax);
  if (!seller.enterprise_number.empty() && !IsEnterpriseNumber(seller.enterprise_number)) {
    section.reader().Complain("enterprise_number",
                              "enterprise_number must be a Belgian one, such as "
                              "\"0123.456.749\"; check its digits");
  }
  CheckPrinted(section.reader(), "name", seller.name);
  CheckPrinted(section.reader(), "address", seller.address);
  if (section.reader().Has("vat_number")) {
    seller.vat_number = section.reader().Text("vat_number", kSellerTextMax);
    if (!IsVatNumberOf(seller.vat_number, seller.enterprise_number))
      section.reader().Complain("vat_number",
                                "vat_number must be \"BE \" and the enterprise_number, such as "
                                "\"BE 0123.456.749\"");
  }
  section.reader().RefuseUnknownKeys();
}

// Somebody tried to give a method more than a gateway: card = { gateway = "bank", fee = 25 }.
bool HasPrice(const TomlNode& node) {
  return std::any_of(node.entries.begin(), node.entries.end(), [](const auto& entry) {
    return catalogue::IsPriceByMethod(entry.key, catalogue::TableSubject::kPayment);
  });
}

void ReadPaymentMethods(const TomlNode& table, Mistakes& mistakes, Config& config) {
  TableReader reader(table, "[payment_methods]", mistakes, catalogue::TableSubject::kPayment);
  for (const catalogue::TomlEntry& entry : table.entries) {
    const auto payment_method = payments::ParsePaymentMethod(entry.key);
    if (!payment_method || payments::FlowOf(*payment_method) != payments::Flow::kRedirect)
      continue;  // has no gateway; rejected below as an unknown key
    if (HasPrice(entry.value)) {
      reader.Ignore(entry.key);
      reader.Complain(entry.key, catalogue::PriceByMethodText("a price for \"" + entry.key + "\"",
                                                              "[payment_methods]"));
      continue;
    }
    std::string gateway = reader.Text(entry.key, kPartyIdMax);
    const bool known = std::any_of(config.gateways.begin(), config.gateways.end(),
                                   [&gateway](const auto& one) { return one.id == gateway; });
    if (!known && !gateway.empty())
      reader.Complain(entry.key, "there is no [[gateway]] with the id \"" + gateway + "\"");
    config.payment_methods[*payment_method] = std::move(gateway);
  }
  reader.RefuseUnknownKeys();
}

template <class Parties>
void RefuseTwins(const Parties& parties, std::string_view what, Mistakes& mistakes) {
  for (auto party = parties.begin(); party != parties.end(); ++party) {
    const bool twin = std::any_of(parties.begin(), party,
                                  [&party](const auto& other) { return other.id == party->id; });
    if (twin) mistakes.Add(1, 1, std::string(what) + " \"" + party->id + "\" is listed twice");
  }
}

using ReadPart = void (*)(const TomlNode&, Mistakes&, Config&);

void ReadTable(TableReader& root, std::string_view key, ReadPart read, Mistakes& mistakes,
               Config& config) {
  if (!root.Has(key)) return;
  const TomlNode* const table = root.Table(key);
  if (table != nullptr) read(*table, mistakes, config);
}

void ReadTables(TableReader& root, std::string_view key, ReadPart read, Mistakes& mistakes,
                Config& config) {
  if (!root.Has(key)) return;
  for (const TomlNode* table : root.Tables(key, catalogue::kOperatorsMax))
    read(*table, mistakes, config);
}

void ResolvePaths(Config& config) {
  if (config.tls) {
    config.tls->certificate = Beside(config.file_name, config.tls->certificate);
    config.tls->key = Beside(config.file_name, config.tls->key);
  }
  if (!config.data.empty()) config.data = Beside(config.file_name, config.data);
  if (!config.catalogue.empty()) config.catalogue = Beside(config.file_name, config.catalogue);
  if (!config.brakes.empty()) config.brakes = Beside(config.file_name, config.brakes);
}

}  // namespace

std::optional<net::TcpListen> ParseListen(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view address = text.substr(0, colon);
  const bool bracketed = address.starts_with('[') && address.ends_with(']');
  if (bracketed) address = address.substr(1, address.size() - 2);
  if (bracketed != (address.find(':') != std::string_view::npos)) return std::nullopt;
  if (!net::Address::Parse(address)) return std::nullopt;
  const std::string_view digits = text.substr(colon + 1);
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return net::TcpListen{std::string(address), port};
}

bool HasSandboxGateway(const Config& config) {
  return std::any_of(config.gateways.begin(), config.gateways.end(),
                     [](const auto& gateway) { return gateway.kind->sandbox; });
}

bool IsPostgres(std::string_view database) {
  return database.starts_with("postgresql://") || database.starts_with("postgres://");
}

Result<Config, std::string> ParseConfig(std::string_view text, std::string_view file_name) {
  Mistakes mistakes;
  Config config;
  config.file_name = file_name;
  const auto root = catalogue::ReadToml(text);
  if (!root.ok()) {
    mistakes.Add(root.error().line, root.error().column, root.error().reason);
    return Failure{catalogue::Text(mistakes.ToError(file_name))};
  }
  TableReader reader(*root, "the file", mistakes);
  ReadTable(reader, "server", ReadServer, mistakes, config);
  ReadTable(reader, "data", ReadData, mistakes, config);
  ReadTable(reader, "timings", ReadTimings, mistakes, config);
  ReadTable(reader, "limits", ReadLimits, mistakes, config);
  ReadTable(reader, "staff", ReadStaff, mistakes, config);
  ReadTable(reader, "webhooks", ReadWebhooks, mistakes, config);
  ReadTable(reader, "reconcile", ReadReconcile, mistakes, config);
  ReadTables(reader, "operator", ReadOperator, mistakes, config);
  ReadTables(reader, "gateway", ReadGateway, mistakes, config);
  ReadTable(reader, "payment_methods", ReadPaymentMethods, mistakes, config);
  ReadTable(reader, "messenger", ReadMessenger, mistakes, config);
  ReadTable(reader, "mail", ReadMail, mistakes, config);
  ReadTable(reader, "support", ReadSupport, mistakes, config);
  ReadTable(reader, "seller", ReadSeller, mistakes, config);
  reader.RefuseUnknownKeys();
  RefuseTwins(config.operators, "operator", mistakes);
  RefuseTwins(config.gateways, "gateway", mistakes);
  RefuseNoticeDestinations(config, mistakes);
  if (!mistakes.empty()) return Failure{catalogue::Text(mistakes.ToError(file_name))};
  ResolvePaths(config);
  return config;
}

}  // namespace herlaad::app
