#include "simulation/history.h"

#include <algorithm>

#include "base/money/money.h"

namespace herlaad::simulation {

History::Line History::Write(Instant at, std::string text) {
  // FNV-1a.
  const auto mix = [this](std::uint64_t byte) { hash_ = (hash_ ^ byte) * 1'099'511'628'211ULL; };
  for (int shift = 0; shift < 64; shift += 8) {
    mix((static_cast<std::uint64_t>(at.ms) >> shift) & 0xff);
  }
  for (const char c : text) mix(static_cast<unsigned char>(c));
  return {++written_, at, std::move(text)};
}

void History::Tell(OrderId order, Instant at, std::string text) {
  of_order_[order].push_back(Write(at, std::move(text)));
}

void History::TellOf(int client, Instant at, std::string text) {
  of_person_[client].push_back(Write(at, std::move(text)));
}

std::string History::Text(std::vector<const Line*> lines) {
  std::sort(lines.begin(), lines.end(),
            [](const Line* a, const Line* b) { return a->number < b->number; });
  std::string text;
  for (const Line* const line : lines) {
    (((text += "  ") += ToRfc3339(line->at)) += "  ") += line->text;
    text += '\n';
  }
  return text;
}

std::string History::Of(OrderId order) const {
  std::vector<const Line*> lines;
  const auto add = [&lines](const auto& of, const auto& key) {
    const auto at = of.find(key);
    if (at == of.end()) return;
    for (const Line& line : at->second) lines.push_back(&line);
  };
  add(of_order_, order);
  const auto persons = clients_of_.find(order);
  if (persons != clients_of_.end()) {
    auto who = persons->second;
    std::sort(who.begin(), who.end());
    who.erase(std::unique(who.begin(), who.end()), who.end());
    for (const int client : who) add(of_person_, client);
  }
  return Text(std::move(lines));
}

std::string History::OfClient(int client) const {
  std::vector<const Line*> lines;
  const auto at = of_person_.find(client);
  if (at != of_person_.end()) {
    for (const Line& line : at->second) lines.push_back(&line);
  }
  return Text(std::move(lines));
}

std::string EurosText(std::int64_t cents) { return money::Plain(Euros(cents)); }

}  // namespace herlaad::simulation
