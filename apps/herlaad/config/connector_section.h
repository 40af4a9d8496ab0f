// Reads the settings of a connector from a table of the settings file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "apps/herlaad/config/config_section.h"
#include "apps/herlaad/config/connector_kinds.h"

namespace herlaad::app {

class ConnectorSection final : public engine::ConnectorSettings {
 public:
  // `what` names the table in messages. Paths are relative to the folder of `file_name`. All three
  // must outlive it.
  ConnectorSection(const catalogue::TomlNode& table, std::string_view what,
                   catalogue::Mistakes& mistakes, const std::string& file_name,
                   catalogue::TableSubject subject = catalogue::TableSubject::kOther)
      : section_(table, what, mistakes, subject), what_(what), file_name_(file_name) {}

  [[nodiscard]] bool Has(std::string_view key) const override;
  std::string Text(std::string_view key, std::string otherwise) override;
  Millis Duration(std::string_view key, Millis otherwise) override;
  std::size_t Choice(std::string_view key, std::vector<std::string_view> choices) override;
  std::string Path(std::string_view key) override;
  std::string RequiredText(std::string_view key) override;
  std::string RequiredUrl(std::string_view key) override;
  Secret RequiredSecret(std::string_view env_key, std::string_view file_key) override;
  void Complain(std::string_view key, const std::string& why) override;

  // The kind that the required key `kind` names, and what it read; nothing after a mistake, and
  // whatever other keys the table has are then not judged.
  template <class Port>
  bool Read(const ConnectorKinds<Port>& kinds, const engine::ConnectorKind<Port>*& kind,
            engine::MakeConnector<Port>& make) {
    std::vector<std::string_view> names;
    for (const auto* one : kinds) names.push_back(one->name);
    const auto chosen = section_.reader().Choice("kind", std::move(names));
    if (!chosen) return false;
    kind = kinds[*chosen];
    make = kind->read(*this);
    section_.reader().RefuseUnknownKeys();
    return true;
  }

  catalogue::TableReader& reader() { return section_.reader(); }

 private:
  // Notes that a required key is missing.
  bool IsMissing(std::string_view key);

  Section section_;
  const std::string_view what_;
  const std::string& file_name_;
};

}  // namespace herlaad::app
