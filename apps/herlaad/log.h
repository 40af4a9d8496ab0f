// The log: what an operator of Herlaad should know, on stderr. One JSON object a line, or a short
// line for people when stderr is a terminal. Whoever logs sees to it that no secret, no full number
// and no request's content is in it.
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
  // Lines go to stderr from `level` on.
  explicit Log(Form form, LogLevel level = LogLevel::kInfo);

  // From any thread. `event` is a short sentence that never varies; what varies is in `fields`, an
  // object.
  void Write(LogLevel level, std::string_view event,
             nlohmann::json fields = nlohmann::json::object());
  void Info(std::string_view event, nlohmann::json fields = nlohmann::json::object());
  void Warning(std::string_view event, nlohmann::json fields = nlohmann::json::object());
  void Error(std::string_view event, nlohmann::json fields = nlohmann::json::object());

 private:
  Form form_;
  std::shared_ptr<spdlog::logger> logger_;
};

// The line Write makes. `at` is RFC 3339.
std::string LogLine(Log::Form form, LogLevel level, std::string_view at, std::string_view event,
                    nlohmann::json fields);

Log::Form FormForStderr();

}  // namespace herlaad::app
