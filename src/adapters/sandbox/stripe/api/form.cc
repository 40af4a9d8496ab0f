#include "adapters/sandbox/stripe/api/form.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "adapters/net/addresses/percent.h"

namespace herlaad::sandbox {
namespace {

// The JSON library refuses to write what is not UTF-8, and so saves a decoder of our own.
bool IsUtf8(const std::string& text) {
  try {
    const std::string written = nlohmann::json(text).dump();
    return !written.empty();
  } catch (const nlohmann::json::type_error&) {
    return false;
  }
}

std::optional<std::string> Decode(std::string_view text) {
  std::string spaced(text);
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  auto decoded = net::PercentDecode(spaced);
  if (!decoded || decoded->find('\0') != std::string::npos || !IsUtf8(*decoded)) {
    return std::nullopt;
  }
  return decoded;
}

std::optional<std::int64_t> ParseIndex(std::string_view text) {
  if (text.empty() ||
      !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    return std::nullopt;
  }
  std::int64_t index = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
  if (error != std::errc() || end != text.data() + text.size() || index > kFormIndexMax) {
    return -1;
  }
  return index;
}

// "a[b][0]" as "a", "b", "0"; nothing if the brackets do not match.
std::optional<std::vector<std::string>> Segments(const std::string& name) {
  const std::size_t open = std::min(name.find('['), name.size());
  std::vector<std::string> segments = {name.substr(0, open)};
  std::size_t at = open;
  while (at < name.size()) {
    const std::size_t close = name.find(']', at);
    if (name[at] != '[' || close == std::string::npos) return std::nullopt;
    segments.push_back(name.substr(at + 1, close - at - 1));
    if (segments.back().find('[') != std::string::npos) return std::nullopt;
    at = close + 1;
  }
  if (segments.front().empty() || segments.front().find(']') != std::string::npos ||
      segments.size() > kFormDepthMax + 1) {
    return std::nullopt;
  }
  return segments;
}

// The name with a number in place of "[]"; nothing if it is invalid.
std::optional<std::string> WholeName(const Form& form, const std::string& name) {
  if (name.size() > kFormNameMax) return std::nullopt;
  const auto segments = Segments(name);
  if (!segments) return std::nullopt;
  std::string whole = segments->front();
  for (std::size_t i = 1; i < segments->size(); ++i) {
    std::string segment = (*segments)[i];
    if (segment.empty()) {
      const auto indices = form.Indices(whole);
      segment = std::to_string(indices.empty() ? 0 : indices.back() + 1);
    }
    const auto index = ParseIndex(segment);
    if (index && *index < 0) return std::nullopt;
    whole += "[" + (index ? std::to_string(*index) : segment) + "]";
  }
  return whole;
}

}  // namespace

std::string_view Text(FormError error) {
  switch (error) {
    case FormError::kEncoding:
      return "The parameters are not form-encoded UTF-8. Encode each name and each value.";
    case FormError::kName:
      return "The name of a parameter is not valid. Write it as name[key] or name[0], with "
             "matching brackets.";
    case FormError::kRepeated:
      return "A parameter was sent twice. Send each name once, or use name[0], name[1].";
    case FormError::kTooMany:
      return "Too many parameters were sent.";
  }
  return {};
}

Result<Form, FormError> Form::Parse(std::string_view text) {
  Form form;
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(text.size(), pair.size() + 1));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const auto name = Decode(pair.substr(0, equals));
    auto value = Decode(pair.substr(std::min(pair.size(), equals + 1)));
    if (!name || !value) return Failure{FormError::kEncoding};
    auto whole = WholeName(form, *name);
    if (!whole) return Failure{FormError::kName};
    if (form.fields_.size() >= kFormFieldsMax) return Failure{FormError::kTooMany};
    if (!form.fields_.emplace(std::move(*whole), std::move(*value)).second) {
      return Failure{FormError::kRepeated};
    }
  }
  return form;
}

std::optional<std::string> Form::Find(std::string_view name) const {
  const auto found = fields_.find(name);
  return found == fields_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<std::string> Form::Keys(const std::string& name) const {
  std::vector<std::string> keys;
  const std::string prefix = name + "[";
  for (auto at = fields_.lower_bound(prefix); at != fields_.end(); ++at) {
    if (!at->first.starts_with(prefix)) break;
    std::string key =
        at->first.substr(prefix.size(), at->first.find(']', prefix.size()) - prefix.size());
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(std::move(key));
  }
  return keys;
}

std::vector<std::int64_t> Form::Indices(const std::string& name) const {
  std::set<std::int64_t> indices;
  for (const std::string& key : Keys(name)) {
    const auto index = ParseIndex(key);
    if (index && *index >= 0) indices.insert(*index);
  }
  return {indices.begin(), indices.end()};
}

}  // namespace herlaad::sandbox
