// Strict parsing of JSON bodies, field by field; problems name the field.
#pragma once

#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

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

Result<std::string, Problem> ReadText(const nlohmann::json& object, std::string_view field);
Result<std::int64_t, Problem> ReadInteger(const nlohmann::json& object, std::string_view field);
// {"amount": 1500, "currency": "EUR"}, above zero.
Result<Money, Problem> ReadMoney(const nlohmann::json& object, std::string_view field);

Problem FieldProblem(Code code, std::string_view field, std::string_view sentence = {});

}  // namespace herlaad::http
