#include "adapters/receipts/draw.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace herlaad::receipts {
namespace {

using engine::ReceiptView;

// The colours of the web app, on white. Each has one meaning.
constexpr Color kInk{0x14213d};
constexpr Color kSoft{0x4a556b};
constexpr Color kAccent{0x0b6e4f};
constexpr Color kAccentPale{0xe7f2ed};
constexpr Color kWait{0x7a4700};
constexpr Color kWaitPale{0xfbf0dc};
constexpr Color kLine{0xd9d6cc};
constexpr Color kDots{0xb9b4a4};
constexpr Color kWhite{0xffffff};

constexpr double kMargin = 26;
constexpr double kInner = kPaperWidth - 2 * kMargin;
constexpr double kGap = 12;
constexpr double kCodeSide = 104;  // approximately
constexpr double kFactSize = 8.5;
constexpr double kFactSizeMin = 6;  // a reference that needs a smaller one is broken
constexpr double kQuiet = 4;        // width of the QR code's quiet zone, in squares

// Draws the receipt from top to bottom, part by part.
class Page {
 public:
  Page(const ReceiptView& view, DrawingPage& page) : view_(view), page_(page) {}

  double Draw() {
    Header();
    Sandbox();
    Hero();
    Amounts();
    Facts(view_.times);
    Dots();
    References();
    if (!view_.seller.empty()) Dots();
    Facts(view_.seller);
    Code();
    return y_;
  }

 private:
  [[nodiscard]] static Box At(double x, double y, double width) { return {x, y, width, 0}; }

  // What a pair leaves for its right text.
  [[nodiscard]] double WidthBeside(std::string_view left, const Font& left_font) {
    return kInner - std::min(page_.WidthOf(left, left_font) + 1, kInner / 2) - 8;
  }

  // Two texts at the left and right edge, on one line. The left one has the width it needs, up to a
  // half.
  void Pair(std::string_view left, const Font& left_font, std::string_view right,
            const Font& right_font) {
    const double left_width = std::min(page_.WidthOf(left, left_font) + 1, kInner / 2);
    const double right_width = WidthBeside(left, left_font);
    const double drop = page_.Baseline(left, left_font) - page_.Baseline(right, right_font);
    const Box left_box = At(kMargin, y_ + std::max(0.0, -drop), left_width);
    const Box right_box = At(kMargin + kInner - right_width, y_ + std::max(0.0, drop), right_width);
    const double left_height = page_.Text(left_box, left, left_font);
    const double right_height = page_.Text(right_box, right, right_font, Align::kRight);
    y_ = std::max(left_box.y + left_height, right_box.y + right_height);
  }

  void Line() {
    page_.Line(kMargin, y_, kInner, kLine);
    y_ += kGap;
  }
  void Dots() {
    y_ += kGap - 5;
    page_.Line(kMargin, y_, kInner, kDots, true);
    y_ += kGap - 3;
  }

  void Header() {
    const Color edge = !view_.sandbox.empty() ? kWait : view_.refunded ? kSoft : kAccent;
    page_.Fill({0, 0, kPaperWidth, 5}, 0, edge);
    y_ = 24;
    Pair("Herlaad", {14, kAccent, true}, view_.title, {10.5, kSoft});
    y_ += kGap;
  }

  void Sandbox() {
    if (view_.sandbox.empty()) return;
    const Font font{8.5, kWait, true};
    const double pad = 7;
    const double width = kInner - 2 * pad;
    const double height = page_.HeightOf(view_.sandbox, width, font);
    page_.Fill({kMargin, y_, kInner, height + 2 * pad}, 6, kWaitPale);
    page_.Text(At(kMargin + pad, y_ + pad, width), view_.sandbox, font, Align::kCenter);
    y_ += height + 2 * pad + kGap;
  }

  void Hero() {
    const Color mood = view_.refunded ? kSoft : kAccent;
    const double radius = 9;
    page_.Disc(kMargin + radius, y_ + radius, radius, mood);
    if (view_.refunded) {
      page_.TurnBack(kMargin + radius, y_ + radius, radius, kWhite);
    } else {
      page_.Tick(kMargin + radius, y_ + radius, radius, kWhite);
    }
    const Font font{11, mood, true};
    const double x = kMargin + 2 * radius + 8;
    const double width = kPaperWidth - kMargin - x;
    const double height = page_.HeightOf(view_.status, width, font);
    page_.Text(At(x, y_ + std::max(0.0, radius - height / 2), width), view_.status, font);
    y_ += std::max(2 * radius, height) + 8;
    y_ += page_.Text(At(kMargin, y_, kInner), view_.headline, {29, kInk, true}) + 3;
    y_ += page_.Text(At(kMargin, y_, kInner), view_.subject, {11, kInk}) + kGap + 2;
  }

  void Rows(const std::vector<ReceiptView::Row>& rows, double size) {
    for (const ReceiptView::Row& row : rows) {
      Pair(row.label, {size, kSoft}, row.value, {size, kInk});
      y_ += 4;
    }
  }

  void Amounts() {
    Line();
    Rows(view_.amounts, 9.5);
    y_ += 3;
    Line();
    y_ -= 4;
    Pair(view_.total.label, {11.5, kInk, true}, view_.total.value, {11.5, kInk, true});
    y_ += 6;
    Rows(view_.below_total, 9.5);
    for (const std::string& note : view_.notes) {
      y_ += 2;
      y_ += page_.Text(At(kMargin, y_, kInner), note, {8.5, kSoft}) + 2;
    }
    Dots();
  }

  void Facts(const std::vector<ReceiptView::Row>& rows) {
    for (const ReceiptView::Row& row : rows) {
      Pair(row.label, {kFactSize, kSoft}, row.value, {kFactSize, kInk});
      y_ += 4;
    }
  }

  // A reference is copied and compared as a whole: what does not fit beside its label is below it,
  // on one line, and smaller if it must be.
  void References() {
    const Font label{kFactSize, kSoft};
    for (const ReceiptView::Row& row : view_.references) {
      Font value{kFactSize, kInk};
      const double width = page_.WidthOf(row.value, value);
      if (width < WidthBeside(row.label, label)) {
        Pair(row.label, label, row.value, value);
      } else {
        value.size = std::clamp(kFactSize * (kInner - 1) / width, kFactSizeMin, kFactSize);
        y_ += page_.Text(At(kMargin, y_, kInner), row.label, label);
        y_ += page_.Text(At(kMargin, y_, kInner), row.value, value, Align::kRight);
      }
      y_ += 4;
    }
  }

  static double WholePixels(double points) {
    return std::round(points * kPixelsPerPoint) / kPixelsPerPoint;
  }

  // Aligned to the pixels of the PNG: if some squares are wider than others, not every reader can
  // read the code.
  void Code() {
    y_ = WholePixels(y_ + kGap);
    const double squares = view_.code.width + 2 * kQuiet;
    const double square = WholePixels(kCodeSide / squares);
    const double pad = square * kQuiet;
    const double side = square * squares;
    const Box ground{0, y_, kPaperWidth, side + 2 * kMargin - 8 + HelpHeight()};
    // Extends a little beyond the edge, where the paper ends between two pixels.
    page_.Fill({0, y_, kPaperWidth, ground.height + 9}, 0,
               view_.refunded ? Color{0xf3f1ec} : kAccentPale);
    const double top = y_ + kMargin - 4;
    page_.Fill({kMargin, top, side, side}, 6, kWhite);
    page_.Squares(view_.code, {kMargin + pad, top + pad, side - 2 * pad, side - 2 * pad},
                  Color{0x000000});
    const double x = kMargin + side + 14;
    const double width = kPaperWidth - kMargin - x;
    double y = top + 8;
    y += page_.Text(At(x, y, width), view_.scan, {9.5, kInk, true}) + 6;
    y += page_.Text(At(x, y, width), HostOf(view_.link), {8.5, kSoft}) + 2;
    y += page_.Text(At(x, y, width), view_.number, {8.5, kSoft});
    y = Help(std::max(top + side, y));
    y_ = std::max(ground.y + ground.height, y + kMargin);
  }

  [[nodiscard]] std::vector<std::string> HelpLines() const {
    const messages::SupportContact& support = view_.support;
    if (support.IsEmpty()) return {};
    std::string reach = support.phone;
    if (!support.email.empty()) reach += (reach.empty() ? "" : "\u00a0· ") + support.email;
    std::vector<std::string> lines{messages::SupportName(view_.language, support), reach};
    const std::string when = messages::SupportTimes(view_.language, support);
    if (!when.empty()) lines.push_back(when);
    return lines;
  }

  // Including the space above; 0 if there is no support contact.
  double HelpHeight() {
    double height = 0;
    for (const std::string& line : HelpLines())
      height += page_.HeightOf(line, kInner, {8.5, kSoft}) + 2;
    return height > 0 ? height + kGap : 0;
  }

  // The support contact at the foot of the paper; returns where it ends.
  double Help(double y) {
    bool first = true;
    for (const std::string& line : HelpLines()) {
      if (first) y += kGap;
      y += page_.Text(At(kMargin, y, kInner), line, {8.5, first ? kInk : kSoft, first}) + 2;
      first = false;
    }
    return y;
  }

  // The host of the link, for people: "herlaad.example".
  static std::string_view HostOf(std::string_view link) {
    const std::size_t scheme = link.find("://");
    if (scheme != std::string_view::npos) link.remove_prefix(scheme + 3);
    return link.substr(0, link.find('/'));
  }

  const ReceiptView& view_;
  DrawingPage& page_;
  double y_ = 0;
};

}  // namespace

double DrawView(const ReceiptView& view, DrawingPage& page) { return Page(view, page).Draw(); }

}  // namespace herlaad::receipts
