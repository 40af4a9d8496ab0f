#include "apps/herlaad/cli/arguments.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "apps/herlaad/cli/console.h"
#include "apps/herlaad/cli/text.h"
#include "apps/herlaad/config/config.h"
#include "base/core/id.h"
#include "domain/orders/reference.h"

namespace herlaad::app {

std::optional<std::string> EmptyArgument(int argc, const char* const* argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    const std::string before = argv[i - 1];
    if (argument.empty()) {
      return (before.starts_with("--") ? "the value of " + before : "an argument") +
             " is empty; give one, or leave it out";
    }
    if (argument.starts_with("--") && argument.find('=') == argument.size() - 1) {
      return "the value of " + argument.substr(0, argument.size() - 1) +
             " is empty; give one, or leave it out";
    }
  }
  return std::nullopt;
}

std::optional<std::string> WrongEnvironment() {
  const char* const data = std::getenv("HERLAAD_DATA");
  if (data != nullptr && *data == '\0')
    return "$HERLAAD_DATA is empty; set it to the data folder, or unset it";
  const char* const database = std::getenv("HERLAAD_DATABASE");
  if (database != nullptr && !IsPostgres(database))
    return "$HERLAAD_DATABASE must begin with postgresql://; correct it, or unset it";
  return std::nullopt;
}

std::string PlainWords(const CLI::ParseError& error, const std::vector<std::string>& extra) {
  std::string said = error.what();
  const auto kind = static_cast<CLI::ExitCodes>(error.get_exit_code());
  const auto before = [&said](std::string_view word) { return said.substr(0, said.find(word)); };
  const auto after = [&said](std::string_view word) {
    const auto at = said.find(word);
    return at == std::string::npos ? said : said.substr(at + word.size());
  };
  if (kind == CLI::ExitCodes::RequiredError) return before(" is required") + " is missing";
  if (kind == CLI::ExitCodes::ArgumentMismatch) return before(":") + " needs a value";
  if (kind == CLI::ExitCodes::ExtrasError) {
    std::string words;
    for (const std::string& word : extra) words += (words.empty() ? "" : " ") + word;
    const bool is_number = words.find_first_not_of("0123456789 ") == std::string::npos;
    return words + " is not understood here" +
           (is_number ? "; put a number with spaces in quotes" : "");
  }
  if (kind == CLI::ExitCodes::ExcludesError)
    return before(" excludes ") + " and " + after(" excludes ") + " cannot be given together";
  if (kind == CLI::ExitCodes::ConversionError)
    return after(": ").substr(0, after(": ").find(" =")) + ": must be a whole number, not " +
           after(" = ");
  return said;
}

Result<std::string, ExitCode> ReadReference(const std::string& typed) {
  auto id = orders::ReadReference(typed);
  if (!id) id = orders::ReadReceiptNumber(typed);
  if (id) return ToText(*id);
  return Failure{ComplainOfUsage(
      "\"" + typed +
      "\" is not the reference of a top-up (tu_ and 14 characters), the number of its receipt (re_ "
      "and 14 characters) or the link of its page; check the spelling")};
}

CLI::Validator Between(std::int64_t least, std::int64_t most) {
  const auto check = [least, most](const std::string& text) {
    std::int64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    if (read.ec == std::errc() && read.ptr == end && number >= least && number <= most)
      return std::string();
    return "must be a whole number from " + Grouped(least) + " to " + Grouped(most) + ", not " +
           text;
  };
  return {check, ""};
}

CLI::Validator OneOf(std::vector<std::string> words) {
  const auto check = [words = std::move(words)](const std::string& text) {
    if (std::find(words.begin(), words.end(), text) != words.end()) return std::string();
    return "must be " + Listed(words, "or") + ", not " + text;
  };
  return {check, ""};
}

std::string Listed(const std::vector<std::string>& words, std::string_view last) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " " + std::string(last) + " " : ", ";
    text += words[i];
  }
  return text;
}

}  // namespace herlaad::app
