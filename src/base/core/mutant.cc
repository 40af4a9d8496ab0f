#include "base/core/mutant.h"

#ifdef HERLAAD_MUTANTS

#include <cstdlib>

namespace herlaad {

bool MutantIs(std::string_view name) {
  static const char* const chosen = std::getenv("HERLAAD_MUTANT");
  return chosen != nullptr && name == chosen;
}

}  // namespace herlaad

#endif
