// Blanks comments and literals: as much of C++'s lexical grammar as needed to avoid findings in
// prose.
#include <algorithm>
#include <cctype>
#include <utility>

#include "tools/include_rules.h"

namespace herlaad::tools {
namespace {

class Blanker {
 public:
  Blanker(std::string_view text, bool strings) : text_(text), strings_(strings), out_(text) {}

  std::string Run() {
    while (at_ < text_.size()) Step();
    return std::move(out_);
  }

 private:
  bool Sees(std::string_view word) const { return text_.substr(at_).starts_with(word); }

  void Step() {
    if (Sees("//")) return Skip(EndOf("\n", at_) - at_, true);
    if (Sees("/*")) return Skip(After("*/", at_ + 2) - at_, true);
    if (Sees("R\"") && !InName()) return Raw();
    if (text_[at_] == '"') return Quoted('"');
    // 1'000'000 is a number, not a character.
    if (text_[at_] == '\'' && !InName()) return Quoted('\'');
    ++at_;
  }

  bool InName() const {
    return at_ > 0 &&
           (std::isalnum(static_cast<unsigned char>(text_[at_ - 1])) != 0 || text_[at_ - 1] == '_');
  }

  void Raw() {
    const std::size_t open = text_.find('(', at_);
    if (open == std::string_view::npos) return Skip(text_.size() - at_, strings_);
    const std::string close = ")" + std::string(text_.substr(at_ + 2, open - at_ - 2)) + "\"";
    Skip(After(close, open) - at_, strings_);
  }

  void Quoted(char quote) {
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != quote && text_[end] != '\n') {
      end += text_[end] == '\\' ? 2U : 1U;
    }
    Skip(std::min(end + 1, text_.size()) - at_, strings_);
  }

  std::size_t EndOf(std::string_view word, std::size_t from) const {
    return std::min(text_.find(word, from), text_.size());
  }
  std::size_t After(std::string_view word, std::size_t from) const {
    return std::min(EndOf(word, from) + word.size(), text_.size());
  }

  void Skip(std::size_t count, bool blank) {
    for (; count > 0; --count, ++at_) {
      if (blank && out_[at_] != '\n') out_[at_] = ' ';
    }
  }

  std::string_view text_;
  bool strings_;
  std::string out_;
  std::size_t at_ = 0;
};

}  // namespace

std::string Blank(std::string_view text, bool strings) { return Blanker(text, strings).Run(); }

}  // namespace herlaad::tools
