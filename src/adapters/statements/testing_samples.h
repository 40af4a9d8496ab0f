// For tests: the sample files beside the readers.
#pragma once

#include <fstream>
#include <iterator>
#include <string>

namespace herlaad::statements {

inline std::string Sample(const std::string& name) {
  std::ifstream file(HERLAAD_SOURCE_DIR "/src/adapters/statements/samples/" + name,
                     std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace herlaad::statements
