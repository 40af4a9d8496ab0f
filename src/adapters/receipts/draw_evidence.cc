#include "adapters/receipts/draw_evidence.h"

#include <algorithm>
#include <cmath>

namespace herlaad::receipts {
namespace {

constexpr Color kInk{0x14213d};
constexpr Color kSoft{0x4a556b};
constexpr Color kAccent{0x0b6e4f};
constexpr Color kWait{0x7a4700};
constexpr Color kLine{0xd9d6cc};

constexpr double kMargin = 48;
constexpr double kInner = kDocumentWidth - 2 * kMargin;
constexpr double kLabelWidth = 150;
constexpr double kColumnGap = 12;
constexpr double kValueWidth = kInner - kLabelWidth - kColumnGap;
constexpr double kLineGap = 4;

class Document {
 public:
  explicit Document(DrawingPage& page) : page_(page) {}

  void Head(const engine::EvidenceDocument& document, const engine::Issuer& issuer) {
    Line(document.title, {15, kInk, true});
    const std::string made = ToRfc3339(document.made_at);
    const std::string by = issuer.seller.name.empty() ? "" : " by " + issuer.seller.name;
    Line("Made" + by + " on " + made.substr(0, 10) + " at " + made.substr(11, 5) +
             " UTC, from the records of Herlaad.",
         {9, kSoft});
    if (document.sandbox) Line("Sandbox: no real money moved.", {9, kWait, true});
  }

  void Section(const engine::EvidenceDocument::Section& section) {
    y_ += 10;
    const Font font{11, kAccent, true};
    // A heading stays with its first line.
    const double first = section.rows.empty() ? 0 : HeightOf(section.rows.front());
    Keep(page_.HeightOf(section.heading, kInner, font) + 6 + first);
    y_ += page_.Text({kMargin, y_, kInner, 0}, section.heading, font) + 2;
    page_.Line(kMargin, y_, kInner, kLine);
    y_ += kLineGap;
    for (const auto& row : section.rows) Row(row);
  }

  [[nodiscard]] double height() const { return y_ + kMargin; }

 private:
  double HeightOf(const engine::ReceiptView::Row& row) {
    return std::max(page_.HeightOf(row.label, kLabelWidth, kLabel),
                    page_.HeightOf(row.value, kValueWidth, kValue));
  }

  void Row(const engine::ReceiptView::Row& row) {
    const double height = HeightOf(row);
    Keep(height);
    page_.Text({kMargin, y_, kLabelWidth, 0}, row.label, kLabel);
    page_.Text({kMargin + kLabelWidth + kColumnGap, y_, kValueWidth, 0}, row.value, kValue);
    y_ += height + kLineGap;
  }

  void Line(std::string_view text, const Font& font) {
    y_ += page_.Text({kMargin, y_, kInner, 0}, text, font) + kLineGap;
  }

  // Goes on at the top of the next page if that much no longer fits on this one.
  void Keep(double height) {
    const double end = (std::floor(y_ / kDocumentHeight) + 1) * kDocumentHeight;
    if (y_ + height > end - kMargin) y_ = end + kMargin;
  }

  static constexpr Font kLabel{9, kSoft};
  static constexpr Font kValue{9, kInk};
  DrawingPage& page_;
  double y_ = kMargin;
};

}  // namespace

double DrawDocument(const engine::EvidenceDocument& document, const engine::Issuer& issuer,
                    DrawingPage& page) {
  Document drawn(page);
  drawn.Head(document, issuer);
  for (const auto& section : document.sections) drawn.Section(section);
  return drawn.height();
}

}  // namespace herlaad::receipts
