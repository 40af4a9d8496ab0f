// subscribers: what is known of a number. A number without a SIM of a hosted operator has NULL
// where the SIM would be. Its granted buckets are a JSON list of [n, asset, kind, amount, reserved,
// valid_until, granted_at, source], NULL without one; the view `buckets` shows each on a line, the
// credit and the bonus too. Its reservations are a list of [key, until, [[n, asset, amount], ...]].
#pragma once

#include "adapters/store/schema/description.h"
#include "adapters/store/schema/enum_ranges.h"

namespace herlaad::store::schema {

template <>
struct Codec<limits::MonthUsage> {
  static constexpr std::array kColumns{ColumnType::kInt, ColumnType::kInt};
  static void Append(const limits::MonthUsage& usage, RowBatch& rows) {
    rows.Int(usage.month.number).Int(usage.taken);
  }
  static void Read(Fields& fields, limits::MonthUsage& usage) {
    usage.month.number = fields.Int32();
    usage.taken = fields.Int();
  }
  static limits::MonthUsage Sample(Random& random) {
    return {Codec<calendar::Month>::Sample(random), SampleAmount(random)};
  }
};

// All of its columns are NULL, or none.
template <>
struct Codec<std::optional<prepaid::Sim>> {
  static constexpr std::array kColumns{ColumnType::kText, ColumnType::kInt, ColumnType::kInt,
                                       ColumnType::kInt,  ColumnType::kInt, ColumnType::kInt,
                                       ColumnType::kInt,  ColumnType::kInt, ColumnType::kText,
                                       ColumnType::kText, ColumnType::kInt, ColumnType::kInt};
  static constexpr bool kIsNullable = true;
  static void Append(const std::optional<prepaid::Sim>& sim, RowBatch& rows);
  static void Read(Fields& fields, std::optional<prepaid::Sim>& sim);
  static std::optional<prepaid::Sim> Sample(Random& random);
};

template <>
struct Described<orders::Subscriber> {
  using Row = orders::Subscriber;
  static Row Blank() { return Row(Msisdn::FromStored(32'470'000'000)); }
  static constexpr TableTraits kTraits{
      .name = "subscribers",
      .is_by_id = true,
      .is_held = true,
      .is_raced = true,
      .indexes = "{buckets view}",
      .checks =
          "CHECK (taken >= 0), CHECK (taken_2 >= 0), CHECK (taken_3 >= 0), "
          "CHECK (reserved BETWEEN 0 AND balance), CHECK (bonus_reserved BETWEEN 0 AND bonus)"};
  static constexpr std::tuple kFields{
      Member("msisdn", &Row::msisdn),
      Through(&Row::usage,
              Members({"month", "taken", "month_2", "taken_2", "month_3", "taken_3"},
                      &limits::Usage::months),
              Member("last_topup", &limits::Usage::last_topup)),
      Member("last_order", &Row::last_order),
      Members({"unpaid_1", "unpaid_2", "unpaid_3", "unpaid_4"}, &Row::unpaid),
      Members(
          {"operator", "sim_state", "balance", "reserved", "valid_until", "bonus", "bonus_reserved",
           "bonus_until", "granted", "reservations", "state_cause", "state_since"},
          &Row::sim),
      Member("transfers", &Row::transfers)};
};

}  // namespace herlaad::store::schema
