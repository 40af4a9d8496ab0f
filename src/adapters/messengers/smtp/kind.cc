#include "adapters/messengers/smtp/kind.h"

#include <algorithm>
#include <utility>

#include "base/core/printable.h"
#include "base/email/email_address.h"

namespace herlaad::messengers {
namespace {

constexpr std::size_t kNameMax = 60;

// A password must not be sent unencrypted over a network; the loopback interface is safe.
bool IsThisMachine(std::string_view url) {
  const std::string_view host = url.substr(std::min(url.find("://") + 3, url.size()));
  return host.starts_with("127.0.0.1") || host.starts_with("localhost") ||
         host.starts_with("[::1]");
}

void ReadServer(engine::ConnectorSettings& settings, net::SmtpOptions& server) {
  server.url = settings.RequiredText("url");
  while (!server.url.empty() && server.url.back() == '/') server.url.pop_back();
  const bool plain = server.url.starts_with("smtp://");
  if (!plain && !server.url.starts_with("smtps://"))
    settings.Complain("url",
                      "url must begin with smtp:// or smtps://, such as "
                      "\"smtp://mail.example.com:587\"");
  if (server.url.find('@') != std::string::npos)
    settings.Complain("url", "url must not contain a user: use user and password_file");
  server.starttls = settings.Choice("starttls", {"required", "none"}) == 0;
  server.user = settings.Text("user", "");
  if (!server.user.empty())
    server.password = settings.RequiredSecret("password_env", "password_file");
  if (!server.user.empty() && plain && !server.starttls && !IsThisMachine(server.url))
    settings.Complain("starttls", "a password requires TLS: set starttls = \"required\"");
  server.ca_file = settings.Path("ca_file");
}

engine::MakeConnector<engine::Mailer> Read(engine::ConnectorSettings& settings) {
  const std::optional<SmtpMailerOptions> read = ReadSmtpMailer(settings);
  if (!read) return {};
  return [read = *read](const engine::ConnectorContext& context) {
    SmtpMailerOptions options = read;
    options.server.total_timeout = context.request_timeout;
    options.server.connect_timeout = context.connect_timeout;
    options.report = context.report;
    return std::make_unique<SmtpMailer>(std::move(options));
  };
}

}  // namespace

std::optional<SmtpMailerOptions> ReadSmtpMailer(engine::ConnectorSettings& settings) {
  net::SmtpOptions server;
  ReadServer(settings, server);
  std::string name = settings.Text("from_name", "Herlaad");
  if (name.size() > kNameMax || !IsOneLine(name))
    settings.Complain("from_name", "from_name must be one line of at most 60 bytes");
  const std::string address = settings.RequiredText("from");
  const auto from = EmailAddress::Parse(address);
  if (!from.ok()) {
    if (!address.empty()) settings.Complain("from", "from: " + std::string(Text(from.error())));
    return std::nullopt;
  }
  server.own_name = from->domain();
  return SmtpMailerOptions{std::move(server), {*from, std::move(name)}, {}};
}

const engine::ConnectorKind<engine::Mailer> kSmtp{"smtp", false, Read};

}  // namespace herlaad::messengers
