#include "api/http/core/html/error_pages.h"

#include <algorithm>
#include <array>

#include "api/http/core/negotiation.h"

namespace herlaad::http {
namespace {

using messages::Key;
using messages::Language;
using messages::Text;

bool IsForPrograms(std::string_view path) {
  constexpr std::array<std::string_view, 5> kPrefixes = {"/v1/", "/admin/", "/health/", "/metrics",
                                                         "/api/"};
  return std::any_of(kPrefixes.begin(), kPrefixes.end(),
                     [path](std::string_view prefix) { return path.starts_with(prefix); });
}

bool AsksForPage(const net::Request& request) {
  return WantsPage(request.Find("accept").value_or(""));
}

// For a person, an invalid URL is the same as one that does not exist.
bool IsBadAddress(std::string_view code) {
  return code == "not_found" || code == "bad_target" || code == "target_too_long" ||
         code == "bad_request";
}

std::string TextOf(Language language, std::string_view code, const char* part, Key otherwise) {
  const auto key = Key::Find("problem." + std::string(code) + part);
  return std::string(Text(language, key.value_or(otherwise)));
}

// A sentence that stands below its title, without the title at its beginning.
std::string_view AfterTitle(std::string_view title, std::string_view sentence) {
  if (!sentence.starts_with(title)) return sentence;
  const std::string_view rest = sentence.substr(title.size());
  for (const std::string_view stop : {". ", "。"}) {
    if (rest.starts_with(stop)) return rest.substr(stop.size());
  }
  return sentence;
}

}  // namespace

ErrorPages::ErrorPages(std::span<const WebFile> files, bool sandbox)
    : shell_(WebFiles(files), sandbox) {}

std::optional<net::Response> ErrorPages::For(const Problem& problem,
                                             const net::Request& request) const {
  const bool nowhere = IsBadAddress(problem.name());
  if (request.method != "GET" || !AsksForPage(request)) return std::nullopt;
  if (!nowhere && IsForPrograms(request.path)) return std::nullopt;
  const Language language = PageLanguage(request);
  net::Response page =
      nowhere
          ? Page(problem.status(), language, Text(language, "nowhere.headline"),
                 Text(language, "nowhere.next"))
          : Page(problem.status(), language, problem.Title(language), problem.DetailIn(language));
  const auto& headers = problem.headers();
  page.headers.insert(page.headers.end(), headers.begin(), headers.end());
  return page;
}

std::optional<net::Response> ErrorPages::ForRefused(const net::Problem& problem,
                                                    const net::Request& seen,
                                                    bool headers_seen) const {
  if (seen.path.empty() || IsForPrograms(seen.path)) return std::nullopt;
  if (headers_seen && !AsksForPage(seen)) return std::nullopt;
  const Language language = PageLanguage(seen);
  if (IsBadAddress(problem.code)) {
    return Page(problem.status, language, Text(language, "nowhere.headline"),
                Text(language, "nowhere.next"));
  }
  return Page(problem.status, language,
              TextOf(language, problem.code, ".title", "problem.other.title"),
              TextOf(language, problem.code, ".detail", "problem.other.detail"));
}

net::Response ErrorPages::Page(int status, Language language, std::string_view title,
                               std::string_view sentence) const {
  Html main;
  main.Element("h1", "", title).Element("p", "", AfterTitle(title, sentence));
  main.Link("/" + std::string(messages::Code(language)) + "/", "button next",
            Text(language, "nowhere.start"));
  return shell_.Page({status, language, std::string(title), "/", false, {}}, main);
}

messages::Language PageLanguage(const net::Request& request) {
  const std::string_view path = request.path;
  const bool whole = path.size() == 3 || (path.size() > 3 && path[3] == '/');
  const auto language = whole ? messages::ParseLanguage(path.substr(1, 2)) : std::nullopt;
  return language ? *language : request.Language();
}

}  // namespace herlaad::http
