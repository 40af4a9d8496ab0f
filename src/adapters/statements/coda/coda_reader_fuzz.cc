// Any bytes give statements that add up, or an error with a place and a reason; pieces of another
// size give the same.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "adapters/statements/coda/coda_reader.h"
#include "adapters/statements/testing_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  herlaad::statements::CheckReader<herlaad::statements::CodaReader>(text);
  return 0;
}
