#include "doors/http/catalogue.h"

#include <charconv>

#include "base/money/asset.h"
#include "doors/http/place_body.h"
#include "doors/http/read_json.h"
#include "doors/http/refusals.h"
#include "rules/catalog/quote.h"

namespace herlaad::http {
namespace {

net::Response Json(std::string body) {
  net::Response response;
  response.body = std::move(body);
  return response;
}

void RenderBucket(std::string_view name, std::string_view exact, std::int64_t eur6, Instant until,
                  std::string_view until_name, JsonWriter& json) {
  json.Name(name).Amount(money::MoneyFromEur6(eur6).amount).Name(exact).Number(eur6);
  json.Name(until_name);
  if (until.ms != 0) {
    json.At(until);
  } else {
    json.Null();
  }
}

std::string RenderSim(Msisdn msisdn, const prepaid::Sim& sim) {
  JsonWriter json;
  json.Begin('{').Name("msisdn").Text(msisdn.ToE164()).Name("operator").Text(sim.operator_id);
  json.Name("state").Text(prepaid::Name(sim.state));
  RenderBucket("balance", "balance_micro", sim.balance, sim.valid_until, "valid_until", json);
  RenderBucket("bonus", "bonus_micro", sim.bonus, sim.bonus_valid_until, "bonus_valid_until", json);
  return json.End('}').Take();
}

Result<std::optional<Money>, Problem> ReadAmountParameter(const net::Request& request) {
  const auto text = request.Parameter("amount");
  if (!text) return std::optional<Money>();
  std::int64_t minor = 0;
  const char* const end = text->data() + text->size();
  const auto read = std::from_chars(text->data(), end, minor);
  if (read.ec != std::errc() || read.ptr != end || minor <= 0) {
    return Failure{Problem(Code::kParameterInvalid)
                       .Detail("amount is in minor units and above zero: 1500 is €15.00.")
                       .With("parameter", "amount")};
  }
  return std::optional(Euros(minor));
}

// The hours in every language, since a reader may change it without asking again.
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

void RenderNotify(const HttpDoorOptions& options, JsonWriter& json) {
  json.Name("notify").Begin('[');
  if (options.mails) json.Text("email");
  if (options.texts) json.Text("msisdn");
  json.End(']');
}

}  // namespace

void Catalogue::Operators(ExchangePtr exchange) {
  const catalog::Catalog& catalog = shared_.services.Offered();
  JsonWriter json(1'024);
  json.Begin('{').Name("sample").Bool(catalog.sample).Name("date").Text(catalog.date);
  json.Name("operators").Begin('[');
  for (const catalog::Operator& op : catalog.operators) RenderOperator(op, json);
  json.End(']').Name("tenders").Begin('[');
  for (const auto& offered : shared_.options.gateways) json.Text(orders::Name(offered.first));
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

void Catalogue::Operator(ExchangePtr exchange) {
  const catalog::Operator* const op = shared_.services.Offered().Find(exchange->argument);
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

void Catalogue::Products(ExchangePtr exchange) {
  const catalog::Catalog& catalog = shared_.services.Offered();
  const auto wanted = exchange->request.Parameter("operator");
  if (wanted && catalog.Find(*wanted) == nullptr) {
    return exchange->Refuse(Problem(Code::kOperatorUnknown).With("parameter", "operator"));
  }
  const Instant now = shared_.services.clock.Now();
  JsonWriter json(4'096);
  json.Begin('{').Name("sample").Bool(catalog.sample).Name("date").Text(catalog.date);
  json.Name("products").Begin('[');
  for (const catalog::Operator& op : catalog.operators) {
    if (wanted && op.id != *wanted) continue;
    for (const catalog::Product& product : op.products) {
      json.Begin('{');
      RenderProduct(catalog, op, product, now, json);
      json.End('}');
    }
  }
  exchange->Send(Json(json.End(']').End('}').Take()));
}

Result<Catalogue::Question, Problem> Catalogue::ReadQuestion(const net::Request& request) {
  const auto typed = request.Parameter("msisdn");
  if (!typed) return Failure{Problem(Code::kParameterMissing).With("parameter", "msisdn")};
  const auto msisdn = ReadMsisdn(*typed, "msisdn");
  if (!msisdn.ok()) return Failure{msisdn.error()};
  const auto amount = ReadAmountParameter(request);
  if (!amount.ok()) return Failure{amount.error()};
  return Question{*msisdn, request.Parameter("operator"), *amount};
}

Result<Catalogue::Question, Problem> Catalogue::ReadPostedQuestion(const net::Request& request) {
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

// Whatever stands in an address stands in the logs of everything that it passes: a stranger's
// number does not belong there.
void Catalogue::Quote(ExchangePtr exchange) {
  if (exchange->caller->IsAnonymous()) {
    return exchange->Refuse(KeyRequired().Say("problem.key_required.number_in_address", {}));
  }
  const auto question = ReadQuestion(exchange->request);
  if (!question.ok()) return exchange->Refuse(question.error());
  Answer(exchange, *question);
}

void Catalogue::QuotePosted(ExchangePtr exchange) {
  const auto question = ReadPostedQuestion(exchange->request);
  if (!question.ok()) return exchange->Refuse(question.error());
  Answer(exchange, *question);
}

std::optional<Problem> Catalogue::NotOnSale(const Question& question, const Caller& caller) const {
  if (!question.operator_id) return std::nullopt;
  const catalog::Catalog& catalog = shared_.services.Offered();
  const catalog::Operator* const op = catalog.Find(*question.operator_id);
  auto outcome = orders::PlaceOutcome::kUnknownOperator;
  if (op != nullptr) {
    if (!question.amount || op->Find(*question.amount) != nullptr) return std::nullopt;
    outcome = orders::PlaceOutcome::kAmountNotOnSale;
  }
  return OfRefusal({outcome, 0, {}}, {*question.operator_id, Currency::kEur}, catalog, std::nullopt,
                   caller);
}

void Catalogue::Answer(const ExchangePtr& exchange, const Question& question) {
  if (const auto problem = NotOnSale(question, *exchange->caller))
    return exchange->Refuse(*problem);
  ReadNumber(question.msisdn, exchange, [this, exchange, question](const auto& found) {
    Send(*exchange, question, found ? *found : orders::Number(question.msisdn));
  });
}

template <class GoOn>
void Catalogue::ReadNumber(Msisdn msisdn, const ExchangePtr& exchange, GoOn go_on) {
  shared_.readers.Read([msisdn](engine::Queries& queries) { return queries.FindNumber(msisdn); },
                       [exchange, go_on = std::move(go_on)](const auto& found) {
                         if (!found.ok()) return exchange->Refuse(OfStoreError(found.error()));
                         go_on(*found);
                       });
}

void Catalogue::Send(Exchange& exchange, const Question& question, const orders::Number& number) {
  const messages::Language language = exchange.language();
  net::Response response = Json(Render(question, number, {*exchange.caller, language}));
  response.headers.push_back({"Content-Language", std::string(messages::Code(language))});
  response.headers.push_back({"Vary", "Accept-Language"});
  exchange.Send(std::move(response));
}

std::string Catalogue::Render(const Question& question, const orders::Number& number,
                              const Hearer& hearer) const {
  const catalog::Catalog& catalog = shared_.services.Offered();
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
  std::optional<std::string_view> home;
  if (number.sim) home = number.sim->operator_id;
  text_or_null("operator", home);
  json.Name("offers").Begin('[');
  const Instant now = shared_.services.clock.Now();
  for (const catalog::Operator& op : catalog.operators) {
    if (question.operator_id ? op.id != *question.operator_id : home && op.id != *home) continue;
    RenderOffer(catalog, op, number, question.amount, now, hearer, json);
  }
  return json.End(']').End('}').Take();
}

void Catalogue::Sim(ExchangePtr exchange) {
  if (exchange->caller->IsAnonymous()) return exchange->Refuse(KeyRequired());
  if (!exchange->caller->May(kScopeSim)) {
    return exchange->Refuse(Problem(Code::kScopeMissing).With("scope", kScopeSim));
  }
  const auto msisdn = ReadMsisdn(exchange->argument, "msisdn");
  if (!msisdn.ok()) return exchange->Refuse(msisdn.error());
  ReadNumber(*msisdn, exchange, [exchange, msisdn = *msisdn](const auto& found) {
    if (!found || !found->sim) return exchange->Refuse(Problem(Code::kSimUnknown));
    exchange->Send(Json(RenderSim(msisdn, *found->sim)));
  });
}

}  // namespace herlaad::http
