#include "simulation/clients/rotated_keys.h"

#include <algorithm>

#include "base/calendar/calendar.h"
#include "base/core/check.h"
#include "domain/catalogue/quote.h"
#include "domain/payments/payment_method.h"
#include "engine/commands/clients/manage_clients.h"
#include "engine/commands/orders/place_topup.h"

namespace herlaad::simulation {
namespace {

using engine::ApiKey;
using engine::PlaceResult;
using engine::RotateKeyOutcome;

constexpr int kShops = 2;
constexpr limits::CashCaps kCaps{.per_topup = 0, .per_day = 4'000};
constexpr Millis kPatience{15'000};
constexpr int kTriesMax = 200;
constexpr std::uint64_t kDigestsOfKeys = 0x6b657973;  // differs from those of others

bool IsAccepted(const std::optional<PlaceResult>& told) { return told && !told->refusal; }

// Everything that a rotation leaves as it is.
bool IsSameButForItsSecret(ApiKey key, const ApiKey& other) {
  key.id = other.id;
  key.secret = other.secret;
  key.created_at = other.created_at;
  key.valid_until = other.valid_until;
  return key == other;
}

}  // namespace

Digest RotatedKeys::NewDigest() { return Digest{kDigestsOfKeys, ++digests_}; }

void RotatedKeys::CreateShops() {
  const auto rest = [this] {
    while (stage_.schedule.Step()) {
    }
  };
  for (int i = 0; i < kShops; ++i) {
    (void)cluster_.Submit(
        engine::CreateClient::Check("Shop " + std::to_string(i), "the simulator"),
        [this](const engine::Answered<engine::CreateClientResult>& answer, const auto*) {
          if (answer.ok()) shops_.push_back({answer->client});
        });
    rest();
    CHECK(shops_.size() == static_cast<std::size_t>(i) + 1, "without faults every shop is added");
    Shop& shop = shops_.back();
    const Digest digest = NewDigest();
    auto command = engine::CreateKey::Check({.client = shop.client,
                                             .name = "till",
                                             .scopes = {std::string(payments::kScopeCash)},
                                             .secret = digest,
                                             .caps = kCaps},
                                            "the simulator");
    CHECK(command.ok(), "a shop's key is well-formed");
    (void)cluster_.Submit(
        *std::move(command),
        [&shop](const engine::Answered<engine::CreateKeyResult>& answer, const auto*) {
          if (answer.ok()) shop.first = answer->key;
        });
    rest();
    CHECK(!shop.first.empty(), "without faults every shop has a key");
    shop.secrets.push_back({.digest = digest, .is_told = true});
  }
}

void RotatedKeys::Plan(int count, Millis span, std::vector<Customer> customers) {
  static constexpr std::int64_t kValues[] = {500, 1'000, 1'500};
  const auto soon = [this, span](auto work) {
    stage_.schedule.After(stage_.Between(0, span.count()), work);
  };
  const auto any_shop = [this] { return static_cast<std::size_t>(stage_.random.Below(kShops)); };
  for (int i = 0; i < count; ++i) {
    const std::size_t shop = any_shop();
    const std::int64_t cents = kValues[stage_.random.Below(3)];
    sales_.push_back({shop, cents, customers[stage_.random.Below(customers.size())]});
    soon([this, i] { Sell(static_cast<std::size_t>(i)); });
  }
  const int rotations = std::max(2, count / 2);
  for (int i = 0; i < rotations; ++i) soon([this, shop = any_shop()] { Rotate(shop); });
}

std::optional<ApiKey> RotatedKeys::Find(const Digest& digest) const {
  const auto found = cluster_.queries->FindKey(digest);
  return found.ok() ? *found : std::nullopt;
}

std::optional<Instant> RotatedKeys::EndOf(const Shop& shop, engine::KeyId key) const {
  std::optional<Instant> end;
  for (const Secret& secret : shop.secrets) {
    if (secret.from != key) continue;
    const auto next = Find(secret.digest);
    if (!next) continue;
    const Instant until = next->created_at + secret.old_valid_for;
    end = end ? std::min(*end, until) : until;
  }
  return end;
}

std::optional<ApiKey> RotatedKeys::Authenticate(const Shop& shop, const Secret& secret) const {
  auto key = Find(secret.digest);
  if (!key) return std::nullopt;
  const Instant now = stage_.now() + stage_.clock_set;
  const auto end = EndOf(shop, key->id);
  const bool accepted = engine::StateOf(*key, now) == engine::KeyState::kValid;
  if (accepted && end && now >= *end) stage_.Break("a key is accepted after its end");
  if (!accepted && (!end || now < *end)) stage_.Break("a key is refused before its end");
  if (!accepted) return std::nullopt;
  return key;
}

// The latest one is never ended.
std::optional<ApiKey> RotatedKeys::AnyAccepted(const Shop& shop) {
  const auto any = static_cast<std::size_t>(stage_.random.Below(shop.secrets.size()));
  if (auto key = Authenticate(shop, shop.secrets[any])) return key;
  for (auto secret = shop.secrets.rbegin(); secret != shop.secrets.rend(); ++secret) {
    if (auto key = Authenticate(shop, *secret)) return key;
  }
  stage_.Break("a shop has no key that is accepted");
  return std::nullopt;
}

void RotatedKeys::Rotate(std::size_t number) {
  static constexpr std::int64_t kOldValidFor[] = {0, 60'000, 600'000, 3'600'000};
  Shop& shop = shops_[number];
  const auto old = AnyAccepted(shop);
  if (!old) return;
  const Millis old_valid_for(kOldValidFor[stage_.random.Below(std::size(kOldValidFor))]);
  const std::size_t secret = shop.secrets.size();
  shop.secrets.push_back({NewDigest(), old->id, old_valid_for});
  auto command =
      engine::RotateKey::Check(old->id, shop.secrets.back().digest, old_valid_for, "the simulator");
  CHECK(command != nullptr, "an administrator lets a key end in time");
  const bool lost = stage_.Happens(stage_.rates().response_lost);
  (void)cluster_.Submit(std::move(command),
                        [this, number, secret, lost](
                            const engine::Answered<engine::RotateKeyResult>& answer, const auto*) {
                          if (!lost && answer.ok()) Rotated(number, secret, *answer);
                        });
}

void RotatedKeys::Rotated(std::size_t number, std::size_t secret,
                          const engine::RotateKeyResult& result) {
  Shop& shop = shops_[number];
  const auto key = Find(shop.secrets[secret].digest);
  if (result.outcome == RotateKeyOutcome::kNoSuchKey)
    return stage_.Break("a key that was accepted is not there to be rotated");
  // It may have ended on the way.
  if (result.outcome == RotateKeyOutcome::kNotValid) {
    if (key) stage_.Break("a rotation that was refused made a key");
    return;
  }
  shop.secrets[secret].is_told = true;
  if (!key || key->id != result.key) stage_.Break("a rotation was answered without its key");
}

void RotatedKeys::Sell(std::size_t number) {
  Sale& sale = sales_[number];
  if (sale.told || ++sale.tries > kTriesMax) return;
  stage_.schedule.After(kPatience + stage_.Between(0, 15'000), [this, number] { Sell(number); });
  const auto key = AnyAccepted(shops_[sale.shop]);
  if (!key) return;
  orders::PlaceRequest request{sale.customer.msisdn,
                               sale.customer.operator_id,
                               Euros(sale.cents),
                               0,
                               payments::PaymentMethod::kCash,
                               key->till,
                               engine::ClientText(key->client)};
  const std::string client = request.client;
  auto command = engine::PlaceTopup::Check(std::move(request), "sale " + std::to_string(number),
                                           engine::UsedKey{key->id, key->caps_of, key->cash_caps});
  CHECK(command.ok(), "a shop sends well-formed requests");
  cluster_.Place(*std::move(command), client,
                 [this, number](const PlaceResult& result) { Sold(number, result); });
}

void RotatedKeys::RepeatAll() {
  for (std::size_t number = 0; number < sales_.size(); ++number) {
    sales_[number].tries = 0;
    Sell(number);
  }
}

void RotatedKeys::Sold(std::size_t number, const PlaceResult& result) {
  Sale& sale = sales_[number];
  if (sale.told) {
    if (*sale.told != result)
      stage_.Break("one sale of a shop was answered in two ways", result.order);
    return;
  }
  sale.told = result;
  if (!IsAccepted(sale.told)) return;
  const auto quote =
      catalogue::QuoteFor(cluster_.catalogue, sale.customer.operator_id, Euros(sale.cents));
  CHECK(quote.ok(), "what was accepted is on sale");
  TillEntry& entry = cluster_.tills[result.order];
  entry.till = ToText(shops_[sale.shop].client);
  entry.taken = quote->total.minor;
  stage_.Tell(result.order, entry.till + ": takes " + EurosText(entry.taken) + " in cash");
}

void RotatedKeys::CheckKeys(const Shop& shop) const {
  const auto first = Find(shop.secrets.front().digest);
  if (!first) return stage_.Break("the first key of a shop is lost");
  for (const Secret& secret : shop.secrets) {
    const auto key = Find(secret.digest);
    if (!key) {
      if (secret.is_told) stage_.Break("a rotation is lost that was acknowledged");
      continue;
    }
    if (!IsSameButForItsSecret(*key, *first) || key->caps_of != shop.first)
      stage_.Break("a rotated key has other rights than the one before");
    const auto end = EndOf(shop, key->id);
    if (key->valid_until != end.value_or(Instant{}))
      stage_.Break("a rotated key ends at another time than was asked for");
  }
}

void RotatedKeys::CheckCash(const Shop& shop,
                            const std::map<OrderId, engine::OrderRecord>& records) const {
  const auto found = cluster_.queries->FindRow<engine::KeyCash>(shop.first);
  if (!found.ok()) return stage_.Break("the cash of a rotated key cannot be read");
  const limits::CashDay day = *found ? (*found)->day : limits::CashDay{};
  std::int64_t of_last_day = 0;
  for (const auto& [id, record] : records) {
    if (record.order.client != engine::ClientText(shop.client)) continue;
    if (!*found) stage_.Break("the cash of a rotated key is not counted", id);
    if (calendar::EndOfDay(record.order.created_at) == day.end)
      of_last_day += record.order.terms.total();
  }
  if (day.taken > kCaps.per_day)
    stage_.Break("a key and those it was rotated to took more cash in a day than the cap");
  if (of_last_day > day.taken)
    stage_.Break("cash of a key is not counted for the one it was rotated from");
  for (const Secret& secret : shop.secrets) {
    const auto key = Find(secret.digest);
    if (!key || key->id == shop.first) continue;
    const auto own = cluster_.queries->FindRow<engine::KeyCash>(key->id);
    if (own.ok() && *own) stage_.Break("a key that was rotated to counts its cash apart");
  }
}

void RotatedKeys::CheckSales(std::size_t number,
                             const std::map<OrderId, engine::OrderRecord>& records) const {
  const std::string client = engine::ClientText(shops_[number].client);
  std::ptrdiff_t told = 0;
  for (const Sale& sale : sales_) {
    if (sale.shop != number) continue;
    if (!sale.told) stage_.Break("a sale of a shop was never answered");
    if (!IsAccepted(sale.told)) continue;
    ++told;
    const auto record = records.find(sale.told->order);
    if (record == records.end()) {
      stage_.Break("a sale of a shop is lost", sale.told->order);
    } else if (record->second.order.client != client) {
      stage_.Break("a sale of a shop belongs to another", sale.told->order);
    }
  }
  const auto kept = std::count_if(records.begin(), records.end(), [&client](const auto& record) {
    return record.second.order.client == client;
  });
  if (kept != told) {
    stage_.Break("a shop was told of " + std::to_string(told) + " sales, and has " +
                 std::to_string(kept));
  }
}

void RotatedKeys::Check(const std::map<OrderId, engine::OrderRecord>& records) const {
  for (std::size_t shop = 0; shop < shops_.size(); ++shop) {
    CheckKeys(shops_[shop]);
    CheckCash(shops_[shop], records);
    CheckSales(shop, records);
  }
}

}  // namespace herlaad::simulation
