#include "api/http/admin/audit_list.h"

#include "api/http/core/json/json_writer.h"
#include "api/http/core/parameters/list_parameters.h"
#include "base/core/secret.h"

namespace herlaad::http {
namespace {

using engine::AuditId;
using engine::AuditRow;

constexpr std::size_t kTextMax = 200;
constexpr int kReadsMax = 10;  // of engine::kRowsMax rows for a page; `next` goes on from there

struct Filter {
  std::string subject;
  std::string actor;
  std::string action;
  std::optional<Instant> from;
  std::optional<Instant> until;
  std::optional<AuditId> before;  // of the cursor
  std::size_t limit = 20;
};

struct Page {
  std::vector<AuditRow> rows;
  std::optional<AuditId> next;
};

Result<std::string, Problem> ReadText(const net::Request& request, std::string_view name) {
  const auto text = request.Parameter(name);
  if (!text) return std::string();
  if (!text->empty() && text->size() <= kTextMax) return *text;
  return Failure{ParameterProblem(name, std::string(name) + " is a text of 1 to 200 bytes.")};
}

Result<std::optional<Instant>, Problem> ReadMoment(const net::Request& request,
                                                   std::string_view name, int days_later) {
  const auto text = request.Parameter(name);
  if (!text) return std::optional<Instant>();
  const auto moment = ReadTime(*text, days_later);
  if (!moment) return Failure{TimeProblem(name)};
  return moment;
}

Result<Filter, Problem> ReadFilter(const net::Request& request) {
  Filter filter;
  const std::pair<std::string_view, std::string*> texts[] = {
      {"subject", &filter.subject}, {"actor", &filter.actor}, {"action", &filter.action}};
  for (const auto& [name, to] : texts) {
    auto text = ReadText(request, name);
    if (!text.ok()) return Failure{text.error()};
    *to = *std::move(text);
  }
  const auto from = ReadMoment(request, "from", 0);
  if (!from.ok()) return Failure{from.error()};
  const auto until = ReadMoment(request, "until", 1);
  if (!until.ok()) return Failure{until.error()};
  filter.from = *from;
  filter.until = *until;
  if (const auto text = request.Parameter("limit")) {
    const auto limit = ReadLimit(*text);
    if (!limit.ok()) return Failure{limit.error()};
    filter.limit = *limit;
  }
  if (const auto text = request.Parameter("cursor")) {
    const auto before = ReadCursor(*text);
    if (!before.ok()) return Failure{before.error()};
    filter.before = AuditId(*before);
  }
  return filter;
}

bool Fits(const Filter& filter, const engine::AuditEntry& entry) {
  const auto is = [](const std::string& wanted, const std::string& text) {
    return wanted.empty() || wanted == text;
  };
  return is(filter.subject, entry.subject) && is(filter.actor, entry.actor) &&
         is(filter.action, entry.action) && (!filter.from || entry.at >= *filter.from) &&
         (!filter.until || entry.at < *filter.until);
}

bool TakesAll(const Filter& filter) {
  return filter.subject.empty() && filter.actor.empty() && filter.action.empty() && !filter.until;
}

// The time in an id is never before the entry's own.
bool IsBefore(const Filter& filter, AuditId id) {
  return filter.from && InstantOfId(id.value()) < *filter.from;
}

Result<Page, engine::StoreError> ReadPage(engine::Queries& queries, const Filter& filter) {
  Page page;
  engine::RowQuery<AuditRow> query{.below = filter.before, .newest_first = true};
  if (TakesAll(filter)) query.limit = filter.limit + 1;
  for (int reads = 0; reads < kReadsMax; ++reads) {
    const auto rows = queries.ReadRows(query);
    if (!rows.ok()) return Failure{rows.error()};
    for (const AuditRow& row : *rows) {
      if (IsBefore(filter, row.id)) return page;
      if (page.rows.size() == filter.limit) {
        page.next = query.below;
        return page;
      }
      query.below = row.id;
      if (Fits(filter, row.entry)) page.rows.push_back(row);
    }
    if (rows->size() < query.limit) return page;
  }
  page.next = query.below;
  return page;
}

std::string Render(const Page& page) {
  JsonWriter json;
  json.Begin('{').Name("acts").Begin('[');
  for (const AuditRow& row : page.rows) {
    json.Begin('{').Name("id").Text(ToText(row.id)).Name("at").At(row.entry.at);
    json.Name("actor").Text(row.entry.actor).Name("action").Text(row.entry.action);
    json.Name("subject").Text(row.entry.subject).Name("detail").Text(row.entry.detail);
    json.Name("sha256").Text(Hex(row.hash)).End('}');
  }
  json.End(']').Name("next");
  if (page.next) {
    json.Text(CursorText(page.next->value()));
  } else {
    json.Null();
  }
  return json.End('}').Take();
}

}  // namespace

void AuditList::Send(ExchangePtr exchange) {
  if (exchange->client->IsAnonymous()) return exchange->Refuse(KeyRequired());
  if (!exchange->client->May(kScopeAudit)) {
    return exchange->Refuse(Problem(Code::kScopeMissing)
                                .Detail("Reading the audit trail needs the scope audit:read.")
                                .With("scope", kScopeAudit));
  }
  const auto filter = ReadFilter(exchange->request);
  if (!filter.ok()) return exchange->Refuse(filter.error());
  shared_.readers.Read(
      [filter = *filter](engine::Queries& queries) { return ReadPage(queries, filter); },
      [exchange](const auto& page) {
        if (!page.ok()) return exchange->Refuse(OfStoreError(page.error()));
        net::Response response;
        response.body = Render(*page);
        exchange->Send(std::move(response));
      },
      engine::Readers::Length::kLong);
}

}  // namespace herlaad::http
