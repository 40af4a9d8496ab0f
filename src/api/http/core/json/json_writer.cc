#include "api/http/core/json/json_writer.h"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace herlaad::http {
namespace {

constexpr std::size_t kNumberBytes = 20;  // "-9223372036854775808"

// Eight characters that are each `c`.
constexpr std::uint64_t Eight(unsigned char c) { return 0x0101'0101'0101'0101U * c; }

bool NeedsEscape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

// Whether one of eight characters needs an escape. A character is below n if subtracting n borrows
// its highest bit, which it must not have had.
bool AnyNeedsEscape(std::uint64_t eight) {
  const std::uint64_t quote = eight ^ Eight('"');
  const std::uint64_t backslash = eight ^ Eight('\\');
  const std::uint64_t below = ((eight - Eight(0x20)) & ~eight) | ((quote - Eight(1)) & ~quote) |
                              ((backslash - Eight(1)) & ~backslash);
  return (below & Eight(0x80)) != 0;
}

bool IsPlain(std::string_view text) {
  std::uint64_t eight = 0;
  if (text.size() < sizeof eight) return std::none_of(text.begin(), text.end(), NeedsEscape);
  const std::size_t last = text.size() - sizeof eight;
  for (std::size_t i = 0; i < last; i += sizeof eight) {
    std::memcpy(&eight, text.data() + i, sizeof eight);
    if (AnyNeedsEscape(eight)) return false;
  }
  std::memcpy(&eight, text.data() + last, sizeof eight);
  return !AnyNeedsEscape(eight);
}

std::string Escaped(char c) {
  constexpr std::string_view kHex = "0123456789abcdef";
  if (c == '"' || c == '\\') return {'\\', c};
  if (c == '\n') return "\\n";
  return {'\\',
          'u',
          '0',
          '0',
          kHex[static_cast<unsigned char>(c) >> 4U],
          kHex[static_cast<unsigned char>(c) & 15U]};
}

}  // namespace

void JsonWriter::Grow(std::size_t bytes) { out_.resize(std::max(2 * out_.size(), size_ + bytes)); }

void JsonWriter::PutText(std::string_view text) {
  if (IsPlain(text)) return Put(text);
  for (const char c : text) {
    if (NeedsEscape(c)) {
      Put(Escaped(c));
    } else {
      Put({&c, 1});
    }
  }
}

void JsonWriter::PutNumber(std::int64_t number) {
  char* const at = Room(kNumberBytes);
  size_ += static_cast<std::size_t>(std::to_chars(at, at + kNumberBytes, number).ptr - at);
}

JsonWriter& JsonWriter::Text(std::initializer_list<std::string_view> parts) {
  Separate();
  Put("\"");
  for (const std::string_view part : parts) PutText(part);
  Put("\"");
  comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::Number(std::int64_t number) {
  Separate();
  PutNumber(number);
  comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::At(Instant at) {
  const auto text = Rfc3339Of(at);
  Separate();
  Put("\"");
  Put({text.data(), text.size()});
  Put("\"");
  comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::Amount(Money amount) {
  Separate();
  Put(R"({"amount":)");
  PutNumber(amount.minor);
  Put(R"(,"currency":")");
  Put(herlaad::Text(amount.currency));
  Put(R"("})");
  comma_ = true;
  return *this;
}

}  // namespace herlaad::http
