#include "api/http/topups/lists/dispute_list.h"

#include "api/http/core/parameters/list_parameters.h"

namespace herlaad::http {
namespace {

using engine::DisputedOrder;

constexpr int kReadsMax = 10;  // of engine::kRowsMax rows for a page; `next` goes on from there

struct Filter {
  bool only_open = false;
  std::optional<OrderId> before;  // of the cursor
  std::size_t limit = 20;
};

struct Page {
  std::vector<orders::Order> orders;
  std::optional<OrderId> next;
};

Result<Filter, Problem> ReadFilter(const net::Request& request) {
  Filter filter;
  if (const auto text = request.Parameter("open")) {
    if (*text != "true" && *text != "false")
      return Failure{ParameterProblem("open", "open is true or false.")};
    filter.only_open = *text == "true";
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

Status<engine::StoreError> AddOrder(engine::Queries& queries, OrderId id, Page& page) {
  auto found = queries.FindOrder(id);
  if (!found.ok()) return Failure{found.error()};
  if (*found) page.orders.push_back(std::move((*found)->order));
  return Nothing{};
}

Result<Page, engine::StoreError> ReadPage(engine::Queries& queries, const Filter& filter) {
  Page page;
  engine::RowQuery<DisputedOrder> query{.below = filter.before, .newest_first = true};
  for (int reads = 0; reads < kReadsMax; ++reads) {
    const auto rows = queries.ReadRows(query);
    if (!rows.ok()) return Failure{rows.error()};
    for (const DisputedOrder& row : *rows) {
      if (page.orders.size() == filter.limit) {
        page.next = query.below;
        return page;
      }
      query.below = row.order;
      if (filter.only_open && !row.open) continue;
      if (auto added = AddOrder(queries, row.order, page); !added.ok())
        return Failure{added.error()};
    }
    if (rows->size() < query.limit) return page;
  }
  page.next = query.below;
  return page;
}

std::string Render(const Page& page) {
  JsonWriter json;
  json.Begin('{').Name("topups").Begin('[');
  for (const orders::Order& order : page.orders) {
    json.Begin('{').Name("id").Text(ToText(order.id));
    json.Name("state").Text(orders::Name(orders::StateOf(order)));
    json.Name("total").Amount({order.terms.total(), order.terms.currency});
    RenderDisputes(order, json);
    json.End('}');
  }
  json.End(']').Name("next");
  if (page.next) {
    json.Text(CursorText(page.next->value()));
  } else {
    json.Null();
  }
  return json.End('}').Take();
}

void RenderDispute(const orders::Order& order, const orders::Dispute& dispute, JsonWriter& json) {
  const auto amount = [&](std::int64_t minor) { return Money{minor, order.terms.currency}; };
  json.Begin('{').Name("state").Text(orders::Name(dispute.state));
  json.Name("open").Bool(dispute.settled_at.ms == 0);
  json.Name("amount").Amount(amount(dispute.amount)).Name("taken").Amount(amount(dispute.taken));
  json.Name("lost").Amount(amount(dispute.at_loss));
  json.Name("returned_twice").Amount(amount(dispute.twice));
  if (!dispute.reason.empty()) json.Name("reason").Text(dispute.reason);
  if (!dispute.reference.empty()) json.Name("reference").Text(dispute.reference);
  json.Name("charge").Text(
      order.payments.at(static_cast<std::size_t>(dispute.payment - 1)).reference);
  json.Name("created_at").At(dispute.created_at);
  if (dispute.due_at.ms != 0) json.Name("evidence_due_at").At(dispute.due_at);
  if (dispute.settled_at.ms != 0) json.Name("settled_at").At(dispute.settled_at);
  json.End('}');
}

}  // namespace

void DisputeList::Send(ExchangePtr exchange) {
  if (exchange->client->IsAnonymous()) return exchange->Refuse(KeyRequired());
  if (!exchange->client->May(kScopeDisputes))
    return exchange->Refuse(Problem(Code::kScopeMissing).With("scope", kScopeDisputes));
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

void RenderDisputes(const orders::Order& order, JsonWriter& json) {
  if (order.disputes.empty()) return;
  json.Name("disputes").Begin('[');
  for (const orders::Dispute& dispute : order.disputes) RenderDispute(order, dispute, json);
  json.End(']');
}

}  // namespace herlaad::http
