#include "api/http/catalogue/catalogue.h"

#include <charconv>

#include "api/http/core/json/read_json.h"
#include "api/http/core/parameters/list_parameters.h"
#include "api/http/topups/placing/place_body.h"
#include "api/http/topups/refusals.h"
#include "base/money/asset.h"
#include "domain/catalogue/quote.h"
#include "domain/orders/placing/place.h"
#include "domain/payments/payment_method.h"

namespace herlaad::http {
namespace {

net::Response Json(std::string body) {
  net::Response response;
  response.body = std::move(body);
  return response;
}

void RenderTime(std::string_view name, Instant at, JsonWriter& json) {
  json.Name(name);
  if (at.ms != 0) {
    json.At(at);
  } else {
    json.Null();
  }
}

void RenderBucket(std::string_view name, std::string_view exact, std::int64_t eur6, Instant until,
                  std::string_view until_name, JsonWriter& json) {
  json.Name(name).Amount(money::MoneyFromEur6(eur6).amount).Name(exact).Number(eur6);
  RenderTime(until_name, until, json);
}

// What time has made of it is told, whether it is stored or not.
void RenderState(const prepaid::Sim& sim, prepaid::GracePeriod grace, Instant now,
                 JsonWriter& json) {
  const prepaid::Sim effective = prepaid::EffectiveAt(sim, grace, now);
  const bool is_in_grace = effective.state == prepaid::SimState::kGrace;
  json.Name("state").Text(prepaid::Name(effective.state));
  json.Name("state_cause").Text(prepaid::Name(effective.state_cause));
  json.Name("state_since").At(effective.state_since);
  RenderTime("grace_until", is_in_grace ? prepaid::KeptUntil(sim, sim.credit, grace) : Instant{},
             json);
}

// A bucket as it can be seen at an instant.
struct SeenBucket {
  const prepaid::Bucket* bucket;
  std::int64_t remaining;  // without what is reserved, and without what has lapsed
  Instant until;           // its last instant at which it can be spent; 0: none
};

void RenderBucket(const SeenBucket& seen, JsonWriter& json) {
  const prepaid::Bucket& bucket = *seen.bucket;
  json.Begin('{').Name("id").Text(std::to_string(bucket.n));
  json.Name("unit").Text(UnitName(bucket.asset)).Name("remaining").Number(seen.remaining);
  json.Name("reserved").Number(bucket.reserved);
  RenderTime("valid_until", seen.until, json);
  json.Name("paid").Bool(bucket.kind == prepaid::BucketKind::kPaid);
  if (!bucket.source.empty()) json.Name("source").Text(bucket.source);
  json.End('}');
}

// Those with something in them.
void RenderBuckets(const std::vector<SeenBucket>& buckets, JsonWriter& json) {
  json.Name("buckets").Begin('[');
  for (const SeenBucket& seen : buckets) {
    if (seen.remaining > 0 || seen.bucket->reserved > 0) RenderBucket(seen, json);
  }
  json.End(']');
}

// Balances without what has lapsed.
std::string RenderSim(Msisdn msisdn, const prepaid::Sim& stored, prepaid::GracePeriod grace,
                      Instant now) {
  const prepaid::Sim sim = prepaid::EffectiveAt(stored, grace, now);
  const prepaid::Portions lapsed = prepaid::LapsedAt(sim, grace, now);
  std::vector<SeenBucket> buckets;
  prepaid::ForEachBucket(sim, [&](const prepaid::Bucket& bucket) {
    std::int64_t remaining = bucket.available();
    for (const prepaid::Portion& portion : lapsed) {
      if (portion.n == bucket.n) remaining -= portion.amount;
    }
    buckets.push_back({&bucket, remaining, prepaid::SpendableUntil(sim, bucket, grace)});
  });
  JsonWriter json;
  json.Begin('{').Name("msisdn").Text(msisdn.ToE164()).Name("operator").Text(sim.operator_id);
  RenderState(sim, grace, now, json);
  RenderBucket("balance", "balance_micro", buckets[0].remaining, sim.credit.valid_until,
               "valid_until", json);
  RenderBucket("bonus", "bonus_micro", buckets[1].remaining, buckets[1].until, "bonus_valid_until",
               json);
  const std::int64_t gone = prepaid::SumOf(lapsed, Asset::kEur6);
  json.Name("lapsed").Amount(money::MoneyFromEur6(gone).amount).Name("lapsed_micro").Number(gone);
  RenderBuckets(buckets, json);
  return json.End('}').Take();
}

Result<std::optional<Money>, Problem> ReadAmountParameter(const net::Request& request) {
  const auto text = request.Parameter("amount");
  if (!text) return std::optional<Money>();
  std::int64_t minor = 0;
  const char* const end = text->data() + text->size();
  const auto read = std::from_chars(text->data(), end, minor);
  if (read.ec != std::errc() || read.ptr != end || minor <= 0) {
    return Failure{
        ParameterProblem("amount", "amount is in minor units and above zero: 1500 is €15.00.")};
  }
  return std::optional(Euros(minor));
}

// Includes the hours in every language, since a reader may change it without another request.
void RenderSupport(const messages::SupportContact& support, JsonWriter& json) {
  json.Name("support").Begin('{');
  if (!support.name.empty()) json.Name("name").Text(support.name);
  if (!support.phone.empty()) json.Name("phone").Text(support.phone);
  if (!support.email.empty()) json.Name("email").Text(support.email);
  if (!support.hours.empty()) {
    json.Name("hours").Begin('{');
    for (const messages::Language language : messages::kLanguages) {
      json.Name(messages::Code(language)).Text(messages::HoursText(language, support));
    }
    json.End('}');
  }
  json.Name("languages").Begin('[');
  for (const messages::Language language : support.languages) json.Text(messages::Code(language));
  json.End(']').End('}');
}

void RenderNotify(const HttpApiOptions& options, JsonWriter& json) {
  json.Name("notify").Begin('[');
  if (options.mails) json.Text("email");
  if (options.texts) json.Text("msisdn");
  json.End(']');
}

}  // namespace

void CatalogueApi::Operators(ExchangePtr exchange) {
  const catalogue::Catalogue& catalogue = shared_.services.Offered();
  JsonWriter json(1'024);
  json.Begin('{').Name("sample").Bool(catalogue.sample).Name("date").Text(catalogue.date);
  json.Name("operators").Begin('[');
  for (const catalogue::Operator& op : catalogue.operators) RenderOperator(op, json);
  json.End(']').Name("tenders").Begin('[');
  for (const auto& offered : shared_.options.gateways)
    json.Text(payments::PaymentMethodName(offered.first));
  json.End(']').Name("sandbox").Bool(shared_.options.sandbox);
  RenderNotify(shared_.options, json);
  if (!shared_.options.support.IsEmpty()) RenderSupport(shared_.options.support, json);
  json.Name("demo_numbers").Begin('[');
  for (const DemoNumber& demo : shared_.options.demo_numbers) {
    json.Begin('{')
        .Name("msisdn")
        .Text(demo.msisdn.ToE164())
        .Name("operator")
        .Text(demo.operator_id);
    if (!demo.kind.empty()) json.Name("kind").Text(demo.kind);
    json.End('}');
  }
  exchange->Send(Json(json.End(']').End('}').Take()));
}

void CatalogueApi::Operator(ExchangePtr exchange) {
  const catalogue::Operator* const op = shared_.services.Offered().Find(exchange->argument);
  if (op == nullptr) {
    return exchange->Refuse(
        Problem(Code::kNotFound)
            .Detail(
                "Top-ups of this operator are not sold here. /v1/operators lists the operators."));
  }
  JsonWriter json;
  RenderOperator(*op, json);
  exchange->Send(Json(json.Take()));
}

void CatalogueApi::Products(ExchangePtr exchange) {
  const catalogue::Catalogue& catalogue = shared_.services.Offered();
  const auto wanted = exchange->request.Parameter("operator");
  if (wanted && catalogue.Find(*wanted) == nullptr) {
    return exchange->Refuse(Problem(Code::kOperatorUnknown).With("parameter", "operator"));
  }
  const Instant now = shared_.services.clock.Now();
  JsonWriter json(4'096);
  json.Begin('{').Name("sample").Bool(catalogue.sample).Name("date").Text(catalogue.date);
  json.Name("products").Begin('[');
  for (const catalogue::Operator& op : catalogue.operators) {
    if (wanted && op.id != *wanted) continue;
    for (const catalogue::Product& product : op.products) {
      json.Begin('{');
      RenderProduct(catalogue, op, product, now, json);
      json.End('}');
    }
  }
  exchange->Send(Json(json.End(']').End('}').Take()));
}

Result<CatalogueApi::Question, Problem> CatalogueApi::ReadQuestion(const net::Request& request) {
  const auto typed = request.Parameter("msisdn");
  if (!typed) return Failure{Problem(Code::kParameterMissing).With("parameter", "msisdn")};
  const auto msisdn = ReadMsisdn(*typed, "msisdn");
  if (!msisdn.ok()) return Failure{msisdn.error()};
  const auto amount = ReadAmountParameter(request);
  if (!amount.ok()) return Failure{amount.error()};
  return Question{*msisdn, request.Parameter("operator"), *amount};
}

Result<CatalogueApi::Question, Problem> CatalogueApi::ReadPostedQuestion(
    const net::Request& request) {
  const auto body = ReadBody(request, {"msisdn", "operator", "amount"});
  if (!body.ok()) return Failure{body.error()};
  const auto typed = ReadText(*body, "msisdn");
  if (!typed.ok()) return Failure{typed.error()};
  const auto msisdn = ReadMsisdn(*typed, "msisdn");
  if (!msisdn.ok()) return Failure{msisdn.error()};
  Question question{*msisdn, {}, {}};
  if (body->contains("operator")) {
    const auto id = ReadText(*body, "operator");
    if (!id.ok()) return Failure{id.error()};
    question.operator_id = *id;
  }
  if (body->contains("amount")) {
    const auto amount = ReadMoney(*body, "amount");
    if (!amount.ok()) return Failure{amount.error()};
    question.amount = *amount;
  }
  return question;
}

// URLs appear in the logs of every proxy: numbers of people without an API key do not belong there.
void CatalogueApi::Quote(ExchangePtr exchange) {
  if (exchange->client->IsAnonymous()) {
    return exchange->Refuse(KeyRequired().Say("problem.key_required.number_in_address", {}));
  }
  const auto question = ReadQuestion(exchange->request);
  if (!question.ok()) return exchange->Refuse(question.error());
  Answer(exchange, *question);
}

void CatalogueApi::QuotePosted(ExchangePtr exchange) {
  const auto question = ReadPostedQuestion(exchange->request);
  if (!question.ok()) return exchange->Refuse(question.error());
  Answer(exchange, *question);
}

std::optional<Problem> CatalogueApi::NotOnSale(const Question& question,
                                               const Client& client) const {
  if (!question.operator_id) return std::nullopt;
  const catalogue::Catalogue& catalogue = shared_.services.Offered();
  const catalogue::Operator* const op = catalogue.Find(*question.operator_id);
  auto outcome = orders::PlaceOutcome::kUnknownOperator;
  if (op != nullptr) {
    if (!question.amount || op->Find(*question.amount) != nullptr) return std::nullopt;
    outcome = orders::PlaceOutcome::kAmountNotOnSale;
  }
  return OfRefusal({outcome}, {*question.operator_id, Currency::kEur}, catalogue, std::nullopt,
                   client);
}

void CatalogueApi::Answer(const ExchangePtr& exchange, const Question& question) {
  if (const auto problem = NotOnSale(question, *exchange->client))
    return exchange->Refuse(*problem);
  ReadSubscriber(question.msisdn, exchange, [this, exchange, question](const auto& found) {
    Send(*exchange, question, found ? *found : orders::Subscriber(question.msisdn));
  });
}

template <class GoOn>
void CatalogueApi::ReadSubscriber(Msisdn msisdn, const ExchangePtr& exchange, GoOn go_on) {
  shared_.readers.Read(
      [msisdn](engine::Queries& queries) { return queries.FindSubscriber(msisdn); },
      [exchange, go_on = std::move(go_on)](const auto& found) {
        if (!found.ok()) return exchange->Refuse(OfStoreError(found.error()));
        go_on(*found);
      });
}

void CatalogueApi::Send(Exchange& exchange, const Question& question,
                        const orders::Subscriber& number) {
  const messages::Language language = exchange.language();
  net::Response response = Json(Render(question, number, {*exchange.client, language}));
  response.headers.push_back({"Content-Language", std::string(messages::Code(language))});
  response.headers.push_back({"Vary", "Accept-Language"});
  exchange.Send(std::move(response));
}

std::string CatalogueApi::Render(const Question& question, const orders::Subscriber& number,
                                 const Hearer& hearer) const {
  const catalogue::Catalogue& catalogue = shared_.services.Offered();
  JsonWriter json(4'096);
  const auto text_or_null = [&json](std::string_view name, std::optional<std::string_view> text) {
    json.Name(name);
    if (text) {
      json.Text(*text);
    } else {
      json.Null();
    }
  };
  json.Begin('{').Name("msisdn").Text(number.msisdn.ToE164());
  json.Name("national").Text(number.msisdn.National());
  text_or_null("suggested_operator", numbers::SuggestOperator(number.msisdn));
  std::optional<std::string_view> shard;
  if (number.sim) shard = number.sim->operator_id;
  text_or_null("operator", shard);
  json.Name("offers").Begin('[');
  const Instant now = shared_.services.clock.Now();
  for (const catalogue::Operator& op : catalogue.operators) {
    if (question.operator_id ? op.id != *question.operator_id : shard && op.id != *shard) continue;
    RenderOffer(catalogue, op, number, question.amount, now, hearer, json);
  }
  return json.End(']').End('}').Take();
}

void CatalogueApi::Sim(ExchangePtr exchange) {
  if (exchange->client->IsAnonymous()) return exchange->Refuse(KeyRequired());
  if (!exchange->client->May(kScopeSim)) {
    return exchange->Refuse(Problem(Code::kScopeMissing).With("scope", kScopeSim));
  }
  const auto msisdn = ReadMsisdn(exchange->argument, "msisdn");
  if (!msisdn.ok()) return exchange->Refuse(msisdn.error());
  ReadSubscriber(*msisdn, exchange, [this, exchange, msisdn = *msisdn](const auto& found) {
    if (!found || !found->sim) return exchange->Refuse(Problem(Code::kSimUnknown));
    const prepaid::GracePeriod grace =
        orders::GraceOf(shared_.services.Offered(), found->sim->operator_id);
    exchange->Send(Json(RenderSim(msisdn, *found->sim, grace, shared_.services.clock.Now())));
  });
}

}  // namespace herlaad::http
