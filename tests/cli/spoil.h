#pragma once

#include <string>

namespace herlaad::testing {

// Changes rows of a SQLite database behind the program's back.
void Spoil(const std::string& file, const char* sql);

}  // namespace herlaad::testing
