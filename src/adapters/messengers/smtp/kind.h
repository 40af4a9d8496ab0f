// kind = "smtp": settings url (smtp://host:587 or smtps://host:465), starttls, from, from_name,
// user, password_env or password_file, and ca_file.
#pragma once

#include <optional>

#include "adapters/messengers/smtp/smtp_mailer.h"
#include "engine/ports/connector.h"

namespace herlaad::messengers {

extern const engine::ConnectorKind<engine::Mailer> kSmtp;

// Nothing if the settings have a mistake.
std::optional<SmtpMailerOptions> ReadSmtpMailer(engine::ConnectorSettings& settings);

}  // namespace herlaad::messengers
