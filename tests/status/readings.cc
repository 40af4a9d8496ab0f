#include "tests/status/readings.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/core/check.h"
#include "base/messages/formats.h"
#include "domain/orders/fulfilment/credited.h"
#include "domain/orders/refunds/charges.h"
#include "domain/payments/payment_method.h"

namespace herlaad::testing {
namespace {

using messages::Key;
using messages::Language;
using nlohmann::json;
using orders::Order;

std::string Word(Language language, const std::string& key) {
  const auto found = Key::Find(key);
  CHECK(found.has_value(), "there is a text for each code");
  return std::string(messages::Text(language, *found));
}

Money MoneyIn(const json& value) {
  return {value.at("amount").get<std::int64_t>(),
          ParseCurrency(value.at("currency").get<std::string>()).value()};
}

// A step as text: its marker, description and amount.
std::string StepLine(const std::string& mark, const std::string& what, std::optional<Money> amount,
                     Language language) {
  std::string line = Word(language, "mark." + mark) + " " + what;
  if (amount) line += " " + messages::Price(language, *amount);
  return line;
}

Lines Plain(Lines lines) {
  for (std::string& line : lines) line = WithPlainSpace(line);
  return lines;
}

std::string TextOf(const json& sentence) { return sentence.at("text").get<std::string>(); }

void AddStep(const json& step, const Reader& reader, Lines& lines) {
  std::optional<Money> amount;
  if (step.contains("amount")) amount = MoneyIn(step["amount"]);
  lines.push_back(StepLine(step.at("mark"), TextOf(step.at("what")), amount, reader.language));
  if (step.contains("more")) lines.push_back(TextOf(step["more"]));
  if (step.contains("at")) {
    const auto at = ParseRfc3339(step["at"].get<std::string>());
    lines.push_back(messages::MomentExact(reader.language, at.value(), reader.now));
  }
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kUnwritten{{{"&lt;", "<"},
                                                                                   {"&gt;", ">"},
                                                                                   {"&quot;", "\""},
                                                                                   {"&#39;", "'"},
                                                                                   {"\u00a0", " "},
                                                                                   {"\u202f", " "},
                                                                                   {"&amp;", "&"}}};

void Replace(std::string& text, std::string_view what, std::string_view with) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
}

std::string WithoutMarkup(std::string_view html) {
  std::string text;
  bool inside = false;
  for (const char c : html) {
    if (c == '<') inside = true;
    if (!inside) text += c;
    if (c == '>') inside = false;
  }
  return text;
}

}  // namespace

std::string WithPlainSpace(std::string_view text) {
  std::string replaced(text);
  for (const auto& [what, with] : kUnwritten) Replace(replaced, what, with);
  std::string plain;
  for (const char c : replaced) {
    const bool space = c == ' ' || c == '\n' || c == '\t';
    if (!space) plain += c;
    if (space && !plain.empty() && plain.back() != ' ') plain += ' ';
  }
  if (plain.ends_with(' ')) plain.pop_back();
  return plain;
}

Lines StatusLines(const orders::StatusView& status, const Reader& reader) {
  const auto say = [&reader](const auto& phrase) {
    return orders::PhraseText(phrase, reader.language, reader.now);
  };
  Lines lines{say(status.headline), say(status.money)};
  for (const orders::Phrase& next : status.next) lines.push_back(say(next));
  for (const orders::StatusStep& step : status.steps) {
    lines.push_back(StepLine(std::string(orders::Name(step.mark)), say(step.what), step.amount,
                             reader.language));
    if (step.more) lines.push_back(say(*step.more));
    if (step.at.ms != 0) {
      lines.push_back(messages::MomentExact(reader.language, step.at, reader.now));
    }
  }
  return Plain(std::move(lines));
}

Lines StatusLines(const json& topup, const Reader& reader) {
  const json& status = topup.at("status");
  std::string money;
  for (const json& sentence : status.at("money")) {
    if (!money.empty() && reader.language != Language::kZh) money += " ";
    money += TextOf(sentence);
  }
  Lines lines{TextOf(status.at("headline")), money};
  for (const json& sentence : status.at("next")) lines.push_back(TextOf(sentence));
  for (const json& step : status.at("steps")) AddStep(step, reader, lines);
  return Plain(std::move(lines));
}

Lines DetailLines(const Order& order, const std::string& operator_name, const Reader& reader) {
  const Language language = reader.language;
  const auto word = [language](const char* key) { return Word(language, key); };
  const auto price = [&](std::int64_t minor) {
    return messages::Price(language, {minor, order.terms.currency});
  };
  Lines lines{word("details.number"), order.msisdn().National(), word("details.operator"),
              operator_name,          word("details.amount"),    price(order.terms.amount)};
  if (order.terms.fee > 0) lines.insert(lines.end(), {word("choice.fee"), price(order.terms.fee)});
  std::string total = word("choice.total");
  if (!orders::AllGoesBack(order) && order.terms.vat > 0) {
    const std::string vat = price(order.terms.vat);
    total += " " + messages::Text(language, "choice.vat", {{"vat", vat}});
  }
  lines.push_back(std::move(total));
  lines.insert(
      lines.end(),
      {price(order.terms.total()), word("details.tender"),
       Word(language, "tender." + std::string(payments::PaymentMethodName(order.payment_method))),
       word("details.ordered"), messages::MomentExact(language, order.created_at, reader.now)});
  if (const auto credited = orders::CreditedOf(order)) {
    lines.insert(lines.end(),
                 {word("details.valid"), messages::Day(language, credited->valid_until)});
    if (credited->bonus.minor > 0)
      lines.insert(lines.end(),
                   {word("details.bonus_valid"), messages::Day(language, credited->bonus_until)});
  }
  lines.insert(lines.end(), {word("details.reference"), ToText(order.id)});
  return Plain(std::move(lines));
}

std::string_view Between(std::string_view html, std::string_view begin, std::string_view end) {
  const auto from = html.find(begin);
  if (from == std::string_view::npos) return {};
  html.remove_prefix(from + begin.size());
  return html.substr(0, html.find(end));
}

Lines TextsIn(std::string_view html, const std::vector<std::string_view>& elements) {
  Lines texts;
  for (auto at = html.find('<'); at != std::string_view::npos; at = html.find('<', at)) {
    const std::string_view rest = html.substr(++at);
    const auto fits = std::find_if(elements.begin(), elements.end(), [rest](std::string_view name) {
      return rest.starts_with(name) && rest.size() > name.size() &&
             (rest[name.size()] == '>' || rest[name.size()] == ' ');
    });
    if (fits == elements.end()) continue;
    const std::string close = "</" + std::string(*fits) + ">";
    const std::string_view inner = Between(rest, ">", close);
    texts.push_back(WithPlainSpace(WithoutMarkup(inner)));
    at += rest.find(close);
  }
  return texts;
}

}  // namespace herlaad::testing
