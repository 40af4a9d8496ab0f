// What camt.053 says about one payment: an entry (Ntry), or one of the transactions in it (TxDtls).
// Both have the same elements for what is common.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "adapters/statements/camt/camt_elements.h"
#include "adapters/statements/statement_error.h"
#include "domain/reconcile/movement.h"

namespace herlaad::statements {

class CamtPayment {
 public:
  static constexpr std::size_t kTextMax = 16'384;  // of a communication, or of notes, in bytes
  static constexpr std::size_t kFieldsMax = 64;

  void Reset();

  // The text of an element, without blanks around it; `currency` is its attribute Ccy.
  std::optional<LineFault> TakeText(CamtElement element, std::string_view text,
                                    std::string_view currency);
  void EndElement(CamtElement element);

  // The movement, when all is read. `credit` is the direction if the payment has none of its own,
  // `account` whose movement it is. Its cents are 0 without an amount in euros. Again it gives the
  // same.
  reconcile::Movement& Finish(bool credit, std::string_view account);
  // After Finish: what was odd, or empty.
  std::string_view notice() const { return notice_; }

  // An amount in euros, without a direction.
  std::optional<std::int64_t> cents() const { return cents_ ? cents_ : detail_cents_; }
  std::optional<bool> credit() const { return credit_; }
  bool is_foreign() const { return !cents() && !foreign_.empty(); }
  // The currency that the amount of the element itself has; empty without an amount.
  const std::string& currency() const { return currency_; }
  const std::string& status() const { return status_; }
  std::int64_t charges_cents() const { return charges_cents_; }
  bool has_code() const { return !domain_.empty() || !proprietary_.empty(); }
  // Notes are the only thing that may follow the transactions of an entry.
  std::string TakeNotes() { return std::exchange(movement_.information, {}); }

 private:
  struct Party {
    std::string name;
    std::string account;
    std::string bic;
    std::string ultimate;
  };

  std::optional<LineFault> TakeAmount(CamtElement element, std::string_view text,
                                      std::string_view currency);
  std::optional<LineFault> TakeOrdinary(CamtElement element, std::string_view text);
  std::optional<LineFault> TakeRemittance(CamtElement element, std::string_view text);
  bool TakeCode(CamtElement element, std::string_view text);
  bool TakeParty(CamtElement element, std::string_view text);
  void EndCharge();
  void EndReference();
  void AddField(reconcile::BankFieldKind kind, std::string_view text);
  void SetCode();
  void SetCounterparty(bool credit, std::string_view account);
  void SetCommunication();

  reconcile::Movement movement_;
  Party debtor_;
  Party creditor_;
  std::optional<std::int64_t> cents_;
  std::optional<std::int64_t> detail_cents_;  // of AmtDtls/TxAmt
  std::optional<bool> credit_;
  std::string currency_;
  std::string foreign_;
  std::string status_;
  std::string domain_;
  std::string family_;
  std::string sub_family_;
  std::string proprietary_;
  std::optional<std::int64_t> charge_;
  std::optional<std::int64_t> charge_total_;
  bool charge_is_credit_ = false;
  bool has_charge_records_ = false;
  std::int64_t charges_cents_ = 0;
  std::string spaced_;  // the free texts with blanks between them
  std::string dense_;   // and without: a reference may be cut there
  std::string reference_;
  std::string issuer_;
  std::string_view notice_;
  bool finished_ = false;
};

}  // namespace herlaad::statements
