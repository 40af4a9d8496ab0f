// Canvas: paper to draw on, in points (1/72 inch) from the top left corner. The same strokes become
// a PDF or a picture. The only place that knows Pango and Cairo.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/core/instant.h"
#include "base/core/result.h"
#include "base/messages/language.h"
#include "engine/ports/receipt_renderer.h"

namespace herlaad::receipts {

struct Color {
  std::uint32_t rgb = 0;  // 0x14213d
};

struct Font {
  double size = 9;
  Color color;
  bool bold = false;
};

enum class Align { kLeft, kRight, kCenter };

struct Box {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
};

class DrawingPage {
 public:
  class Pen;  // Cairo's and Pango's side
  explicit DrawingPage(Pen& pen) : pen_(pen) {}

  // Breaks what is too wide; gives the height it took. Where no font has a character, the drawing
  // comes to nothing.
  double Text(const Box& at, std::string_view text, const Font& font, Align align = Align::kLeft);
  // The same without drawing it.
  double HeightOf(std::string_view text, double width, const Font& font);
  // Of the text on one line.
  double WidthOf(std::string_view text, const Font& font);
  // Down to the foot of its first line: what stands beside each other in two sizes stands on one
  // line.
  double Baseline(std::string_view text, const Font& font);
  void Line(double x, double y, double width, Color color, bool dashed = false);
  void Fill(const Box& box, double radius, Color color);
  void Disc(double x, double y, double radius, Color color);
  // A tick, or an arrow that turns back, within a disc of that radius.
  void Tick(double x, double y, double radius, Color color);
  void TurnBack(double x, double y, double radius, Color color);
  void Squares(const engine::QrCode& code, const Box& box, Color color);

 private:
  Pen& pen_;
};

// Draws and gives the height it used. Called twice: once to learn the height.
using Painting = std::function<double(DrawingPage&)>;

struct Paper {
  double width = 0;
  messages::Language language = messages::Language::kEn;  // decides which font comes first
};
struct PdfFacts {
  std::string title;
  std::string subject;
  std::string keywords;
  Instant created_at{};  // the file's own time, so that the same drawing gives the same bytes
};

// The bytes of the file; a sentence when it cannot be drawn.
Result<std::string, std::string> ToPdf(const Painting& painting, const Paper& paper,
                                       const PdfFacts& facts);
Result<std::string, std::string> ToPng(const Painting& painting, const Paper& paper,
                                       double pixels_per_point);

}  // namespace herlaad::receipts
