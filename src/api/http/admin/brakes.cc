#include "api/http/admin/brakes.h"

#include "api/http/core/access/staff_access.h"
#include "api/http/core/json/json_writer.h"
#include "api/http/core/parameters/list_parameters.h"
#include "domain/access/roles.h"
#include "domain/brakes/judge.h"

namespace herlaad::http {
namespace {

using engine::BrakeStop;

constexpr int kReadsMax = 10;  // of engine::kRowsMax rows for a page; `next` goes on from there

std::string TimeOfDay(int minutes) {
  const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return two(minutes / 60) + ":" + two(minutes % 60);
}

void RenderConditions(const brakes::Conditions& when, JsonWriter& json) {
  json.Name("when").Begin('{');
  if (when.first_of_number) json.Name("first_of_number").Bool(true);
  if (when.first_of_card) json.Name("first_of_card").Bool(true);
  if (when.without_device) json.Name("without_device").Bool(true);
  json.Name("ordered_by").Text(when.strangers ? "strangers" : "everybody");
  if (when.hours) {
    json.Name("hours").Text(TimeOfDay(when.hours->from) + "-" + TimeOfDay(when.hours->until));
  }
  if (!when.methods.empty()) {
    json.Name("methods").Begin('[');
    for (const auto method : when.methods) json.Text(payments::PaymentMethodName(method));
    json.End(']');
  }
  if (when.amount_from > 0) json.Name("amount_from").Number(when.amount_from);
  if (!when.not_from.empty()) {
    json.Name("not_from").Begin('[');
    for (const std::string& country : when.not_from) json.Text(country);
    json.End(']');
  }
  json.End('}');
}

void Render(const brakes::Rule& rule, JsonWriter& json) {
  json.Begin('{').Name("name").Text(rule.name);
  json.Name("count").Text(rule.counted == brakes::Counted::kCents ? "cents" : "payments");
  json.Name("by").Text(brakes::Name(rule.by));
  json.Name("within_seconds").Number(rule.within.count() / 1'000);
  json.Name("most").Number(rule.most).Name("act").Text(brakes::Name(rule.act));
  json.Name("counts").Text(rule.counts_all ? "all" : "matching");
  RenderConditions(rule.when, json);
  json.End('}');
}

void Render(const BrakeStop& stop, JsonWriter& json) {
  json.Begin('{').Name("reference").Text(ToText(stop.order)).Name("at").At(stop.at);
  json.Name("rule").Text(stop.rule).Name("act").Text(brakes::Name(stop.act));
  json.Name("facts").Text(stop.facts).Name("msisdn").Text(stop.msisdn).End('}');
}

struct Filter {
  std::string rule;  // empty: any
  std::optional<OrderId> before;
  std::size_t limit = 20;
};

Result<Filter, Problem> ReadFilter(const net::Request& request) {
  Filter filter;
  if (const auto text = request.Parameter("rule")) {
    if (text->empty() || text->size() > brakes::kRuleNameMax)
      return Failure{ParameterProblem("rule", "rule is the name of a rule, or block_card.")};
    filter.rule = *text;
  }
  if (const auto text = request.Parameter("limit")) {
    const auto limit = ReadLimit(*text);
    if (!limit.ok()) return Failure{limit.error()};
    filter.limit = *limit;
  }
  if (const auto text = request.Parameter("cursor")) {
    const auto before = ReadCursor(*text);
    if (!before.ok()) return Failure{before.error()};
    filter.before = OrderId(*before);
  }
  return filter;
}

struct Page {
  std::vector<BrakeStop> stops;
  std::optional<OrderId> next;
};

Result<Page, engine::StoreError> ReadPage(engine::Queries& queries, const Filter& filter) {
  Page page;
  engine::RowQuery<BrakeStop> query{.below = filter.before, .newest_first = true};
  for (int reads = 0; reads < kReadsMax; ++reads) {
    const auto rows = queries.ReadRows(query);
    if (!rows.ok()) return Failure{rows.error()};
    for (const BrakeStop& stop : *rows) {
      if (page.stops.size() == filter.limit) {
        page.next = query.below;
        return page;
      }
      query.below = stop.order;
      if (filter.rule.empty() || stop.rule == filter.rule) page.stops.push_back(stop);
    }
    if (rows->size() < query.limit) return page;
  }
  page.next = query.below;
  return page;
}

std::string Render(const Page& page) {
  JsonWriter json;
  json.Begin('{').Name("stops").Begin('[');
  for (const BrakeStop& stop : page.stops) Render(stop, json);
  json.End(']').Name("next");
  if (page.next) {
    json.Text(CursorText(page.next->value()));
  } else {
    json.Null();
  }
  return json.End('}').Take();
}

}  // namespace

void Brakes::List(ExchangePtr exchange) {
  if (!StaffMay(*exchange, access::kMayBlock)) return;
  JsonWriter json;
  json.Begin('{').Name("brakes").Begin('[');
  if (const auto in_force = shared_.services.brakes.Get()) {
    for (const brakes::Rule& rule : in_force->rules.rules) Render(rule, json);
  }
  exchange->Send({200, "application/json", json.End(']').End('}').Take(), {}});
}

void Brakes::ListStops(ExchangePtr exchange) {
  if (!StaffMay(*exchange, access::kMayBlock)) return;
  const auto filter = ReadFilter(exchange->request);
  if (!filter.ok()) return exchange->Refuse(filter.error());
  shared_.readers.Read(
      [filter = *filter](engine::Queries& queries) { return ReadPage(queries, filter); },
      [exchange](const auto& page) {
        if (!page.ok()) return exchange->Refuse(OfStoreError(page.error()));
        exchange->Send({200, "application/json", Render(*page), {}});
      },
      engine::Readers::Length::kLong);
}

void Brakes::ReadStop(ExchangePtr exchange) {
  if (!StaffMay(*exchange, access::kMayBlock)) return;
  const auto id = ParseOrderId(exchange->argument);
  if (!id) return exchange->Refuse(Problem(Code::kBrakeStopUnknown));
  shared_.readers.Read(
      [id = *id](engine::Queries& queries) { return queries.FindRow<BrakeStop>(id); },
      [exchange](const auto& found) {
        if (!found.ok()) return exchange->Refuse(OfStoreError(found.error()));
        if (!*found) return exchange->Refuse(Problem(Code::kBrakeStopUnknown));
        JsonWriter json;
        Render(**found, json);
        exchange->Send({200, "application/json", json.Take(), {}});
      });
}

}  // namespace herlaad::http
