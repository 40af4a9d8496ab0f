#include "tools/include_rules.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <map>
#include <sstream>
#include <stdexcept>

namespace herlaad::tools {
namespace {

bool IsNamePart(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

bool IsBelow(std::string_view path, std::string_view folder) {
  return path == folder ||
         (path.starts_with(folder) && path.substr(folder.size()).starts_with('/'));
}

bool IsBelowAny(std::string_view path, const std::vector<std::string>& folders) {
  return std::any_of(folders.begin(), folders.end(),
                     [&](const std::string& folder) { return IsBelow(path, folder); });
}

bool IsTest(std::string_view path) {
  return path.ends_with("_test.cc") || path.ends_with("_bench.cc");
}

// Modules are named without "src/", as in includes.
std::string_view WithoutSrc(std::string_view path) {
  return path.starts_with("src/") ? path.substr(4) : path;
}

const Module* RoomOf(const Plan& plan, std::string_view path) {
  const Module* best = nullptr;
  for (const Module& module : plan.modules) {
    if (IsBelow(path, module.path) && (!best || module.path.size() > best->path.size()))
      best = &module;
  }
  return best;
}

bool MayInclude(const Plan& plan, const Module& from, const Module& to) {
  if (from.path == to.path) return true;
  if (from.layer == to.layer) return to.height < from.height;
  const auto layer = std::find_if(plan.layers.begin(), plan.layers.end(),
                                  [&](const Layer& f) { return f.name == from.layer; });
  return layer != plan.layers.end() && IsBelowAny(to.path, layer->may);
}

struct Include {
  int line;
  std::string what;
  bool ours;  // "…" instead of <…>
};

std::vector<Include> IncludesOf(const std::string& text) {
  std::vector<Include> includes;
  std::istringstream lines(Blank(text, false));
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    const auto hash = line.find_first_not_of(" \t");
    if (hash == std::string::npos || line[hash] != '#') continue;
    const auto word = line.find_first_not_of(" \t", hash + 1);
    if (word == std::string::npos || line.compare(word, 7, "include") != 0) continue;
    const auto open = line.find_first_of("\"<", word);
    if (open == std::string::npos) continue;
    const auto close = line.find_first_of("\">", open + 1);
    if (close == std::string::npos) continue;
    includes.push_back({number, line.substr(open + 1, close - open - 1), line[open] == '"'});
  }
  return includes;
}

// The lines that contain the word, not as a part of a longer name.
std::vector<int> LinesWith(std::string_view code, std::string_view word) {
  std::vector<int> found;
  int line = 1;
  std::size_t counted = 0;
  for (std::size_t at = code.find(word); at != std::string_view::npos;
       at = code.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if (at > 0 && IsNamePart(word.front()) && IsNamePart(code[at - 1])) continue;
    if (end < code.size() && IsNamePart(word.back()) && IsNamePart(code[end])) continue;
    line += static_cast<int>(std::count(code.begin() + static_cast<std::ptrdiff_t>(counted),
                                        code.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
    counted = at;
    found.push_back(line);
  }
  return found;
}

std::size_t SkipSpace(std::string_view code, std::size_t at) {
  while (at < code.size() && std::isspace(static_cast<unsigned char>(code[at])) != 0) ++at;
  return at;
}

std::string_view TrimEnd(std::string_view code) {
  while (!code.empty() && std::isspace(static_cast<unsigned char>(code.back())) != 0)
    code.remove_suffix(1);
  return code;
}

bool EndsInWord(std::string_view code, std::string_view word) {
  return code.ends_with(word) &&
         (code.size() == word.size() || !IsNamePart(code[code.size() - word.size() - 1]));
}

// True if the name at `at`, with its qualifiers, stands in `== a::Enum::kValue`, in the reverse, in
// `case a::Enum::kValue` or in `using enum a::Enum`.
bool IsCompared(std::string_view code, std::size_t at, std::size_t length) {
  std::string_view before = code.substr(0, at);
  while (!before.empty() && (IsNamePart(before.back()) || before.back() == ':'))
    before.remove_suffix(1);
  before = TrimEnd(before);
  if (EndsInWord(before, "using enum")) return true;
  std::size_t end = at + length;
  if (code.substr(end, 2) != "::") return false;
  for (end += 2; end < code.size() && IsNamePart(code[end]);) ++end;
  const std::string_view next = code.substr(SkipSpace(code, end), 2);
  return before.ends_with("==") || before.ends_with("!=") || EndsInWord(before, "case") ||
         next == "==" || next == "!=";
}

// The lines on which a single value of the enum is compared.
std::vector<int> LinesComparing(std::string_view code, std::string_view name) {
  std::vector<int> found;
  for (std::size_t at = code.find(name); at != std::string_view::npos;
       at = code.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    if ((at > 0 && IsNamePart(code[at - 1])) || (end < code.size() && IsNamePart(code[end])))
      continue;
    if (IsCompared(code, at, name.size()))
      found.push_back(1 + static_cast<int>(std::count(
                              code.begin(), code.begin() + static_cast<std::ptrdiff_t>(at), '\n')));
  }
  return found;
}

// A prefix that names a whole header ("thread") does not match another ("threads.h").
bool HeaderMatches(std::string_view header, std::string_view prefix) {
  if (!header.starts_with(prefix)) return false;
  return header.size() == prefix.size() || prefix.ends_with('/') || header[prefix.size()] == '/' ||
         header[prefix.size()] == '.';
}

std::string At(const SourceFile& file, int line) {
  return file.path + ":" + std::to_string(line) + ": ";
}

void CheckDirection(const Plan& plan, const SourceFile& file, const std::vector<Include>& includes,
                    std::vector<std::string>& findings) {
  const Module* from = RoomOf(plan, WithoutSrc(file.path));
  if (!from) {
    if (file.path.starts_with("src/")) {
      findings.push_back(At(file, 1) + "lies in no module of tools/layers.txt");
    }
    return;
  }
  for (const Include& include : includes) {
    const Module* to = include.ours ? RoomOf(plan, include.what) : nullptr;
    if (!to || IsTest(file.path) || MayInclude(plan, *from, *to)) continue;
    findings.push_back(At(file, include.line) + from->path + " may not include " + to->path + " (" +
                       include.what + ")");
  }
}

void CheckBan(const Ban& ban, const SourceFile& file, const std::vector<Include>& includes,
              const std::string& code, std::vector<std::string>& findings) {
  const bool inside = IsBelowAny(WithoutSrc(file.path), ban.where);
  if (ban.kind == Ban::Kind::kWordNever) {
    if (!inside) return;
    for (const int line : LinesWith(code, ban.what)) {
      findings.push_back(At(file, line) + "'" + ban.what + "' has no place here");
    }
    return;
  }
  if (ban.kind == Ban::Kind::kCompareOnly) {
    if (inside || IsTest(file.path) || file.path.starts_with("tests/")) return;
    for (const int line : LinesComparing(code, ban.what)) {
      findings.push_back(At(file, line) + "a single " + ban.what +
                         " is compared: ask for what is meant by it");
    }
    return;
  }
  if (ban.kind == Ban::Kind::kOnce || inside == (ban.kind == Ban::Kind::kHeaderOnly)) return;
  if (ban.kind == Ban::Kind::kHeaderNever && IsTest(file.path)) return;
  for (const Include& include : includes) {
    if (!HeaderMatches(include.what, ban.what)) continue;
    findings.push_back(At(file, include.line) + "<" + include.what + "> has no place here");
  }
}

std::vector<std::string> Rest(std::istringstream& words) {
  return {std::istream_iterator<std::string>(words), {}};
}

Ban::Kind KindOf(const std::string& what, const std::string& mode) {
  if (what == "header" && mode == "only") return Ban::Kind::kHeaderOnly;
  if (what == "header" && mode == "never") return Ban::Kind::kHeaderNever;
  if (what == "word" && mode == "never") return Ban::Kind::kWordNever;
  if (what == "compare" && mode == "only") return Ban::Kind::kCompareOnly;
  throw std::runtime_error("only or never?");
}

void ReadBan(const std::string& what, std::istringstream& words, Plan& plan) {
  std::string prefix, mode;
  if (!(words >> prefix)) throw std::runtime_error("says nothing");
  if (what == "once") return plan.bans.push_back({Ban::Kind::kOnce, prefix, {}});
  words >> mode;
  plan.bans.push_back({KindOf(what, mode), prefix, Rest(words)});
  if (plan.bans.back().where.empty()) throw std::runtime_error("where?");
}

void ReadFloor(std::istringstream& words, int height, Plan& plan) {
  std::string name, may;
  words >> name >> may;
  if (name.empty() || (!may.empty() && may != "may")) throw std::runtime_error("layer NAME may …");
  plan.layers.push_back({name, Rest(words)});
  plan.modules.push_back({name, name, height});
}

void ReadRooms(std::istringstream& words, int height, Plan& plan) {
  if (plan.layers.empty()) throw std::runtime_error("modules stand on a layer");
  const std::string& layer = plan.layers.back().name;
  for (const std::string& module : Rest(words)) {
    plan.modules.push_back({layer + "/" + module, layer, height});
  }
  // The layer's own files are above all its modules.
  std::find_if(plan.modules.begin(), plan.modules.end(), [&](const Module& r) {
    return r.path == layer;
  })->height = height + 1;
}

}  // namespace

Plan ReadPlan(const std::string& text) {
  Plan plan;
  std::istringstream lines(text);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    std::istringstream words(line.substr(0, line.find('#')));
    std::string what;
    if (!(words >> what)) continue;
    try {
      if (what == "layer") {
        ReadFloor(words, number * 2, plan);
      } else if (what == "modules") {
        ReadRooms(words, number * 2, plan);
      } else if (what == "header" || what == "word" || what == "once" || what == "compare") {
        ReadBan(what, words, plan);
      } else {
        throw std::runtime_error("begins with none of layer, modules, header, word, once, compare");
      }
    } catch (const std::runtime_error& problem) {
      throw std::runtime_error("line " + std::to_string(number) + ": " + problem.what());
    }
  }
  return plan;
}

std::vector<std::string> Findings(const Plan& plan, const std::vector<SourceFile>& files) {
  std::vector<std::string> findings;
  std::map<std::string, std::vector<std::string>> users;  // of headers that only one file may
                                                          // include
  for (const SourceFile& file : files) {
    const std::vector<Include> includes = IncludesOf(file.text);
    const std::string code = Blank(file.text, true);
    CheckDirection(plan, file, includes, findings);
    for (const Ban& ban : plan.bans) {
      CheckBan(ban, file, includes, code, findings);
      const auto used = std::any_of(includes.begin(), includes.end(), [&](const Include& include) {
        return HeaderMatches(include.what, ban.what);
      });
      if (ban.kind == Ban::Kind::kOnce && used) users[ban.what].push_back(file.path);
    }
  }
  for (const auto& [header, paths] : users) {
    for (std::size_t i = 1; i < paths.size(); ++i) {
      findings.push_back(paths[i] + ":1: <" + header + "…> is included by " + paths[0] +
                         " already, and one file is enough");
    }
  }
  return findings;
}

}  // namespace herlaad::tools
