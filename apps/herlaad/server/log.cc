#include "apps/herlaad/server/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "apps/herlaad/cli/text.h"
#include "base/core/instant.h"

namespace herlaad::app {
namespace {

using nlohmann::json;

std::string_view Name(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return "debug";
    case LogLevel::kInfo:
      return "info";
    case LogLevel::kWarning:
      return "warning";
    case LogLevel::kError:
      return "error";
  }
  return "error";
}

spdlog::level::level_enum LevelOf(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarning:
      return spdlog::level::warn;
    case LogLevel::kError:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

std::string Dump(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string LineForPeople(LogLevel level, std::string_view at, std::string_view event,
                          const json& fields) {
  // On a terminal the time in Brussels is enough.
  const auto moment = ParseRfc3339(at);
  std::string line = moment ? ClockText(*moment) : std::string(at);
  line += ' ';
  if (level != LogLevel::kInfo) (line += Name(level)) += ": ";
  line += event;
  for (const auto& [key, value] : fields.items()) {
    ((line += ' ') += key) += '=';
    line += Dump(value);  // quoted, so that a field never starts a new line
  }
  return line;
}

}  // namespace

std::string LogLine(Log::Form form, LogLevel level, std::string_view at, std::string_view event,
                    json fields) {
  if (form == Log::Form::kPeople) return LineForPeople(level, at, event, fields);
  json line = {{"at", at}, {"level", Name(level)}, {"event", event}};
  line.update(fields);
  return Dump(line);
}

Log::Log(Form form, LogLevel level) : form_(form) {
  auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  logger_ = std::make_shared<spdlog::logger>("herlaad", std::move(sink));
  logger_->set_pattern("%v");
  logger_->set_level(LevelOf(level));
  logger_->flush_on(spdlog::level::debug);
}

void Log::Write(LogLevel level, std::string_view event, json fields) {
  if (!logger_->should_log(LevelOf(level))) return;
  const std::string at = ToRfc3339(SystemClock().Now());
  logger_->log(LevelOf(level), LogLine(form_, level, at, event, std::move(fields)));
}

void Log::Info(std::string_view event, json fields) {
  Write(LogLevel::kInfo, event, std::move(fields));
}
void Log::Warning(std::string_view event, json fields) {
  Write(LogLevel::kWarning, event, std::move(fields));
}
void Log::Error(std::string_view event, json fields) {
  Write(LogLevel::kError, event, std::move(fields));
}

Log::Form FormForStderr() {
  return isatty(STDERR_FILENO) == 1 ? Log::Form::kPeople : Log::Form::kJson;
}

}  // namespace herlaad::app
