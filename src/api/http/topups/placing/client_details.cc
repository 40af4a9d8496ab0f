#include "api/http/topups/placing/client_details.h"

#include <algorithm>
#include <string>

#include "adapters/net/addresses/url.h"
#include "adapters/net/json.h"
#include "api/http/core/exchange.h"
#include "api/http/core/json/read_json.h"
#include "api/http/core/parameters/url_fault.h"
#include "base/core/printable.h"

namespace herlaad::http {
namespace {

using nlohmann::json;
using orders::Metadatum;

// Empty if it is absent.
Result<std::string, Problem> ReadOptionalLine(const json& body, std::string_view field) {
  if (!body.contains(field)) return std::string();
  return ReadLine(body, field);
}

Result<std::string, Problem> ReadReference(const json& body) {
  constexpr std::string_view kField = "client_reference";
  auto text = ReadOptionalLine(body, kField);
  if (!text.ok() || !body.contains(kField) || IsClientReference(*text)) return text;
  return Failure{FieldInvalid(kField, "problem.field_invalid.reference")};
}

Result<std::string, Problem> ReadReturnUrl(const json& body) {
  constexpr std::string_view kField = "return_url";
  auto text = ReadOptionalLine(body, kField);
  if (!text.ok() || !body.contains(kField)) return text;
  if (text->size() > orders::kReturnUrlMax) {
    return Failure{FieldInvalid(kField, "problem.field_invalid.too_long",
                                {{"bytes", std::to_string(orders::kReturnUrlMax)}})};
  }
  const auto url = net::ParseUrl(*text);
  // A fragment is the browser's, and this address is only followed by browsers.
  const bool is_fragment = !url.ok() && url.error() == net::UrlFault::kFragment;
  if (!url.ok() && !is_fragment) return Failure{FieldInvalid(kField, TextOfFault(url.error()))};
  return text;
}

Result<Metadatum, Problem> ReadMetadatum(const std::string& key, const json& value) {
  const std::string field = "metadata." + key;
  const std::size_t characters = orders::CountCharacters(key);
  if (characters == 0 || characters > orders::kMetadataKeyMax || !IsOneLine(key))
    return Failure{FieldInvalid("metadata", "problem.field_invalid.metadata_key")};
  if (!value.is_string())
    return Failure{FieldInvalid(field, "problem.field_invalid.metadata_value")};
  auto text = value.get<std::string>();
  if (auto problem = WhyNotOneLine(field, text)) return Failure{*std::move(problem)};
  if (orders::CountCharacters(text) > orders::kMetadataValueMax)
    return Failure{FieldInvalid(field, "problem.field_invalid.metadata_long")};
  return Metadatum{key, std::move(text)};
}

Result<std::vector<Metadatum>, Problem> ReadMetadata(const json& body) {
  std::vector<Metadatum> metadata;
  const auto object = body.find("metadata");
  if (object == body.end()) return metadata;
  if (!object->is_object() || object->size() > orders::kMetadataMax)
    return Failure{FieldInvalid("metadata", "problem.field_invalid.metadata")};
  for (const auto& [key, value] : object->items()) {
    auto one = ReadMetadatum(key, value);
    if (!one.ok()) return Failure{one.error()};
    metadata.push_back(*std::move(one));
  }
  if (object->dump().size() > orders::kMetadataBytesMax)
    return Failure{FieldInvalid("metadata", "problem.field_invalid.metadata_bytes")};
  return metadata;
}

// The names of members are the client's, so they are escaped as texts are.
std::string MetadataJson(const orders::ClientDetails& details) {
  json object = json::object();
  for (const Metadatum& one : details.metadata) object[one.key] = one.value;
  return net::WriteJson(object);
}

std::string_view FirstField(const orders::ClientDetails& details) {
  if (!details.reference.empty()) return "client_reference";
  return details.return_url.empty() ? "metadata" : "return_url";
}

}  // namespace

bool IsClientReference(std::string_view text) {
  return !text.empty() && orders::CountCharacters(text) <= orders::kClientReferenceMax &&
         IsOneLine(text);
}

Result<orders::ClientDetails, Problem> ReadClientDetails(const json& body) {
  auto reference = ReadReference(body);
  if (!reference.ok()) return Failure{reference.error()};
  auto return_url = ReadReturnUrl(body);
  if (!return_url.ok()) return Failure{return_url.error()};
  auto metadata = ReadMetadata(body);
  if (!metadata.ok()) return Failure{metadata.error()};
  return orders::ClientDetails{*std::move(reference), *std::move(return_url), *std::move(metadata)};
}

std::optional<Problem> WhyNotSaid(const orders::ClientDetails& details, const Client& client,
                                  bool allow_private) {
  if (details.IsEmpty()) return std::nullopt;
  if (client.IsAnonymous() || client.kind == Client::Kind::kStaff) {
    return KeyRequired().Say("problem.key_required.details", {}).With("field", FirstField(details));
  }
  if (details.return_url.empty() || details.return_url.starts_with("https://")) return std::nullopt;
  const auto url = net::ParseUrl(details.return_url.substr(0, details.return_url.find('#')));
  if (url.ok() && (url->is_https || (allow_private && url->IsLoopback()))) return std::nullopt;
  return FieldInvalid("return_url", TextOfFault(net::UrlFault::kScheme));
}

void RenderClientDetails(const orders::ClientDetails& details, JsonWriter& json) {
  if (!details.reference.empty()) json.Name("client_reference").Text(details.reference);
  if (!details.return_url.empty()) json.Name("return_url").Text(details.return_url);
  if (!details.metadata.empty()) json.Name("metadata").Raw(MetadataJson(details));
}

bool MayReturn(const orders::Order& order) { return !order.details.return_url.empty(); }

std::string ReturnHost(const orders::ClientDetails& details) {
  if (details.return_url.empty()) return {};
  const auto url = net::ParseUrl(details.return_url.substr(0, details.return_url.find('#')));
  return url.ok() ? url->shown : std::string();
}

}  // namespace herlaad::http
