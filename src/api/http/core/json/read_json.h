// Strict parsing of JSON bodies, field by field; problems name the field.
#pragma once

#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/net/http.h"
#include "adapters/net/json.h"
#include "api/http/core/problem.h"
#include "base/core/result.h"
#include "base/money/money.h"

namespace herlaad::http {

// The request's body, an object without fields outside `known`.
Result<nlohmann::json, Problem> ReadBody(const net::Request& request,
                                         std::initializer_list<std::string_view> known,
                                         const net::JsonLimits& limits = {});

// Any string: a code, or what has a rule of its own.
Result<std::string, Problem> ReadText(const nlohmann::json& object, std::string_view field);
// What people write and others read, such as a name or a reason: IsOneLine, or empty.
Result<std::string, Problem> ReadLine(const nlohmann::json& object, std::string_view field);
Result<bool, Problem> ReadBoolean(const nlohmann::json& object, std::string_view field);
Result<std::int64_t, Problem> ReadInteger(const nlohmann::json& object, std::string_view field);
// {"amount": 1500, "currency": "EUR"}, above zero.
Result<Money, Problem> ReadMoney(const nlohmann::json& object, std::string_view field);

// Names the field. `sentence` says more in English; for other readers it is added in English. What
// people of every language meet says it by FieldInvalid.
Problem FieldProblem(Code code, std::string_view field, std::string_view sentence = {});
// With a text that may have "{field}", and "{name}" for each of `values`.
Problem FieldInvalid(std::string_view field, messages::Key text,
                     std::vector<Problem::Put> values = {});
// Why `text` of that field is refused; nothing if it is one line.
std::optional<Problem> WhyNotOneLine(std::string_view field, std::string_view text);
// What somebody else wrote, to be repeated in a sentence: shortened, and "…" unless it is one line.
std::string Quoted(std::string_view text);

}  // namespace herlaad::http
