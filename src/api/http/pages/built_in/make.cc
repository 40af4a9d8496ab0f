// make_built_in OPENAPI_YAML STYLE RECEIPT_STYLE CURL PYTHON OUT GUIDE...: writes OUT, a source
// file with the content that docs.cc serves. Runs during the build.
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "api/http/pages/built_in/docs_page.h"
#include "api/http/pages/built_in/yaml_json.h"

namespace {

std::string ReadWhole(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error(path + ": cannot be read");
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// In pieces, because compilers limit the length of a literal.
std::string Literal(const std::string& text) {
  constexpr std::size_t kPiece = 8'000;
  if (text.find(")built-in\"") != std::string::npos)
    throw std::runtime_error("the text ends the literal");
  std::string literal;
  for (std::size_t at = 0; at < text.size(); at += kPiece) {
    literal += "\n    R\"built-in(" + text.substr(at, kPiece) + ")built-in\"";
  }
  return literal;
}

void Write(const std::string& out, const std::string& description, const std::string& docs,
           const std::string& style, const std::string& receipt_style,
           const std::vector<std::filesystem::path>& guides) {
  std::ofstream file(out, std::ios::binary);
  file << "#include \"api/http/pages/built_in.h\"\n\nnamespace herlaad::http {\n\n"
       << "const std::string_view kDescription =" << Literal(description) << ";\n\n"
       << "const std::string_view kDocsPage =" << Literal(docs) << ";\n\n"
       << "const std::string_view kStyle =" << Literal(style) << ";\n\n"
       << "const std::string_view kReceiptStyle =" << Literal(receipt_style) << ";\n\n"
       << "namespace {\nconstexpr Guide kAllGuides[] = {";
  for (const auto& guide : guides) {
    file << "\n    {\"" << guide.filename().string() << "\"," << Literal(ReadWhole(guide.string()))
         << "},";
  }
  file << "\n};\n}  // namespace\nconst std::span<const Guide> kGuides(kAllGuides);\n\n"
       << "}  // namespace herlaad::http\n";
  file.flush();
  if (!file) throw std::runtime_error(out + ": cannot be written");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 8) {
    std::cerr << "usage: make_built_in OPENAPI_YAML STYLE RECEIPT_STYLE CURL PYTHON OUT GUIDE...\n";
    return 2;
  }
  try {
    const auto description = herlaad::http::ReadYamlFile(argv[1]);
    const herlaad::http::QuickStart quick_start{ReadWhole(argv[4]), ReadWhole(argv[5])};
    Write(argv[6], ReadWhole(argv[1]), herlaad::http::DocsPage(description, quick_start),
          ReadWhole(argv[2]), ReadWhole(argv[3]),
          std::vector<std::filesystem::path>(argv + 7, argv + argc));
  } catch (const std::exception& error) {
    std::cerr << "error: " << error.what() << '\n';
    return 1;
  }
  return 0;
}
