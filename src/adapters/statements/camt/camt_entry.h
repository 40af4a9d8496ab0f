// One entry of camt.053 with its transactions. The entry counts; transactions explain it. The first
// transaction is kept until it is known whether there is another: the only one completes the entry.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/statements/camt/camt_elements.h"
#include "adapters/statements/camt/camt_payment.h"
#include "adapters/statements/statement_error.h"
#include "adapters/statements/statement_sink.h"

namespace herlaad::statements {

class CamtEntry {
 public:
  explicit CamtEntry(StatementSink& sink) : sink_(sink) {}

  // An entry of `account` with this number; the calls below are for the elements inside it.
  void Begin(std::string_view account, std::uint32_t number);
  std::optional<LineFault> BeginElement(CamtElement element);
  std::optional<LineFault> TakeText(CamtElement element, std::string_view text,
                                    std::string_view currency);
  std::optional<LineFault> EndElement(CamtElement element);
  // Hands on what is left.
  std::optional<LineFault> End();

  // After End, or once a transaction was begun.
  bool is_booked() const { return entry_.status() == "BOOK"; }
  std::int64_t cents() const { return cents_; }
  const std::string& bank_reference() const { return bank_reference_; }
  std::string_view notice() const { return notice_; }

 private:
  std::optional<LineFault> CheckEntry();
  std::optional<LineFault> HandOnEntry();
  void HandOnDetail(CamtPayment& payment);
  void HandOnRest();
  void HandOnNotes();
  void Complete(reconcile::Movement& movement, reconcile::Movement& only);
  std::string_view RestName(std::int64_t rest) const;

  StatementSink& sink_;
  CamtPayment entry_;
  CamtPayment first_;
  CamtPayment later_;
  std::string account_;
  std::string bank_reference_;
  std::uint32_t number_ = 0;
  std::uint64_t transactions_ = 0;
  std::int64_t cents_ = 0;
  std::int64_t explained_cents_ = 0;
  std::int64_t charges_cents_ = 0;
  bool in_transaction_ = false;
  bool has_foreign_ = false;
  bool has_unknown_ = false;  // a transaction without any amount
  std::string_view notice_;
};

}  // namespace herlaad::statements
