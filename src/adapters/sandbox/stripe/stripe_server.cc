#include "adapters/sandbox/stripe/stripe_server.h"

#include <charconv>
#include <utility>

#include "adapters/net/json.h"
#include "adapters/sandbox/pages/page.h"
#include "adapters/sandbox/stripe/book/sessions.h"
#include "adapters/sandbox/stripe/page/payer.h"
#include "adapters/sandbox/stripe/page/stripe_page.h"

namespace herlaad::sandbox {
namespace {

using messages::Language;
using nlohmann::json;

constexpr std::string_view kPay = "/pay/";
constexpr std::string_view kControl = "/control/";
constexpr const char* kClockSetting = "clock_ahead_ms";

CallbackOptions WebhookOptionsOf(const StripeOptions& options) {
  CallbackOptions webhooks;
  webhooks.thread_name = "stripe webhooks";
  webhooks.signature_header = "stripe-signature";
  webhooks.content_type = "application/json; charset=utf-8";
  webhooks.url = options.webhook_url;
  webhooks.secret = options.webhook_secret;
  webhooks.first_wait = options.webhook_first_wait;
  webhooks.longest_wait = options.webhook_longest_wait;
  webhooks.tries = options.webhook_tries;
  webhooks.timeout = options.webhook_timeout;
  return webhooks;
}

net::Response ErrorResponse(const StripeError& error) {
  net::Response response;
  response.status = error.status;
  response.body = net::WriteJson(ToJson(error));
  return response;
}

net::Response SeeOther(const std::string& where) {
  net::Response response;
  response.status = 303;
  response.content_type = "text/plain; charset=utf-8";
  response.headers = {{"Location", where}};
  return response;
}

Millis StoredAhead(StripeStore& store) {
  const std::string text = store.Setting(kClockSetting);
  std::int64_t ms = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), ms);
  return Millis(error == std::errc() && end == text.data() + text.size() ? ms : 0);
}

// The object of that id; nothing if there is no id.
std::optional<json> FindNamed(StripeStore& store, const json& id) {
  return id.is_string() ? store.Find(id.get<std::string>()) : std::nullopt;
}

// That of `?lang=`, otherwise the one that the shop asked for, otherwise the browser's.
Language LanguageOfPage(const net::Request& request, const json& session) {
  const json& locale = session.at("locale");
  const auto asked = messages::ParseLanguage(request.Parameter("lang").value_or(""));
  const auto of_shop =
      locale.is_string() ? messages::ParseLanguage(locale.get<std::string>()) : std::nullopt;
  return asked.value_or(of_shop.value_or(request.Language()));
}

}  // namespace

StripeServer::StripeServer(std::unique_ptr<StripeStore> store, std::unique_ptr<StripeStore> reader,
                           const StripeOptions& options)
    : store_(std::move(store)),
      actor_(store_->database(), options.report),
      webhooks_(std::move(reader), *store_, actor_, WebhookOptionsOf(options)),
      ahead_(StoredAhead(*store_)),
      events_(
          *store_, [this] { return actor_.Now() + ahead_; },
          [this] { actor_.AfterCommit([this] { webhooks_.Wake(); }); },
          [this] { return actor_.Now(); }),
      book_{*store_, events_, [this] { return actor_.Now() + ahead_; }, "",
            options.processing_time},
      api_(book_, options.secret_key),
      control_(book_, faults_,
               {[this](Millis by) { AdvanceClock(by); },
                [this](std::string url) { webhooks_.SetUrl(std::move(url)); }}) {}

void StripeServer::Start(const std::string& public_url) {
  book_.pay_url = public_url + std::string(kPay);
  actor_.Post([this] {
    RunDuePlans(book_);
    Arm();
  });
  actor_.Start();
  webhooks_.Start();
}

void StripeServer::Stop() {
  webhooks_.Stop();
  actor_.Stop();
}

void StripeServer::Handle(net::Request&& request, net::Responder&& responder) {
  const Shared shared = std::make_shared<net::Responder>(std::move(responder));
  if (request.path.starts_with(kPay)) return HandlePayer(request, shared);
  if (request.path.starts_with(kControl)) return HandleControl(request, shared);
  if (request.method == "GET" && request.path == "/sandbox/style.css") {
    return shared->Send(HostedPageStyle());
  }
  HandleApi(ReadStripeRequest(request), shared);
}

// If the actor drops the task, the responder is destroyed with it and answers 500.
void StripeServer::Do(const Shared& responder, std::function<net::Response()> work) {
  actor_.Post([this, responder, work = std::move(work)] {
    RunDuePlans(book_);
    net::Response response = work();
    Arm();
    actor_.AfterCommit([responder, response = std::move(response)] { responder->Send(response); });
  });
}

void StripeServer::HandleApi(StripeRequest request, const Shared& responder) {
  actor_.Post([this, request = std::move(request), responder] {
    RunDuePlans(book_);
    const auto fault = faults_.Take(request.method, request.path);
    if (fault && fault->kind == StripeFault::Kind::kTimeoutBefore) {
      return Lose(responder, fault->delay);
    }
    if (!fault || fault->kind != StripeFault::Kind::kSlow) {
      return Answer(request, fault, responder);
    }
    api_.BeginSlow(request.key);
    actor_.PostAt(actor_.Now() + fault->delay, [this, request, responder] {
      api_.EndSlow(request.key);
      Answer(request, std::nullopt, responder);
    });
  });
}

void StripeServer::Answer(const StripeRequest& request, const std::optional<StripeFault>& fault,
                          const Shared& responder) {
  StripeAnswer answer = api_.Serve(request, fault);
  Arm();
  if (fault && fault->kind == StripeFault::Kind::kTimeoutAfter) {
    return Lose(responder, fault->delay);
  }
  net::Response response;
  response.status = answer.status;
  response.body = std::move(answer.body);
  response.headers = std::move(answer.headers);
  actor_.AfterCommit([responder, response = std::move(response)] { responder->Send(response); });
}

void StripeServer::Lose(const Shared& responder, Millis delay) {
  actor_.PostAt(actor_.Now() + delay, [responder] {
    net::Response garbage;
    garbage.status = 502;
    garbage.content_type = "text/html; charset=utf-8";
    garbage.body = "<html><body>Bad gateway";
    responder->Send(std::move(garbage));
  });
}

void StripeServer::HandleControl(const net::Request& request, const Shared& responder) {
  StripeError error;
  error.message = "Send POST with the secret key in the Authorization header.";
  if (!api_.Accepts(std::string(request.Find("authorization").value_or("")))) {
    error.status = 401;
    return responder->Send(ErrorResponse(error));
  }
  if (request.method != "POST") {
    error.status = 405;
    return responder->Send(ErrorResponse(error));
  }
  Do(responder, [this, path = request.path.substr(kControl.size()), body = request.body] {
    const auto done = control_.Do(path, body);
    events_.Flush();
    if (!done.ok()) return ErrorResponse(done.error());
    net::Response response;
    response.body = net::WriteJson(PublicObject(*done));
    return response;
  });
}

void StripeServer::HandlePayer(const net::Request& request, const Shared& responder) {
  const std::string token = request.path.substr(kPay.size());
  if (request.method == "GET") {
    return Do(responder, [this, token, request] { return ShowPage(token, request); });
  }
  if (request.method == "POST") {
    return Do(responder, [this, token, request] { return Act(token, request); });
  }
  responder->Send(NoHostedPage(request.Language()));
}

net::Response StripeServer::ShowPage(const std::string& token, const net::Request& request) {
  auto session = store_->FindSessionByToken(token);
  if (!session) return NoHostedPage(LanguageOf(request));
  HostedPayment payment;
  payment.intent = FindNamed(*store_, session->at("payment_intent"));
  if (payment.intent) payment.charge = FindNamed(*store_, payment.intent->at("latest_charge"));
  if (payment.charge)
    payment.dispute = FindNamed(*store_, payment.charge->value("_dispute", json()));
  payment.method = MethodOfPage(*session, request.Parameter("method").value_or(""));
  payment.own_url = book_.pay_url + token;
  const Language language = LanguageOfPage(request, *session);
  payment.session = std::move(*session);
  return HostedPage(payment, language);
}

net::Response StripeServer::Act(const std::string& token, const net::Request& request) {
  auto session = store_->FindSessionByToken(token);
  if (!session) return NoHostedPage(LanguageOf(request));
  net::Request fields;  // a form's body has the syntax of a query
  fields.query = request.body;
  const auto action = ParsePayerAction(fields.Parameter("action").value_or(""));
  const StripeMethod* const method =
      MethodOfPage(*session, fields.Parameter("method").value_or(""));
  const Language language = LanguageOfPage(request, *session);
  (void)UseTestCard(book_, *session, fields.Parameter("card").value_or(""));
  const bool done = action && ActOnSession(book_, *session, *action, *method);
  events_.Flush();
  const std::string shop = done ? AddressAfter(*session, *action) : "";
  if (!shop.empty()) return SeeOther(shop);
  // Relative: browsers apply the page's form-action, and the host may have other names. The page
  // shows the state, also when the button came too late for it.
  return SeeOther(std::string(kPay) + token + "?method=" + std::string(method->name) +
                  "&lang=" + std::string(Code(language)));
}

void StripeServer::Arm() {
  const auto next = store_->NextPlanDue();
  if (!next) return;
  const Instant due = *next - ahead_;
  if (armed_ && *armed_ <= due) return;
  armed_ = due;
  actor_.PostAt(due, [this] {
    armed_.reset();
    RunDuePlans(book_);
    Arm();
  });
}

void StripeServer::AdvanceClock(Millis by) {
  ahead_ += by;
  store_->SetSetting(kClockSetting, std::to_string(ahead_.count()));
  RunDuePlans(book_);
}

}  // namespace herlaad::sandbox
