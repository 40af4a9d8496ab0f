#include "adapters/statements/camt/camt_values.h"

#include <algorithm>
#include <chrono>

namespace herlaad::statements {
namespace {

constexpr std::size_t kWholeMax = 16;
constexpr std::size_t kDecimalsMax = 5;

bool AreDigits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::int64_t Number(std::string_view digits) {
  std::int64_t number = 0;
  for (const char c : digits) number = number * 10 + (c - '0');
  return number;
}

std::string Quoted(std::string_view text) { return '"' + std::string(text.substr(0, 40)) + '"'; }

Failure<LineFault> BadAmount(std::string_view text, std::string_view why) {
  return {{.kind = StatementErrorKind::kAmount,
           .text = "The amount " + Quoted(text) + ' ' + std::string(why) +
                   " Fetch the file from the bank again."}};
}

Failure<LineFault> BadField(std::string_view what, std::string_view text) {
  return {{.kind = StatementErrorKind::kField,
           .text = std::string(what) + ' ' + Quoted(text) +
                   " is not right. Fetch the file from the bank again."}};
}

}  // namespace

Result<std::int64_t, LineFault> CamtCents(std::string_view text) {
  if (text.find(',') != std::string_view::npos) {
    return BadAmount(text, "has a comma, and decimals follow a point.");
  }
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, point);
  std::string_view decimals = text.substr(std::min(point + 1, text.size()));
  if (!AreDigits(whole) || !AreDigits(decimals) || whole.size() + decimals.size() == 0) {
    return BadAmount(text, "is not a number without a sign.");
  }
  if (whole.size() > kWholeMax || decimals.size() > kDecimalsMax) {
    return BadAmount(text, "has too many digits.");
  }
  while (decimals.size() > 2 && decimals.back() == '0') decimals.remove_suffix(1);
  if (decimals.size() > 2) return BadAmount(text, "has parts of a cent.");
  const std::int64_t minor = Number(decimals) * (decimals.size() == 1 ? 10 : 1);
  return Number(whole) * 100 + minor;
}

Result<calendar::Date, LineFault> CamtDate(std::string_view text) {
  const std::string_view tail = text.substr(std::min<std::size_t>(10, text.size()));
  const bool shaped = text.size() >= 10 && text[4] == '-' && text[7] == '-' &&
                      AreDigits(text.substr(0, 4)) && AreDigits(text.substr(5, 2)) &&
                      AreDigits(text.substr(8, 2)) &&
                      (tail.empty() || std::string_view("TZ+-").find(tail[0]) < 4);
  if (!shaped) return BadField("The date", text);
  const calendar::Date date{.year = static_cast<int>(Number(text.substr(0, 4))),
                            .month = static_cast<unsigned>(Number(text.substr(5, 2))),
                            .day = static_cast<unsigned>(Number(text.substr(8, 2)))};
  const std::chrono::year_month_day day{std::chrono::year(date.year),
                                        std::chrono::month(date.month), std::chrono::day(date.day)};
  if (!day.ok()) return BadField("The date", text);
  return date;
}

Result<bool, LineFault> CamtIsCredit(std::string_view text) {
  if (text != "CRDT" && text != "DBIT") return BadField("The credit or debit indicator", text);
  return text == "CRDT";
}

Result<bool, LineFault> CamtFlag(std::string_view text) {
  if (text == "true" || text == "1") return true;
  if (text == "false" || text == "0") return false;
  return BadField("The indicator", text);
}

}  // namespace herlaad::statements
