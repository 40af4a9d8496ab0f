#include "adapters/store/schema/subscribers.h"

#include <charconv>
#include <cinttypes>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace herlaad::store::schema {

namespace {

using prepaid::Bucket;
using prepaid::Reservation;
using SimCodec = Codec<std::optional<prepaid::Sim>>;

constexpr std::int64_t kLatest = 253'402'300'799'999;  // the end of the year 9999

void AppendGranted(const std::vector<Bucket>& granted, RowBatch& rows) {
  if (granted.empty()) {
    rows.Null();
    return;
  }
  auto list = nlohmann::json::array();
  for (const Bucket& b : granted) {
    list.push_back({b.n, static_cast<int>(b.asset), static_cast<int>(b.kind), b.amount, b.reserved,
                    b.valid_until.ms, b.granted_at.ms, b.source});
  }
  rows.KeptText(list.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

template <class T>
std::optional<T> Within(const nlohmann::json& json, T first, T last) {
  if (!json.is_number_integer()) return std::nullopt;
  const auto value = json.get<std::int64_t>();
  if (value < static_cast<std::int64_t>(first) || value > static_cast<std::int64_t>(last))
    return std::nullopt;
  return static_cast<T>(value);
}

// What AppendGranted does not write is refused.
std::optional<Bucket> ReadBucket(const nlohmann::json& json) {
  if (!json.is_array() || json.size() != 8 || !json[7].is_string()) return std::nullopt;
  const auto n = Within(json[0], prepaid::kFirstGranted, prepaid::kLastGranted);
  const auto asset = Within(json[1], Asset::kEur6, kLastAsset);
  const auto kind = Within(json[2], prepaid::BucketKind::kPaid, prepaid::kLastBucketKind);
  const auto amount = Within<std::int64_t>(json[3], 1, prepaid::kBalanceMax);
  const auto reserved = Within<std::int64_t>(json[4], 0, amount.value_or(0));
  const auto until = Within<std::int64_t>(json[5], 0, kLatest);
  const auto since = Within<std::int64_t>(json[6], 0, kLatest);
  if (!n || !asset || !kind || !amount || !reserved || !until || !since) return std::nullopt;
  return Bucket{*n,        *asset,          *kind,           *amount,
                *reserved, Instant{*until}, Instant{*since}, json[7].get<std::string>()};
}

void ReadGranted(Fields& fields, std::vector<Bucket>& granted) {
  granted.clear();
  if (fields.NextIsNull()) return fields.SkipNulls(1);
  const auto list = nlohmann::json::parse(fields.Text(), nullptr, false);
  if (!list.is_array() || list.empty()) return fields.Refuse();
  for (const nlohmann::json& json : list) {
    auto bucket = ReadBucket(json);
    if (!bucket || (!granted.empty() && granted.back().n >= bucket->n)) return fields.Refuse();
    granted.push_back(*std::move(bucket));
  }
}

// Sixteen bytes in hexadecimal.
std::string KeyText(const Digest& key) {
  char text[33];
  (void)std::snprintf(text, sizeof text, "%016" PRIx64 "%016" PRIx64, key.high, key.low);
  return text;
}

std::optional<Digest> ReadKey(const nlohmann::json& json) {
  if (!json.is_string()) return std::nullopt;
  const auto& text = json.get_ref<const std::string&>();
  Digest key;
  const char* const middle = text.data() + 16;
  if (text.size() != 32 || std::from_chars(text.data(), middle, key.high, 16).ptr != middle ||
      std::from_chars(middle, middle + 16, key.low, 16).ptr != middle + 16 || KeyText(key) != text)
    return std::nullopt;
  return key;
}

void AppendReservations(const std::vector<Reservation>& reservations, RowBatch& rows) {
  if (reservations.empty()) {
    rows.Null();
    return;
  }
  auto list = nlohmann::json::array();
  for (const Reservation& reservation : reservations) {
    auto portions = nlohmann::json::array();
    for (const prepaid::Portion& portion : reservation.portions)
      portions.push_back({portion.n, static_cast<int>(portion.asset), portion.amount});
    list.push_back({KeyText(reservation.key), reservation.until.ms, std::move(portions)});
  }
  rows.KeptText(list.dump());
}

std::optional<prepaid::Portion> ReadPortion(const nlohmann::json& json) {
  if (!json.is_array() || json.size() != 3) return std::nullopt;
  const auto n = Within(json[0], prepaid::kCreditBucket, prepaid::kLastGranted);
  const auto asset = Within(json[1], Asset::kEur6, kLastAsset);
  const auto amount = Within<std::int64_t>(json[2], 1, prepaid::kBalanceMax);
  if (!n || !asset || !amount) return std::nullopt;
  return prepaid::Portion{*n, *asset, *amount};
}

std::optional<Reservation> ReadReservation(const nlohmann::json& json) {
  if (!json.is_array() || json.size() != 3 || !json[2].is_array() || json[2].empty())
    return std::nullopt;
  const auto key = ReadKey(json[0]);
  const auto until = Within<std::int64_t>(json[1], 0, kLatest);
  if (!key || !until) return std::nullopt;
  Reservation reservation{*key, Instant{*until}};
  for (const nlohmann::json& part : json[2]) {
    const auto portion = ReadPortion(part);
    if (!portion) return std::nullopt;
    reservation.portions.push_back(*portion);
  }
  return reservation;
}

void ReadReservations(Fields& fields, std::vector<Reservation>& reservations) {
  reservations.clear();
  if (fields.NextIsNull()) return fields.SkipNulls(1);
  const auto list = nlohmann::json::parse(fields.Text(), nullptr, false);
  if (!list.is_array() || list.empty()) return fields.Refuse();
  for (const nlohmann::json& json : list) {
    auto reservation = ReadReservation(json);
    if (!reservation) return fields.Refuse();
    reservations.push_back(*std::move(reservation));
  }
}

Reservation SampleReservation(Random& random) {
  Reservation reservation{DigestOf(SampleText(random, 20)), Codec<Instant>::Sample(random)};
  do {
    const auto n = static_cast<prepaid::BucketNumber>(random.Between(1, prepaid::kLastGranted));
    reservation.portions.push_back({n, Asset::kEur6, 1 + random.Between(0, 20'000'000)});
  } while (random.Chance(40));
  return reservation;
}

void SampleAmounts(Random& random, Bucket& bucket) {
  bucket.amount = SampleAmount(random);
  bucket.reserved = random.Between(0, bucket.amount);
  bucket.valid_until = Codec<Instant>::Sample(random);
}

}  // namespace

void SimCodec::Append(const std::optional<prepaid::Sim>& sim, RowBatch& rows) {
  if (!sim) {
    for (std::size_t i = 0; i < kColumns.size(); ++i) rows.Null();
    return;
  }
  rows.Text(sim->operator_id).Of(sim->state);
  for (const Bucket* const bucket : {&sim->credit, &sim->bonus})
    rows.Int(bucket->amount).Int(bucket->reserved).At(bucket->valid_until);
  AppendGranted(sim->granted, rows);
  AppendReservations(sim->reservations, rows);
  rows.Of(sim->state_cause).At(sim->state_since);
}

void SimCodec::Read(Fields& fields, std::optional<prepaid::Sim>& sim) {
  if (fields.NextIsNull()) {
    sim.reset();
    return fields.SkipNulls(kColumns.size());
  }
  sim.emplace();
  sim->operator_id = fields.Text();
  Codec<prepaid::SimState>::Read(fields, sim->state);
  for (Bucket* const bucket : {&sim->credit, &sim->bonus}) {
    bucket->amount = fields.Int();
    bucket->reserved = fields.Int();
    bucket->valid_until = fields.At();
  }
  ReadGranted(fields, sim->granted);
  ReadReservations(fields, sim->reservations);
  Codec<prepaid::StateCause>::Read(fields, sim->state_cause);
  sim->state_since = fields.At();
}

std::optional<prepaid::Sim> SimCodec::Sample(Random& random) {
  if (random.Chance(40)) return std::nullopt;
  prepaid::Sim sim;
  sim.operator_id = SampleText(random, 15);
  sim.state = Codec<prepaid::SimState>::Sample(random);
  SampleAmounts(random, sim.credit);
  SampleAmounts(random, sim.bonus);
  prepaid::BucketNumber n = prepaid::kFirstGranted;
  while (n <= prepaid::kLastGranted && random.Chance(40)) {
    Bucket bucket{.n = n, .source = SampleText(random, prepaid::kSourceMax)};
    n += static_cast<prepaid::BucketNumber>(random.Between(1, 3));
    bucket.asset = prepaid::kBucketAssets[random.Below(std::size(prepaid::kBucketAssets))];
    bucket.kind = random.Chance(50) ? prepaid::BucketKind::kPaid : prepaid::BucketKind::kBonus;
    SampleAmounts(random, bucket);
    bucket.granted_at = Codec<Instant>::Sample(random);
    if (bucket.amount > 0 && bucket.amount <= prepaid::kBalanceMax)
      sim.granted.push_back(std::move(bucket));
  }
  while (random.Chance(30)) sim.reservations.push_back(SampleReservation(random));
  sim.state_cause = Codec<prepaid::StateCause>::Sample(random);
  sim.state_since = Codec<Instant>::Sample(random);
  return sim;
}

}  // namespace herlaad::store::schema
