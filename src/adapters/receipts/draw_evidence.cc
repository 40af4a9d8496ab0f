#include "adapters/receipts/draw_evidence.h"

#include <algorithm>
#include <cmath>

#include "adapters/receipts/qr.h"

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
constexpr double kCodeWidth = 110;  // of a QR code
constexpr double kSmallest = 5;     // of what can be read without a glass

bool IsAddress(std::string_view text) {
  return text.starts_with("https://") || text.starts_with("http://");
}

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
    if (IsAddress(row.value)) return AddressRow(row);
    const double height = HeightOf(row);
    Keep(height);
    page_.Text({kMargin, y_, kLabelWidth, 0}, row.label, kLabel);
    page_.Text({kMargin + kLabelWidth + kColumnGap, y_, kValueWidth, 0}, row.value, kValue);
    y_ += height + kLineGap;
  }

  // As large as fits on one line.
  [[nodiscard]] Font FontOfAddress(const std::string& address) {
    Font font = kValue;
    const double width = page_.WidthOf(address, font);
    if (width > kInner) font.size = std::max(kSmallest, font.size * kInner / width * 0.99);
    return font;
  }

  // Below its label, over the whole width: a reader copies it, opens it, or scans it.
  void AddressRow(const engine::ReceiptView::Row& row) {
    const Font font = FontOfAddress(row.value);
    const double text = page_.HeightOf(row.value, kInner, font);
    Keep(page_.HeightOf(row.label, kInner, kLabel) + text + kCodeWidth + 2 * kLineGap);
    Line(row.label, kLabel);
    y_ += page_.LinkedText({kMargin, y_, kInner, 0}, row.value, font, row.value) + kLineGap;
    page_.Squares(QrOf(row.value), {kMargin, y_, kCodeWidth, kCodeWidth}, kInk);
    y_ += kCodeWidth + kLineGap;
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
