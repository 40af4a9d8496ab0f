// The sections [messenger], [mail] and [support] of the settings: how people are told of their
// orders, and whom they may ask.
#pragma once

#include "apps/herlaad/config.h"
#include "domain/catalogue/table_reader.h"

namespace herlaad::app {

void ReadMessenger(const catalogue::TomlNode& table, catalogue::Mistakes& mistakes, Config& config);
void ReadMail(const catalogue::TomlNode& table, catalogue::Mistakes& mistakes, Config& config);
void ReadSupport(const catalogue::TomlNode& table, catalogue::Mistakes& mistakes, Config& config);

// The queues of notifications are nobody else's.
void RefuseNoticeDestinations(const Config& config, catalogue::Mistakes& mistakes);

}  // namespace herlaad::app
