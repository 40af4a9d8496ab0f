#include "api/http/reconciliation/render_reconciliation.h"

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "base/core/check.h"
#include "base/messages/formats.h"
#include "base/messages/messages.h"
#include "engine/commands/reconcile/mend_difference.h"
#include "engine/reconcile/mend_reversal.h"

namespace herlaad::http {
namespace {

using engine::Difference;
using reconcile::DifferenceClass;

messages::Key WordsOfTill(DifferenceClass which) {
  switch (which) {
    case DifferenceClass::kMissingHere:
      return "reconcile.till.missing_here";
    case DifferenceClass::kMissingThere:
      return "reconcile.till.missing_there";
    case DifferenceClass::kAmount:
    case DifferenceClass::kTwice:
    case DifferenceClass::kLate:
      return "reconcile.till.amount";
  }
  CHECK(false, "a difference is of one of the listed classes");
}

// Of what they have and our books do not, `our_reference` is what our books have of it.
bool IsOfClient(const Difference& difference) {
  return difference.our_reference.starts_with(engine::kClientIdPrefix);
}

messages::Key WordsOf(const Difference& difference) {
  const bool is_known = !difference.our_reference.empty();
  switch (difference.which) {
    case DifferenceClass::kMissingHere:
      if (IsOfClient(difference)) return "reconcile.guessed";
      return is_known ? messages::Key("reconcile.further")
                      : messages::Key("reconcile.missing_here");
    case DifferenceClass::kMissingThere:
      return "reconcile.missing_there";
    case DifferenceClass::kAmount:
      return "reconcile.amount";
    case DifferenceClass::kTwice:
      return is_known && !IsOfClient(difference) ? messages::Key("reconcile.twice")
                                                 : messages::Key("reconcile.twice_unknown");
    case DifferenceClass::kLate:
      return "reconcile.late";
  }
  CHECK(false, "a difference is of one of the listed classes");
}

// What to do while it is open.
std::optional<messages::Key> AdviceOf(const Difference& difference) {
  if (difference.state != reconcile::DifferenceState::kOpen) return std::nullopt;
  if (engine::IsReversal(difference)) return std::nullopt;  // its reason says what to do
  if (difference.kind == reconcile::SourceKind::kTillCounts)
    return messages::Key("reconcile.advice.till");
  switch (difference.which) {
    case DifferenceClass::kMissingHere:
      return IsOfClient(difference) ? messages::Key("reconcile.advice.client")
                                    : messages::Key("reconcile.advice.find");
    case DifferenceClass::kMissingThere:
      return messages::Key("reconcile.advice.ask");
    case DifferenceClass::kTwice:
      return messages::Key("reconcile.advice.twice");
    case DifferenceClass::kAmount:
    case DifferenceClass::kLate:
      return std::nullopt;
  }
  CHECK(false, "a difference is of one of the listed classes");
}

std::string Explain(const Difference& difference, messages::Language language) {
  const auto price = [language](std::int64_t cents) {
    return messages::Price(language, Euros(cents));
  };
  const auto date = [language](reconcile::Day day) {
    return messages::Day(language, reconcile::StartOf(day));
  };
  const bool is_till = difference.kind == reconcile::SourceKind::kTillCounts;
  const std::string source = is_till ? BooksAccountOf(difference).owner : difference.account;
  const std::string theirs = price(difference.their_cents);
  const std::string ours = price(difference.our_cents);
  const std::string by = price(difference.their_cents - difference.our_cents);
  const std::string on = date(difference.day);
  const std::string our_date = difference.our_day == 0 ? "" : date(difference.our_day);
  const std::string& reference =
      difference.their_reference.empty() ? difference.our_reference : difference.their_reference;
  const std::vector<messages::Value> values{{"source", source},
                                            {"theirs", theirs},
                                            {"ours", ours},
                                            {"difference", by},
                                            {"date", on},
                                            {"our_date", our_date},
                                            {"our_reference", difference.our_reference},
                                            {"client", difference.our_reference},
                                            {"reference", reference}};
  std::string text =
      messages::Text(language,
                     is_till && !engine::IsReversal(difference) ? WordsOfTill(difference.which)
                                                                : WordsOf(difference),
                     values);
  if (const auto advice = AdviceOf(difference)) {
    text += messages::SentenceGap(language);
    text += messages::Text(language, *advice, values);
  }
  return text;
}

void TextOrNull(std::string_view name, const std::string& text, JsonWriter& json) {
  json.Name(name);
  if (text.empty()) {
    json.Null();
  } else {
    json.Text(text);
  }
}

void AtOrNull(std::string_view name, Instant at, JsonWriter& json) {
  json.Name(name);
  if (at.ms == 0) {
    json.Null();
  } else {
    json.At(at);
  }
}

void SumsOf(const engine::AccountDay& sums, JsonWriter& json) {
  json.Name("opening").Number(sums.opening).Name("in").Number(sums.in);
  json.Name("out").Number(sums.out).Name("closing").Number(sums.closing);
}

// Summed up by group: what others hold for us and what we owe are not added to each other.
void RenderAccounts(const engine::DayReport& report, JsonWriter& json) {
  std::map<engine::AccountGroup, engine::AccountDay> totals;
  json.Name("accounts").Begin('[');
  for (const engine::AccountDay& each : report.accounts) {
    const engine::AccountGroup group = engine::GroupOf(each.account.kind);
    json.Begin('{').Name("account").Text(ledger::Name(each.account));
    json.Name("group").Text(engine::Name(group));
    SumsOf(each, json);
    json.End('}');
    engine::AccountDay& total = totals[group];
    total.opening += each.opening;
    total.in += each.in;
    total.out += each.out;
    total.closing += each.closing;
  }
  json.End(']').Name("accounts_totals").Begin('{');
  for (const engine::AccountGroup group : engine::kAccountGroups) {
    json.Name(engine::Name(group)).Begin('{');
    SumsOf(totals[group], json);
    json.End('}');
  }
  json.End('}');
}

void RenderNotCompared(const engine::DayReport& report, JsonWriter& json) {
  json.Name("not_compared").Begin('[');
  for (const engine::NotCompared& each : report.not_compared) {
    json.Begin('{').Name("kind").Text(reconcile::Name(each.kind));
    json.Name("account").Text(each.account).Name("last");
    if (each.last) {
      json.Text(reconcile::DayText(*each.last));
    } else {
      json.Null();
    }
    json.End('}');
  }
  json.End(']');
}

void RenderSources(const engine::DayReport& report, JsonWriter& json) {
  engine::SourceDay total;
  const auto numbers = [&json](const engine::SourceDay& each) {
    json.Name("lines").Number(each.lines).Name("cents").Number(each.cents);
    json.Name("matched").Number(each.matched).Name("matched_cents").Number(each.matched_cents);
  };
  json.Name("lists").Begin('[');
  for (const engine::SourceDay& each : report.sources) {
    json.Begin('{').Name("kind").Text(reconcile::Name(each.kind));
    json.Name("account").Text(each.account);
    numbers(each);
    json.Name("closing");
    if (each.closing) {
      json.Number(*each.closing);
    } else {
      json.Null();
    }
    json.End('}');
    total.lines += each.lines;
    total.cents += each.cents;
    total.matched += each.matched;
    total.matched_cents += each.matched_cents;
  }
  json.End(']').Name("lists_total").Begin('{');
  numbers(total);
  json.End('}');
}

void RenderSums(const engine::DifferenceSums& sums, JsonWriter& json) {
  json.Name("count").Number(sums.count);
  json.Name("ours").Number(sums.ours).Name("theirs").Number(sums.theirs);
}

void RenderDifferencesOf(const engine::DayReport& report, JsonWriter& json) {
  json.Name("differences_by_account").Begin('[');
  for (const engine::AccountDifferences& each : report.differences_of) {
    json.Begin('{').Name("kind").Text(reconcile::Name(each.kind));
    json.Name("account").Text(each.account);
    RenderSums(each.all, json);
    json.Name("open").Begin('{');
    RenderSums(each.open, json);
    json.End('}').End('}');
  }
  json.End(']');
}

}  // namespace

void RenderList(const engine::ImportedFile& file, JsonWriter& json) {
  json.Begin('{').Name("id").Text(ToText(file.id)).Name("kind").Text(reconcile::Name(file.kind));
  json.Name("account").Text(file.account).Name("name").Text(file.name);
  json.Name("from").Text(reconcile::DayText(file.totals.from));
  json.Name("to").Text(reconcile::DayText(file.totals.to));
  json.Name("lines").Number(file.totals.lines).Name("taken").Number(file.taken);
  json.Name("credits").Number(file.totals.credits).Name("debits").Number(file.totals.debits);
  json.Name("fees").Number(file.fees).Name("payouts").Number(file.payouts);
  json.Name("matched").Number(std::max(file.matched, 0)).Name("by").Text(file.actor);
  json.Name("begun_at").At(file.begun_at);
  AtOrNull("completed_at", file.completed_at, json);
  AtOrNull("withdrawn_at", file.withdrawn_at, json);
  TextOrNull("withdrawn_by", file.withdrawn_by, json);
  TextOrNull("withdraw_reason", file.withdraw_reason, json);
  json.End('}');
}

void RenderDifference(const Difference& difference, const engine::ExternalMovement* line,
                      messages::Language language, JsonWriter& json) {
  json.Begin('{').Name("id").Text(ToText(difference.id));
  json.Name("kind").Text(reconcile::Name(difference.kind));
  json.Name("account").Text(difference.account);
  json.Name("class").Text(reconcile::Name(difference.which));
  json.Name("state").Text(reconcile::Name(difference.state));
  json.Name("date").Text(reconcile::DayText(difference.day));
  TextOrNull("our_reference", difference.our_reference, json);
  TextOrNull("their_reference", difference.their_reference, json);
  json.Name("ours").Number(difference.our_cents).Name("theirs").Number(difference.their_cents);
  json.Name("list");
  if (difference.file.empty()) {
    json.Null().Name("line").Null();
  } else {
    json.Text(ToText(difference.file)).Name("line").Number(difference.n);
  }
  TextOrNull("their_id", line == nullptr ? std::string() : line->own_id, json);
  TextOrNull("counterparty", line == nullptr ? std::string() : line->counterparty, json);
  json.Name("explanation").Text(Explain(difference, language));
  json.Name("opened_at").At(difference.opened_at);
  AtOrNull("closed_at", difference.closed_at, json);
  TextOrNull("debit", difference.mend_from, json);
  TextOrNull("credit", difference.mend_to, json);
  TextOrNull("reason", difference.reason, json);
  TextOrNull("mended_by", difference.mended_by, json);
  TextOrNull("confirmed_by", difference.confirmed_by, json);
  TextOrNull("posting", difference.posting.empty() ? "" : ToText(difference.posting), json);
  json.End('}');
}

std::string RenderResult(const engine::ImportedFile& file, const engine::ReconcileResult& result) {
  JsonWriter json;
  json.Begin('{').Name("list");
  RenderList(file, json);
  json.Name("compared").Number(result.compared).Name("matched").Number(result.matched);
  json.Name("new").Number(result.fresh);
  json.Name("differences").Number(result.open).Name("floats_paid").Number(result.floats_paid);
  return json.End('}').Take();
}

std::string RenderWithdrawn(const engine::ImportedFile& file,
                            const engine::WithdrawResult& result) {
  JsonWriter json;
  json.Begin('{').Name("list");
  RenderList(file, json);
  json.Name("settled").Number(result.settled).Name("new").Number(result.fresh);
  json.Name("differences").Number(result.open);
  return json.End('}').Take();
}

std::string RenderReport(const engine::DayReport& report, bool is_over,
                         messages::Language language) {
  JsonWriter json(4'096);
  json.Begin('{').Name("date").Text(reconcile::DayText(report.day));
  json.Name("over").Bool(is_over);
  RenderAccounts(report, json);
  RenderSources(report, json);
  RenderNotCompared(report, json);
  json.Name("open_before").Number(report.open_before);
  json.Name("differences").Begin('[');
  for (const Difference& each : report.differences) RenderDifference(each, nullptr, language, json);
  json.End(']');
  RenderDifferencesOf(report, json);
  json.Name("differences_total").Begin('{');
  json.Name("count").Number(report.differences_count);
  json.Name("ours").Number(report.differences_ours);
  json.Name("theirs").Number(report.differences_theirs).End('}');
  return json.End('}').Take();
}

}  // namespace herlaad::http
