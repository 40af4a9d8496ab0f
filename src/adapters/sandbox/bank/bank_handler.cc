#include "adapters/sandbox/bank/bank_handler.h"

#include <utility>

#include "adapters/net/json.h"
#include "adapters/net/problem.h"
#include "adapters/sandbox/bank/bank_page.h"
#include "adapters/sandbox/checks.h"
#include "adapters/sandbox/pages/page.h"
#include "base/money/money.h"

namespace herlaad::sandbox {
namespace {

using nlohmann::json;

constexpr std::string_view kPrefix = "/sandbox/bank/";
constexpr std::string_view kSessions = "sessions/";
constexpr std::string_view kPay = "pay/";
constexpr std::string_view kClose = "/close";
constexpr std::size_t kDescriptionMax = 200;

// Includes the reference if one could be read, so that the merchant can match the answer.
Answer Invalid(const std::string& reference, std::string_view code) {
  if (!IsReference(reference)) return {JsonResponse(400, {{"code", code}})};
  return {JsonResponse(400, {{"reference", reference}, {"state", "refused"}, {"code", code}})};
}

Answer AnswerWith(const json& body) {
  const std::string state = net::TextField(body, "state").value_or("");
  const int status = state == "refused" ? 422 : state == "unknown" ? 404 : 200;
  return {JsonResponse(status, body)};
}

bool IsEuros(const json& body) { return net::TextField(body, "currency") == Text(Currency::kEur); }

Answer SeeOther(const std::string& where) {
  net::Response response;
  response.status = 303;
  response.content_type = "text/plain; charset=utf-8";
  response.headers = {{"Location", where}};
  return {response};
}

// Whether the payer returns to the shop afterwards; otherwise to the page, which shows the result.
bool GoesBackToShop(Action action) {
  switch (action) {
    case Action::kApprove:
    case Action::kDecline:
    case Action::kDeclineFunds:
    case Action::kDeclineExpired:
    case Action::kDeclineLimit:
    case Action::kDeclineAuthentication:
    case Action::kTwice:
    case Action::kDoubleCharge:
    case Action::kWrongAmount:
      return true;
    case Action::kLeave:
    case Action::kSlow:
    case Action::kLoseReply:
    case Action::kLate:
    case Action::kDispute:
    case Action::kDisputeWon:
    case Action::kDisputeLost:
      return false;
  }
  return false;
}

}  // namespace

BankHandler::BankHandler(Bank& bank, BankStore& store, Actor& actor, const FaultOptions& faults,
                         std::uint64_t seed)
    : bank_(bank), store_(store), handler_(actor, faults, seed) {}

void BankHandler::Handle(net::Request&& request, net::Responder&& responder) {
  const std::string path = request.path.substr(kPrefix.size());
  const bool post = request.method == "POST";
  if (path == "entries" && request.method == "GET") {
    const auto page = PageAsked(request);
    if (!page) return responder.Send(net::ProblemResponse(kBadPage));
    return handler_.Serve(std::move(responder), [this, page = *page] {
      return Answer{JsonResponse(200, ToJson(store_.Read(page)))};
    });
  }
  if (path == "sessions" && post) {
    return handler_.ServeWithFaults(std::move(responder),
                                    [this, body = std::move(request.body)] { return Open(body); });
  }
  if (path == "refunds" && post) {
    return handler_.ServeWithFaults(
        std::move(responder), [this, body = std::move(request.body)] { return Refund(body); });
  }
  if (path.starts_with(kSessions)) {
    return HandleSession(std::move(request), path.substr(kSessions.size()), std::move(responder));
  }
  if (path.starts_with(kPay)) {
    return HandlePayer(std::move(request), path.substr(kPay.size()), std::move(responder));
  }
  responder.Send(net::ProblemResponse(kNoSuchPlace));
}

void BankHandler::HandleSession(net::Request&& request, const std::string& path,
                                net::Responder&& responder) {
  const bool closing = path.ends_with(kClose);
  const std::string reference = path.substr(0, path.size() - (closing ? kClose.size() : 0));
  if (!IsReference(reference) || request.method != (closing ? "POST" : "GET")) {
    return responder.Send(net::ProblemResponse(kNoSuchPlace));
  }
  handler_.ServeWithFaults(std::move(responder), [this, reference, closing] {
    return AnswerWith(closing ? bank_.Close(reference, pay_url_)
                              : bank_.Describe(reference, pay_url_));
  });
}

void BankHandler::HandlePayer(net::Request&& request, std::string token,
                              net::Responder&& responder) {
  const messages::Language language = LanguageOf(request);
  if (request.method == "GET") {
    return handler_.Serve(std::move(responder),
                          [this, token, language] { return ShowPage(token, language); });
  }
  if (request.method == "POST") {
    return handler_.Serve(std::move(responder), [this, token, form = std::move(request.body),
                                                 language] { return Act(token, form, language); });
  }
  responder.Send(net::ProblemResponse(kNoSuchPlace));
}

Answer BankHandler::Open(const std::string& body) {
  const auto parsed = net::ParseStrict(body);
  if (!parsed.ok()) return Invalid("", "malformed");
  SessionAsked asked;
  asked.reference = net::TextField(*parsed, "reference").value_or("");
  asked.amount = net::IntegerField(*parsed, "amount").value_or(0);
  asked.payment_method = net::TextField(*parsed, "tender").value_or("");
  asked.description = net::TextField(*parsed, "description").value_or("");
  asked.return_url = net::TextField(*parsed, "return_url").value_or("");
  if (!IsReference(asked.reference)) return Invalid("", "invalid_reference");
  if (!IsAmount(asked.amount) || !IsEuros(*parsed)) {
    return Invalid(asked.reference, "invalid_amount");
  }
  if (!IsReturnUrl(asked.return_url)) return Invalid(asked.reference, "invalid_return_url");
  if (asked.description.size() > kDescriptionMax || asked.payment_method.size() > 32) {
    return Invalid(asked.reference, "invalid_description");
  }
  return AnswerWith(bank_.Open(asked, pay_url_));
}

Answer BankHandler::Refund(const std::string& body) {
  const auto parsed = net::ParseStrict(body);
  if (!parsed.ok()) return Invalid("", "malformed");
  RefundAsked asked;
  asked.reference = net::TextField(*parsed, "reference").value_or("");
  asked.session = net::TextField(*parsed, "session").value_or("");
  asked.charge = net::TextField(*parsed, "charge").value_or("");
  asked.amount = net::IntegerField(*parsed, "amount").value_or(0);
  if (!IsReference(asked.reference)) return Invalid("", "invalid_reference");
  if (!IsAmount(asked.amount) || !IsEuros(*parsed)) {
    return Invalid(asked.reference, "invalid_amount");
  }
  return AnswerWith(bank_.Refund(asked));
}

Answer BankHandler::ShowPage(const std::string& token, messages::Language language) {
  const auto session = store_.FindByToken(token);
  if (!session || session->amount == 0) return {NoPaymentPage(language)};
  return {PaymentPage(*session, store_.FindPlan(session->reference),
                      store_.FirstChargeOf(session->reference), language)};
}

Answer BankHandler::Act(const std::string& token, const std::string& form,
                        messages::Language language) {
  const auto session = store_.FindByToken(token);
  if (!session || session->amount == 0) return {NoPaymentPage(language)};
  net::Request fields;  // a form's body has the syntax of a query
  fields.query = form;
  const auto action = ParseAction(fields.Parameter("action").value_or(""));
  if (!action)
    return {net::ProblemResponse({400, "unknown_action", "The page has no such button."})};
  bank_.Do(*session, *action);
  if (GoesBackToShop(*action) && !session->return_url.empty()) return SeeOther(session->return_url);
  // Relative: browsers apply the page's form-action, and the host may have other names.
  return SeeOther("/sandbox/bank/pay/" + token + "?lang=" + std::string(Code(language)));
}

}  // namespace herlaad::sandbox
