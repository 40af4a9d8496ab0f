// DrawingPage: a page to draw on, in points (1/72 inch) from the top left corner, for PDF and PNG
// alike. The only file that uses Pango and Cairo.
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
  class Pen;  // Cairo's and Pango's state
  explicit DrawingPage(Pen& pen) : pen_(pen) {}

  // Wraps text that is too wide and returns the height used. If no font has a character, the whole
  // drawing fails.
  double Text(const Box& at, std::string_view text, const Font& font, Align align = Align::kLeft);
  // Text that opens `address` in a PDF's viewer. The address has neither quotes nor blanks.
  double LinkedText(const Box& at, std::string_view text, const Font& font,
                    const std::string& address);
  // The height of Text without drawing it.
  double HeightOf(std::string_view text, double width, const Font& font);
  // The width of the text on one line.
  double WidthOf(std::string_view text, const Font& font);
  // The distance from the top to the baseline of the first line, for aligning texts of different
  // sizes.
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

// Draws and returns the height used. Called twice, the first time to measure the height.
using Painting = std::function<double(DrawingPage&)>;

struct Paper {
  double width = 0;
  messages::Language language = messages::Language::kEn;  // selects the preferred font
  // Of a page of a PDF; 0: one page, as high as the drawing. The drawing keeps clear of its edges.
  double page_height = 0;
};
struct PdfFacts {
  std::string title;
  std::string subject;
  std::string keywords;
  Instant created_at{};  // the file's timestamp, so that the same drawing gives the same bytes
};

// The bytes of the file; fails with a sentence if it cannot be drawn.
Result<std::string, std::string> ToPdf(const Painting& painting, const Paper& paper,
                                       const PdfFacts& facts);
Result<std::string, std::string> ToPng(const Painting& painting, const Paper& paper,
                                       double pixels_per_point);

}  // namespace herlaad::receipts
