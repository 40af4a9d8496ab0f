#include "adapters/statements/coda/coda_reader.h"

#include <algorithm>

namespace herlaad::statements {
namespace {

constexpr std::size_t kPartialMax = CodaLine::kLength + 2;  // with CR, and one byte too many

}  // namespace

Status<StatementError> CodaReader::Outcome() const {
  if (error_) return Failure{*error_};
  return Nothing{};
}

Status<StatementError> CodaReader::Feed(std::string_view bytes) {
  fed_ += bytes.size();
  while (!bytes.empty() && !error_) {
    const std::size_t end = bytes.find('\n');
    const std::string_view piece = bytes.substr(0, end);
    if (end == std::string_view::npos || !partial_.empty()) {
      partial_.append(piece.substr(0, kPartialMax - std::min(kPartialMax, partial_.size())));
      const bool too_long = partial_.size() >= kPartialMax;
      if (end == std::string_view::npos && !too_long) break;
      TakeLine(partial_);
      partial_.clear();
    } else {
      TakeLine(piece);
    }
    bytes.remove_prefix(std::min(piece.size() + 1, bytes.size()));
  }
  return Outcome();
}

Status<StatementError> CodaReader::Finish() {
  ending_ = true;
  if (!error_ && !partial_.empty()) TakeLine(partial_);
  partial_.clear();
  if (error_) return Outcome();
  if (auto fault = statement_.End()) {
    ++line_;
    Fail(*std::move(fault));
  }
  return Outcome();
}

std::optional<LineFault> CodaReader::CheckLine(std::string_view line) {
  if (line.empty() && statement_.at_end()) {
    blank_ = true;
    return std::nullopt;
  }
  if (blank_) {
    return LineFault{.kind = StatementErrorKind::kAfterEnd,
                     .text =
                         "A line follows the end of the file. Fetch the file from the bank "
                         "again."};
  }
  if (line.size() == CodaLine::kLength) return statement_.Take(CodaLine(line), line_);
  const bool xml = line_ == 1 && line.substr(0, 5).find('<') != std::string_view::npos;
  if (xml) {
    return LineFault{.kind = StatementErrorKind::kNotStatement,
                     .text = "This is an XML file and not CODA. Read it as camt.053."};
  }
  if (ending_ && line.size() < CodaLine::kLength) {
    return LineFault{.kind = StatementErrorKind::kTruncated,
                     .text =
                         "The file ends in the middle of a line. Fetch the file from the bank "
                         "again."};
  }
  const bool longer = line.size() > CodaLine::kLength;
  return LineFault{
      .kind = StatementErrorKind::kLineLength,
      .text = std::string("The line has ") +
              (longer ? "more than 128 bytes" : std::to_string(line.size()) + " bytes") +
              ", and a line of CODA has 128. Fetch the file from the bank again: programs that "
              "save it in another character set or cut blanks change its lines."};
}

void CodaReader::TakeLine(std::string_view line) {
  ++line_;
  const std::size_t length = line.size() + 1;
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  if (auto fault = CheckLine(line)) {
    Fail(*std::move(fault));
    return;
  }
  offset_ += length;
}

void CodaReader::Fail(LineFault fault) {
  error_ = StatementError{.kind = fault.kind,
                          .line = line_,
                          .offset = std::min(offset_, fed_),  // the last line end may be missing
                          .text = std::move(fault.text),
                          .fault = fault.fault};
}

}  // namespace herlaad::statements
