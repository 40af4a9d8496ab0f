#include "api/http/topups/placing/topups_batch.h"

#include <atomic>
#include <optional>

#include "api/http/core/json/json_writer.h"
#include "api/http/core/json/read_json.h"
#include "api/http/topups/status/render_topup.h"

namespace herlaad::http {
namespace {

using nlohmann::json;

// An amount, a total and a name for each field: about twenty values for each top-up.
constexpr net::JsonLimits kLimits{.depth = 8, .values = 25'000};

std::string Refusal(const Problem& problem, messages::Language language) {
  JsonWriter writer;
  writer.Begin('{').Name("status").Number(problem.status()).Name("problem");
  problem.Render(language, writer);
  writer.End('}');
  return writer.Take();
}

std::string Placed(const orders::Order& order, bool replayed, const Client& client,
                   const Links& links) {
  JsonWriter writer(1'024);
  writer.Begin('{').Name("status").Number(201).Name("replayed").Bool(replayed).Name("topup");
  RenderTopup(order, client, links, writer);
  writer.End('}');
  return writer.Take();
}

Result<json, Problem> ReadItems(const net::Request& request) {
  auto body = ReadBody(request, {"topups"}, kLimits);
  if (!body.ok()) return body;
  const auto items = body->find("topups");
  if (items == body->end()) return Failure{FieldProblem(Code::kFieldMissing, "topups")};
  if (!items->is_array() || items->empty() || items->size() > kBatchTopupsMax) {
    return Failure{FieldInvalid("topups", "problem.field_invalid.batch")};
  }
  return std::move(*items);
}

Result<TopupsBatch::Found, engine::StoreError> FindAll(const std::vector<OrderId>& ids,
                                                       engine::Queries& queries) {
  TopupsBatch::Found all;
  all.reserve(ids.size());
  for (const OrderId id : ids) {
    auto found = queries.FindOrder(id);
    if (!found.ok()) return Failure{found.error()};
    all.push_back(*std::move(found));
  }
  return all;
}

}  // namespace

// Each top-up has its own slot, so that answers need no lock; the last one sends the response.
struct TopupsBatch::Results {
  Results(ExchangePtr the_exchange, std::size_t count)
      : exchange(std::move(the_exchange)), rendered(count), repeated(count), left(count + 1) {}

  ExchangePtr exchange;
  std::vector<std::string> rendered;
  struct Repeated {
    Asked asked;
    OrderId order;
  };
  std::vector<std::optional<Repeated>> repeated;  // orders still to be read
  std::atomic<std::size_t> left;                  // plus one while they are being submitted
};

void TopupsBatch::Place(ExchangePtr exchange) {
  if (exchange->client->IsAnonymous()) return exchange->Refuse(KeyRequired());
  const auto items = ReadItems(exchange->request);
  if (!items.ok()) return exchange->Refuse(items.error());
  const auto results = std::make_shared<Results>(exchange, items->size());
  for (std::size_t i = 0; i < items->size(); ++i) {
    auto placing = Prepare(*exchange, (*items)[i]);
    if (placing.ok()) {
      Submit(results, i, *std::move(placing));
    } else {
      results->rendered[i] = Refusal(placing.error(), exchange->language());
      OneLess(results);
    }
  }
  OneLess(results);
}

Result<Placing, Problem> TopupsBatch::Prepare(const Exchange& exchange, const json& item) const {
  if (!item.is_object()) {
    return Failure{Problem(Code::kFieldInvalid).Say("problem.field_invalid.object", {})};
  }
  const auto key = ReadText(item, "idempotency_key");
  if (!key.ok()) return Failure{key.error()};
  const auto plain_key = ParseIdempotencyKey(*key);
  if (!plain_key) return Failure{Problem(Code::kIdempotencyKeyInvalid)};
  json wanted = item;
  wanted.erase("idempotency_key");
  auto body = ReadPlaceFields(wanted);
  if (!body.ok()) return Failure{body.error()};
  if (body->pin) {
    return Failure{
        Problem(Code::kTenderNotOffered)
            .With("field", "tender")
            .Detail("Vouchers are redeemed one at a time, with POST /v1/topups. No money "
                    "was taken.")};
  }
  return PreparePlacing(shared_, exchange, *std::move(body), *plain_key);
}

void TopupsBatch::Submit(const ResultsPtr& results, std::size_t i, Placing placing) {
  const bool taken = shared_.services.engine.Submit(
      std::move(placing.command),
      [this, results, i, asked = std::move(placing.asked)](const PlaceAnswer& answer,
                                                           const engine::OrderRecord* record) {
        Answered(results, i, asked, answer, record);
      });
  if (taken) return;
  results->rendered[i] = Refusal(Busy(), results->exchange->language());
  OneLess(results);
}

// Called on the engine's thread.
void TopupsBatch::Answered(const ResultsPtr& results, std::size_t i, const Asked& asked,
                           const PlaceAnswer& answer, const engine::OrderRecord* record) {
  const Exchange& exchange = *results->exchange;
  if (const OrderId earlier = EarlierOrder(answer); !earlier.empty()) {
    results->repeated[i] = Results::Repeated{asked, earlier};
  } else if (const auto problem = WhyNotPlaced(shared_, asked, *exchange.client, answer)) {
    results->rendered[i] = Refusal(*problem, exchange.language());
  } else {
    results->rendered[i] = Placed(record->order, false, *exchange.client, shared_.links);
  }
  OneLess(results);
}

void TopupsBatch::OneLess(const ResultsPtr& results) {
  if (results->left.fetch_sub(1) > 1) return;
  std::vector<OrderId> repeated;
  for (const auto& one : results->repeated) {
    if (one) repeated.push_back(one->order);
  }
  if (repeated.empty()) return Send(*results);
  shared_.readers.Read([repeated = std::move(repeated)](
                           engine::Queries& queries) { return FindAll(repeated, queries); },
                       [this, results](const auto& found) {
                         TellRepeated(*results, found.ok() ? &*found : nullptr);
                         Send(*results);
                       },
                       engine::Readers::Length::kLong);
}

void TopupsBatch::TellRepeated(Results& results, const Found* found) {
  const Exchange& exchange = *results.exchange;
  std::size_t next = 0;
  for (std::size_t i = 0; i < results.repeated.size(); ++i) {
    if (!results.repeated[i]) continue;
    const auto* const order = found != nullptr && (*found)[next] ? &*(*found)[next] : nullptr;
    ++next;
    if (order == nullptr) {
      const Problem problem = OfFault(engine::Fault::kUnknown);
      results.rendered[i] = Refusal(problem, exchange.language());
    } else if (const auto problem = WhyNotTheSame(shared_, results.repeated[i]->asked,
                                                  *exchange.client, order->order)) {
      results.rendered[i] = Refusal(*problem, exchange.language());
    } else {
      results.rendered[i] = Placed(order->order, true, *exchange.client, shared_.links);
    }
  }
}

void TopupsBatch::Send(Results& results) {
  JsonWriter writer(results.rendered.size() * 800);
  writer.Begin('{').Name("results").Begin('[');
  for (const std::string& result : results.rendered) writer.Raw(result);
  writer.End(']').End('}');
  net::Response response;
  response.body = writer.Take();
  results.exchange->Send(std::move(response));
}

}  // namespace herlaad::http
