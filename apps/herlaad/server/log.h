// The log for administrators, on stderr: one JSON object on each line, or a short text if stderr is
// a terminal. Callers must not log secrets, full numbers or the content of requests.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace spdlog {
class logger;
}  // namespace spdlog

namespace herlaad::app {

enum class LogLevel { kDebug, kInfo, kWarning, kError };

class Log {
 public:
  enum class Form { kJson, kPeople };
  // Writes lines of `level` and above.
  explicit Log(Form form, LogLevel level = LogLevel::kInfo);

  // Thread-safe. `event` is a short constant sentence; variable parts are in `fields`, an object.
  void Write(LogLevel level, std::string_view event,
             nlohmann::json fields = nlohmann::json::object());
  void Info(std::string_view event, nlohmann::json fields = nlohmann::json::object());
  void Warning(std::string_view event, nlohmann::json fields = nlohmann::json::object());
  void Error(std::string_view event, nlohmann::json fields = nlohmann::json::object());

 private:
  Form form_;
  std::shared_ptr<spdlog::logger> logger_;
};

// Formats the line of Write. `at` is RFC 3339.
std::string LogLine(Log::Form form, LogLevel level, std::string_view at, std::string_view event,
                    nlohmann::json fields);

Log::Form FormForStderr();

}  // namespace herlaad::app
