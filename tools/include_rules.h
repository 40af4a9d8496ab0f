// The table of layers and modules, and the findings of a source file against it. Reads only the
// text it is given.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace herlaad::tools {

struct Module {
  std::string path;  // "domain/ledger"; the files of a layer itself are the module "domain"
  std::string layer;
  int height = 0;  // modules on one line of the plan share it; grows with every line
};

struct Layer {
  std::string name;
  std::vector<std::string> may;  // layers, or single modules of them, that it may include
};

struct Ban {
  enum class Kind { kHeaderOnly, kHeaderNever, kWordNever, kOnce, kCompareOnly };
  Kind kind = Kind::kHeaderOnly;
  std::string what;
  std::vector<std::string> where;
};

struct Plan {
  std::vector<Layer> layers;
  std::vector<Module> modules;
  std::vector<Ban> bans;
};

struct SourceFile {
  std::string path;  // from the repository's root: "src/domain/ledger/book.cc"
  std::string text;
};

// Throws std::runtime_error naming the line with a syntax error.
Plan ReadPlan(const std::string& text);

// A sentence for everything in these files that the plan forbids, as "path:line: …". A file below
// src/ outside all modules of the plan is a finding too, so that a new module is declared before it
// is built.
std::vector<std::string> Findings(const Plan& plan, const std::vector<SourceFile>& files);

// The same text with comments, and with `strings` also string and character literals, blanked; line
// numbers stay the same.
std::string Blank(std::string_view text, bool strings);

}  // namespace herlaad::tools
