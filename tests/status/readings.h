// What there is to be read of an order, line by line, wherever it is shown: what the domain says of
// it, and what an answer, a page or a terminal shows. Two readings of one order are equal or
// somebody decided something by themselves.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "domain/orders/status_view.h"

namespace herlaad::testing {

using Lines = std::vector<std::string>;

struct Reader {
  messages::Language language = messages::Language::kEn;
  Instant now{};
};

// The headline, what is known of the money, each sentence of what comes next, and each step: its
// mark, words and amount, what is more, and its time.
Lines StatusLines(const orders::StatusView& status, const Reader& reader);
// The same of a top-up as the API tells it.
Lines StatusLines(const nlohmann::json& topup, const Reader& reader);

// The order's facts by name and value: number, operator, amounts, times, reference.
Lines DetailLines(const orders::Order& order, const std::string& operator_name,
                  const Reader& reader);

// The text of each element of those names, in the order of the page. None may stand in another.
Lines TextsIn(std::string_view html, const std::vector<std::string_view>& elements);
// What stands between the two, both left out; empty where they are not there.
std::string_view Between(std::string_view html, std::string_view begin, std::string_view end);

// Space is space, whether it breaks or not.
std::string WithPlainSpace(std::string_view text);

}  // namespace herlaad::testing
