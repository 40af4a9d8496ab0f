// The section [reconcile] of the settings: the bank accounts that are ours.
#pragma once

#include "apps/herlaad/config/config.h"
#include "domain/catalogue/table_reader.h"

namespace herlaad::app {

inline constexpr std::size_t kBankAccountsMax = 100;

// accounts = ["BE68 5390 0754 7034", …]: IBANs, with or without blanks and in capitals or not.
void ReadReconcile(const catalogue::TomlNode& table, catalogue::Mistakes& mistakes, Config& config);

}  // namespace herlaad::app
