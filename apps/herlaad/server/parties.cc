#include "apps/herlaad/server/parties.h"

namespace herlaad::app {

Result<std::unique_ptr<Connectors>, std::string> Connectors::Build(
    const Config& config, const catalogue::Catalogue& catalogue) {
  auto connectors = std::make_unique<Connectors>();
  for (const OperatorConfig& op : config.operators) {
    const catalogue::Operator* const known = catalogue.Find(op.id);
    if (known == nullptr || known->connection != catalogue::Connection::kRemote) {
      return Failure{std::string(config.file_name + ": [[operator]] \"" + op.id +
                                 "\" is not a remote operator of the catalogue")};
    }
    operators::RemoteOperatorOptions options;
    options.base_url = op.base_url;
    options.request_timeout = config.timings.request_timeout;
    options.connect_timeout = std::min(options.connect_timeout, options.request_timeout);
    options.not_found_settles_after = op.not_found_settles_after;
    connectors->operators_.push_back(std::make_unique<operators::RemoteOperator>(options));
    connectors->parties_.operators[op.id] = connectors->operators_.back().get();
  }
  for (const GatewayConfig& gateway : config.gateways) {
    gateways::SandboxBankOptions options;
    options.base_url = gateway.base_url;
    options.secret = gateway.secret;
    options.request_timeout = config.timings.request_timeout;
    options.connect_timeout = std::min(options.connect_timeout, options.request_timeout);
    connectors->gateways_.push_back(std::make_unique<gateways::SandboxBank>(options));
    connectors->parties_.gateways[gateway.id] = connectors->gateways_.back().get();
  }
  if (config.messenger) {
    messengers::SandboxPhoneOptions options;
    options.base_url = config.messenger->base_url;
    options.request_timeout = config.timings.request_timeout;
    connectors->messenger_ = std::make_unique<messengers::SandboxPhone>(options);
    connectors->parties_.messenger = connectors->messenger_.get();
  }
  if (config.mail) connectors->BuildMailer(config);
  return connectors;
}

void Connectors::BuildMailer(const Config& config) {
  const MailConfig& mail = *config.mail;
  if (mail.sandbox) {
    messengers::SandboxMailboxOptions options;
    options.base_url = mail.url;
    options.request_timeout = config.timings.request_timeout;
    mailer_ = std::make_unique<messengers::SandboxMailbox>(std::move(options));
  } else {
    const EmailAddress from = *EmailAddress::Parse(mail.from);  // checked when the settings were
                                                                // read
    messengers::SmtpMailerOptions options{{}, {from, mail.from_name}, {}};
    options.server.url = mail.url;
    options.server.starttls = mail.starttls;
    options.server.user = mail.user;
    options.server.password = mail.password;
    options.server.ca_file = mail.ca_file;
    options.server.own_name = from.domain();
    options.server.total_timeout = config.timings.request_timeout;
    options.server.connect_timeout =
        std::min(options.server.connect_timeout, options.server.total_timeout);
    options.report = [this](const messengers::MailTrouble& trouble) {
      if (mail_trouble_) mail_trouble_(trouble);
    };
    mailer_ = std::make_unique<messengers::SmtpMailer>(std::move(options));
  }
  parties_.mailer = mailer_.get();
}

void Connectors::Stop() {
  for (const auto& op : operators_) op->Stop();
  for (const auto& gateway : gateways_) gateway->Stop();
  if (messenger_) messenger_->Stop();
  if (mailer_) mailer_->Stop();
}

}  // namespace herlaad::app
