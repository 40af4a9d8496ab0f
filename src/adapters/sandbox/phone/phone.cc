#include "adapters/sandbox/phone/phone.h"

#include <utility>

#include "adapters/net/addresses/percent.h"
#include "adapters/net/json.h"
#include "adapters/net/problem.h"
#include "adapters/sandbox/checks.h"
#include "adapters/sandbox/pages/page.h"
#include "adapters/sandbox/phone/phone_page.h"
#include "base/numbers/msisdn.h"

namespace herlaad::sandbox {
namespace {

constexpr std::string_view kPlace = "/sandbox/phone";
constexpr std::size_t kTextMax = 1'000;  // bytes
constexpr std::size_t kShownMax = 50;    // texts on a page

Answer Refused(std::string_view code) { return {JsonResponse(400, {{"code", code}})}; }

// For the form of the index page; relative, since the host may have other names.
net::Response ToPageOf(const net::Request& request) {
  const std::string typed = request.Parameter("number").value_or("");
  const auto msisdn = Msisdn::Parse(typed);
  if (!msisdn.ok()) return NoPhonePage(LanguageOf(request));
  net::Response response;
  response.status = 303;
  std::string where = std::string(kPlace) + "/" + msisdn->ToE164().substr(1);
  if (messages::ParseLanguage(request.Parameter("lang").value_or(""))) {
    where += "?lang=" + std::string(Code(LanguageOf(request)));
  }
  response.headers = {{"Location", std::move(where)}};
  return response;
}

}  // namespace

void Phone::Handle(net::Request&& request, net::Responder&& responder) {
  const bool gets = request.method == "GET";
  if (gets && request.path == kPlace) return responder.Send(ToPageOf(request));
  const std::string rest = request.path.substr(std::min(kPlace.size() + 1, request.path.size()));
  if (request.method == "POST" && rest == "messages") {
    return handler_.ServeWithFaults(std::move(responder),
                                    [this, body = std::move(request.body)] { return Take(body); });
  }
  if (gets && rest == "entries") {
    const auto page = PageAsked(request);
    if (!page) return responder.Send(net::ProblemResponse(kBadPage));
    return handler_.Serve(std::move(responder), [this, page] {
      return Answer{JsonResponse(200, ToJson(store_.Read(*page)))};
    });
  }
  if (gets && !rest.empty() && rest.find('/') == std::string::npos) {
    return handler_.Serve(std::move(responder), [this, rest, language = LanguageOf(request)] {
      return ShowPage(rest, language);
    });
  }
  responder.Send(net::ProblemResponse(kNoSuchPlace));
}

Answer Phone::Take(const std::string& body) {
  const auto parsed = net::ParseStrict(body);
  if (!parsed.ok()) return Refused("malformed");
  PhoneMessage message;
  message.reference = net::TextField(*parsed, "reference").value_or("");
  message.text = net::TextField(*parsed, "text").value_or("");
  const auto msisdn = Msisdn::Parse(net::TextField(*parsed, "msisdn").value_or(""));
  if (!IsReference(message.reference)) return Refused("invalid_reference");
  if (!msisdn.ok()) return Refused("invalid_number");
  if (message.text.empty() || message.text.size() > kTextMax) return Refused("invalid_text");
  message.msisdn = msisdn->ToE164();
  message.at = actor_.Now();
  store_.Add(message);
  return {JsonResponse(200, {{"reference", message.reference}, {"state", "arrived"}})};
}

Answer Phone::ShowPage(const std::string& typed, messages::Language language) {
  const auto msisdn = Msisdn::Parse(typed);
  if (!msisdn.ok()) return {NoPhonePage(language)};
  return {PhonePage(*msisdn, store_.Newest(msisdn->ToE164(), kShownMax), language, actor_.Now())};
}

}  // namespace herlaad::sandbox
