// Reads one table of the settings: missing keys keep their default, and errors name the line. Only
// for files that read settings.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "apps/herlaad/cli/duration.h"
#include "base/core/secret.h"
#include "domain/catalogue/table_reader.h"

namespace herlaad::app {

inline constexpr std::size_t kSettingTextMax = 1'024;

// The optional keys of one table; missing ones keep their default.
class Section {
 public:
  Section(const catalogue::TomlNode& table, std::string_view what, catalogue::Mistakes& mistakes,
          catalogue::TableSubject subject = catalogue::TableSubject::kOther)
      : reader_(table, what, mistakes, subject) {}

  void Text(std::string_view key, std::string& value) {
    if (reader_.Has(key)) value = reader_.Text(key, kSettingTextMax);
  }
  template <class Int>
  void Integer(std::string_view key, std::int64_t min, std::int64_t max, Int& value) {
    if (reader_.Has(key)) value = static_cast<Int>(reader_.Integer(key, min, max));
  }
  void Duration(std::string_view key, Millis& value) {
    if (!reader_.Has(key)) return;
    const std::string text = reader_.Text(key, kSettingTextMax);
    const auto parsed = ParseDuration(text);
    if (parsed) value = *parsed;
    if (!parsed && !text.empty()) {
      reader_.Complain(
          key,
          std::string(key) + " must be a whole number with ms, s, min, h or d, such as \"10 s\"");
    }
  }
  void Url(std::string_view key, std::string& value) {
    if (!reader_.Has(key)) return;
    value = reader_.Text(key, kSettingTextMax);
    while (!value.empty() && value.back() == '/') value.pop_back();
    if (value.rfind("http://", 0) != 0 && value.rfind("https://", 0) != 0) {
      reader_.Complain(key, std::string(key) + " must begin with http:// or https://");
    }
  }
  catalogue::TableReader& reader() { return reader_; }
  [[nodiscard]] const catalogue::TableReader& reader() const { return reader_; }

 private:
  catalogue::TableReader reader_;
};

// The secret that `env_key` or `file_key` refers to; an error unless exactly one of them is set and
// has a secret. A file is relative to the folder of `file_name`. The keys must outlive the reader.
Secret ReadSecret(catalogue::TableReader& reader, std::string_view env_key,
                  std::string_view file_key, const std::string& file_name);

}  // namespace herlaad::app
