// Reads CODA files, the account statements of Belgian banks (Febelfin, "Coded statement of
// account", version 2.x to 2.6): lines of 128 bytes in windows-1252, with LF or CRLF, the last line
// end may be missing; several statements in one file.
//
// The file is passed in pieces of any size. Memory does not grow with the file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/statements/coda/coda_statement.h"
#include "adapters/statements/statement_error.h"
#include "adapters/statements/statement_sink.h"
#include "base/core/result.h"

namespace herlaad::statements {

class CodaReader {
 public:
  // `sink` must outlive the reader.
  explicit CodaReader(StatementSink& sink) : statement_(sink) {}

  // The next bytes of the file. After an error, the same error again.
  Status<StatementError> Feed(std::string_view bytes);
  // After the last bytes. An error if the file ends within a statement.
  Status<StatementError> Finish();

 private:
  void TakeLine(std::string_view line);
  std::optional<LineFault> CheckLine(std::string_view line);
  void Fail(LineFault fault);
  Status<StatementError> Outcome() const;

  CodaStatement statement_;
  std::string partial_;  // the beginning of a line, at most one byte more than a line may have
  std::uint64_t line_ = 0;
  std::uint64_t offset_ = 0;  // of the line's first byte
  std::uint64_t fed_ = 0;
  bool ending_ = false;  // the last line is being read
  bool blank_ = false;   // an empty line was read: only such may follow
  std::optional<StatementError> error_;
};

}  // namespace herlaad::statements
