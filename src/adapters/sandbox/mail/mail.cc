#include "adapters/sandbox/mail/mail.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "adapters/net/json.h"
#include "adapters/net/problem.h"
#include "adapters/sandbox/checks.h"
#include "adapters/sandbox/mail/base64.h"
#include "adapters/sandbox/mail/mail_page.h"
#include "adapters/sandbox/pages/page.h"
#include "base/email/email_address.h"

namespace herlaad::sandbox {
namespace {

using nlohmann::json;

constexpr std::string_view kPlace = "/sandbox/mail";
constexpr std::string_view kAttachments = "attachments/";
constexpr std::size_t kTextMax = 10'000;  // bytes
constexpr std::size_t kLinesMax = 50;
constexpr std::size_t kShownMax = 50;  // mails on a page

Answer Refused(std::string_view code) { return {JsonResponse(400, {{"code", code}})}; }

bool AreLines(const json& mail, const char* name) {
  const auto list = mail.find(name);
  if (list == mail.end() || !list->is_array() || list->size() > kLinesMax) return false;
  return std::all_of(list->begin(), list->end(), [](const json& line) {
    return line.is_string() && line.get_ref<const std::string&>().size() <= kTextMax;
  });
}

bool IsShort(const json& mail, const char* name) {
  const auto text = net::TextField(mail, name);
  return text && !text->empty() && text->size() <= kTextMax;
}

bool HasGoodAttachment(const json& mail) {
  const auto file = mail.find("attachment");
  if (file == mail.end()) return true;
  if (!file->is_object() || net::TextField(*file, "type") != "application/pdf") return false;
  const auto bytes = net::TextField(*file, "base64");
  return IsShort(*file, "name") && bytes && FromBase64(*bytes).has_value();
}

// A mail may have no link.
bool HasGoodLink(const json& mail) {
  if (net::TextField(mail, "link") == "" && net::TextField(mail, "link_text") == "") return true;
  return IsShort(mail, "link_text") && IsShort(mail, "link") &&
         IsReturnUrl(net::TextField(mail, "link").value_or(""));
}

bool HasGoodContent(const json& mail) {
  return IsShort(mail, "subject") && AreLines(mail, "paragraphs") &&
         AreLines(mail, "small_print") && HasGoodLink(mail) && HasGoodAttachment(mail);
}

// Encodes everything except letters, digits and characters that are safe in a path.
std::string PercentEncoded(std::string_view text) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~@").find(c) != std::string_view::npos;
    if (plain) {
      out += c;
    } else {
      out += {'%', kHex[byte >> 4U], kHex[byte & 15U]};
    }
  }
  return out;
}

// For the form of the index page; relative, since the host may have other names.
net::Response ToPageOf(const net::Request& request) {
  const auto address = EmailAddress::Parse(request.Parameter("address").value_or(""));
  if (!address.ok()) return NoMailboxPage(LanguageOf(request));
  net::Response response;
  response.status = 303;
  std::string where = std::string(kPlace) + "/" + PercentEncoded(address->text());
  if (messages::ParseLanguage(request.Parameter("lang").value_or(""))) {
    where += "?lang=" + std::string(Code(LanguageOf(request)));
  }
  response.headers = {{"Location", std::move(where)}};
  return response;
}

}  // namespace

void Mail::Handle(net::Request&& request, net::Responder&& responder) {
  const std::string rest = request.path.substr(std::min(kPlace.size() + 1, request.path.size()));
  if (request.method == "POST" && request.path == kMailMessages) {
    return handler_.ServeWithFaults(std::move(responder),
                                    [this, body = std::move(request.body)] { return Take(body); });
  }
  if (request.method != "GET") return responder.Send(net::ProblemResponse(kNoSuchPlace));
  Get(request, rest, std::move(responder));
}

void Mail::Get(const net::Request& request, const std::string& rest, net::Responder&& responder) {
  if (rest.empty()) return responder.Send(ToPageOf(request));
  if (rest == "entries") {
    const auto page = PageAsked(request);
    if (!page) return responder.Send(net::ProblemResponse(kBadPage));
    return handler_.Serve(std::move(responder), [this, page] {
      return Answer{JsonResponse(200, ToJson(store_.Read(*page)))};
    });
  }
  if (rest.starts_with(kAttachments)) {
    return handler_.Serve(std::move(responder), [this, n = rest.substr(kAttachments.size())] {
      return ShowAttachment(n);
    });
  }
  const messages::Language language = LanguageOf(request);
  auto address = EmailAddress::Parse(rest);
  if (!address.ok()) return responder.Send(NoMailboxPage(language));
  handler_.Serve(std::move(responder), [this, address = *std::move(address), language] {
    const auto newest = store_.Newest(address.text(), kShownMax);
    return Answer{MailPage(address, newest, language, actor_.Now())};
  });
}

Answer Mail::Take(const std::string& body) {
  auto parsed = net::ParseStrict(body);
  if (!parsed.ok()) return Refused("malformed");
  MailEntry mail;
  mail.reference = net::TextField(*parsed, "reference").value_or("");
  const auto to = EmailAddress::Parse(net::TextField(*parsed, "to").value_or(""));
  if (!IsReference(mail.reference)) return Refused("invalid_reference");
  if (!to.ok()) return Refused("invalid_address");
  if (!HasGoodContent(*parsed)) return Refused("invalid_content");
  mail.address = to->text();
  mail.content = *std::move(parsed);
  mail.at = actor_.Now();
  store_.Add(mail);
  return {JsonResponse(200, {{"reference", mail.reference}, {"state", "arrived"}})};
}

Answer Mail::ShowAttachment(const std::string& n) {
  std::int64_t number = 0;
  const auto read = std::from_chars(n.data(), n.data() + n.size(), number);
  const bool right = read.ec == std::errc() && read.ptr == n.data() + n.size();
  const auto mail = right ? store_.Find(number) : std::nullopt;
  if (!mail || !mail->content.contains("attachment")) return {net::ProblemResponse(kNoSuchPlace)};
  const auto bytes =
      FromBase64(net::TextField(mail->content.at("attachment"), "base64").value_or(""));
  if (!bytes) return {net::ProblemResponse(kNoSuchPlace)};
  net::Response response;
  response.content_type = "application/pdf";
  response.body = *bytes;
  return {std::move(response)};
}

}  // namespace herlaad::sandbox
