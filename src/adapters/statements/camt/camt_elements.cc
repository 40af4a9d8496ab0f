#include "adapters/statements/camt/camt_elements.h"

#include <array>
#include <iterator>

namespace herlaad::statements {
namespace {

using enum CamtElement;

struct Child {
  CamtElement parent;
  std::string_view name;
  CamtElement element;
};

// Children of one parent stand together, the frequent ones first.
constexpr Child kChildren[] = {
    {kRoot, "Document", kDocument},
    {kDocument, "BkToCstmrStmt", kMessage},
    {kMessage, "Stmt", kStatement},
    {kStatement, "Ntry", kEntry},
    {kStatement, "Bal", kBalance},
    {kStatement, "Id", kStatementId},
    {kStatement, "ElctrncSeqNb", kSequence},
    {kStatement, "CreDtTm", kCreated},
    {kStatement, "CpyDplctInd", kCopy},
    {kStatement, "Acct", kAccount},
    {kStatement, "AddtlStmtInf", kStatementNote},
    {kAccount, "Id", kAccount},
    {kAccount, "IBAN", kAccountNumber},
    {kAccount, "Othr", kAccountOther},
    {kAccount, "Ccy", kAccountCurrency},
    {kAccount, "Ownr", kOwner},
    {kAccountOther, "Id", kAccountNumber},
    {kOwner, "Nm", kOwnerName},
    {kOwner, "Pty", kOwner},
    {kBalance, "Tp", kBalanceType},
    {kBalance, "Amt", kBalanceAmount},
    {kBalance, "CdtDbtInd", kBalanceSign},
    {kBalance, "Dt", kBalanceDate},
    {kBalanceType, "CdOrPrtry", kBalanceType},
    {kBalanceType, "Cd", kBalanceCode},
    {kBalanceDate, "Dt", kBalanceDay},
    {kBalanceDate, "DtTm", kBalanceDay},
    {kEntry, "Amt", kAmount},
    {kEntry, "CdtDbtInd", kSign},
    {kEntry, "Sts", kStatus},
    {kEntry, "BookgDt", kBookingDate},
    {kEntry, "ValDt", kValueDate},
    {kEntry, "AcctSvcrRef", kServicerReference},
    {kEntry, "BkTxCd", kCode},
    {kEntry, "NtryDtls", kDetails},
    {kEntry, "RvslInd", kReversal},
    {kEntry, "AddtlNtryInf", kNote},
    {kEntry, "Chrgs", kCharges},
    {kEntry, "CardTx", kCard},
    {kStatus, "Cd", kStatus},
    {kStatus, "Prtry", kStatus},
    {kBookingDate, "Dt", kBookingDay},
    {kBookingDate, "DtTm", kBookingDay},
    {kValueDate, "Dt", kValueDay},
    {kValueDate, "DtTm", kValueDay},
    {kCode, "Domn", kCode},
    {kCode, "Cd", kDomainCode},
    {kCode, "Fmly", kFamily},
    {kCode, "Prtry", kProprietary},
    {kFamily, "Cd", kFamilyCode},
    {kFamily, "SubFmlyCd", kSubFamilyCode},
    {kProprietary, "Cd", kProprietaryCode},
    {kCharges, "Amt", kChargeAmount},
    {kCharges, "CdtDbtInd", kChargeSign},
    {kCharges, "TtlChrgsAndTaxAmt", kChargeTotal},
    {kCharges, "Rcrd", kChargeRecord},
    {kChargeRecord, "Amt", kChargeAmount},
    {kChargeRecord, "CdtDbtInd", kChargeSign},
    {kDetails, "TxDtls", kTransaction},
    {kDetails, "Btch", kBatch},
    {kBatch, "PmtInfId", kBatchId},
    {kTransaction, "Refs", kReferences},
    {kTransaction, "Amt", kAmount},
    {kTransaction, "CdtDbtInd", kSign},
    {kTransaction, "RltdPties", kParties},
    {kTransaction, "RltdAgts", kAgents},
    {kTransaction, "RmtInf", kRemittance},
    {kTransaction, "AmtDtls", kAmounts},
    {kTransaction, "BkTxCd", kCode},
    {kTransaction, "Chrgs", kCharges},
    {kTransaction, "RtrInf", kReturn},
    {kTransaction, "Purp", kPurpose},
    {kTransaction, "CardTx", kCard},
    {kTransaction, "AddtlTxInf", kNote},
    {kReferences, "EndToEndId", kEndToEndId},
    {kReferences, "AcctSvcrRef", kServicerReference},
    {kReferences, "PmtInfId", kBatchId},
    {kReferences, "MndtId", kMandateId},
    {kAmounts, "TxAmt", kTransactionAmount},
    {kAmounts, "InstdAmt", kInstructedAmount},
    {kTransactionAmount, "Amt", kAmountDetail},
    {kInstructedAmount, "Amt", kInstructed},
    {kParties, "Dbtr", kDebtor},
    {kParties, "DbtrAcct", kDebtorAccount},
    {kParties, "Cdtr", kCreditor},
    {kParties, "CdtrAcct", kCreditorAccount},
    {kParties, "UltmtDbtr", kUltimateDebtor},
    {kParties, "UltmtCdtr", kUltimateCreditor},
    {kDebtor, "Nm", kDebtorName},
    {kDebtor, "Pty", kDebtor},
    {kDebtor, "Agt", kDebtor},
    {kDebtor, "FinInstnId", kDebtor},
    {kCreditor, "Nm", kCreditorName},
    {kCreditor, "Pty", kCreditor},
    {kCreditor, "Agt", kCreditor},
    {kCreditor, "FinInstnId", kCreditor},
    {kDebtorAccount, "Id", kDebtorAccount},
    {kDebtorAccount, "IBAN", kDebtorNumber},
    {kDebtorAccount, "Othr", kDebtorOther},
    {kDebtorOther, "Id", kDebtorNumber},
    {kCreditorAccount, "Id", kCreditorAccount},
    {kCreditorAccount, "IBAN", kCreditorNumber},
    {kCreditorAccount, "Othr", kCreditorOther},
    {kCreditorOther, "Id", kCreditorNumber},
    {kUltimateDebtor, "Nm", kUltimateDebtorName},
    {kUltimateDebtor, "Pty", kUltimateDebtor},
    {kUltimateCreditor, "Nm", kUltimateCreditorName},
    {kUltimateCreditor, "Pty", kUltimateCreditor},
    {kAgents, "DbtrAgt", kDebtorAgent},
    {kAgents, "CdtrAgt", kCreditorAgent},
    {kDebtorAgent, "FinInstnId", kDebtorAgent},
    {kDebtorAgent, "BIC", kDebtorBic},
    {kDebtorAgent, "BICFI", kDebtorBic},
    {kCreditorAgent, "FinInstnId", kCreditorAgent},
    {kCreditorAgent, "BIC", kCreditorBic},
    {kCreditorAgent, "BICFI", kCreditorBic},
    {kRemittance, "Ustrd", kUnstructured},
    {kRemittance, "Strd", kStructured},
    {kStructured, "CdtrRefInf", kReferenceInfo},
    {kStructured, "AddtlRmtInf", kUnstructured},
    {kReferenceInfo, "Tp", kReferenceType},
    {kReferenceInfo, "Ref", kReference},
    {kReferenceType, "Issr", kReferenceIssuer},
    {kReturn, "Rsn", kReason},
    {kReturn, "AddtlInf", kReturnNote},
    {kReason, "Cd", kReasonCode},
    {kReason, "Prtry", kReasonCode},
    {kPurpose, "Cd", kPurposeCode},
    {kCard, "POI", kPoint},
    {kPoint, "Id", kPointId},
    {kPointId, "Id", kTerminal},
};

constexpr std::size_t At(CamtElement element) { return static_cast<std::size_t>(element); }

struct Range {
  std::uint8_t first = 0;
  std::uint8_t end = 0;
};

constexpr std::array<Range, kCamtElements> MakeRanges() {
  std::array<Range, kCamtElements> ranges{};
  std::uint8_t at = 0;
  for (const Child& child : kChildren) {
    Range& range = ranges[At(child.parent)];
    if (range.end == 0) range.first = at;
    range.end = ++at;
  }
  return ranges;
}
constexpr std::array<Range, kCamtElements> kRanges = MakeRanges();

// A parent whose children stand in two places would have those of others between them.
constexpr bool StandTogether() {
  for (std::size_t i = 0; i < std::size(kChildren); ++i) {
    const Range range = kRanges[At(kChildren[i].parent)];
    for (std::size_t j = range.first; j < range.end; ++j) {
      if (kChildren[j].parent != kChildren[i].parent) return false;
    }
  }
  return true;
}
static_assert(StandTogether());
static_assert(std::size(kChildren) < 256);

}  // namespace

CamtElement CamtChild(CamtElement parent, std::string_view name) {
  const Range range = kRanges[At(parent)];
  for (std::size_t i = range.first; i < range.end; ++i) {
    if (kChildren[i].name == name) return kChildren[i].element;
  }
  return kOther;
}

}  // namespace herlaad::statements
