#include "adapters/statements/coda/coda_line.h"

#include <algorithm>
#include <chrono>

#include "adapters/statements/windows1252.h"
#include "base/core/check.h"

namespace herlaad::statements {
namespace {

bool IsAllDigits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool IsPlain(char c) { return c >= ' ' && c < '\x7f'; }

void AppendUtf8(std::uint16_t code, std::string& out) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0U | code >> 6U);
    out += static_cast<char>(0x80U | (code & 0x3FU));
  } else {
    out += static_cast<char>(0xE0U | code >> 12U);
    out += static_cast<char>(0x80U | (code >> 6U & 0x3FU));
    out += static_cast<char>(0x80U | (code & 0x3FU));
  }
}

}  // namespace

CodaLine::CodaLine(std::string_view text) : text_(text) {
  CHECK(text.size() == kLength, "the reader passes only lines of 128 bytes");
}

std::optional<std::uint64_t> CodaNumber(std::string_view digits) {
  if (digits.size() > 18 || !IsAllDigits(digits)) return std::nullopt;
  std::uint64_t number = 0;
  for (const char c : digits) number = number * 10 + static_cast<std::uint64_t>(c - '0');
  return number;
}

std::optional<calendar::Date> CodaDate(std::string_view text) {
  const auto number = text.size() == 6 ? CodaNumber(text) : std::nullopt;
  if (!number) return std::nullopt;
  const auto in_century = static_cast<int>(*number % 100);
  const calendar::Date date{.year = in_century + (in_century < 80 ? 2000 : 1900),
                            .month = static_cast<unsigned>(*number / 100 % 100),
                            .day = static_cast<unsigned>(*number / 10'000)};
  const std::chrono::year_month_day day{std::chrono::year(date.year),
                                        std::chrono::month(date.month), std::chrono::day(date.day)};
  return day.ok() ? std::optional(date) : std::nullopt;
}

std::optional<std::int64_t> CodaCents(std::string_view digits) {
  const auto thousandths = CodaNumber(digits);
  if (!thousandths || *thousandths % 10 != 0) return std::nullopt;
  return static_cast<std::int64_t>(*thousandths / 10);
}

std::string CodaDecimal(std::string_view digits) {
  const auto thousandths = CodaNumber(digits);
  if (!thousandths) return {};
  std::string decimals = std::to_string(1000 + *thousandths % 1000).substr(1);
  if (decimals.back() == '0') decimals.pop_back();
  return std::to_string(*thousandths / 1000) + '.' + decimals;
}

std::string_view TrimmedRight(std::string_view text) {
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

bool AppendWindows1252(std::string_view text, std::string& out) {
  if (std::all_of(text.begin(), text.end(), IsPlain)) {
    out.append(text);
    return false;
  }
  bool odd = false;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool control = byte < ' ' || byte == 0x7F;
    const std::uint16_t code = control ? kNoCharacter : FromWindows1252(byte);
    odd = odd || code == kNoCharacter;
    AppendUtf8(code, out);
  }
  return odd;
}

}  // namespace herlaad::statements
