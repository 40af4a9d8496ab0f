// The rule that makes PostgreSQL's statements fit for tables that are distributed by shard: each
// names its shard as one parameter, for every table that it touches. A distributed database then
// knows which machine to send it to, whatever the planner does.
//
// What such databases refuse, tried with Citus 13: a shard that is found by joining, or one of an
// array, and writing with a function whose value changes during the statement.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace herlaad::store::postgres {

// What breaks the rule in a statement as this program writes them (a table is named after FROM,
// JOIN, INTO or UPDATE); nullopt if nothing does. Checked for each statement that is prepared.
std::optional<std::string> ShardRuleProblem(std::string_view sql);

}  // namespace herlaad::store::postgres
