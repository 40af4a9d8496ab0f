// Deliberate bugs, for proving that the tests catch them. Compiled in only with HERLAAD_MUTANTS,
// and then off unless the environment says HERLAAD_MUTANT=<name>. The names and what must catch
// each are listed in docs/mutants.md.
#pragma once

#include <string_view>

namespace herlaad {

#ifdef HERLAAD_MUTANTS
bool MutantIs(std::string_view name);
// Waits as many milliseconds as HERLAAD_MUTANT_PAUSE says: a bug that needs bad luck gets some.
void MutantPause();
#else
constexpr bool MutantIs(std::string_view) { return false; }
constexpr void MutantPause() {}
#endif

}  // namespace herlaad
