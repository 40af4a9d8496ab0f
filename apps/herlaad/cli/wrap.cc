#include "apps/herlaad/cli/wrap.h"

#include <algorithm>
#include <sstream>

namespace herlaad::app {
namespace {

// Of UTF-8 in the scripts of Europe: one for each character.
std::size_t Columns(const std::string& word) {
  return static_cast<std::size_t>(std::count_if(word.begin(), word.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

// A command between backquotes is one word, so that it can be copied.
bool ReadWord(std::istream& text, std::string& word) {
  if (!(text >> word)) return false;
  std::string more;
  while (std::count(word.begin(), word.end(), '`') % 2 != 0 && text >> more) word += " " + more;
  return true;
}

}  // namespace

void Wrap(const std::string& text, std::size_t column, std::optional<int> width,
          std::ostream& out) {
  if (!width) {
    out << text << '\n';
    return;
  }
  const auto end = static_cast<std::size_t>(*width);
  std::istringstream words(text);
  std::string word;
  std::size_t at = column;
  while (ReadWord(words, word)) {
    if (at > column && at + 1 + Columns(word) > end) {
      out << '\n' << std::string(column, ' ');
      at = column;
    }
    if (at > column) {
      out << ' ';
      ++at;
    }
    out << word;
    at += Columns(word);
  }
  out << '\n';
}

}  // namespace herlaad::app
