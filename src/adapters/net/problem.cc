#include "adapters/net/problem.h"

#include <algorithm>
#include <array>

#include "base/messages/messages.h"

namespace herlaad::net {
namespace {

struct Reason {
  int status;
  std::string_view phrase;
};

// As registered by IANA, sorted by status.
constexpr std::array<Reason, 41> kReasons = {{
    {100, "Continue"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {423, "Locked"},
    {425, "Too Early"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
}};

constexpr std::array kProblems = {
    problems::kBadRequest,       problems::kBadTarget,           problems::kBadHost,
    problems::kBadContentLength, problems::kBadTransferEncoding, problems::kFoldedHeader,
    problems::kBadChunk,         problems::kIncompleteRequest,   problems::kRequestTimeout,
    problems::kBodyTooLarge,     problems::kTargetTooLong,       problems::kBadExpectation,
    problems::kHeadersTooLarge,  problems::kTooManyHeaders,      problems::kUnanswered,
    problems::kMethodUnknown,    problems::kTooManyConnections,  problems::kHttpVersion,
    problems::kStarting};

// A test checks that every problem has its texts; if one is missing, a general text is better than
// a second error.
std::string_view TextOf(messages::Language language, std::string_view code, const char* part,
                        messages::Key otherwise) {
  const auto key = messages::Key::Find("problem." + std::string(code) + part);
  return messages::Text(language, key.value_or(otherwise));
}

// Texts are constants, but a quote in one must not break the JSON.
void AppendQuoted(std::string_view text, std::string& out) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  out += '"';
}

Response Blank(const Problem& problem) {
  Response response;
  response.status = problem.status;
  response.content_type = "application/problem+json";
  return response;
}

Response Plain(const Problem& problem) {
  Response response = Blank(problem);
  response.body = R"({"type":"about:blank","title":)";
  AppendQuoted(ReasonPhrase(problem.status), response.body);
  response.body += R"(,"status":)" + std::to_string(problem.status) + R"(,"code":)";
  AppendQuoted(problem.code, response.body);
  response.body += R"(,"detail":)";
  AppendQuoted(problem.detail, response.body);
  response.body += "}";
  return response;
}

Response Described(const Problem& problem, messages::Language language) {
  Response response = Blank(problem);
  response.body = R"({"type":"/docs#)" + std::string(problem.code) + R"(","title":)";
  AppendQuoted(TextOf(language, problem.code, ".title", "problem.other.title"), response.body);
  response.body += R"(,"status":)" + std::to_string(problem.status) + R"(,"detail":)";
  AppendQuoted(TextOf(language, problem.code, ".detail", "problem.other.detail"), response.body);
  response.body += R"(,"code":)";
  AppendQuoted(problem.code, response.body);
  response.body += problem.money_unknown ? R"(,"money":"unknown"})" : R"(,"money":"not_taken"})";
  response.headers.push_back({"Content-Language", std::string(messages::Code(language))});
  response.headers.push_back({"Vary", "Accept-Language"});
  return response;
}

}  // namespace

std::string_view ReasonPhrase(int status) {
  const auto found =
      std::lower_bound(kReasons.begin(), kReasons.end(), status,
                       [](const Reason& reason, int wanted) { return reason.status < wanted; });
  return found != kReasons.end() && found->status == status ? found->phrase : std::string_view();
}

std::span<const Problem> AllProblems() { return kProblems; }

Response ProblemResponse(const Problem& problem, messages::Language language) {
  return problem.detail.empty() ? Described(problem, language) : Plain(problem);
}

}  // namespace herlaad::net
