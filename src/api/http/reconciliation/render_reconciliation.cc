#include "api/http/reconciliation/render_reconciliation.h"

#include "base/core/check.h"
#include "base/messages/formats.h"
#include "base/messages/messages.h"

namespace herlaad::http {
namespace {

using engine::Difference;
using reconcile::DifferenceClass;

messages::Key WordsOf(DifferenceClass which) {
  switch (which) {
    case DifferenceClass::kMissingHere:
      return "reconcile.missing_here";
    case DifferenceClass::kMissingThere:
      return "reconcile.missing_there";
    case DifferenceClass::kAmount:
      return "reconcile.amount";
    case DifferenceClass::kTwice:
      return "reconcile.twice";
    case DifferenceClass::kLate:
      return "reconcile.late";
  }
  CHECK(false, "a difference is of one of the listed classes");
}

std::string Explain(const Difference& difference, messages::Language language) {
  const auto price = [language](std::int64_t cents) {
    return messages::Price(language, Euros(cents));
  };
  const std::string theirs = price(difference.their_cents);
  const std::string ours = price(difference.our_cents);
  const std::string by = price(difference.their_cents - difference.our_cents);
  const std::string date = reconcile::DayText(difference.day);
  const std::string our_date = reconcile::DayText(difference.our_day);
  const std::string& reference =
      difference.their_reference.empty() ? difference.our_reference : difference.their_reference;
  return messages::Text(language, WordsOf(difference.which),
                        {{"source", difference.account},
                         {"theirs", theirs},
                         {"ours", ours},
                         {"difference", by},
                         {"date", date},
                         {"our_date", our_date},
                         {"reference", reference}});
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

void RenderAccounts(const engine::DayReport& report, JsonWriter& json) {
  engine::AccountDay total;
  json.Name("accounts").Begin('[');
  for (const engine::AccountDay& each : report.accounts) {
    json.Begin('{').Name("account").Text(ledger::Name(each.account));
    json.Name("opening").Number(each.opening).Name("in").Number(each.in);
    json.Name("out").Number(each.out).Name("closing").Number(each.closing).End('}');
    total.opening += each.opening;
    total.in += each.in;
    total.out += each.out;
    total.closing += each.closing;
  }
  json.End(']').Name("accounts_total").Begin('{').Name("opening").Number(total.opening);
  json.Name("in").Number(total.in).Name("out").Number(total.out);
  json.Name("closing").Number(total.closing).End('}');
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

}  // namespace

void RenderList(const engine::ImportedFile& file, JsonWriter& json) {
  json.Begin('{').Name("id").Text(ToText(file.id)).Name("kind").Text(reconcile::Name(file.kind));
  json.Name("account").Text(file.account).Name("name").Text(file.name);
  json.Name("from").Text(reconcile::DayText(file.totals.from));
  json.Name("to").Text(reconcile::DayText(file.totals.to));
  json.Name("lines").Number(file.totals.lines).Name("taken").Number(file.taken);
  json.Name("credits").Number(file.totals.credits).Name("debits").Number(file.totals.debits);
  json.Name("fees").Number(file.fees).Name("payouts").Number(file.payouts);
  json.Name("matched").Number(file.matched).Name("by").Text(file.actor);
  json.Name("begun_at").At(file.begun_at);
  AtOrNull("completed_at", file.completed_at, json);
  json.End('}');
}

void RenderDifference(const Difference& difference, messages::Language language, JsonWriter& json) {
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
  json.Name("differences").Number(result.open).Name("floats_paid").Number(result.floats_paid);
  return json.End('}').Take();
}

std::string RenderReport(const engine::DayReport& report, messages::Language language) {
  JsonWriter json(4'096);
  json.Begin('{').Name("date").Text(reconcile::DayText(report.day));
  RenderAccounts(report, json);
  RenderSources(report, json);
  std::int64_t ours = 0;
  std::int64_t theirs = 0;
  json.Name("differences").Begin('[');
  for (const Difference& each : report.differences) {
    RenderDifference(each, language, json);
    ours += each.our_cents;
    theirs += each.their_cents;
  }
  json.End(']').Name("differences_total").Begin('{');
  json.Name("count").Number(static_cast<std::int64_t>(report.differences.size()));
  json.Name("ours").Number(ours).Name("theirs").Number(theirs).End('}');
  return json.End('}').Take();
}

}  // namespace herlaad::http
