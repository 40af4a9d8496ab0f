// The statements of one camt.053 file, element by element: head, balances, entries and checks.
// Parsing XML is camt053_reader.h's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/statements/camt/camt_elements.h"
#include "adapters/statements/camt/camt_entry.h"
#include "adapters/statements/notices.h"
#include "adapters/statements/statement_error.h"
#include "adapters/statements/statement_sink.h"

namespace herlaad::statements {

class CamtStatement {
 public:
  static constexpr std::size_t kMessagesMax = 64;

  explicit CamtStatement(StatementSink& sink) : sink_(sink), entry_(sink) {}

  // `line` is for notices.
  std::optional<LineFault> BeginElement(CamtElement element, std::uint64_t line);
  std::optional<LineFault> TakeText(CamtElement element, std::string_view text,
                                    std::string_view currency);
  std::optional<LineFault> EndElement(CamtElement element, std::uint64_t line);

  std::uint64_t statements() const { return statements_; }  // that ended

 private:
  // Balances by their code: how sure they are to be the one that is looked for.
  enum class Rank : std::uint8_t { kNone = 0, kIntermediate = 1, kPrevious = 2, kExact = 3 };
  struct RankedBalance {
    reconcile::AccountBalance balance;
    Rank rank = Rank::kNone;
  };
  struct ReadBalance {
    std::string code;
    std::optional<std::int64_t> cents;
    std::optional<bool> credit;
    std::optional<calendar::Date> date;
    std::string currency;
  };

  void Begin();
  std::optional<LineFault> TakeHead(CamtElement element, std::string_view text);
  std::optional<LineFault> TakeBalance(CamtElement element, std::string_view text,
                                       std::string_view currency);
  std::optional<LineFault> EndBalance();
  void PlaceBalance(const std::string& code, const reconcile::AccountBalance& balance);
  std::optional<LineFault> BeginEntries();
  std::optional<LineFault> EndEntry(std::uint64_t line);
  std::optional<LineFault> End();

  StatementSink& sink_;
  CamtEntry entry_;
  reconcile::StatementHead head_;
  reconcile::StatementEnd end_;
  Notices notices_;
  std::string hint_;  // what may explain balances that do not add up
  ReadBalance read_;
  RankedBalance opening_;
  RankedBalance closing_;
  std::string account_currency_;
  std::string last_reference_;  // of the entry before
  std::int64_t last_cents_ = 0;
  std::uint64_t entry_line_ = 0;
  std::uint64_t statements_ = 0;
  bool in_entry_ = false;
  bool head_given_ = false;
};

}  // namespace herlaad::statements
