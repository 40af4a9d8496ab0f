#include "api/http/receipts/receipts.h"

#include "adapters/net/addresses/addresses.h"
#include "api/http/core/json/json_writer.h"
#include "api/http/core/parameters/list_parameters.h"
#include "api/http/receipts/receipt_page.h"
#include "api/http/receipts/render_receipt.h"
#include "api/http/topups/status/render_topup.h"
#include "base/core/check.h"
#include "engine/orders/evidence.h"

namespace herlaad::http {
namespace {

using engine::ReceiptForm;
using messages::Language;

// `?lang=`, or Accept-Language; nothing if neither is sent.
Result<std::optional<Language>, Problem> LanguageOf(const Exchange& exchange) {
  const auto asked = exchange.request.Parameter("lang");
  const bool prefers = exchange.request.Find("accept-language").has_value();
  if (!asked) return prefers ? std::optional(exchange.language()) : std::optional<Language>();
  const auto language = messages::ParseLanguage(*asked);
  if (language) return language;
  return Failure{ParameterProblem("lang", "lang is one of nl, fr, de, en, zh.")};
}

// Allows the client to show it, and no cache in between to store it.
void AddPrivate(net::Response& response) {
  response.headers.push_back({"Cache-Control", "private, no-store"});
  response.headers.push_back({"X-Robots-Tag", "noindex"});
}

// Redirects to the same page in the reader's language.
void SendElsewhere(const ExchangePtr& exchange) {
  const std::string_view language = messages::Code(exchange->language());
  net::Response response;
  response.status = 302;
  response.content_type = "text/plain; charset=utf-8";
  response.headers.push_back({"Location", "/" + std::string(language) + exchange->request.path});
  response.headers.push_back({"Vary", "Accept-Language"});
  AddPrivate(response);
  exchange->Send(std::move(response));
}

Problem OfNone(orders::NoReceipt reason) {
  switch (reason) {
    case orders::NoReceipt::kNothingPaid:
      return Problem(Code::kReceiptNothingPaid).Taken(MoneyTaken::kNotTaken);
    case orders::NoReceipt::kNotYet:
      return Problem(Code::kReceiptNotYet);
  }
  CHECK(false, "there is no receipt for one of the listed reasons");
}

}  // namespace

std::vector<Route> Receipts::Routes() {
  if (shared_.services.receipts == nullptr) return {};
  constexpr auto kPublic = Access::kPublic;
  const auto draw = [this](ReceiptForm form) {
    return [this, form](const ExchangePtr& exchange) { Draw(form, exchange); };
  };
  std::vector<Route> routes = {
      {"GET",
       "/v1/topups/{}/receipt",
       kPublic,
       [this](const ExchangePtr& e) { Describe(e); },
       {"lang"}},
      {"GET", "/v1/topups/{}/receipt.pdf", kPublic, draw(ReceiptForm::kPdf), {"lang"}},
      {"GET", "/v1/topups/{}/receipt.png", kPublic, draw(ReceiptForm::kPng), {"lang"}},
      {"GET", "/v1/topups/{}/evidence.pdf", kPublic, [this](const ExchangePtr& e) { Evidence(e); }},
      {"GET", "/v1/receipt-key", Access::kOpen, [this](const ExchangePtr& e) { Key(e); }},
      {"GET", "/orders/{}/receipt", kPublic, SendElsewhere},
      {"GET", "/r/{}", kPublic, SendElsewhere},
  };
  for (const Language language : messages::kLanguages) {
    const std::string start = "/" + std::string(messages::Code(language));
    routes.push_back({"GET", addresses_.emplace_back(start + "/orders/{}/receipt"), kPublic,
                      [this, language](const ExchangePtr& e) { Page(language, e); }});
    routes.push_back({"GET", addresses_.emplace_back(start + "/r/{}"), kPublic,
                      [this, language](const ExchangePtr& e) { Check(language, e); }});
  }
  return routes;
}

Result<orders::Receipt, Problem> Receipts::ReceiptOf(const orders::Order& order) const {
  const catalogue::Catalogue& catalogue = shared_.services.catalogue;
  auto receipt = orders::ReceiptOf(order, catalogue, shared_.options.sandbox || catalogue.sample);
  if (!receipt.ok()) return Failure{OfNone(receipt.error())};
  return *std::move(receipt);
}

void Receipts::Find(const ExchangePtr& exchange, WithReceipt go_on) const {
  topups_.Find(exchange, false,
               [this, exchange, go_on = std::move(go_on)](const orders::Order& order) {
                 auto receipt = ReceiptOf(order);
                 if (!receipt.ok()) return exchange->Refuse(receipt.error());
                 go_on(*std::move(receipt), order.language);
               });
}

void Receipts::Describe(const ExchangePtr& exchange) {
  const auto asked = LanguageOf(*exchange);
  if (!asked.ok()) return exchange->Refuse(asked.error());
  Find(exchange,
       [this, exchange, asked = *asked](const orders::Receipt& receipt, Language of_order) {
         const std::string id = IdFor(*exchange->client, receipt.order, shared_.links);
         net::Response response;
         const std::string link = renderer().Write(receipt, asked.value_or(of_order)).link;
         response.body = RenderReceipt(receipt, renderer().SoldBy(), link, id);
         AddPrivate(response);
         exchange->Send(std::move(response));
       });
}

void Receipts::Draw(ReceiptForm form, const ExchangePtr& exchange) {
  const auto asked = LanguageOf(*exchange);
  if (!asked.ok()) return exchange->Refuse(asked.error());
  Find(exchange,
       [this, form, exchange, asked = *asked](const orders::Receipt& receipt, Language of_order) {
         const Language language = asked.value_or(of_order);
         const bool taken = drawing_.Post(net::CustomerOf(exchange->request.peer),
                                          [this, form, exchange, language, receipt] {
                                            Drawn(form, language, receipt, *exchange);
                                          });
         if (!taken) exchange->Refuse(Busy());
       });
}

void Receipts::Drawn(ReceiptForm form, Language language, const orders::Receipt& receipt,
                     Exchange& exchange) {
  auto drawn = renderer().Draw(receipt, language, form);
  const std::string number = orders::ReceiptNumber(receipt.order);
  if (!drawn.ok()) {
    shared_.Log("a receipt could not be drawn", {{"receipt", number}, {"reason", drawn.error()}});
    return exchange.Refuse(Problem(Code::kInternal));
  }
  const bool pdf = form == ReceiptForm::kPdf;
  net::Response response;
  response.content_type = pdf ? "application/pdf" : "image/png";
  // A PDF is downloaded, because viewers within browsers do not work under our strict content
  // security policy; a PNG is shown.
  response.headers.push_back({"Content-Disposition", std::string(pdf ? "attachment" : "inline") +
                                                         "; filename=\"herlaad-" + number +
                                                         (pdf ? ".pdf" : ".png") + "\""});
  response.headers.push_back({"Content-Language", std::string(messages::Code(language))});
  response.headers.push_back({"Vary", "Accept-Language"});
  AddPrivate(response);
  response.body = *std::move(drawn);
  exchange.Send(std::move(response));
}

// What is known of the order at this moment, for a payment provider.
void Receipts::Evidence(const ExchangePtr& exchange) {
  if (exchange->client->IsAnonymous()) return exchange->Refuse(KeyRequired());
  if (!exchange->client->May(kScopeRead)) {
    return exchange->Refuse(Problem(Code::kScopeMissing)
                                .Detail("Evidence holds the order's log: it needs the scope "
                                        "topup:read.")
                                .With("scope", kScopeRead));
  }
  const auto id = ParseOrderId(exchange->argument);
  if (!id) return exchange->Refuse(Problem(Code::kTopupUnknown));
  shared_.readers.Read([id = *id](engine::Queries& queries) { return queries.FindTrail(id); },
                       [this, exchange](const auto& found) {
                         if (!found.ok()) return exchange->Refuse(OfStoreError(found.error()));
                         if (!*found || !(*found)->record.order.IsTopup())
                           return exchange->Refuse(Problem(Code::kTopupUnknown));
                         const bool taken = drawing_.Post(
                             net::CustomerOf(exchange->request.peer),
                             [this, exchange, trail = **found] { DrawEvidence(trail, *exchange); });
                         if (!taken) exchange->Refuse(Busy());
                       });
}

void Receipts::DrawEvidence(const engine::OrderTrail& trail, Exchange& exchange) {
  const orders::Order& order = trail.record.order;
  const catalogue::Operator* const op = shared_.services.catalogue.Find(order.operator_id());
  const auto receipt = ReceiptOf(order);
  const std::string link = receipt.ok() ? renderer().Write(*receipt, Language::kEn).link : "";
  const engine::EvidenceDocument document = engine::EvidenceOf(
      trail, op != nullptr ? op->name : order.operator_id(), link,
      receipt.ok() ? receipt->sandbox : shared_.options.sandbox, shared_.services.clock.Now());
  auto drawn = renderer().DrawEvidence(document);
  if (!drawn.ok()) {
    shared_.Log("evidence could not be drawn",
                {{"topup", ToText(order.id)}, {"reason", drawn.error()}});
    return exchange.Refuse(Problem(Code::kInternal));
  }
  net::Response response;
  response.content_type = "application/pdf";
  response.headers.push_back({"Content-Disposition", "attachment; filename=\"herlaad-evidence-" +
                                                         ToText(order.id) + ".pdf\""});
  AddPrivate(response);
  response.body = *std::move(drawn);
  exchange.Send(std::move(response));
}

void Receipts::Page(Language language, const ExchangePtr& exchange) {
  const std::string& token = exchange->argument;
  const auto id = shared_.links.Open(token);
  if (!id) return exchange->Send(NoSuchOrderPage(language, token));
  shared_.ReadOrder(*id, [this, language, exchange](const auto& found) {
    if (!found.ok() || !*found) {
      return exchange->Send(UnavailablePage(language, StoreUnavailable(), exchange->argument));
    }
    const std::string& link = exchange->argument;
    const auto receipt = ReceiptOf((*found)->order);
    if (!receipt.ok()) return exchange->Send(NoReceiptPage(language, receipt.error(), link));
    exchange->Send(ReceiptPage(renderer().Write(*receipt, language), link));
  });
}

// The signature alone decides, so this answers without the database.
void Receipts::Check(Language language, const ExchangePtr& exchange) {
  const auto signed_part = renderer().Check(exchange->argument);
  if (!signed_part) return exchange->Send(NotGenuinePage(language, exchange->argument));
  const catalogue::Operator* const op = shared_.services.catalogue.Find(signed_part->operator_id);
  exchange->Send(GenuinePage(language, *signed_part,
                             op != nullptr ? op->name : signed_part->operator_id,
                             exchange->argument));
}

void Receipts::Key(const ExchangePtr& exchange) {
  const std::vector<std::string> keys = renderer().PublicKeys();
  JsonWriter json;
  json.Begin('{').Name("algorithm").Text("Ed25519").Name("key").Text(keys.front());
  json.Name("earlier").Begin('[');
  for (std::size_t i = 1; i < keys.size(); ++i) json.Text(keys[i]);
  json.End(']').End('}');
  net::Response response;
  response.body = json.Take();
  exchange->Send(std::move(response));
}

}  // namespace herlaad::http
