#include "adapters/store/postgres/shard_rule.h"

#include <algorithm>
#include <cctype>
#include <vector>

#include "adapters/store/schema/tables.h"

namespace herlaad::store::postgres {
namespace {

struct Token {
  std::string_view text;
  int depth = 0;  // of parentheses
};
using Tokens = std::vector<Token>;

bool IsWordPart(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// Words, "$1" and single other characters; literals are left out.
Tokens TokensOf(std::string_view sql) {
  Tokens tokens;
  int depth = 0;
  for (std::size_t at = 0; at < sql.size();) {
    const char c = sql[at];
    if (c == '\'' || c == '"') {
      at = std::min(sql.find(c, at + 1), sql.size() - 1) + 1;
      continue;
    }
    std::size_t end = at + 1;
    if (IsWordPart(c) || c == '$') {
      while (end < sql.size() && IsWordPart(sql[end])) ++end;
    }
    if (c == ')') --depth;
    if (c != ' ' && c != '\n') tokens.push_back({sql.substr(at, end - at), depth});
    if (c == '(') ++depth;
    at = end;
  }
  return tokens;
}

bool IsOneOf(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool IsTable(std::string_view name) {
  return std::any_of(kAllTables.begin(), kAllTables.end(),
                     [name](const Table* table) { return table->name == name; });
}

bool IsParameter(std::string_view text) { return text.starts_with('$'); }

// Reads tokens from a place on; past the end they are empty.
class TokenReader {
 public:
  TokenReader(const Tokens& tokens, std::size_t at) : tokens_(tokens), at_(at) {}

  [[nodiscard]] std::string_view Peek() const {
    return at_ < tokens_.size() ? tokens_[at_].text : std::string_view();
  }
  std::string_view Next() {
    const std::string_view text = Peek();
    ++at_;
    return text;
  }
  bool Take(std::string_view text) {
    if (Peek() != text) return false;
    ++at_;
    return true;
  }
  // "$1" or "$1::bigint", and no array.
  bool TakeParameter() {
    if (!IsParameter(Peek())) return false;
    ++at_;
    if (!Take(":")) return true;
    return Take(":") && Take("bigint") && Peek() != "[";
  }

 private:
  const Tokens& tokens_;
  std::size_t at_;
};

// What follows "INSERT INTO table": the columns, shard first, and where the rows come from.
bool InsertsIntoOneShard(const Tokens& tokens, std::size_t after) {
  TokenReader reader(tokens, after);
  if (!reader.Take("(") || !reader.Take("shard")) return false;
  while (!reader.Peek().empty() && reader.Next() != ")") {
  }
  if (reader.Take("VALUES")) return reader.Take("(") && reader.TakeParameter();
  return reader.Take("SELECT") && reader.TakeParameter();
}

std::string_view AliasOf(const Tokens& tokens, std::size_t table) {
  TokenReader reader(tokens, table + 1);
  if (reader.Take("AS")) return reader.Peek();
  const std::string_view next = reader.Peek();
  const bool is_alias = !next.empty() && std::islower(static_cast<unsigned char>(next[0])) != 0;
  return is_alias ? next : tokens[table].text;
}

// "alias.shard = $1" anywhere, or "shard = $1" next to the table, before another query begins.
bool IsRestrictedToOneShard(const Tokens& tokens, std::size_t table) {
  const std::string_view alias = AliasOf(tokens, table);
  bool near = true;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (i > table && tokens[i].text == "UNION") near = false;
    TokenReader reader(tokens, i);
    if (!reader.Take("shard") || !reader.Take("=") || !reader.TakeParameter()) continue;
    const bool is_qualified = i > 0 && tokens[i - 1].text == ".";
    if (is_qualified && i > 1 && tokens[i - 2].text == alias) return true;
    if (!is_qualified && near && i > table && tokens[i].depth == tokens[table].depth) return true;
  }
  return false;
}

std::optional<std::string> VolatileIn(const Tokens& tokens) {
  const auto is = [&tokens](std::initializer_list<std::string_view> words) {
    return std::find_if(tokens.begin(), tokens.end(),
                        [words](const Token& token) { return IsOneOf(token.text, words); });
  };
  if (is({"INSERT", "UPDATE", "DELETE"}) == tokens.end()) return std::nullopt;
  const auto found = is({"clock_timestamp", "timeofday", "random", "gen_random_uuid", "nextval"});
  if (found == tokens.end()) return std::nullopt;
  return "a statement writes with " + std::string(found->text) + "()";
}

}  // namespace

std::optional<std::string> ShardRuleProblem(std::string_view sql) {
  const Tokens tokens = TokensOf(sql);
  for (std::size_t i = 1; i < tokens.size(); ++i) {
    if (!IsTable(tokens[i].text)) continue;
    const std::string_view before = tokens[i - 1].text;
    const bool is_right = before == "INTO" ? InsertsIntoOneShard(tokens, i + 1)
                          : IsOneOf(before, {"FROM", "JOIN", "UPDATE"})
                              ? IsRestrictedToOneShard(tokens, i)
                              : true;
    if (!is_right) {
      return "a statement does not name its shard for the table " + std::string(tokens[i].text) +
             " as one parameter: " + std::string(sql);
    }
  }
  return VolatileIn(tokens);
}

}  // namespace herlaad::store::postgres
