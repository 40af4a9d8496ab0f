// Addresses of the API that hold what a person typed.
#pragma once

#include <string>
#include <string_view>

namespace herlaad::app {

// One segment or value of an address: every byte that has a meaning there is encoded, so that
// "../keys" stays the name of something.
std::string PercentEncoded(std::string_view text);

}  // namespace herlaad::app
