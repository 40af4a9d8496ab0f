#include "adapters/store/schema/codec.h"

#include "base/core/check.h"

namespace herlaad::store::schema {

std::string SampleText(Random& random, std::size_t longest) {
  static constexpr const char* kPieces[] = {
      "a", "Z", "0", " ", "'", "\"", "\n", "é", "\xe2\x82\xac", "%", "--", ";"};
  std::string text;
  const auto pieces = random.Below(longest + 1);
  while (text.size() < pieces) text += kPieces[random.Below(std::size(kPieces))];
  return text;
}

std::int64_t SampleAmount(Random& random) {
  static constexpr std::int64_t kOften[] = {0, 1, 1'500, 1'000'000'000'000'000};
  return random.Chance(30) ? kOften[random.Below(std::size(kOften))]
                           : random.Between(0, 20'000'000);
}

void Codec<std::optional<Msisdn>>::Read(Fields& fields, std::optional<Msisdn>& value) {
  const std::int64_t number = fields.Int();
  if (number == 0) return value.reset();
  value = Msisdn::FromValue(number);
  if (!value) fields.Refuse();
}

void Codec<std::optional<EmailAddress>>::Read(Fields& fields, std::optional<EmailAddress>& value) {
  const std::string_view text = fields.Text();
  if (text.empty()) return value.reset();
  auto address = EmailAddress::Parse(text);
  if (!address.ok()) return fields.Refuse();
  value = *std::move(address);
}

std::optional<EmailAddress> Codec<std::optional<EmailAddress>>::Sample(Random& random) {
  if (random.Chance(50)) return std::nullopt;
  return *EmailAddress::Parse("o'" + std::to_string(random.Between(0, 999'999)) + "@example.com");
}

void Codec<std::vector<std::string>>::Append(const std::vector<std::string>& words,
                                             RowBatch& rows) {
  std::string text;
  for (const std::string& word : words) {
    CHECK(!word.empty() && word.find(' ') == std::string::npos, "a stored word has no spaces");
    if (!text.empty()) text += ' ';
    text += word;
  }
  rows.KeptText(text);
}

void Codec<std::vector<std::string>>::Read(Fields& fields, std::vector<std::string>& words) {
  std::string_view text = fields.Text();
  words.clear();
  while (!text.empty()) {
    const auto end = text.find(' ');
    words.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

std::vector<std::string> Codec<std::vector<std::string>>::Sample(Random& random) {
  std::vector<std::string> words;
  for (auto n = random.Below(4); n > 0; --n) words.push_back("s" + std::to_string(n));
  return words;
}

void Codec<ledger::Account>::Append(const ledger::Account& account, RowBatch& rows) {
  rows.KeptText(ledger::Name(account));
}

void Codec<ledger::Account>::Read(Fields& fields, ledger::Account& account) {
  auto read = ledger::ParseName(fields.Text());
  if (!read) return fields.Refuse();
  account = *std::move(read);
}

ledger::Account Codec<ledger::Account>::Sample(Random& random) {
  switch (random.Below(4)) {
    case 0:
      return ledger::Of(ledger::AccountKind::kSuspense);
    case 1:
      return ledger::Of(ledger::AccountKind::kFees);
    case 2:
      return ledger::Of(ledger::AccountKind::kPsp, "bank" + std::to_string(random.Below(3)));
    default:
      return ledger::Of(ledger::AccountKind::kCash, "till" + std::to_string(random.Below(9)));
  }
}

}  // namespace herlaad::store::schema
