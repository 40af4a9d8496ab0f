#include "adapters/net/http.h"

#include <algorithm>

#include "adapters/net/addresses/percent.h"
#include "adapters/net/problem.h"
#include "base/core/check.h"

namespace herlaad::net {
namespace {

// Forms encode a space as '+', which PercentDecode leaves unchanged.
std::optional<std::string> DecodeQueryText(std::string_view text) {
  std::string spaced(text);
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  return PercentDecode(spaced);
}

}  // namespace

std::optional<std::string_view> Request::Find(std::string_view name) const {
  std::optional<std::string_view> found;
  for (const Header& header : headers) {
    if (header.name != name) continue;
    if (found) return std::nullopt;
    found = header.value;
  }
  return found;
}

std::optional<std::string> Request::Parameter(std::string_view name) const {
  std::string_view rest = query;
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    const std::size_t equals = pair.find('=');
    if (DecodeQueryText(pair.substr(0, equals)) != name) continue;
    if (equals == std::string_view::npos) return std::string();
    return DecodeQueryText(pair.substr(equals + 1));
  }
  return std::nullopt;
}

std::vector<std::string> Request::ParameterNames() const {
  std::vector<std::string> names;
  std::string_view rest = query;
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    if (pair.empty()) continue;
    const std::string_view name = pair.substr(0, pair.find('='));
    names.push_back(DecodeQueryText(name).value_or(std::string(name)));
  }
  return names;
}

messages::Language Request::Language() const {
  return messages::NegotiateLanguage(Find("accept-language").value_or(""));
}

Responder::~Responder() {
  if (!send_) return;
  try {
    send_(ProblemResponse(problems::kUnanswered, language_));
  } catch (...) {  // NOLINT: out of memory; a destructor must not throw
  }
}

void Responder::Send(Response response) {
  CHECK(send_ != nullptr, "a request is answered once");
  const auto send = std::exchange(send_, nullptr);
  send(std::move(response));
}

}  // namespace herlaad::net
