#include "api/http/core/json_writer.h"

#include <array>
#include <charconv>

namespace herlaad::http {
namespace {

bool NeedsEscape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

void AppendEscaped(char c, std::string& out) {
  constexpr std::string_view kHex = "0123456789abcdef";
  if (c == '"' || c == '\\') {
    out += '\\';
    out += c;
  } else if (c == '\n') {
    out += "\\n";
  } else {
    out += "\\u00";
    out += kHex[static_cast<unsigned char>(c) >> 4U];
    out += kHex[static_cast<unsigned char>(c) & 15U];
  }
}

}  // namespace

JsonWriter& JsonWriter::Text(std::string_view text) {
  Separate();
  out_ += '"';
  std::size_t plain = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!NeedsEscape(text[i])) continue;
    out_ += text.substr(plain, i - plain);
    AppendEscaped(text[i], out_);
    plain = i + 1;
  }
  out_ += text.substr(plain);
  out_ += '"';
  comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::Number(std::int64_t number) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  return Raw({digits.data(), static_cast<std::size_t>(end - digits.data())});
}

JsonWriter& JsonWriter::At(Instant at) {
  Separate();
  out_ += '"';
  AppendRfc3339(at, out_);
  out_ += '"';
  comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::Amount(Money amount) {
  Begin('{').Name("amount").Number(amount.minor);
  return Name("currency").Text(herlaad::Text(amount.currency)).End('}');
}

}  // namespace herlaad::http
