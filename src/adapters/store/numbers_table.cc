#include "adapters/store/numbers_table.h"

#include "adapters/store/orders_table.h"
#include "adapters/store/tables.h"

namespace herlaad::store {
namespace {

constexpr std::size_t kSimColumns = 6;

void AppendSim(const prepaid::Sim& sim, RowBatch& rows) {
  rows.Text(sim.operator_id).Of(sim.state).Int(sim.balance).At(sim.valid_until);
  rows.Int(sim.bonus).At(sim.bonus_valid_until);
}

prepaid::Sim ReadSim(Fields& fields) {
  prepaid::Sim sim;
  sim.operator_id = fields.Text();
  sim.state = fields.In(prepaid::SimState::kPreactive, prepaid::SimState::kTerminated);
  sim.balance = fields.Int();
  sim.valid_until = fields.At();
  sim.bonus = fields.Int();
  sim.bonus_valid_until = fields.At();
  return sim;
}

void ReadMonth(Fields& fields, limits::MonthUsage& kept) {
  kept.month.number = fields.Int32();
  kept.taken = fields.Int();
}

}  // namespace

void AppendNumber(Home home, const orders::Number& number, RowBatch& rows) {
  rows.Int(home.number).Int(number.msisdn.value());
  const auto& [latest, second, third] = number.usage.months;
  rows.Int(latest.month.number).Int(latest.taken).At(number.usage.last_topup);
  rows.Int(number.last_order.value());
  if (number.sim) {
    AppendSim(*number.sim, rows);
  } else {
    for (std::size_t i = 0; i < kSimColumns; ++i) rows.Null();
  }
  rows.Int(second.month.number).Int(second.taken).Int(third.month.number).Int(third.taken);
  for (const OrderId order : number.unpaid) rows.Int(order.value());
}

bool ReadNumber(Row row, std::vector<orders::Number>& numbers) {
  Fields fields(row);
  fields.Skip(1);
  const auto msisdn = Msisdn::FromValue(fields.Int());
  if (!msisdn) return false;
  orders::Number& number = numbers.emplace_back(*msisdn);
  auto& [latest, second, third] = number.usage.months;
  ReadMonth(fields, latest);
  number.usage.last_topup = fields.At();
  number.last_order = OrderId(fields.Int());
  if (fields.NextIsNull()) {
    fields.Skip(kSimColumns);
  } else {
    number.sim = ReadSim(fields);
  }
  ReadMonth(fields, second);
  ReadMonth(fields, third);
  for (OrderId& order : number.unpaid) order = OrderId(fields.Int());
  return fields.ok();
}

DbStatus LoadNumbers(Database& database, Home home, const std::vector<Msisdn>& msisdns,
                     RowBatch& keys, std::vector<orders::Number>& numbers) {
  keys.Clear();
  for (const Msisdn msisdn : msisdns) keys.Int(home.number).Int(msisdn.value());
  bool right = true;
  auto sink = [&](Row row) { return right = ReadNumber(row, numbers); };
  if (auto read = database.Read(kNumbers, keys, kNumbers.key, sink); !read) return read;
  if (!right) return Failure{Damaged(kNumbers)};
  return Nothing{};
}

}  // namespace herlaad::store
