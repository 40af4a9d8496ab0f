#include "adapters/statements/camt/camt_statement.h"

#include <charconv>
#include <tuple>

#include "adapters/statements/camt/camt_values.h"
#include "domain/reconcile/account_number.h"

namespace herlaad::statements {
namespace {

using enum CamtElement;

LineFault Fault(StatementErrorKind kind, std::string text) {
  return {.kind = kind, .text = text.append(" Fetch the file from the bank again.")};
}

LineFault OtherCurrency(std::string_view currency) {
  return {.kind = StatementErrorKind::kCurrency,
          .text = "The account is in \"" + std::string(currency) +
                  "\", and only statements in EUR are read. Leave this file out."};
}

bool IsBefore(const std::optional<calendar::Date>& a, const std::optional<calendar::Date>& b) {
  if (!a || !b) return false;
  return std::tuple(a->year, a->month, a->day) < std::tuple(b->year, b->month, b->day);
}

std::uint32_t Number(std::string_view text) {
  std::uint32_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ec == std::errc() && read.ptr == text.data() + text.size() ? number : 0;
}

}  // namespace

void CamtStatement::Begin() {
  head_ = {};
  end_ = {};
  opening_ = closing_ = {};
  account_currency_.clear();
  last_reference_.clear();
  hint_.clear();
  head_given_ = false;
}

std::optional<LineFault> CamtStatement::BeginElement(CamtElement element, std::uint64_t line) {
  if (in_entry_) return entry_.BeginElement(element);
  switch (element) {
    case kStatement:
      Begin();
      return std::nullopt;
    case kBalance:
      read_ = {};
      if (!head_given_) return std::nullopt;
      return Fault(StatementErrorKind::kOrder, "A balance follows entries.");
    case kEntry:
      if (!head_given_) {
        if (auto fault = BeginEntries()) return fault;
      }
      in_entry_ = true;
      entry_line_ = line;
      entry_.Begin(head_.account, end_.movements + 1);
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

std::optional<LineFault> CamtStatement::TakeText(CamtElement element, std::string_view text,
                                                 std::string_view currency) {
  if (in_entry_) return entry_.TakeText(element, text, currency);
  switch (element) {
    case kBalanceCode:
    case kBalanceAmount:
    case kBalanceSign:
    case kBalanceDay:
      return TakeBalance(element, text, currency);
    default:
      return TakeHead(element, text);
  }
}

std::optional<LineFault> CamtStatement::TakeHead(CamtElement element, std::string_view text) {
  switch (element) {
    case kStatementId:
      head_.id = text;
      break;
    case kSequence:
      head_.sequence = Number(text);
      break;
    case kCreated: {
      const auto date = CamtDate(text);
      if (!date.ok()) return date.error();
      head_.created = *date;
      break;
    }
    case kCopy:
      head_.duplicate = text == "DUPL" || text == "CODU";
      break;
    case kAccountNumber:
      head_.account = reconcile::PlainAccount(text);
      break;
    case kAccountCurrency:
      account_currency_ = text;
      break;
    case kOwnerName:
      head_.holder = text;
      break;
    case kStatementNote:
      if (end_.messages.size() < kMessagesMax) end_.messages.emplace_back(text);
      break;
    default:
      break;
  }
  return std::nullopt;
}

std::optional<LineFault> CamtStatement::TakeBalance(CamtElement element, std::string_view text,
                                                    std::string_view currency) {
  if (element == kBalanceCode) read_.code = text;
  if (element == kBalanceAmount) {
    read_.currency = currency;
    const auto cents = CamtCents(text);
    if (!cents.ok()) return cents.error();
    read_.cents = *cents;
  }
  if (element == kBalanceSign) {
    const auto credit = CamtIsCredit(text);
    if (!credit.ok()) return credit.error();
    read_.credit = *credit;
  }
  if (element == kBalanceDay) {
    const auto date = CamtDate(text);
    if (!date.ok()) return date.error();
    read_.date = *date;
  }
  return std::nullopt;
}

std::optional<LineFault> CamtStatement::EndBalance() {
  if (!read_.cents || !read_.credit) {
    return Fault(StatementErrorKind::kOrder, "A balance has no amount or no direction.");
  }
  if (read_.currency != "EUR") return OtherCurrency(read_.currency);
  const std::int64_t cents = *read_.credit ? *read_.cents : -*read_.cents;
  PlaceBalance(read_.code, {.cents = cents, .date = read_.date});
  return std::nullopt;
}

// A statement of several days may have the balances of each: the first opens, the last closes.
// Pages of a split statement have an intermediate balance (ITBD) where they are cut.
void CamtStatement::PlaceBalance(const std::string& code,
                                 const reconcile::AccountBalance& balance) {
  const bool between = code == "ITBD";
  Rank opens = between ? Rank::kIntermediate : Rank::kNone;
  if (code == "PRCD") opens = Rank::kPrevious;
  if (code == "OPBD") opens = Rank::kExact;
  const bool earlier = opens == opening_.rank && IsBefore(balance.date, opening_.balance.date);
  if (opens > opening_.rank || (opens != Rank::kNone && earlier)) {
    opening_ = {.balance = balance, .rank = opens};
  }
  Rank closes = between ? Rank::kIntermediate : Rank::kNone;
  if (code == "CLBD") closes = Rank::kExact;
  const bool later = closes == closing_.rank && !IsBefore(balance.date, closing_.balance.date);
  if (closes > closing_.rank || (closes != Rank::kNone && later)) {
    closing_ = {.balance = balance, .rank = closes};
  }
}

std::optional<LineFault> CamtStatement::BeginEntries() {
  if (head_.account.empty()) {
    return Fault(StatementErrorKind::kAccount, "The statement names no account.");
  }
  const bool is_belgian = head_.account.substr(0, 2) == "BE" && head_.account.size() == 16;
  if (is_belgian && !reconcile::IsIban(head_.account)) {
    return Fault(StatementErrorKind::kAccount,
                 "The account number of the statement is wrong: \"" + head_.account + "\".");
  }
  if (!account_currency_.empty() && account_currency_ != "EUR") {
    return OtherCurrency(account_currency_);
  }
  if (opening_.rank == Rank::kNone || closing_.rank == Rank::kNone) {
    return Fault(
        StatementErrorKind::kBalance,
        "The statement has no opening balance (OPBD or PRCD) or no closing balance (CLBD): "
        "it may be one of the running day, and only whole statements are read.");
  }
  head_.opening = opening_.balance;
  end_.closing = closing_.balance;
  head_given_ = true;
  const auto refused = sink_.OnStatement(head_);
  if (!refused) return std::nullopt;
  return LineFault{
      .kind = StatementErrorKind::kRefused, .text = std::string(Text(*refused)), .fault = *refused};
}

std::optional<LineFault> CamtStatement::EndElement(CamtElement element, std::uint64_t line) {
  if (in_entry_ && element != kEntry) return entry_.EndElement(element);
  if (element == kBalance) return EndBalance();
  if (element == kEntry) return EndEntry(line);
  if (element != kStatement) return std::nullopt;
  if (!head_given_) {
    if (auto fault = BeginEntries()) return fault;
  }
  return End();
}

std::optional<LineFault> CamtStatement::EndEntry(std::uint64_t line) {
  in_entry_ = false;
  if (auto fault = entry_.End()) return fault;
  if (!entry_.is_booked()) {
    ++end_.not_booked;
    return std::nullopt;
  }
  ++end_.movements;
  const std::int64_t cents = entry_.cents();
  std::int64_t& sum = cents < 0 ? end_.debits_cents : end_.credits_cents;
  if (__builtin_add_overflow(sum, cents < 0 ? -cents : cents, &sum)) {
    return Fault(StatementErrorKind::kAmount, "The sum of the entries is too large.");
  }
  if (!entry_.notice().empty()) notices_.Add(line, std::string(entry_.notice()));
  const std::string& reference = entry_.bank_reference();
  if (!reference.empty() && reference == last_reference_ && cents == last_cents_) {
    constexpr std::string_view kAlike = "The entry has reference and amount of the one before.";
    notices_.Add(entry_line_, std::string(kAlike));
    hint_ = " Line " + std::to_string(entry_line_) + ": " + std::string(kAlike);
  }
  last_reference_ = reference;
  last_cents_ = cents;
  return std::nullopt;
}

std::optional<LineFault> CamtStatement::End() {
  if (const auto fault = reconcile::CheckBalance(head_.opening, end_)) {
    return LineFault{.kind = StatementErrorKind::kBalance,
                     .text = std::string(Text(*fault)) + hint_,
                     .fault = *fault};
  }
  end_.notices = notices_.Take();
  ++statements_;
  sink_.OnStatementEnd(end_);
  return std::nullopt;
}

}  // namespace herlaad::statements
