#include "adapters/statements/coda/coda_statement.h"

#include "domain/reconcile/account_number.h"
#include "domain/reconcile/ascii.h"

namespace herlaad::statements {
namespace {

using reconcile::DetailKind;
using reconcile::Trimmed;

constexpr std::size_t kLevelsMax = 9;
constexpr std::string_view kUnexplained = "not explained by the details";
constexpr std::string_view kFetchAgain = " Fetch the file from the bank again.";

LineFault Fault(StatementErrorKind kind, std::string text) {
  return {.kind = kind, .text = text.append(kFetchAgain)};
}

std::string_view Next(std::string_view& field, std::size_t width) {
  const auto part = field.substr(0, width);
  field.remove_prefix(width);
  return part;
}

// The account of a field of 37 columns, by its structure: 0 Belgian number, 1 foreign number,
// 2 Belgian IBAN, 3 foreign IBAN.
struct AccountField {
  std::string account;  // empty if it is not right
  std::string currency;
};

AccountField ReadAccount(char structure, std::string_view field) {
  AccountField read;
  if (structure == '0') {
    read.account = reconcile::BelgianIban(Next(field, 12)).value_or(std::string());
    field.remove_prefix(1);
    read.currency = Next(field, 3);
    return read;
  }
  read.account = reconcile::PlainAccount(Trimmed(Next(field, structure == '2' ? 31 : 34)));
  if (structure == '2') field.remove_prefix(3);  // the extension
  read.currency = Next(field, 3);
  if (structure != '1' && !reconcile::IsIban(read.account)) read.account.clear();
  return read;
}

// A balance of sign, 15 digits and a date.
std::optional<LineFault> ReadBalance(char sign, std::string_view amount, std::string_view date,
                                     reconcile::AccountBalance& balance) {
  const auto cents = CodaCents(amount);
  if (!cents || (sign != '0' && sign != '1')) {
    return Fault(StatementErrorKind::kAmount,
                 "The balance \"" + std::string(1, sign) + std::string(amount) +
                     "\" must be a sign (0 or 1) and 15 digits, the last of them 0.");
  }
  balance.cents = sign == '0' ? *cents : -*cents;
  balance.date = CodaDate(date);
  if (balance.date || IsNoCodaDate(date)) return std::nullopt;
  return Fault(StatementErrorKind::kField,
               "The date of the balance is not right: \"" + std::string(date) + "\".");
}

std::string Utf8(std::string_view text) {
  std::string utf8;
  AppendWindows1252(Trimmed(text), utf8);
  return utf8;
}

LineFault OutOfOrder(const CodaLine& line) {
  return Fault(StatementErrorKind::kOrder, "A record " + std::string(line.Columns(1, 1)) +
                                               " does not belong here: a line is missing, or two "
                                               "files were mixed.");
}

}  // namespace

std::optional<LineFault> CodaStatement::Take(const CodaLine& line, std::uint64_t number) {
  line_ = number;
  const char record = line.Column(1);
  switch (expected_) {
    case Expected::kEnd:
    case Expected::kHeader:
      return TakeHeader(line);
    case Expected::kOldBalance:
      return record == '1' ? TakeOldBalance(line) : OutOfOrder(line);
    case Expected::kMovements:
      if (record == '2' || record == '3') return TakeMovement(line);
      if (record == '8') return TakeNewBalance(line);
      return record == '9' ? TakeTrailer(line) : OutOfOrder(line);
    case Expected::kMessages:
      if (record == '9') return TakeTrailer(line);
      if (record != '4') return OutOfOrder(line);
      TakeMessage(line);
      return std::nullopt;
  }
  return std::nullopt;
}

std::optional<LineFault> CodaStatement::End() const {
  if (expected_ == Expected::kEnd && !another_follows_) return std::nullopt;
  if (expected_ == Expected::kHeader) {
    return LineFault{.kind = StatementErrorKind::kNotStatement,
                     .text = "The file is empty. Choose a CODA file of the bank."};
  }
  return Fault(StatementErrorKind::kTruncated,
               another_follows_ && expected_ == Expected::kEnd
                   ? "The file ends, though it says that another statement follows."
                   : "The file ends in the middle of a statement: the trailer is missing.");
}

std::optional<LineFault> CodaStatement::TakeHeader(const CodaLine& line) {
  if (line.Column(1) != '0' || line.Columns(2, 5) != "0000" || line.Columns(15, 16) != "05") {
    if (expected_ == Expected::kEnd) {
      return Fault(StatementErrorKind::kAfterEnd, "A line follows the end of the statement.");
    }
    return LineFault{.kind = StatementErrorKind::kNotStatement,
                     .text =
                         "This is not a CODA file: it does not begin with a record 0. Choose a "
                         "CODA file of the bank."};
  }
  if (line.Column(128) != '2') {
    return LineFault{.kind = StatementErrorKind::kVersion,
                     .text = "The file is of CODA version " + std::string(line.Columns(128, 128)) +
                             ", and only version 2 is read. Ask the bank for version 2."};
  }
  head_ = {};
  end_ = {};
  head_.created = CodaDate(line.Columns(6, 11));
  head_.id = Utf8(line.Columns(25, 34));
  head_.duplicate = line.Column(17) == 'D';
  const auto application = line.Columns(84, 88);
  if (application != "00000" && application != "     ") {
    head_.separate_application = Utf8(application);
  }
  hint_.clear();
  another_follows_ = false;
  expected_ = Expected::kOldBalance;
  return std::nullopt;
}

std::optional<LineFault> CodaStatement::TakeOldBalance(const CodaLine& line) {
  const char structure = line.Column(2);
  if (structure < '0' || structure > '3') {
    return Fault(StatementErrorKind::kField, "The account structure must be 0 to 3.");
  }
  account_field_ = line.Columns(6, 42);
  const AccountField read = ReadAccount(structure, account_field_);
  if (read.account.empty()) {
    return Fault(StatementErrorKind::kAccount, "The account number of the statement is wrong: \"" +
                                                   Utf8(line.Columns(6, 42)) + "\".");
  }
  if (read.currency != "EUR") {
    return LineFault{.kind = StatementErrorKind::kCurrency,
                     .text = "The account is in \"" + Utf8(read.currency) +
                             "\", and only statements in EUR are read. Leave this file out."};
  }
  if (auto fault =
          ReadBalance(line.Column(43), line.Columns(44, 58), line.Columns(59, 64), head_.opening)) {
    return fault;
  }
  head_.account = read.account;
  head_.holder = Utf8(line.Columns(65, 90));
  head_.sequence = static_cast<std::uint32_t>(CodaNumber(line.Columns(126, 128)).value_or(0));
  if (!head_.separate_application.empty() && head_.opening.cents != 0) {
    // Its lines change the balance after all: an ordinary statement.
    head_.separate_application.clear();
  }
  numbers_ = {};
  totals_ = {};
  totals_.AddRecord();
  levels_.clear();
  has_details_ = joining_ = false;
  unexplained_cents_ = 0;
  movement_.movement().account = read.account;
  movement_.movement().number = 0;
  expected_ = Expected::kMovements;
  const auto refused = sink_.OnStatement(head_);
  if (!refused) return std::nullopt;
  return LineFault{
      .kind = StatementErrorKind::kRefused, .text = std::string(Text(*refused)), .fault = *refused};
}

std::optional<LineFault> CodaStatement::TakeMovement(const CodaLine& line) {
  totals_.AddRecord();
  if (line.Columns(1, 2) == "21") return BeginMovement(line);
  const char part = line.Column(2);
  if (part < '1' || part > '3' || !joining_) return OutOfOrder(line);
  if (auto fault = numbers_.TakeFurtherPart(line)) return fault;
  return movement_.Add(line);
}

std::optional<LineFault> CodaStatement::BeginMovement(const CodaLine& line) {
  FinishMovement();
  if (auto fault = numbers_.TakeFirstPart(line)) return fault;
  if (numbers_.has_gap()) Note("The numbers of the movements leave some out.");
  if (!numbers_.is_detail()) {
    FinishDetails();
    ++movement_.movement().number;
  }
  if (auto fault = movement_.Begin(line)) return fault;
  joining_ = true;
  begun_ = line_;
  Globalise(line.Column(125));
  if (numbers_.is_detail() || totals_.AddBooked(movement_.movement().cents)) return std::nullopt;
  return Fault(StatementErrorKind::kAmount, "The sum of the movements is too large.");
}

// The digit of a level opens it, and the same digit closes it.
void CodaStatement::Globalise(char level) {
  if (level < '1' || level > '9') return;
  const std::size_t open = levels_.rfind(level);
  if (open != std::string::npos) {
    levels_.resize(open);
  } else if (levels_.size() < kLevelsMax) {
    levels_ += level;
  }
}

// Hands on what was joined: only now it is certain that nothing more belongs to it.
void CodaStatement::FinishMovement() {
  if (!joining_) return;
  joining_ = false;
  if (movement_.expects_more()) Note("A record announces a further part that is not there.");
  if (const auto notice = movement_.Finish(); !notice.empty()) Note(std::string(notice));
  if (movement_.has_odd_characters()) Note("A text has characters that cannot be read.");
  const reconcile::Movement& movement = movement_.movement();
  if (numbers_.is_detail()) {
    AddDetail(movement);
  } else if (!head_.separate_application.empty()) {
    sink_.OnDetail(movement, DetailKind::kPart);
  } else {
    sink_.OnMovement(movement);
    unexplained_cents_ = movement.cents;
  }
}

// Type 7 is a total inside a total, and 9 is inside it: only its sum counts against the movement.
void CodaStatement::AddDetail(const reconcile::Movement& detail) {
  has_details_ = true;
  if (movement_.type() != '9') unexplained_cents_ -= detail.cents;
  sink_.OnDetail(detail, movement_.type() == '7' ? DetailKind::kSubtotal : DetailKind::kPart);
}

void CodaStatement::FinishDetails() {
  if (has_details_ && unexplained_cents_ != 0 && head_.separate_application.empty()) {
    reconcile::Movement rest;
    rest.account = head_.account;
    rest.number = movement_.movement().number;
    rest.cents = unexplained_cents_;
    rest.communication.text = kUnexplained;
    sink_.OnDetail(rest, DetailKind::kRest);
  }
  has_details_ = false;
  unexplained_cents_ = 0;
}

void CodaStatement::Note(std::string text) {
  const std::uint64_t line = joining_ ? line_ : begun_;
  if (hint_.empty()) hint_ = " Line " + std::to_string(line) + ": " + text;
  notices_.Add(line, std::move(text));
}

std::optional<LineFault> CodaStatement::TakeNewBalance(const CodaLine& line) {
  totals_.AddRecord();
  FinishMovement();
  FinishDetails();
  if (!levels_.empty()) Note("A globalisation is opened and not closed.");
  if (line.Columns(5, 41) != account_field_) {
    return Fault(StatementErrorKind::kAccount,
                 "The new balance is of another account than the old balance.");
  }
  if (auto fault =
          ReadBalance(line.Column(42), line.Columns(43, 57), line.Columns(58, 63), end_.closing)) {
    return fault;
  }
  expected_ = Expected::kMessages;
  return std::nullopt;
}

void CodaStatement::TakeMessage(const CodaLine& line) {
  if (end_.messages.size() < kMessagesMax) {
    end_.messages.push_back(Utf8(line.Columns(33, 112)));
  } else {
    Note("The statement has more messages than are kept.");
  }
}

std::optional<LineFault> CodaStatement::CheckBalances() {
  end_.credits_cents = totals_.credits_cents();
  end_.debits_cents = totals_.debits_cents();
  end_.movements = totals_.movements();
  if (!head_.separate_application.empty()) {
    if (end_.closing.cents == 0) return std::nullopt;
    return Fault(StatementErrorKind::kBalance,
                 "A file of a separate application has no balance, and this one ends with one.");
  }
  const auto fault = reconcile::CheckBalance(head_.opening, end_);
  if (!fault) return std::nullopt;
  return LineFault{.kind = StatementErrorKind::kBalance,
                   .text = std::string(Text(*fault)) + hint_,
                   .fault = *fault};
}

std::optional<LineFault> CodaStatement::TakeTrailer(const CodaLine& line) {
  const bool without_movements = expected_ == Expected::kMovements;
  if (without_movements && totals_.movements() > 0) {
    return Fault(StatementErrorKind::kOrder, "The new balance (record 8) is missing.");
  }
  if (without_movements) end_.closing = head_.opening;
  if (auto fault = totals_.Check(line)) {
    fault->text += hint_;
    return fault;
  }
  if (auto fault = CheckBalances()) return fault;
  end_.notices = notices_.Take();
  another_follows_ = line.Column(128) == '1';
  expected_ = Expected::kEnd;
  sink_.OnStatementEnd(end_);
  return std::nullopt;
}

}  // namespace herlaad::statements
