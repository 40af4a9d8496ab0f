// Reads camt.053 (ISO 20022 bank to customer statement) of any version, recognised by the namespace
// camt.053.001.NN: XML in UTF-8, UTF-16, ISO 8859-1 or windows-1252; several statements in one
// file.
//
// The file is passed in pieces of any size. Memory does not grow with the file, nor with the number
// of transactions in an entry: texts, nesting and tokens are bounded, and a DTD is refused, so that
// no entity can expand.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/statements/camt/camt_elements.h"
#include "adapters/statements/camt/camt_statement.h"
#include "adapters/statements/statement_error.h"
#include "adapters/statements/statement_sink.h"
#include "base/core/result.h"

struct XML_ParserStruct;

namespace herlaad::statements {

class Camt053Reader {
 public:
  static constexpr std::size_t kDepthMax = 48;
  static constexpr std::size_t kTextMax = 4'096;    // of one element, in bytes
  static constexpr std::size_t kTokenMax = 65'536;  // of a tag or comment, in bytes

  // `sink` must outlive the reader.
  explicit Camt053Reader(StatementSink& sink);
  ~Camt053Reader();
  Camt053Reader(const Camt053Reader&) = delete;
  Camt053Reader& operator=(const Camt053Reader&) = delete;

  // The next bytes of the file. After an error, the same error again.
  Status<StatementError> Feed(std::string_view bytes);
  // After the last bytes. An error if the file ends within the message.
  Status<StatementError> Finish();

  // 2 of camt.053.001.02; 0 before the root element was read.
  int version() const { return version_; }

 private:
  struct Callbacks;
  struct Free {
    void operator()(XML_ParserStruct* parser) const;
  };

  void Parse(std::string_view bytes, bool is_final);
  void Begin(const char* name, const char** attributes);
  void End();
  void Text(std::string_view text);
  std::optional<LineFault> BeginRoot(std::string_view name, const char** attributes);
  std::optional<LineFault> CheckNamespace(std::string_view uri);
  void FailParsing(std::string_view bytes, bool is_final);
  void Fail(LineFault fault);
  std::uint64_t Line() const;
  Status<StatementError> Outcome() const;

  std::unique_ptr<XML_ParserStruct, Free> parser_;
  CamtStatement statement_;
  std::string pending_;  // small pieces, until there is enough to parse at once
  std::array<CamtElement, kDepthMax> path_{};
  std::size_t depth_ = 0;
  std::size_t skipped_ = 0;  // elements that are not read, one inside another
  std::string text_;
  std::string currency_;
  std::uint64_t fed_ = 0;
  int version_ = 0;
  bool captures_ = false;
  std::optional<StatementError> error_;
};

}  // namespace herlaad::statements
