#include "base/messages/pieces.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

namespace herlaad::messages {
namespace {

using nlohmann::json;

// The web pages do the same: web/tests/unit/pieces.test.ts reads this file too.
TEST(Pieces, NumbersHoursAndChineseDatesAreWhole) {
  std::ifstream in(HERLAAD_SOURCE_DIR "/tests/messages/pieces.json");
  const json rows = json::parse(in);
  ASSERT_FALSE(rows.empty());
  for (const json& row : rows) {
    const auto text = row.at("text").get<std::string>();
    json pieces = json::array();
    for (const Piece& piece : PiecesOf(text)) {
      json said = std::string(piece.text);
      pieces.push_back(piece.whole ? json::array({said}) : said);
    }
    EXPECT_EQ(pieces, row.at("pieces")) << text;
  }
}

}  // namespace
}  // namespace herlaad::messages
