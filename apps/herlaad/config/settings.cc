#include "apps/herlaad/config/settings.h"

#include "apps/herlaad/cli/files.h"

namespace herlaad::app {
namespace {

Result<Shipped, std::string> Read(const std::string& file, std::size_t bytes_max,
                                  Shipped (*shipped)(), const std::string& named_by = {}) {
  if (file.empty()) return shipped();
  auto text = ReadFile(file, bytes_max);
  if (!text.ok())
    return Failure{text.error() + (named_by.empty() ? "" : "; " + named_by + " names it")};
  return Shipped{file, *std::move(text)};
}

}  // namespace

Result<Config, std::string> LoadConfig(const std::string& file) {
  const auto read = Read(file, kConfigBytesMax, ShippedConfig);
  if (!read.ok()) return Failure{read.error()};
  return ParseConfig(read->text, read->name);
}

Result<catalogue::Catalogue, std::string> LoadCatalogue(const std::string& file,
                                                        const std::string& named_by) {
  const auto read = Read(file, catalogue::kCatalogueBytesMax, ShippedCatalogue, named_by);
  if (!read.ok()) return Failure{read.error()};
  auto parsed = catalogue::ParseCatalogue(read->text, read->name);
  if (!parsed.ok()) return Failure{catalogue::Text(parsed.error())};
  return *std::move(parsed);
}

Result<brakes::Rules, std::string> LoadBrakes(const std::string& file,
                                              const std::string& named_by) {
  const auto read = Read(file, catalogue::kCatalogueBytesMax, ShippedBrakes, named_by);
  if (!read.ok()) return Failure{read.error()};
  auto parsed = brakes::ParseRules(read->text, read->name);
  if (!parsed.ok()) return Failure{catalogue::Text(parsed.error())};
  return *std::move(parsed);
}

}  // namespace herlaad::app
