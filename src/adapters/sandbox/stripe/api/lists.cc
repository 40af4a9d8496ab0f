#include "adapters/sandbox/stripe/api/lists.h"

#include <algorithm>
#include <utility>

#include "adapters/sandbox/stripe/api/parameter_reader.h"

namespace herlaad::sandbox {
namespace {

using nlohmann::json;

constexpr std::int64_t kLimitMax = 100;
constexpr std::size_t kExpandDepthMax = 4;

void ReadCreated(ParameterReader& reader, StripeListQuery& query) {
  constexpr std::int64_t kFar =
      100'000'000'000;  // seconds; also keeps the sums below from overflow
  const auto read = [&](const char* name, std::int64_t absent) {
    return std::clamp<std::int64_t>(reader.Integer(name, absent), -kFar, kFar);
  };
  query.created_from = std::max(read("created[gte]", 0), read("created[gt]", -1) + 1);
  query.created_to = std::min(read("created[lte]", kFar), read("created[lt]", kFar) - 1);
  if (reader.form().Find("created")) {
    query.created_from = query.created_to = read("created", 0);
  }
}

// The number of the object from which the page starts.
std::int64_t NumberOf(StripeBook& book, ParameterReader& reader, const std::string& param,
                      const std::string& kind, std::int64_t absent) {
  const std::string id = reader.Text(param, 200);
  if (id.empty()) return absent;
  const auto number = book.store.NumberOf(id, kind);
  if (!number) reader.Note(NoSuchObject(kind, id, param));
  return number.value_or(absent);
}

std::string* FilterOf(StripeListQuery& query, std::string_view name) {
  if (name == "payment_intent") return &query.payment_intent;
  if (name == "charge") return &query.charge;
  if (name == "customer") return &query.customer;
  if (name == "type") return &query.type;
  if (name == "source") return &query.source;
  if (name == "payout") return &query.payout;
  return &query.status;
}

// The parameters of every list, and the filters of this one.
ParameterReader ReaderFor(const Form& form, std::initializer_list<std::string_view> filters) {
  ParameterReader reader(
      form, {"limit", "starting_after", "ending_before", "created", "created[gt]", "created[gte]",
             "created[lt]", "created[lte]", "payment_intent", "charge", "customer", "type",
             "source", "payout", "status"});
  for (const std::string_view name :
       {"payment_intent", "charge", "customer", "type", "source", "payout", "status"}) {
    if (form.Find(name) && std::find(filters.begin(), filters.end(), name) == filters.end()) {
      reader.Note(UnknownParameter(std::string(name)));
    }
  }
  return reader;
}

StripeError CannotExpand(const std::string& path) {
  return InvalidParameter("expand", "This property cannot be expanded (" + path + ").");
}

json LineItems(const json& session) {
  return {{"object", "list"},
          {"data", session.at("_line_items")},
          {"has_more", false},
          {"url", "/v1/checkout/sessions/" + session.at("id").get<std::string>() + "/line_items"}};
}

// Expands the rest of the path below `value`; false if there is no such property.
bool ExpandBelow(StripeBook& book, json& value, std::string_view path, std::size_t depth) {
  if (path.empty()) return true;
  if (depth > kExpandDepthMax) return false;
  const std::string name(path.substr(0, path.find('.')));
  path.remove_prefix(std::min(path.size(), name.size() + 1));
  if (value.is_array()) {
    return std::all_of(value.begin(), value.end(), [&](json& each) {
      return ExpandBelow(book, each, name + (path.empty() ? "" : "." + std::string(path)), depth);
    });
  }
  if (value.is_null()) return true;  // nothing was there to be expanded
  if (!value.is_object()) return false;
  if (name == "line_items" && value.contains("_line_items")) {
    value[name] = LineItems(value);
    return path.empty();
  }
  const auto member = value.find(name);
  if (member == value.end() || name.starts_with('_')) return false;
  if (member->is_string()) {
    auto found = book.store.Find(member->get<std::string>());
    if (!found || name == "id") return false;
    *member = std::move(*found);
  }
  return ExpandBelow(book, *member, path, depth + 1);
}

}  // namespace

StripeResult ListObjects(StripeBook& book, const StripeCall& call, std::string_view kind,
                         std::string_view url, std::initializer_list<std::string_view> filters) {
  ParameterReader reader = ReaderFor(call.form, filters);
  StripeListQuery query;
  query.kind = kind;
  const std::int64_t limit = reader.Integer("limit", 10);
  if (limit < 1 || limit > kLimitMax) {
    reader.Note(
        InvalidParameter("limit", "Limit must be between 1 and 100.", "parameter_invalid_integer"));
  }
  query.limit = static_cast<std::size_t>(std::clamp<std::int64_t>(limit, 1, kLimitMax));
  ReadCreated(reader, query);
  query.before = NumberOf(book, reader, "starting_after", query.kind, INT64_MAX);
  query.after = NumberOf(book, reader, "ending_before", query.kind, 0);
  for (const std::string_view name : filters) {
    *FilterOf(query, name) = reader.Text(std::string(name), 200);
  }
  if (reader.mistake()) return Failure{*reader.mistake()};
  std::vector<json> found = book.store.List(query);
  const bool more = found.size() > query.limit;
  if (more) found.pop_back();
  if (query.after > 0) std::reverse(found.begin(), found.end());
  return json{{"object", "list"}, {"data", std::move(found)}, {"has_more", more}, {"url", url}};
}

StripeResult FindObject(StripeBook& book, const StripeCall& call, std::string_view kind,
                        std::string_view param) {
  ParameterReader reader(call.form, {});
  if (reader.mistake()) return Failure{*reader.mistake()};
  auto found = book.store.Find(call.id, kind);
  if (!found) return Failure{NoSuchObject(std::string(kind), call.id, std::string(param))};
  return *found;
}

std::optional<StripeError> Expand(StripeBook& book, const Form& form, json& answer) {
  for (const std::int64_t index : form.Indices("expand")) {
    const std::string path = form.Find("expand[" + std::to_string(index) + "]").value_or("");
    if (path.empty() || !ExpandBelow(book, answer, path, 0)) return CannotExpand(path);
  }
  return std::nullopt;
}

}  // namespace herlaad::sandbox
