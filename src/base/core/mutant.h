// Deliberate bugs, for proving that the tests catch them. Compiled in only with HERLAAD_MUTANTS,
// and then off unless the environment says HERLAAD_MUTANT=<name>. The names and what must catch
// each are listed in docs/mutants.md.
#pragma once

#include <string_view>

namespace herlaad {

#ifdef HERLAAD_MUTANTS
bool MutantIs(std::string_view name);
#else
constexpr bool MutantIs(std::string_view) { return false; }
#endif

}  // namespace herlaad
