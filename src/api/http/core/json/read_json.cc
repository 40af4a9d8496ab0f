#include "api/http/core/json/read_json.h"

#include <algorithm>

#include "adapters/net/json.h"
#include "base/core/check.h"
#include "base/core/printable.h"

namespace herlaad::http {
namespace {

using nlohmann::json;

Code CodeOf(net::JsonErrorKind kind) {
  switch (kind) {
    case net::JsonErrorKind::kUtf8:
      return Code::kJsonUtf8;
    case net::JsonErrorKind::kSyntax:
      return Code::kJsonSyntax;
    case net::JsonErrorKind::kDepth:
      return Code::kJsonTooDeep;
    case net::JsonErrorKind::kValues:
      return Code::kJsonTooManyValues;
    case net::JsonErrorKind::kDuplicateKey:
      return Code::kJsonDuplicateKey;
    case net::JsonErrorKind::kNumber:
      return Code::kJsonNumber;
    case net::JsonErrorKind::kNul:
      return Code::kJsonNul;
  }
  CHECK(false, "a text is refused for one of the listed reasons");
}

std::string InLowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  return lower;
}

// Checks the parameters of a media type, in lower case. JSON is UTF-8 (RFC 8259, 8.1); some clients
// state it.
bool SaysUtf8(std::string_view parameters) {
  constexpr std::string_view kCharset = "charset=";
  const std::size_t at = parameters.find(kCharset);
  if (at == std::string_view::npos) return true;
  std::string_view charset = parameters.substr(at + kCharset.size());
  charset = charset.substr(0, charset.find(';'));
  const std::size_t first = charset.find_first_not_of("\" ");
  if (first == std::string_view::npos) return false;
  charset = charset.substr(first, charset.find_last_not_of("\" \t") - first + 1);
  return charset == "utf-8" || charset == "utf8" || charset == "us-ascii";
}

bool IsJsonType(std::string_view type) {
  const std::size_t end = std::min(type.find_first_of("; \t"), type.size());
  return type.substr(0, end) == "application/json" && SaysUtf8(type.substr(end));
}

// Another site can have a browser send a body without Content-Type, or one of a form or plain text,
// and no more. Compressed content is not accepted either. Only what comes from the machine itself,
// and what has no body, need not say its type.
bool IsJson(const net::Request& request) {
  const bool must_say = !request.local && !request.body.empty();
  if (must_say && !request.Find("content-type")) return false;
  return std::all_of(request.headers.begin(), request.headers.end(), [](const net::Header& header) {
    if (header.name == "content-encoding") return InLowerCase(header.value) == "identity";
    return header.name != "content-type" || IsJsonType(InLowerCase(header.value));
  });
}

// A field's name is repeated in the problem, but only the beginning of a long one.
std::string Shortened(std::string_view field) {
  constexpr std::size_t kMax = 80;
  if (field.size() <= kMax) return std::string(field);
  std::size_t end = kMax;
  while (end > 0 && (static_cast<unsigned char>(field[end]) & 0xC0U) == 0x80U) --end;
  return std::string(field.substr(0, end)) + "…";
}

}  // namespace

Problem FieldProblem(Code code, std::string_view field, std::string_view sentence) {
  Problem problem(code);
  problem.With("field", Shortened(field));
  std::vector<Problem::Put> values{{"field", Quoted(field)}};
  if (!sentence.empty()) {
    problem.Detail(std::string(sentence) + " Nothing was done.");
    values.push_back({"sentence", std::string(sentence)});
    return problem.Say("problem.field_invalid.in_english", std::move(values));
  }
  if (code == Code::kFieldUnknown) {
    problem.Say("problem.field_unknown.named", std::move(values));
  } else if (code == Code::kFieldMissing) {
    problem.Say("problem.field_missing.named", std::move(values));
  }
  return problem;
}

Problem FieldInvalid(std::string_view field, messages::Key text, std::vector<Problem::Put> values) {
  Problem problem(Code::kFieldInvalid);
  problem.With("field", Shortened(field));
  values.push_back({"field", Quoted(field)});
  return problem.Say(text, std::move(values));
}

std::optional<Problem> WhyNotOneLine(std::string_view field, std::string_view text) {
  if (IsOneLine(text)) return std::nullopt;
  return FieldInvalid(field, "problem.field_invalid.one_line");
}

std::string Quoted(std::string_view text) { return IsOneLine(text) ? Shortened(text) : "…"; }

Result<json, Problem> ReadBody(const net::Request& request,
                               std::initializer_list<std::string_view> known,
                               const net::JsonLimits& limits) {
  if (!IsJson(request)) return Failure{Problem(Code::kContentType)};
  auto body = net::ParseStrict(request.body, limits);
  if (!body.ok()) {
    return Failure{
        Problem(CodeOf(body.error().kind)).WithJson("offset", std::to_string(body.error().offset))};
  }
  if (!body->is_object()) {
    return Failure{Problem(Code::kFieldInvalid).Say("problem.field_invalid.object", {})};
  }
  if (const auto unknown = net::UnknownField(*body, known)) {
    return Failure{FieldProblem(Code::kFieldUnknown, *unknown)};
  }
  return *std::move(body);
}

Result<std::string, Problem> ReadText(const json& object, std::string_view field) {
  const auto found = object.find(field);
  if (found == object.end()) return Failure{FieldProblem(Code::kFieldMissing, field)};
  if (!found->is_string()) {
    return Failure{FieldInvalid(field, "problem.field_invalid.string")};
  }
  return found->get<std::string>();
}

Result<std::string, Problem> ReadLine(const json& object, std::string_view field) {
  auto text = ReadText(object, field);
  if (!text.ok()) return text;
  if (auto problem = WhyNotOneLine(field, *text)) return Failure{*std::move(problem)};
  return text;
}

Result<bool, Problem> ReadBoolean(const json& object, std::string_view field) {
  const auto found = object.find(field);
  if (found == object.end()) return Failure{FieldProblem(Code::kFieldMissing, field)};
  if (found->is_boolean()) return found->get<bool>();
  return Failure{FieldInvalid(field, "problem.field_invalid.boolean")};
}

Result<std::int64_t, Problem> ReadInteger(const json& object, std::string_view field) {
  if (!object.contains(field)) return Failure{FieldProblem(Code::kFieldMissing, field)};
  const auto number = net::IntegerField(object, field);
  if (number) return *number;
  return Failure{FieldInvalid(field, "problem.field_invalid.whole_number")};
}

Result<Money, Problem> ReadMoney(const json& object, std::string_view field) {
  const auto found = object.find(field);
  if (found == object.end()) return Failure{FieldProblem(Code::kFieldMissing, field)};
  const std::string name(field);
  if (!found->is_object()) {
    return Failure{
        FieldInvalid(field, "problem.field_invalid.example",
                     {{"example", std::string(R"({"amount": 1500, "currency": "EUR"})")}})};
  }
  if (const auto unknown = net::UnknownField(*found, {"amount", "currency"})) {
    return Failure{FieldProblem(Code::kFieldUnknown, name + "." + *unknown)};
  }
  if (!found->contains("amount"))
    return Failure{FieldProblem(Code::kFieldMissing, name + ".amount")};
  if (!found->contains("currency")) {
    return Failure{FieldProblem(Code::kFieldMissing, name + ".currency")};
  }
  const auto minor = net::IntegerField(*found, "amount");
  const auto code = net::TextField(*found, "currency");
  if (!minor) {
    return Failure{FieldInvalid(name + ".amount", "problem.field_invalid.whole_number")};
  }
  if (!code) {
    return Failure{FieldInvalid(name + ".currency", "problem.field_invalid.string")};
  }
  const auto currency = ParseCurrency(*code);
  if (!currency) return Failure{FieldProblem(Code::kCurrencyNotAccepted, name + ".currency")};
  if (*minor <= 0) return Failure{FieldProblem(Code::kAmountNotPositive, name + ".amount")};
  return Money{*minor, *currency};
}

}  // namespace herlaad::http
