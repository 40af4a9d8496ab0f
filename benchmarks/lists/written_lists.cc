#include "benchmarks/lists/written_lists.h"

#include <algorithm>

#include "adapters/statements/camt/testing_camt.h"
#include "adapters/statements/coda/testing_coda.h"
#include "base/core/check.h"
#include "domain/reconcile/structured_communication.h"

namespace herlaad::bench {
namespace {

constexpr std::int64_t kInStatement = 9'000;
constexpr std::int64_t kAmounts = 9'001;  // different ones

reconcile::StructuredCommunication ReferenceOf(std::int64_t i) {
  const auto made = reconcile::StructuredCommunication::Make(static_cast<std::uint64_t>(i) + 1);
  CHECK(made.has_value(), "there are fewer movements than references");
  return *made;
}

bool IsStructured(std::int64_t i) { return i % 2 == 0; }

statements::SampleMovement CodaMovement(std::int64_t i) {
  statements::SampleMovement movement;
  movement.cents = CentsOf(i);
  movement.structured = IsStructured(i);
  movement.communication = IsStructured(i)
                               ? "101" + ReferenceOf(i).Digits()
                               : "herlading van de winkel, referte " + CommunicationOf(i);
  movement.bank_reference = "B" + std::to_string(i);
  movement.our_reference = "NOTPROVIDED";
  movement.account = "BE62510007547061                  EUR";
  movement.name = "Nachtwinkel De Ster";
  return movement;
}

std::string Remittance(std::int64_t i) {
  if (!IsStructured(i))
    return "<Ustrd>herlading van de winkel, referte " + CommunicationOf(i) + "</Ustrd>";
  return "<Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry><Issr>BBA</Issr></Tp><Ref>" +
         ReferenceOf(i).Digits() + "</Ref></CdtrRefInf></Strd>";
}

// As a bank of our time writes one payment.
std::string CamtEntry(std::int64_t i) {
  statements::SampleEntry entry;
  entry.cents = CentsOf(i);
  entry.status = "<Cd>BOOK</Cd>";
  entry.body =
      "<ValDt><Dt>" + std::string(kListDay) + "</Dt></ValDt><AcctSvcrRef>B" + std::to_string(i) +
      "</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd>"
      "</Fmly></Domn></BkTxCd><NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>"
      "<Amt Ccy=\"EUR\">" +
      statements::Decimal(entry.cents) +
      "</Amt><CdtDbtInd>CRDT</CdtDbtInd><RltdPties><Dbtr><Pty><Nm>Nachtwinkel De Ster</Nm><PstlAdr>"
      "<StrtNm>Stationsstraat</StrtNm><TwnNm>Antwerpen</TwnNm></PstlAdr></Pty></Dbtr><DbtrAcct><Id>"
      "<IBAN>BE62510007547061</IBAN></Id></DbtrAcct></RltdPties><RltdAgts><DbtrAgt><FinInstnId>"
      "<BICFI>GKCCBEBB</BICFI></FinInstnId></DbtrAgt></RltdAgts><RmtInf>" +
      Remittance(i) + "</RmtInf></TxDtls></NtryDtls>";
  return statements::CamtEntryText(entry);
}

std::int64_t SumOf(std::int64_t movements) {
  std::int64_t sum = 0;
  for (std::int64_t i = 0; i < movements; ++i) sum += CentsOf(i);
  return sum;
}

}  // namespace

std::int64_t CentsOf(std::int64_t i) { return 1'000 + i % kAmounts; }

std::string CommunicationOf(std::int64_t i) { return ReferenceOf(i).Format(); }

void WriteCodaList(std::int64_t movements, std::ostream& out) {
  std::int64_t opening = 0;
  std::uint64_t sequence = 1;
  for (std::int64_t first = 0; first < movements; first += kInStatement) {
    const std::int64_t end = std::min(movements, first + kInStatement);
    statements::SampleStatement statement;
    statement.opening = opening;
    statement.sequence = sequence++;
    statement.another_follows = end < movements;
    for (std::int64_t i = first; i < end; ++i) {
      statement.movements.push_back(CodaMovement(i));
      opening += CentsOf(i);
    }
    out << statements::WriteCoda(statement);
  }
}

void WriteCamtList(std::int64_t movements, std::ostream& out) {
  out << statements::CamtHead({{"OPBD", 0, "2026-11-26"}, {"CLBD", SumOf(movements), kListDay}},
                              "08");
  for (std::int64_t i = 0; i < movements; ++i) out << CamtEntry(i);
  out << statements::kCamtEnd;
}

}  // namespace herlaad::bench
