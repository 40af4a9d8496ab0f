// What is shown of an order, line by line: computed by the domain, and read from an answer, a page
// or a terminal. Two readings of the same order must be equal, or one place decided something of
// its own.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "domain/orders/status/status_view.h"

namespace herlaad::testing {

using Lines = std::vector<std::string>;

struct Reader {
  messages::Language language = messages::Language::kEn;
  Instant now{};
};

// The headline, what is known of the money, each sentence of what comes next, and each step: its
// marker, text and amount, details, and time.
Lines StatusLines(const orders::StatusView& status, const Reader& reader);
// The same from the API's JSON of a top-up.
Lines StatusLines(const nlohmann::json& topup, const Reader& reader);

// The order's facts by name and value: number, operator, amounts, times, reference.
Lines DetailLines(const orders::Order& order, const std::string& operator_name,
                  const Reader& reader);

// The text of each element with one of those names, in the order of the page. They must not be
// nested.
Lines TextsIn(std::string_view html, const std::vector<std::string_view>& elements);
// The text between both markers; empty if they are missing.
std::string_view Between(std::string_view html, std::string_view begin, std::string_view end);

// Replaces non-breaking spaces by plain ones.
std::string WithPlainSpace(std::string_view text);

}  // namespace herlaad::testing
