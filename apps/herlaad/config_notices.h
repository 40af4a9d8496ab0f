// The sections [messenger], [mail] and [support] of the settings: how people are told of their
// orders, and whom they may ask.
#pragma once

#include "apps/herlaad/config.h"
#include "rules/catalog/table_reader.h"

namespace herlaad::app {

void ReadMessenger(const catalog::TomlNode& table, catalog::Mistakes& mistakes, Config& config);
void ReadMail(const catalog::TomlNode& table, catalog::Mistakes& mistakes, Config& config);
void ReadSupport(const catalog::TomlNode& table, catalog::Mistakes& mistakes, Config& config);

// The lanes of texts and mail are nobody else's.
void RefuseNoticeLanes(const Config& config, catalog::Mistakes& mistakes);

}  // namespace herlaad::app
