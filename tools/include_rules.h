// The house's plan as a table, and what a source file does against it. Reads only the text it is
// given.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace herlaad::tools {

struct Module {
  std::string path;  // "domain/ledger"; a layer's own files are the room "rules"
  std::string layer;
  int height = 0;  // modules of one line of the plan share it; grows with every line
};

struct Layer {
  std::string name;
  std::vector<std::string> may;  // layers, or single modules of them
};

struct Ban {
  enum class Kind { kHeaderOnly, kHeaderNever, kWordNever, kOnce };
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

// Throws std::runtime_error naming the line it does not understand.
Plan ReadPlan(const std::string& text);

// Everything in these files that the plan forbids, a sentence each, as "path:line: …". A file below
// src/ in no room of the plan is a finding too, so that a new room is drawn before it is built.
std::vector<std::string> Findings(const Plan& plan, const std::vector<SourceFile>& files);

// The same text with comments, and with `strings` also string and character literals, blanked;
// lines stay lines.
std::string Blank(std::string_view text, bool strings);

}  // namespace herlaad::tools
