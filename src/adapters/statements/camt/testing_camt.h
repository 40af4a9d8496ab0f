// For tests: writes camt.053 files around what a test is about.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace herlaad::statements {

struct SampleEntry {
  std::int64_t cents = 0;
  std::string status = "BOOK";
  std::string body = {};  // behind the dates: NtryDtls and so on
};

struct SampleBalance {
  std::string code;
  std::int64_t cents = 0;
  std::string date;
};

inline std::string Decimal(std::int64_t cents) {
  const std::string digits = std::to_string(cents < 0 ? -cents : cents);
  const std::string padded =
      digits.size() < 3 ? std::string(3 - digits.size(), '0') + digits : digits;
  return padded.substr(0, padded.size() - 2) + '.' + padded.substr(padded.size() - 2);
}

inline std::string Signed(std::int64_t cents) {
  return "<Amt Ccy=\"EUR\">" + Decimal(cents) + "</Amt><CdtDbtInd>" +
         (cents < 0 ? "DBIT" : "CRDT") + "</CdtDbtInd>";
}

// One transaction without an amount of its own.
inline std::string Details(std::string_view inside) {
  return "<NtryDtls><TxDtls>" + std::string(inside) + "</TxDtls></NtryDtls>";
}

// The head of a message with a statement, up to its first entry.
inline std::string CamtHead(const std::vector<SampleBalance>& balances,
                            std::string_view version = "02") {
  std::string text =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.";
  text.append(version).append("\"><BkToCstmrStmt>\n<Stmt><Id>S</Id><Acct><Id><IBAN>");
  text.append("BE68539007547034</IBAN></Id><Ccy>EUR</Ccy></Acct>\n");
  for (const SampleBalance& balance : balances) {
    text += "<Bal><Tp><CdOrPrtry><Cd>" + balance.code + "</Cd></CdOrPrtry></Tp>" +
            Signed(balance.cents) + "<Dt><Dt>" + balance.date + "</Dt></Dt></Bal>\n";
  }
  return text;
}

inline std::string CamtEntryText(const SampleEntry& entry) {
  return "<Ntry>" + Signed(entry.cents) + "<Sts>" + entry.status + "</Sts><BookgDt><Dt>2026-11-27" +
         "</Dt></BookgDt>" + entry.body + "</Ntry>\n";
}

inline constexpr std::string_view kCamtEnd = "</Stmt>\n</BkToCstmrStmt></Document>\n";

// Entries between these balances; without any, between 10.00 and what the booked entries give.
inline std::string WriteCamt(const std::vector<SampleEntry>& entries,
                             std::vector<SampleBalance> balances = {},
                             std::string_view version = "02") {
  std::int64_t closing = 1'000;
  for (const SampleEntry& entry : entries) closing += entry.status == "BOOK" ? entry.cents : 0;
  if (balances.empty()) {
    balances = {{"OPBD", 1'000, "2026-11-26"}, {"CLBD", closing, "2026-11-27"}};
  }
  std::string text = CamtHead(balances, version);
  for (const SampleEntry& entry : entries) text += CamtEntryText(entry);
  return text.append(kCamtEnd);
}

}  // namespace herlaad::statements
