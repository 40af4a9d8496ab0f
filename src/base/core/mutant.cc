#include "base/core/mutant.h"

#ifdef HERLAAD_MUTANTS

#include <chrono>
#include <cstdlib>
#include <thread>

namespace herlaad {

bool MutantIs(std::string_view name) {
  static const char* const chosen = std::getenv("HERLAAD_MUTANT");
  return chosen != nullptr && name == chosen;
}

void MutantPause() {
  static const char* const milliseconds = std::getenv("HERLAAD_MUTANT_PAUSE");
  if (milliseconds == nullptr) return;
  std::this_thread::sleep_for(std::chrono::milliseconds(std::atoi(milliseconds)));
}

}  // namespace herlaad

#endif
