#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "domain/brakes/rule.h"
#include "domain/catalogue/table_reader.h"
#include "domain/catalogue/toml_tree.h"

namespace herlaad::brakes {
namespace {

using catalogue::Mistakes;
using catalogue::TableReader;
using catalogue::TomlNode;

constexpr std::int64_t kMostPayments = 1'000'000;
constexpr std::int64_t kMostCents = 1'000'000'000;
constexpr std::int64_t kAmountMax = 1'000'000;
constexpr std::size_t kDurationMax = 10;  // bytes
constexpr std::size_t kHoursBytes = 20;
constexpr std::size_t kCountriesMax = 40;

bool IsName(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !text.empty() && text.front() >= 'a' && text.front() <= 'z' &&
         std::all_of(text.begin(), text.end(), fits);
}

// "90m", "24h", "31d".
std::optional<Millis> DurationOf(std::string_view text) {
  std::int64_t count = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, count);
  if (error != std::errc() || stop + 1 != end || count <= 0 || count > 50'000) return std::nullopt;
  switch (*stop) {
    case 'm':
      return Millis(count * 60'000);
    case 'h':
      return Millis(count * 3'600'000);
    case 'd':
      return Millis(count * 86'400'000);
    default:
      return std::nullopt;
  }
}

Millis ReadWithin(TableReader& reader) {
  const std::string text = reader.Text("within", kDurationMax);
  if (text.empty()) return kWithinMin;
  const auto within = DurationOf(text);
  if (within && *within >= kWithinMin && *within <= kWithinMax) return *within;
  reader.Complain("within",
                  "within must be a whole number of minutes, hours or days, of 1 minute to 31 "
                  "days: write \"90m\", \"24h\" or \"7d\"");
  return kWithinMin;
}

// "23:00"; nothing if it is no time of a day.
std::optional<int> MinutesOf(std::string_view text) {
  const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  if (text.size() != 5 || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4))
    return std::nullopt;
  const int hours = (text[0] - '0') * 10 + (text[1] - '0');
  const int minutes = (text[3] - '0') * 10 + (text[4] - '0');
  if (hours > 23 || minutes > 59) return std::nullopt;
  return hours * 60 + minutes;
}

std::optional<Hours> ReadHours(TableReader& reader) {
  const std::string text = reader.Text("hours", kHoursBytes);
  if (text.empty()) return std::nullopt;
  if (text.size() == 11 && text[5] == '-') {
    const auto from = MinutesOf(std::string_view(text).substr(0, 5));
    const auto until = MinutesOf(std::string_view(text).substr(6));
    if (from && until && *from != *until) return Hours{*from, *until};
  }
  reader.Complain("hours",
                  "hours must be two different times of the day in Brussels: write "
                  "\"23:00-06:00\"");
  return std::nullopt;
}

// The words of a text, which are separated by ", " or spaces.
std::vector<std::string> WordsOf(std::string_view text) {
  std::vector<std::string> words(1);
  for (const char c : text) {
    if (c != ',' && c != ' ') {
      words.back() += c;
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

std::vector<payments::PaymentMethod> ReadMethods(TableReader& reader) {
  std::vector<payments::PaymentMethod> methods;
  for (const std::string& word : WordsOf(reader.Text("methods", 100))) {
    const auto method = payments::ParsePaymentMethod(word);
    if (method) {
      methods.push_back(*method);
      continue;
    }
    std::string all;
    for (const auto one : payments::AllPaymentMethods()) {
      if (!all.empty()) all += ", ";
      all += payments::PaymentMethodName(one);
    }
    reader.Complain("methods",
                    "there is no method " + word.substr(0, 20) + ": write some of " + all);
  }
  return methods;
}

std::vector<std::string> ReadCountries(TableReader& reader) {
  std::vector<std::string> countries = WordsOf(reader.Text("not_from", 200));
  const auto is_country = [](const std::string& word) {
    return word.size() == 2 &&
           std::all_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  };
  if (countries.size() > kCountriesMax ||
      !std::all_of(countries.begin(), countries.end(), is_country)) {
    reader.Complain("not_from",
                    "not_from lists countries by their two capital letters: write \"BE, NL, LU\"");
  }
  return countries;
}

void ReadFirst(TableReader& reader, Conditions& when) {
  const auto of = reader.Choice("first_of", {"number", "card", "number_and_card"});
  when.first_of_number = of == 0U || of == 2U;
  when.first_of_card = of == 1U || of == 2U;
}

Conditions ReadConditions(const TomlNode& table, const std::string& brake, Mistakes& mistakes) {
  const std::string what = "when of " + brake;
  TableReader reader(table, what, mistakes);
  Conditions when;
  if (reader.Has("first_of")) ReadFirst(reader, when);
  if (reader.Has("without_device")) when.without_device = reader.Boolean("without_device");
  if (reader.Has("ordered_by"))
    when.strangers = reader.Choice("ordered_by", {"strangers", "everybody"}) != 1U;
  if (reader.Has("hours")) when.hours = ReadHours(reader);
  if (reader.Has("methods")) when.methods = ReadMethods(reader);
  if (reader.Has("amount_from")) when.amount_from = reader.Integer("amount_from", 1, kAmountMax);
  if (reader.Has("not_from")) when.not_from = ReadCountries(reader);
  reader.RefuseUnknownKeys();
  return when;
}

// What is only known after the payment cannot decide before it.
void CheckMoment(TableReader& reader, const Rule& rule) {
  const bool before = rule.by != By::kCard;
  if (before && rule.act != Act::kRefuse) {
    reader.Complain("act", "by " + std::string(Name(rule.by)) +
                               " a payment is judged before it is made: write act = \"refuse\", or "
                               "by = \"card\"");
  }
  if (!before && rule.act == Act::kRefuse) {
    reader.Complain("act",
                    "the card is known only after the payment: write act = \"refund\" or \"hold\"");
  }
  if (before && (rule.when.first_of_card || !rule.when.not_from.empty())) {
    reader.Complain("when",
                    "first_of card and not_from are known only after the payment: use them with "
                    "by = \"card\"");
  }
  const auto has_page = [](payments::PaymentMethod method) {
    return payments::HasPaymentPage(method);
  };
  if (!before && !std::all_of(rule.when.methods.begin(), rule.when.methods.end(), has_page)) {
    reader.Complain("when", "by card only methods with a payment page can be judged");
  }
  if (!before && rule.when.without_device) {
    reader.Complain("when",
                    "without_device is judged before the payment: use it by address or "
                    "number");
  }
  if (rule.by == By::kDevice && rule.when.without_device)
    reader.Complain("when", "by device there is no payment without_device");
}

// "brake card_day"; "the brake" if it has no name that can be shown.
std::string CalledAs(const TomlNode& table) {
  for (const catalogue::TomlEntry& entry : table.entries) {
    const TomlNode& value = entry.value;
    if (entry.key == "name" && value.kind == TomlNode::Kind::kText && IsName(value.text) &&
        value.text.size() <= kRuleNameMax)
      return "brake " + value.text;
  }
  return "the brake";
}

Rule ReadRule(const TomlNode& table, Mistakes& mistakes) {
  const std::string called = CalledAs(table);
  TableReader reader(table, called, mistakes);
  Rule rule;
  rule.name = reader.Text("name", kRuleNameMax);
  if (!rule.name.empty() && !IsName(rule.name))
    reader.Complain("name", "name must begin with a to z and hold only a to z, 0 to 9 and _");
  if (reader.Choice("count", {"payments", "cents"}) == 1U) rule.counted = Counted::kCents;
  const auto by = reader.Choice("by", {"card", "address", "number", "device"});
  rule.by = static_cast<By>(by.value_or(0) + 1);
  rule.within = ReadWithin(reader);
  rule.most =
      reader.Integer("most", 0, rule.counted == Counted::kCents ? kMostCents : kMostPayments);
  const auto act = reader.Choice("act", {"refuse", "refund", "hold"});
  if (reader.Has("counts")) rule.counts_all = reader.Choice("counts", {"matching", "all"}) == 1U;
  if (reader.Has("when")) {
    if (const TomlNode* const when = reader.Table("when"))
      rule.when = ReadConditions(*when, called, mistakes);
  }
  if (act) {
    rule.act = static_cast<Act>(*act + 1);
    if (by) CheckMoment(reader, rule);
  }
  reader.RefuseUnknownKeys();
  return rule;
}

bool Has(const Rules& rules, const std::string& name) {
  return std::any_of(rules.rules.begin(), rules.rules.end(),
                     [&](const Rule& rule) { return rule.name == name; });
}

Rules ReadRules(const TomlNode& root, Mistakes& mistakes) {
  TableReader reader(root, "the file", mistakes);
  Rules rules;
  if (reader.Has("brake")) {
    for (const TomlNode* const table : reader.Tables("brake", kRulesMax)) {
      Rule rule = ReadRule(*table, mistakes);
      if (!rule.name.empty() && Has(rules, rule.name)) {
        TableReader(*table, "the brake", mistakes)
            .Complain("name", "brake " + rule.name + " is there twice: give each its own name");
      }
      rules.rules.push_back(std::move(rule));
    }
  }
  reader.RefuseUnknownKeys();
  return rules;
}

}  // namespace

Result<Rules, catalogue::CatalogueError> ParseRules(std::string_view text,
                                                    std::string_view file_name) {
  Mistakes mistakes;
  if (text.size() > catalogue::kCatalogueBytesMax) {
    mistakes.Add(
        1, 1,
        "a file of brakes has at most " + std::to_string(catalogue::kCatalogueBytesMax) + " bytes");
    return Failure{mistakes.ToError(file_name)};
  }
  const auto root = catalogue::ReadToml(text);
  if (!root.ok()) {
    mistakes.Add(root.error().line, root.error().column, root.error().reason);
    return Failure{mistakes.ToError(file_name)};
  }
  Rules rules = ReadRules(*root, mistakes);
  if (!mistakes.empty()) return Failure{mistakes.ToError(file_name)};
  return rules;
}

}  // namespace herlaad::brakes
