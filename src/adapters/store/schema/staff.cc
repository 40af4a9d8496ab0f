#include "adapters/store/schema/staff.h"

#include <charconv>

namespace herlaad::store::schema {
namespace {

using access::NetworkTries;

// "high.low.wrong.wait_until.seen_at.signed_in_at" in decimal, for each network.
constexpr std::size_t kParts = 6;

template <class Number>
bool ReadNumber(std::string_view& text, char end, Number& number) {
  const auto [at, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<std::size_t>(at - text.data()));
  if (end == '\0') return text.empty();
  if (!text.starts_with(end)) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<NetworkTries> ReadOne(std::string_view word) {
  NetworkTries one;
  const bool whole =
      ReadNumber(word, '.', one.network.high) && ReadNumber(word, '.', one.network.low) &&
      ReadNumber(word, '.', one.tries.wrong) && ReadNumber(word, '.', one.tries.wait_until.ms) &&
      ReadNumber(word, '.', one.seen_at.ms) && ReadNumber(word, '\0', one.signed_in_at.ms);
  if (!whole) return std::nullopt;
  return one;
}

}  // namespace

void Codec<std::vector<NetworkTries>>::Append(const std::vector<NetworkTries>& networks,
                                              RowBatch& rows) {
  std::string text;
  for (const NetworkTries& one : networks) {
    if (!text.empty()) text += ' ';
    const std::array<std::string, kParts> parts{
        std::to_string(one.network.high), std::to_string(one.network.low),
        std::to_string(one.tries.wrong),  std::to_string(one.tries.wait_until.ms),
        std::to_string(one.seen_at.ms),   std::to_string(one.signed_in_at.ms)};
    for (std::size_t i = 0; i < kParts; ++i) text.append(i == 0 ? "" : ".").append(parts.at(i));
  }
  rows.KeptText(text);
}

void Codec<std::vector<NetworkTries>>::Read(Fields& fields, std::vector<NetworkTries>& networks) {
  std::string_view text = fields.Text();
  networks.clear();
  while (!text.empty()) {
    const auto end = text.find(' ');
    const auto one = ReadOne(text.substr(0, end));
    if (!one) return fields.Refuse();
    networks.push_back(*one);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

std::vector<NetworkTries> Codec<std::vector<NetworkTries>>::Sample(Random& random) {
  std::vector<NetworkTries> networks(random.Below(4));
  for (NetworkTries& one : networks) {
    one.network = Codec<Digest>::Sample(random);
    one.tries.wrong = Codec<std::int32_t>::Sample(random);
    one.tries.wait_until = Codec<Instant>::Sample(random);
    one.seen_at = Codec<Instant>::Sample(random);
    one.signed_in_at = Codec<Instant>::Sample(random);
  }
  return networks;
}

}  // namespace herlaad::store::schema
