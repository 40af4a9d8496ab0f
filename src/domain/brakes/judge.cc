#include "domain/brakes/judge.h"

#include <algorithm>

#include "base/calendar/calendar.h"
#include "base/core/mutant.h"

namespace herlaad::brakes {
namespace {

// The pseudo-rule whose counter says that a card was used here before.
constexpr std::string_view kSeen = "";

bool FitsMethod(const Rule& rule, payments::PaymentMethod method) {
  const auto& methods = rule.when.methods;
  if (methods.empty()) return payments::HasPaymentPage(method);
  return std::find(methods.begin(), methods.end(), method) != methods.end();
}

bool NeedsSeen(const Rules& rules) {
  return std::any_of(rules.rules.begin(), rules.rules.end(),
                     [](const Rule& rule) { return rule.when.first_of_card; });
}

// Whom staff can block and is known at this moment.
std::vector<std::pair<By, SubjectId>> Blockable(Moment moment, const Subjects& subjects) {
  std::vector<std::pair<By, SubjectId>> all;
  if (moment == Moment::kPaid) {
    all.emplace_back(By::kCard, subjects.card);
  } else {
    all.emplace_back(By::kNumber, subjects.number);
    all.emplace_back(By::kDevice, subjects.device);
    all.emplace_back(By::kAddress, subjects.address);
    all.emplace_back(By::kAddress, subjects.neighbourhood);
  }
  std::erase_if(all, [](const auto& one) { return one.second.empty(); });
  return all;
}

bool IsFirstOfCard(const Subjects& subjects, const Facts& facts, const Loaded& loaded) {
  const Counter* const seen = loaded.counter(CounterOf(subjects.card, kSeen));
  return seen == nullptr || facts.now >= seen->expires_at;
}

// The card's country counts only where the gateway told it.
bool IsFromElsewhere(const Conditions& when, const std::string& country) {
  return !country.empty() &&
         std::find(when.not_from.begin(), when.not_from.end(), country) == when.not_from.end();
}

// Whether the payment is one that the rule is about.
bool Meets(const Rule& rule, const Facts& facts, bool first_of_card) {
  const Conditions& when = rule.when;
  if (when.strangers && !facts.stranger) return false;
  if (!FitsMethod(rule, facts.method)) return false;
  if (when.first_of_number && !facts.first_of_number) return false;
  if (when.first_of_card && !first_of_card) return false;
  if (when.without_device && facts.has_device) return false;
  if (facts.cents < when.amount_from) return false;
  if (!when.not_from.empty() && !IsFromElsewhere(when, facts.card_country)) return false;
  return !when.hours || when.hours->Contains(calendar::LocalTimeOf(facts.now).minutes);
}

// All payments of the subject by somebody whom the rule judges are counted, or those it is about.
bool Counts(const Rule& rule, const Facts& facts, bool meets) {
  if (!rule.counts_all) return meets;
  return FitsMethod(rule, facts.method) && (!rule.when.strangers || facts.stranger);
}

std::string EurosOf(std::int64_t cents) {
  const std::int64_t rest = cents % 100;
  return std::to_string(cents / 100) + (rest < 10 ? ".0" : ".") + std::to_string(rest) + " EUR";
}

std::string AmountOf(const Rule& rule, std::int64_t count) {
  if (rule.counted == Counted::kCents) return EurosOf(count);
  return std::to_string(count) + (count == 1 ? " payment" : " payments");
}

std::string WindowText(Millis within) {
  const std::int64_t minutes = within.count() / 60'000;
  if (minutes % 1'440 == 0 && minutes > 1'440) return std::to_string(minutes / 1'440) + " d";
  if (minutes % 60 == 0) return std::to_string(minutes / 60) + " h";
  return std::to_string(minutes) + " min";
}

std::string TimeOfDay(int minutes) {
  const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return two(minutes / 60) + ":" + two(minutes % 60);
}

// Which payments the rule is about: " of 40.00 EUR or more, at night"; empty: all.
std::string ConditionsText(const Conditions& when) {
  std::string text;
  if (when.amount_from > 0) text += " of " + EurosOf(when.amount_from) + " or more";
  if (when.first_of_number) text += " to a number never topped up before";
  if (when.without_device) text += " without a device id";
  if (when.hours)
    text += " between " + TimeOfDay(when.hours->from) + " and " + TimeOfDay(when.hours->until);
  return text;
}

// "card", "card not seen in 180 days, from outside BE, NL".
std::string SubjectText(const Rule& rule) {
  std::string text(Name(rule.by));
  if (rule.when.first_of_card) text += " not seen in 180 days";
  for (std::size_t i = 0; i < rule.when.not_from.size(); ++i)
    text += (i == 0 ? " from outside " : ", ") + rule.when.not_from[i];
  return text;
}

// Where all payments are counted, the conditions are those of the one that is stopped.
std::string FactsText(const Rule& rule, std::int64_t would_be) {
  const std::string within = " within " + WindowText(rule.within);
  const std::string cap = ", at most " + AmountOf(rule, rule.most);
  const std::string which = ConditionsText(rule.when);
  if (rule.counts_all && !which.empty()) {
    return AmountOf(rule, would_be) + " by one " + SubjectText(rule) + within + cap +
           " before one" + which;
  }
  return AmountOf(rule, would_be) + which + " by one " + SubjectText(rule) + within + cap;
}

std::optional<Stopped> JudgeBlocks(Moment moment, const Subjects& subjects, Instant now,
                                   const Loaded& loaded) {
  for (const auto& [by, subject] : Blockable(moment, subjects)) {
    const Block* const block = loaded.block(subject);
    if (block == nullptr || block->by != by || block->IsOver(now)) continue;
    return Stopped{"block_" + std::string(Name(by)),
                   moment == Moment::kPaid ? Act::kRefund : Act::kRefuse,
                   "blocked since " + calendar::LocalDate(block->since) + ": " + block->reason};
  }
  return std::nullopt;
}

// Rules of one moment whose subject is known.
bool Applies(const Rule& rule, Moment moment, const Subjects& subjects) {
  return MomentOf(rule.by) == moment && !subjects.Of(rule.by).empty();
}

class Judging {
 public:
  Judging(const Brakes& brakes, Moment moment, const Subjects& subjects, const Facts& facts,
          const Loaded& loaded)
      : brakes_(brakes), moment_(moment), subjects_(subjects), facts_(facts), loaded_(loaded) {
    marks_cards_ = moment == Moment::kPaid && !subjects.card.empty() && NeedsSeen(brakes.rules);
    first_of_card_ = marks_cards_ && IsFirstOfCard(subjects, facts, loaded);
  }

  Judged Run() {
    Count();
    if (judged_.stopped && !MutantIs("brake_counts_refused_twice")) judged_.counted.clear();
    return std::move(judged_);
  }

  std::vector<Counter> RunReleased() {
    Count();
    return std::move(judged_.counted);
  }

 private:
  void Count() {
    if (payments::HasPaymentPage(facts_.method))
      judged_.stopped = JudgeBlocks(moment_, subjects_, facts_.now, loaded_);
    for (const Rule& rule : brakes_.rules.rules) {
      if (Applies(rule, moment_, subjects_)) Weigh(rule);
    }
    if (marks_cards_) {
      const SubjectId id = CounterOf(subjects_.card, kSeen);
      judged_.counted.push_back(Added(loaded_.counter(id), id, kSeenKept, 1, facts_.now));
    }
  }

  void Weigh(const Rule& rule) {
    const bool meets = Meets(rule, facts_, first_of_card_);
    if (!Counts(rule, facts_, meets)) return;
    const SubjectId id = CounterOf(subjects_.Of(rule.by), rule.name);
    const Counter* const before = loaded_.counter(id);
    const std::int64_t more = rule.counted == Counted::kCents ? facts_.cents : 1;
    const std::int64_t was = before != nullptr ? SumOf(*before, rule.within, facts_.now) : 0;
    if (meets && was > rule.most - more) Stop(rule, was + more);
    judged_.counted.push_back(Added(before, id, rule.within, more, facts_.now));
  }

  void Stop(const Rule& rule, std::int64_t would_be) {
    if (judged_.stopped && (judged_.stopped->act != Act::kHold || rule.act == Act::kHold)) return;
    judged_.stopped = {rule.name, rule.act, FactsText(rule, would_be)};
  }

  const Brakes& brakes_;
  const Moment moment_;
  const Subjects& subjects_;
  const Facts& facts_;
  const Loaded& loaded_;
  bool marks_cards_ = false;
  bool first_of_card_ = false;
  Judged judged_;
};

}  // namespace

bool Concerns(const Brakes& brakes, payments::PaymentMethod method) {
  return payments::HasPaymentPage(method) ||
         std::any_of(brakes.rules.rules.begin(), brakes.rules.rules.end(),
                     [method](const Rule& rule) { return FitsMethod(rule, method); });
}

RowsToJudge RowsFor(const Brakes& brakes, Moment moment, const Subjects& subjects,
                    std::optional<payments::PaymentMethod> method) {
  RowsToJudge rows;
  for (const Rule& rule : brakes.rules.rules) {
    if (!Applies(rule, moment, subjects) || (method && !FitsMethod(rule, *method))) continue;
    rows.counters.push_back(CounterOf(subjects.Of(rule.by), rule.name));
  }
  if (moment == Moment::kPaid && !subjects.card.empty() && NeedsSeen(brakes.rules))
    rows.counters.push_back(CounterOf(subjects.card, kSeen));
  if (method && !payments::HasPaymentPage(*method)) return rows;
  for (const auto& [by, subject] : Blockable(moment, subjects)) rows.blocks.push_back(subject);
  return rows;
}

Judged Judge(const Brakes& brakes, Moment moment, const Subjects& subjects, const Facts& facts,
             const Loaded& loaded) {
  return Judging(brakes, moment, subjects, facts, loaded).Run();
}

std::vector<Counter> CountReleased(const Brakes& brakes, const Subjects& subjects,
                                   const Facts& facts, const Loaded& loaded) {
  return Judging(brakes, Moment::kPaid, subjects, facts, loaded).RunReleased();
}

}  // namespace herlaad::brakes
