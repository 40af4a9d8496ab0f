#include "adapters/receipts/drawing_page.h"

#include <cairo-pdf.h>
#include <cairo.h>
#include <pango/pangocairo.h>

#include <cmath>
#include <utility>

#include "base/core/check.h"

// For LeakSanitizer: fontconfig keeps its data about fonts, some 20 MB, until the process ends,
// however many receipts are drawn.
extern "C" const char* __lsan_default_suppressions();                                    // NOLINT
extern "C" const char* __lsan_default_suppressions() { return "leak:libfontconfig\n"; }  // NOLINT
// For ThreadSanitizer: it does not see the locks of libraries built without it.
extern "C" const char* __tsan_default_suppressions();   // NOLINT
extern "C" const char* __tsan_default_suppressions() {  // NOLINT
  return "called_from_lib:libfontconfig.so\ncalled_from_lib:libglib-2.0.so\n"
         "called_from_lib:libgobject-2.0.so\ncalled_from_lib:libpango-1.0.so\n"
         "called_from_lib:libpangocairo-1.0.so\ncalled_from_lib:libpangoft2-1.0.so\n"
         "called_from_lib:libcairo.so\ncalled_from_lib:libharfbuzz.so\n"
         "called_from_lib:libfreetype.so\n";
}

namespace herlaad::receipts {
namespace {

constexpr double kAnyWidth = -1;
// The structure of a tagged PDF, for screen readers; ignored for PNG.
constexpr const char* kDocument = "Document";
constexpr const char* kParagraph = "P";
constexpr double kPi = 3.14159265358979323846;

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* held) const {
    Free(held);
  }
};
using Surface = std::unique_ptr<cairo_surface_t, Freed<cairo_surface_destroy>>;
using Context = std::unique_ptr<cairo_t, Freed<cairo_destroy>>;
using Layout = std::unique_ptr<PangoLayout, Freed<g_object_unref>>;
using FontDescription = std::unique_ptr<PangoFontDescription, Freed<pango_font_description_free>>;
using Attributes = std::unique_ptr<PangoAttrList, Freed<pango_attr_list_unref>>;
using FontOptions = std::unique_ptr<cairo_font_options_t, Freed<cairo_font_options_destroy>>;

cairo_status_t Append(void* bytes, const unsigned char* more, unsigned size) {
  static_cast<std::string*>(bytes)->append(reinterpret_cast<const char*>(more), size);
  return CAIRO_STATUS_SUCCESS;
}

struct Size {
  double width = 0;
  double height = 0;
};
Size SizeOf(PangoLayout* layout) {
  int width = 0;
  int height = 0;
  pango_layout_get_size(layout, &width, &height);
  return {static_cast<double>(width) / PANGO_SCALE, static_cast<double>(height) / PANGO_SCALE};
}

bool IsChinese(messages::Language language) { return language == messages::Language::kZh; }

// Always names both fonts: operators' names may mix scripts.
const char* Families(messages::Language language) {
  return IsChinese(language) ? "WenQuanYi Micro Hei, DejaVu Sans"
                             : "DejaVu Sans, WenQuanYi Micro Hei";
}

}  // namespace

class DrawingPage::Pen {
 public:
  Pen(cairo_surface_t* surface, messages::Language language)
      : cairo_(cairo_create(surface)),
        layout_(pango_cairo_create_layout(cairo_.get())),
        language_(language) {
    // Unhinted, so that lines break at the same places in PDF and PNG.
    const FontOptions options(cairo_font_options_create());
    cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options.get(), CAIRO_ANTIALIAS_GRAY);
    PangoContext* const context = pango_layout_get_context(layout_.get());
    pango_cairo_context_set_font_options(context, options.get());
    pango_cairo_context_set_resolution(context, 72);  // points
    const std::string code(messages::Code(language));
    pango_context_set_language(context, pango_language_from_string(code.c_str()));
    pango_layout_set_wrap(layout_.get(), PANGO_WRAP_WORD_CHAR);
    // A hyphen inserted at a line break would be read as part of a reference.
    const Attributes attributes(pango_attr_list_new());
    pango_attr_list_insert(attributes.get(), pango_attr_insert_hyphens_new(FALSE));
    // A ligature is one character in the PDF, so that searching for "floss" would fail.
    pango_attr_list_insert(attributes.get(),
                           pango_attr_font_features_new("liga=0, clig=0, dlig=0"));
    pango_layout_set_attributes(layout_.get(), attributes.get());
  }

  [[nodiscard]] cairo_t* cairo() const { return cairo_.get(); }
  [[nodiscard]] int unknown() const { return unknown_; }

  PangoLayout* Set(std::string_view text, const Font& font, double width) {
    const FontDescription description(pango_font_description_from_string(Families(language_)));
    // The Chinese font has one weight, and synthetic bold is illegible.
    const bool bold = font.bold && !IsChinese(language_);
    pango_font_description_set_weight(description.get(),
                                      bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_size(description.get(),
                                    static_cast<int>(std::lround(font.size * PANGO_SCALE)));
    pango_layout_set_font_description(layout_.get(), description.get());
    pango_layout_set_text(layout_.get(), text.data(), static_cast<int>(text.size()));
    pango_layout_set_width(layout_.get(),
                           width < 0 ? -1 : static_cast<int>(std::lround(width * PANGO_SCALE)));
    unknown_ += pango_layout_get_unknown_glyphs_count(layout_.get());
    return layout_.get();
  }

  void Use(Color color) const {
    const auto part = [color](unsigned shift) {
      return static_cast<double>((color.rgb >> shift) & 0xFFU) / 255.0;
    };
    cairo_set_source_rgb(cairo_.get(), part(16), part(8), part(0));
  }

 private:
  Context cairo_;
  Layout layout_;
  messages::Language language_;
  int unknown_ = 0;
};

double DrawingPage::Text(const Box& at, std::string_view text, const Font& font, Align align) {
  PangoLayout* const layout = pen_.Set(text, font, at.width);
  pango_layout_set_alignment(layout, align == Align::kRight    ? PANGO_ALIGN_RIGHT
                                     : align == Align::kCenter ? PANGO_ALIGN_CENTER
                                                               : PANGO_ALIGN_LEFT);
  pen_.Use(font.color);
  cairo_move_to(pen_.cairo(), at.x, at.y);
  cairo_tag_begin(pen_.cairo(), kParagraph, nullptr);
  pango_cairo_show_layout(pen_.cairo(), layout);
  cairo_tag_end(pen_.cairo(), kParagraph);
  return SizeOf(layout).height;
}

double DrawingPage::LinkedText(const Box& at, std::string_view text, const Font& font,
                               const std::string& address) {
  CHECK(address.find_first_of("'\\ ") == std::string::npos, "an address is written as it is");
  const std::string attributes = "uri='" + address + "'";
  cairo_tag_begin(pen_.cairo(), CAIRO_TAG_LINK, attributes.c_str());
  const double height = Text(at, text, font);
  cairo_tag_end(pen_.cairo(), CAIRO_TAG_LINK);
  return height;
}

double DrawingPage::HeightOf(std::string_view text, double width, const Font& font) {
  return SizeOf(pen_.Set(text, font, width)).height;
}

double DrawingPage::WidthOf(std::string_view text, const Font& font) {
  return SizeOf(pen_.Set(text, font, kAnyWidth)).width;
}

double DrawingPage::Baseline(std::string_view text, const Font& font) {
  return static_cast<double>(pango_layout_get_baseline(pen_.Set(text, font, kAnyWidth))) /
         PANGO_SCALE;
}

void DrawingPage::Line(double x, double y, double width, Color color, bool dashed) {
  cairo_t* const cairo = pen_.cairo();
  const double dash[] = {0.01, 3.2};
  cairo_save(cairo);
  pen_.Use(color);
  cairo_set_line_width(cairo, dashed ? 1.1 : 0.7);
  if (dashed) {
    cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);
    cairo_set_dash(cairo, dash, 2, 0);
  }
  cairo_move_to(cairo, x, y);
  cairo_line_to(cairo, x + width, y);
  cairo_stroke(cairo);
  cairo_restore(cairo);
}

void DrawingPage::Fill(const Box& box, double radius, Color color) {
  cairo_t* const cairo = pen_.cairo();
  pen_.Use(color);
  const double right = box.x + box.width - radius;
  const double bottom = box.y + box.height - radius;
  cairo_new_sub_path(cairo);
  cairo_arc(cairo, right, box.y + radius, radius, -kPi / 2, 0);
  cairo_arc(cairo, right, bottom, radius, 0, kPi / 2);
  cairo_arc(cairo, box.x + radius, bottom, radius, kPi / 2, kPi);
  cairo_arc(cairo, box.x + radius, box.y + radius, radius, kPi, 3 * kPi / 2);
  cairo_close_path(cairo);
  cairo_fill(cairo);
}

void DrawingPage::Disc(double x, double y, double radius, Color color) {
  pen_.Use(color);
  cairo_new_path(pen_.cairo());
  cairo_arc(pen_.cairo(), x, y, radius, 0, 2 * kPi);
  cairo_fill(pen_.cairo());
}

void DrawingPage::Tick(double x, double y, double radius, Color color) {
  cairo_t* const cairo = pen_.cairo();
  pen_.Use(color);
  cairo_set_line_width(cairo, radius * 0.26);
  cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
  cairo_move_to(cairo, x - radius * 0.45, y + radius * 0.04);
  cairo_line_to(cairo, x - radius * 0.12, y + radius * 0.37);
  cairo_line_to(cairo, x + radius * 0.48, y - radius * 0.34);
  cairo_stroke(cairo);
}

void DrawingPage::TurnBack(double x, double y, double radius, Color color) {
  cairo_t* const cairo = pen_.cairo();
  pen_.Use(color);
  cairo_set_line_width(cairo, radius * 0.24);
  cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
  cairo_move_to(cairo, x - radius * 0.42, y + radius * 0.46);
  cairo_line_to(cairo, x + radius * 0.14, y + radius * 0.46);
  cairo_arc_negative(cairo, x + radius * 0.14, y + radius * 0.14, radius * 0.32, kPi / 2, -kPi / 2);
  cairo_line_to(cairo, x - radius * 0.44, y - radius * 0.18);
  cairo_stroke(cairo);
  cairo_move_to(cairo, x - radius * 0.18, y - radius * 0.44);
  cairo_line_to(cairo, x - radius * 0.46, y - radius * 0.18);
  cairo_line_to(cairo, x - radius * 0.18, y + radius * 0.08);
  cairo_stroke(cairo);
}

void DrawingPage::Squares(const engine::QrCode& code, const Box& box, Color color) {
  cairo_t* const cairo = pen_.cairo();
  const double side = box.width / code.width;
  cairo_save(cairo);
  cairo_set_antialias(cairo, CAIRO_ANTIALIAS_NONE);
  pen_.Use(color);
  for (int y = 0; y < code.width; ++y) {
    int from = -1;
    for (int x = 0; x <= code.width; ++x) {
      const bool black = x < code.width && code.At(x, y);
      if (black && from < 0) from = x;
      if (black || from < 0) continue;
      cairo_rectangle(cairo, box.x + from * side, box.y + y * side, (x - from) * side, side);
      from = -1;
    }
  }
  cairo_fill(cairo);
  cairo_restore(cairo);
}

namespace {

// Draws and returns the height.
Result<double, std::string> Paint(cairo_surface_t* surface, const Painting& painting,
                                  messages::Language language, double pixels_per_point,
                                  double from_y = 0) {
  DrawingPage::Pen pen(surface, language);
  cairo_scale(pen.cairo(), pixels_per_point, pixels_per_point);
  cairo_translate(pen.cairo(), 0, -from_y);
  DrawingPage page(pen);
  cairo_tag_begin(pen.cairo(), kDocument, nullptr);
  const double height = painting(page);
  cairo_tag_end(pen.cairo(), kDocument);
  if (pen.unknown() > 0) {
    return Failure{
        std::string("no font here has some of its characters; install fonts-dejavu-core "
                    "and fonts-wqy-microhei")};
  }
  if (const cairo_status_t status = cairo_status(pen.cairo()); status != CAIRO_STATUS_SUCCESS)
    return Failure{std::string(cairo_status_to_string(status))};
  return height;
}

Result<double, std::string> HeightOf(const Painting& painting, const Paper& paper) {
  const Surface nowhere(cairo_recording_surface_create(CAIRO_CONTENT_COLOR, nullptr));
  auto height = Paint(nowhere.get(), painting, paper.language, 1);
  return height.ok() ? std::ceil(*height) : height;
}

void PaintWhite(cairo_surface_t* surface) {
  const Context cairo(cairo_create(surface));
  cairo_set_source_rgb(cairo.get(), 1, 1, 1);
  cairo_paint(cairo.get());
}

Status<std::string> Finish(cairo_surface_t* surface) {
  cairo_surface_finish(surface);
  const cairo_status_t status = cairo_surface_status(surface);
  if (status != CAIRO_STATUS_SUCCESS) return Failure{std::string(cairo_status_to_string(status))};
  return Nothing{};
}

void Describe(cairo_surface_t* surface, const PdfFacts& facts) {
  const auto set = [surface](cairo_pdf_metadata_t what, const std::string& text) {
    if (!text.empty()) cairo_pdf_surface_set_metadata(surface, what, text.c_str());
  };
  set(CAIRO_PDF_METADATA_TITLE, facts.title);
  set(CAIRO_PDF_METADATA_SUBJECT, facts.subject);
  set(CAIRO_PDF_METADATA_KEYWORDS, facts.keywords);
  set(CAIRO_PDF_METADATA_AUTHOR, "Herlaad");
  set(CAIRO_PDF_METADATA_CREATOR, "Herlaad");
  const std::string at = ToRfc3339(facts.created_at);
  set(CAIRO_PDF_METADATA_CREATE_DATE, at.substr(0, 19) + "Z");
}

}  // namespace

Result<std::string, std::string> ToPdf(const Painting& painting, const Paper& paper,
                                       const PdfFacts& facts) {
  const auto height = HeightOf(painting, paper);
  if (!height.ok()) return Failure{height.error()};
  const double page_height = paper.page_height > 0 ? paper.page_height : *height;
  std::string bytes;
  const Surface surface(
      cairo_pdf_surface_create_for_stream(Append, &bytes, paper.width, page_height));
  Describe(surface.get(), facts);
  for (double from_y = 0; from_y < *height; from_y += page_height) {
    if (from_y > 0) cairo_surface_show_page(surface.get());
    const auto painted = Paint(surface.get(), painting, paper.language, 1, from_y);
    if (!painted.ok()) return Failure{painted.error()};
  }
  if (auto finished = Finish(surface.get()); !finished.ok()) return Failure{finished.error()};
  return bytes;
}

Result<std::string, std::string> ToPng(const Painting& painting, const Paper& paper,
                                       double pixels_per_point) {
  const auto height = HeightOf(painting, paper);
  if (!height.ok()) return Failure{height.error()};
  const auto pixels = [pixels_per_point](double points) {
    return static_cast<int>(std::lround(points * pixels_per_point));
  };
  const Surface surface(
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, pixels(paper.width), pixels(*height)));
  PaintWhite(surface.get());
  const auto painted = Paint(surface.get(), painting, paper.language, pixels_per_point);
  if (!painted.ok()) return Failure{painted.error()};
  cairo_surface_flush(surface.get());
  std::string bytes;
  const cairo_status_t written = cairo_surface_write_to_png_stream(surface.get(), Append, &bytes);
  if (written != CAIRO_STATUS_SUCCESS) return Failure{std::string(cairo_status_to_string(written))};
  return bytes;
}

}  // namespace herlaad::receipts
