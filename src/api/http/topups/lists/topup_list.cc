#include "api/http/topups/lists/topup_list.h"

#include "api/http/core/parameters/list_parameters.h"
#include "api/http/topups/placing/client_details.h"
#include "api/http/topups/placing/place_body.h"
#include "api/http/topups/status/render_topup.h"
#include "domain/orders/reference.h"
#include "engine/ports/clients.h"

namespace herlaad::http {
namespace {

constexpr std::size_t kBankReferenceMax = 200;
// Reads one parameter of a list into the filter; nothing if it is valid.
using Wrong = std::optional<Problem>;

Wrong ReadPageSize(const std::string& text, engine::OrderFilter& filter) {
  const auto limit = ReadLimit(text);
  if (!limit.ok()) return limit.error();
  filter.limit = *limit;
  return std::nullopt;
}

Wrong ReadState(const std::string& text, engine::OrderFilter& filter) {
  filter.state = orders::ParseState(text);
  if (filter.state) return std::nullopt;
  return ParameterProblem("state", "There is no such state.");
}

Wrong FilterByMsisdn(const std::string& text, engine::OrderFilter& filter) {
  const auto msisdn = ReadMsisdn(text, "msisdn");
  if (!msisdn.ok()) return msisdn.error();
  filter.msisdn = *msisdn;
  return std::nullopt;
}

// In the format of Client::name.
Wrong ReadClient(const std::string& text, engine::OrderFilter& filter) {
  std::string_view id(text);
  if (id.starts_with(engine::kClientPrefix)) id.remove_prefix(engine::kClientPrefix.size());
  const auto client = ParseIdText(engine::kClientIdPrefix, id);
  const bool is_person = text.starts_with(engine::kStaffPrefix) &&
                         access::IsStaffName(text.substr(engine::kStaffPrefix.size()));
  if (!client && !is_person && text != "anonymous" && text != "admin") {
    return ParameterProblem("client",
                            "client is the id of a client (cli_…, as `herlaad client list` and "
                            "`herlaad key list` show), staff:NAME, anonymous or admin.");
  }
  filter.client = client ? engine::ClientText(engine::ClientId(*client)) : text;
  return std::nullopt;
}

Wrong ReadFrom(const std::string& text, engine::OrderFilter& filter) {
  filter.from = ReadTime(text, 0);
  return filter.from ? Wrong() : TimeProblem("from");
}

Wrong ReadUntil(const std::string& text, engine::OrderFilter& filter) {
  filter.until = ReadTime(text, 1);
  return filter.until ? Wrong() : TimeProblem("until");
}

Wrong ReadReceipt(const std::string& text, engine::OrderFilter& filter) {
  filter.receipt = orders::ReadReceiptNumber(text);
  if (filter.receipt) return std::nullopt;
  return ParameterProblem("receipt",
                          "receipt is the number of a receipt: re_ and 14 characters; "
                          "check its spelling.");
}

// Matches the bank's own reference of a charge, and ours.
Wrong ReadBankReference(const std::string& text, engine::OrderFilter& filter) {
  if (text.empty() || text.size() > kBankReferenceMax) {
    return ParameterProblem("bank_reference",
                            "bank_reference is what the bank calls a charge or a refund, at most "
                            "200 bytes.");
  }
  if (const auto ours = orders::ParsePartReference(text)) {
    filter.id = ours->order;
  } else {
    filter.bank_reference = text;
  }
  return std::nullopt;
}

Wrong ReadClientReference(const std::string& text, engine::OrderFilter& filter) {
  if (!IsClientReference(text)) {
    return ParameterProblem("client_reference",
                            "client_reference is one line of 1 to 100 characters.");
  }
  filter.client_reference = text;
  return std::nullopt;
}

Wrong ReadFirst(const std::string& text, engine::OrderFilter& filter) {
  const auto before = ReadCursor(text);
  if (!before.ok()) return before.error();
  filter.before = OrderId(*before);
  return std::nullopt;
}

Wrong ReadCount(const std::string& text, engine::OrderFilter& filter) {
  filter.count = text == "true";
  if (filter.count || text == "false") return std::nullopt;
  return ParameterProblem("count", "count is true or false.");
}

struct Reader {
  std::string_view name;
  Wrong (*read)(const std::string& text, engine::OrderFilter& filter);
};
constexpr Reader kReaders[] = {
    {"state", ReadState},
    {"msisdn", FilterByMsisdn},
    {"client", ReadClient},
    {"from", ReadFrom},
    {"until", ReadUntil},
    {"receipt", ReadReceipt},
    {"limit", ReadPageSize},
    {"cursor", ReadFirst},
    {"count", ReadCount},
    {"bank_reference", ReadBankReference},
    {"client_reference", ReadClientReference},
};
static_assert(std::size(kReaders) == TopupList::kParameters.size());

Result<engine::OrderFilter, Problem> ReadFilter(const net::Request& request) {
  engine::OrderFilter filter;
  for (const Reader& reader : kReaders) {
    const auto text = request.Parameter(reader.name);
    if (!text) continue;
    if (const auto wrong = reader.read(*text, filter)) return Failure{*wrong};
  }
  const bool two = request.Parameter("receipt") && request.Parameter("bank_reference");
  if (two) {
    return Failure{ParameterProblem("bank_reference",
                                    "Give receipt or bank_reference, not both: each is one "
                                    "top-up's.")};
  }
  return filter;
}

Result<engine::OrderPage, engine::StoreError> ListOrders(engine::Queries& queries,
                                                         engine::OrderFilter filter) {
  if (filter.until) {
    const auto accepted = queries.FindSetting(kClockAcceptedSetting);
    if (!accepted.ok()) return Failure{accepted.error()};
    filter.clock_accepted = accepted->has_value();
  }
  return queries.ListOrders(filter);
}

}  // namespace

void TopupList::Send(ExchangePtr exchange) {
  const Client& client = *exchange->client;
  if (client.IsAnonymous()) return exchange->Refuse(KeyRequired());
  auto filter = ReadFilter(exchange->request);
  if (!filter.ok()) return exchange->Refuse(filter.error());
  if (!client.May(kScopeRead)) {
    if (!filter->client.empty() && filter->client != client.name) {
      return exchange->Refuse(Problem(Code::kScopeMissing)
                                  .Detail("Reading what others placed needs the scope topup:read.")
                                  .With("scope", kScopeRead));
    }
    filter->client = client.name;
  }
  shared_.readers.Read([filter = *std::move(filter)](
                           engine::Queries& queries) { return ListOrders(queries, filter); },
                       [this, exchange](const auto& page) {
                         if (!page.ok()) return exchange->Refuse(OfStoreError(page.error()));
                         SendPage(*exchange, *page);
                       },
                       engine::Readers::Length::kLong);
}

void TopupList::SendPage(Exchange& exchange, const engine::OrderPage& page) {
  JsonWriter json(1'024 * (page.orders.size() + 1));
  json.Begin('{').Name("topups").Begin('[');
  for (const engine::OrderRecord& record : page.orders) {
    RenderTopup(record.order, *exchange.client, shared_.links, json);
  }
  json.End(']').Name("next");
  if (page.next) {
    json.Text(CursorText(page.next->value()));
  } else {
    json.Null();
  }
  if (page.total) {
    json.Name("total").Number(static_cast<std::int64_t>(page.total->orders));
    json.Name("total_exact").Bool(!page.total->more);
  }
  net::Response response;
  response.body = json.End('}').Take();
  exchange.Send(std::move(response));
}

}  // namespace herlaad::http
