// The pieces of a text in which no line may end though they have no space that does not break: a
// telephone number, hours such as 09:00-17:00, and a date in Chinese. Pages put each into an
// element of the class "whole", so that what is copied or translated is the plain text. The web app
// does the same in web/src/lib/pieces.ts; tests/messages/pieces.json tests both.
#pragma once

#include <string_view>
#include <vector>

namespace herlaad::messages {

struct Piece {
  std::string_view text;  // a part of the text that was given
  bool whole = false;     // no line may end in it

  friend bool operator==(const Piece&, const Piece&) = default;
};

// All pieces in sequence; never empty ones.
std::vector<Piece> PiecesOf(std::string_view text);

}  // namespace herlaad::messages
