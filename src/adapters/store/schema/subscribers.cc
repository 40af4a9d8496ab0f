#include "adapters/store/schema/subscribers.h"

namespace herlaad::store::schema {

using SimCodec = Codec<std::optional<prepaid::Sim>>;

void SimCodec::Append(const std::optional<prepaid::Sim>& sim, RowBatch& rows) {
  if (!sim) {
    for (std::size_t i = 0; i < kColumns.size(); ++i) rows.Null();
    return;
  }
  rows.Text(sim->operator_id).Of(sim->state).Int(sim->balance).At(sim->valid_until);
  rows.Int(sim->bonus).At(sim->bonus_valid_until);
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
  sim->balance = fields.Int();
  sim->valid_until = fields.At();
  sim->bonus = fields.Int();
  sim->bonus_valid_until = fields.At();
  Codec<prepaid::StateCause>::Read(fields, sim->state_cause);
  sim->state_since = fields.At();
}

std::optional<prepaid::Sim> SimCodec::Sample(Random& random) {
  if (random.Chance(40)) return std::nullopt;
  return prepaid::Sim{SampleText(random, 15),
                      Codec<prepaid::SimState>::Sample(random),
                      SampleAmount(random),
                      Codec<Instant>::Sample(random),
                      SampleAmount(random),
                      Codec<Instant>::Sample(random),
                      Codec<prepaid::StateCause>::Sample(random),
                      Codec<Instant>::Sample(random)};
}

}  // namespace herlaad::store::schema
