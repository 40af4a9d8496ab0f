// What a step of ./bench takes: time, processor and memory, as numbers of one line of JSON.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace herlaad::bench {

// Reads a list as `herlaad reconcile import` does, and drops its lines: {"lines", "bytes",
// "mb_per_s", "cpu_us" of a line, "peak_kb" of this process}. Throws std::runtime_error.
nlohmann::json MeasureReading(const std::string& path);

// Runs a program to its end: {"seconds", "cpu_s", "peak_kb"}. Throws std::runtime_error unless it
// ends with 0.
nlohmann::json MeasureProgram(std::vector<std::string> arguments);

}  // namespace herlaad::bench
