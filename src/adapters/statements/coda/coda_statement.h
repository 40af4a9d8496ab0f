// One CODA file, line by line: the order of the records, the numbers of the movements, the sums of
// the trailer and the balances. Splitting bytes into lines is coda_reader.h's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "adapters/statements/coda/coda_line.h"
#include "adapters/statements/coda/coda_movement.h"
#include "adapters/statements/coda/coda_numbers.h"
#include "adapters/statements/coda/coda_totals.h"
#include "adapters/statements/notices.h"
#include "adapters/statements/statement_error.h"
#include "adapters/statements/statement_sink.h"

namespace herlaad::statements {

class CodaStatement {
 public:
  static constexpr std::size_t kMessagesMax = 64;  // free messages that are kept, lines of 80

  explicit CodaStatement(StatementSink& sink) : sink_(sink) {}

  // The next line, with its number for notices. After a fault nothing more may be asked.
  std::optional<LineFault> Take(const CodaLine& line, std::uint64_t number);
  // After the last line.
  std::optional<LineFault> End() const;
  // Whether a whole statement was read and no line of another since.
  bool at_end() const { return expected_ == Expected::kEnd; }

 private:
  enum class Expected : std::uint8_t { kHeader, kOldBalance, kMovements, kMessages, kEnd };

  std::optional<LineFault> TakeHeader(const CodaLine& line);
  std::optional<LineFault> TakeOldBalance(const CodaLine& line);
  std::optional<LineFault> TakeMovement(const CodaLine& line);
  std::optional<LineFault> BeginMovement(const CodaLine& line);
  std::optional<LineFault> TakeNewBalance(const CodaLine& line);
  void TakeMessage(const CodaLine& line);
  std::optional<LineFault> TakeTrailer(const CodaLine& line);
  std::optional<LineFault> CheckBalances();
  void Globalise(char level);
  void FinishMovement();
  void AddDetail(const reconcile::Movement& detail);
  void FinishDetails();
  void Note(std::string text);

  StatementSink& sink_;
  Expected expected_ = Expected::kHeader;
  reconcile::StatementHead head_;
  reconcile::StatementEnd end_;
  CodaMovement movement_;
  CodaNumbers numbers_;
  CodaTotals totals_;
  Notices notices_;
  std::string hint_;                    // the first notice: what may explain a fault of the trailer
  std::string account_field_;           // as the old balance has it
  std::string levels_;                  // of globalisations that are open
  std::uint64_t line_ = 0;              // of the line that is being taken
  std::uint64_t begun_ = 0;             // of the movement that is being joined
  std::int64_t unexplained_cents_ = 0;  // what the details leave of the last booked movement
  bool has_details_ = false;
  bool joining_ = false;
  bool another_follows_ = false;
};

}  // namespace herlaad::statements
