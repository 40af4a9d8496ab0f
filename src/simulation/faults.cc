#include "simulation/faults.h"

#include <algorithm>

namespace herlaad::simulation {
namespace {

constexpr std::array<std::string_view, 3> kFaultNames{"none", "few", "many"};
constexpr std::array<std::string_view, kDeaths> kDeathNames{
    "before loading",      "after deciding, before committing",   "after committing, unanswered",
    "between two answers", "after the lease, before the request", "after the request, unrecorded",
    "while idle",          "after committing, before syncing"};

Rates Few() {
  Rates rates;
  rates.request_lost = 8;
  rates.request_late = 4;
  rates.answer_lost = 8;
  rates.answer_slow = 2;
  rates.outage = 1;
  rates.opening_refused = 2;
  rates.declined = 20;
  rates.other_sum = 2;
  rates.double_charge = 3;
  rates.disputed = 20;
  rates.charge_after_close = 100;
  rates.refund_refused = 10;
  rates.processing = 10;
  rates.refund_slow = 20;
  rates.stored_error = 5;
  rates.provider_busy = 5;
  rates.processing_failed = 200;
  rates.refund_undone = 5;
  rates.callback_silent = 30;
  rates.callback_slow = 30;
  rates.callback_repeated = 50;
  rates.topup_refused = 15;
  rates.topup_pin = 2;
  rates.not_found_wrongly = 50;
  rates.contradicts = 4;
  rates.text_refused = 5;
  rates.load_busy = 1;
  rates.commit_conflict = 2;
  rates.commit_unanswered = 1;
  rates.commit_failed = 1;
  rates.sync_slow = 20;
  rates.clock_set = 20;
  rates.response_lost = 5;
  rates.paused = 1;
  rates.dies.fill(1);
  return rates;
}

Rates Many() {
  Rates rates;
  rates.request_lost = 60;
  rates.request_late = 40;
  rates.answer_lost = 60;
  rates.answer_slow = 30;
  rates.outage = 2;
  rates.opening_refused = 15;
  rates.declined = 40;
  rates.other_sum = 30;
  rates.double_charge = 50;
  rates.disputed = 60;
  rates.charge_after_close = 500;
  rates.refund_refused = 100;
  rates.processing = 50;
  rates.refund_slow = 150;
  rates.stored_error = 50;
  rates.provider_busy = 50;
  rates.processing_failed = 400;
  rates.refund_undone = 100;
  rates.callback_silent = 250;
  rates.callback_slow = 250;
  rates.callback_repeated = 300;
  rates.topup_refused = 120;
  rates.topup_pin = 20;
  rates.not_found_wrongly = 300;
  rates.contradicts = 80;
  rates.text_refused = 50;
  rates.load_busy = 10;
  rates.commit_conflict = 30;
  rates.commit_unanswered = 20;
  rates.commit_failed = 5;
  rates.sync_slow = 300;
  rates.clock_set = 300;
  rates.response_lost = 50;
  rates.paused = 60;
  rates.dies = {3, 4, 6, 3, 6, 8, 1, 12};
  return rates;
}

}  // namespace

Rates RatesOf(Faults level) {
  switch (level) {
    case Faults::kNone:
      return {};
    case Faults::kFew:
      return Few();
    case Faults::kMany:
      return Many();
  }
  return {};
}

std::string_view Name(Faults level) { return kFaultNames[static_cast<std::size_t>(level)]; }

std::optional<Faults> ParseFaults(std::string_view name) {
  const auto* const at = std::find(kFaultNames.begin(), kFaultNames.end(), name);
  if (at == kFaultNames.end()) return std::nullopt;
  return static_cast<Faults>(at - kFaultNames.begin());
}

std::string_view Name(Death death) { return kDeathNames[static_cast<std::size_t>(death)]; }

}  // namespace herlaad::simulation
