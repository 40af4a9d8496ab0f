#include "engine/sweeps/gateway_sweep.h"

#include <utility>

#include "engine/commands/outbox/gateway_news.h"

namespace herlaad::engine {

GatewaySweep::GatewaySweep(const std::map<std::string, Gateway*, std::less<>>& gateways,
                           Submit submit, Options options, Told told)
    : submit_(std::move(submit)), options_(std::move(options)), told_(std::move(told)) {
  for (const auto& [id, gateway] : gateways) {
    Source source;
    source.id = id;
    source.gateway = gateway;
    sources_.push_back(std::move(source));
  }
}

void GatewaySweep::Start(Clock& clock) {
  thread_.Start("gateway sweep", clock, [this](Instant now) { return Step(now); });
}

void GatewaySweep::Stop() { thread_.Stop(); }

Millis GatewaySweep::Step(Instant now) {
  if (sources_.empty()) return options_.pass_every;
  Source& source = sources_[at_];
  if (source.begun_at.ms == 0) source.begun_at = now;
  if (source.since.ms == 0) source.since = now - options_.look_back;
  auto page = source.gateway->List(source.since, source.after);
  if (!page.ok() && page.error() == CallbackError::kNotForUs) {
    sources_.erase(sources_.begin() + static_cast<std::ptrdiff_t>(at_));  // it has no list
    return WaitForTurn();
  }
  if (!page.ok() || !Record(source, std::move(page->news))) {
    EndPass(source, false);
    return Next();
  }
  source.after = page->next;
  ++source.pages;
  if (!source.after.empty() && source.pages < options_.pages_max) return options_.pause;
  EndPass(source, source.after.empty());
  return Next();
}

bool GatewaySweep::Record(const Source& source, std::vector<PaymentNews> news) {
  for (PaymentNews& one : news) {
    auto command = RecordNews(one, source.id, options_.brakes.Get());
    if (command == nullptr) continue;
    const bool taken = submit_(
        {std::move(command), [told = told_, id = source.id, one = std::move(one)](
                                 const Answered<orders::EventOutcome>& answer, const OrderRecord*) {
           if (!told || !answer.ok()) return;
           if (*answer == orders::EventOutcome::kApplied ||
               *answer == orders::EventOutcome::kNoSuchPart) {
             told(id, one, *answer);
           }
         }});
    if (!taken) return false;
  }
  return true;
}

// A pass that broke off is begun again from the same instant.
void GatewaySweep::EndPass(Source& source, bool complete) {
  if (complete) source.since = source.begun_at - options_.overlap;
  source.begun_at = {};
  source.after.clear();
  source.pages = 0;
}

Millis GatewaySweep::Next() {
  ++at_;
  return WaitForTurn();
}

Millis GatewaySweep::WaitForTurn() {
  if (at_ < sources_.size()) return options_.pause;
  at_ = 0;
  return options_.pass_every;
}

}  // namespace herlaad::engine
