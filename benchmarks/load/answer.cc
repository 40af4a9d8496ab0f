#include "benchmarks/load/answer.h"

#include <algorithm>
#include <charconv>

namespace herlaad::bench {
namespace {

bool EqualIgnoringCase(std::string_view a, std::string_view lower) {
  return a.size() == lower.size() &&
         std::equal(a.begin(), a.end(), lower.begin(), [](char x, char y) {
           return (x >= 'A' && x <= 'Z' ? x + ('a' - 'A') : x) == y;
         });
}

// Status 0 if the line is not a status line.
int StatusOf(std::string_view line) {
  int status = 0;
  if (line.size() < 12 || !line.starts_with("HTTP/1.")) return 0;
  std::from_chars(line.data() + 9, line.data() + 12, status);
  return status;
}

}  // namespace

Answer ReadAnswer(std::string_view text) {
  Answer answer;
  const std::size_t end = text.find("\r\n\r\n");
  if (end == std::string_view::npos) return answer;
  std::string_view head = text.substr(0, end + 2);
  answer.status = StatusOf(head.substr(0, head.find('\r')));
  std::size_t length = 0;
  bool has_length = answer.status == 204 || answer.status == 304;
  head.remove_prefix(head.find('\n') + 1);
  while (!head.empty()) {
    const std::size_t line_end = head.find("\r\n");
    const std::string_view line = head.substr(0, line_end);
    head.remove_prefix(line_end + 2);
    const std::size_t colon = std::min(line.find(':'), line.size());
    std::string_view value = line.substr(std::min(colon + 1, line.size()));
    while (value.starts_with(' ')) value.remove_prefix(1);
    if (EqualIgnoringCase(line.substr(0, colon), "content-length")) {
      const auto read = std::from_chars(value.data(), value.data() + value.size(), length);
      has_length = read.ec == std::errc() && read.ptr == value.data() + value.size();
    } else if (EqualIgnoringCase(line.substr(0, colon), "connection")) {
      answer.closes = EqualIgnoringCase(value, "close");
    }
  }
  if (answer.status < 100 || !has_length) {
    answer.state = Answer::State::kBroken;
    return answer;
  }
  answer.size = end + 4 + length;
  if (text.size() < answer.size) return answer;
  answer.body = text.substr(end + 4, length);
  answer.state = Answer::State::kComplete;
  return answer;
}

std::string_view IdIn(std::string_view json) {
  constexpr std::string_view kName = "\"id\":";
  std::size_t at = json.find(kName);
  if (at == std::string_view::npos) return {};
  at = json.find('"', at + kName.size());
  if (at == std::string_view::npos) return {};
  const std::size_t end = json.find('"', at + 1);
  return end == std::string_view::npos ? std::string_view{} : json.substr(at + 1, end - at - 1);
}

}  // namespace herlaad::bench
