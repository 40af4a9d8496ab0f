// make_messages FOLDER OUT: reads FOLDER/{nl,fr,de,en,zh}.json and writes OUT/messages_keys.inc and
// OUT/messages_texts.cc. Runs during the build and fails it when the languages differ.
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>

#include "base/messages/built_in/texts.h"

namespace {

using namespace herlaad::messages;  // NOLINT: a small program of its own

std::string ReadWhole(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error(path + ": cannot be read");
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void WriteWhole(const std::string& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary);
  out << text;
  out.flush();
  if (!out) throw std::runtime_error(path + ": cannot be written");
}

std::string Keys(const Texts& texts) {
  std::string out =
      "#pragma once\n\n#include <array>\n#include <string_view>\n\nnamespace herlaad::messages "
      "{\n\n"
      "inline constexpr std::array<std::string_view, " +
      std::to_string(texts.size()) + "> kKeys = {\n";
  for (const auto& [key, text] : texts) out += "    " + Literal(key) + ",\n";
  return out + "};\n\n}  // namespace herlaad::messages\n";
}

std::string AllTexts(const std::array<Texts, kFiles.size()>& all) {
  std::string out =
      "#include \"base/messages/messages.h\"\n\nnamespace herlaad::messages {\n\n"
      "using OneLanguage = std::array<std::string_view, kKeys.size()>;\n"
      "extern const std::array<OneLanguage, kLanguages.size()> kTexts;\n"
      "const std::array<OneLanguage, kLanguages.size()> kTexts = {\n";
  for (const Texts& texts : all) {
    out += "    OneLanguage{\n";
    for (const auto& [key, text] : texts) out += "        " + Literal(text) + ",\n";
    out += "    },\n";
  }
  return out + "};\n\n}  // namespace herlaad::messages\n";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: make_messages FOLDER OUT\n";
    return 2;
  }
  try {
    const std::string folder = argv[1];
    const std::string out = argv[2];
    std::array<Texts, kFiles.size()> all;
    for (std::size_t i = 0; i < kFiles.size(); ++i) {
      const std::string name(kFiles[i]);
      all[i] = ReadTexts(name, ReadWhole(folder + "/" + name + ".json"));
    }
    CheckSame(all);
    WriteWhole(out + "/messages_keys.inc", Keys(all[0]));
    WriteWhole(out + "/messages_texts.cc", AllTexts(all));
  } catch (const std::exception& error) {
    std::cerr << "messages: " << error.what() << '\n';
    return 1;
  }
  return 0;
}
