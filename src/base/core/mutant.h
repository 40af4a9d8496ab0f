// Deliberate bugs that prove that the tests detect them. Compiled in only with HERLAAD_MUTANTS, and
// active only if the environment sets HERLAAD_MUTANT=<name>. docs/mutants.md lists the names and
// the test that must detect each.
#pragma once

#include <string_view>

namespace herlaad {

#ifdef HERLAAD_MUTANTS
bool MutantIs(std::string_view name);
// Sleeps for HERLAAD_MUTANT_PAUSE milliseconds, to widen a race that a mutant opens.
void MutantPause();
#else
constexpr bool MutantIs(std::string_view) { return false; }
constexpr void MutantPause() {}
#endif

}  // namespace herlaad
