// The sections [messenger], [mail] and [support] of the settings.
#pragma once

#include "apps/herlaad/config/config.h"
#include "domain/catalogue/table_reader.h"

namespace herlaad::app {

void ReadMessenger(const catalogue::TomlNode& table, catalogue::Mistakes& mistakes, Config& config);
void ReadMail(const catalogue::TomlNode& table, catalogue::Mistakes& mistakes, Config& config);
void ReadSupport(const catalogue::TomlNode& table, catalogue::Mistakes& mistakes, Config& config);

// Rejects operators and gateways whose id is the name of a notification queue.
void RefuseNoticeDestinations(const Config& config, catalogue::Mistakes& mistakes);

}  // namespace herlaad::app
