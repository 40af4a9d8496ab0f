#include "adapters/statements/coda/coda_movement.h"

#include "adapters/statements/coda/coda_communication.h"
#include "domain/reconcile/account_number.h"
#include "domain/reconcile/ascii.h"

namespace herlaad::statements {
namespace {

using reconcile::Trimmed;

LineFault BadField(std::string_view what, std::string_view found) {
  std::string text(what);
  text.append(" is not right: \"").append(TrimmedRight(found));
  return {.kind = StatementErrorKind::kField,
          .text = text + "\". Fetch the file from the bank again."};
}

bool IsCurrency(std::string_view text) {
  return text.size() == 3 && reconcile::IsCapital(text[0]) && reconcile::IsCapital(text[1]) &&
         reconcile::IsCapital(text[2]);
}

// Banks write these where the payer gave no reference.
bool IsNoReference(std::string_view text) {
  return text == "NOT PROVIDED" || text == "NOTPROVIDED";
}

// "01/50/000" of type, family, transaction and category in one.
void SetCode(std::string_view code, std::string& out) {
  out.assign(code.substr(1, 2)).append("/").append(code.substr(3, 2)).append("/");
  out.append(code.substr(5, 3));
}

std::optional<LineFault> SetAmount(const CodaLine& line, reconcile::Movement& movement) {
  const char sign = line.Column(32);
  if (sign != '0' && sign != '1') return BadField("The sign", line.Columns(32, 32));
  const auto digits = line.Columns(33, 47);
  const auto cents = CodaCents(digits);
  if (!cents) {
    return LineFault{.kind = StatementErrorKind::kAmount,
                     .text = "The amount \"" + std::string(digits) +
                             "\" must be 15 digits, the last of them 0 because the account is in "
                             "euros. Fetch the file from the bank again."};
  }
  movement.cents = sign == '0' ? *cents : -*cents;
  return std::nullopt;
}

std::optional<LineFault> SetDate(std::string_view text, std::string_view what,
                                 std::optional<calendar::Date>& date) {
  date = CodaDate(text);
  if (!date && !IsNoCodaDate(text)) return BadField(what, text);
  return std::nullopt;
}

}  // namespace

std::optional<LineFault> CodaMovement::Begin(const CodaLine& line) {
  const std::uint32_t number = movement_.number;
  std::string account = std::move(movement_.account);
  movement_ = {};
  movement_.account = std::move(account);
  movement_.number = number;
  communication_.clear();
  information_.clear();
  odd_ = false;
  last_part_ = 21;
  type_ = line.Column(54);
  structured_ = line.Column(62) == '1';
  expects_more_ = line.Column(126) == '1';
  if (auto fault = SetAmount(line, movement_)) return fault;
  if (auto fault = SetDate(line.Columns(48, 53), "The value date", movement_.value_date)) {
    return fault;
  }
  if (auto fault = SetDate(line.Columns(116, 121), "The entry date", movement_.date)) {
    return fault;
  }
  const auto code = line.Columns(54, 61);
  if (!CodaNumber(code)) return BadField("The transaction code", code);
  SetCode(code, movement_.transaction_code);
  // 49 and 99 are the corrections of every family.
  movement_.reversal = code.substr(3, 2) == "49" || code.substr(3, 2) == "99";
  AppendText(Trimmed(line.Columns(11, 31)), movement_.bank_reference);
  AppendText(line.Columns(63, 115), communication_);
  return std::nullopt;
}

std::optional<LineFault> CodaMovement::Add(const CodaLine& line) {
  const int part = (line.Column(1) - '0') * 10 + (line.Column(2) - '0');
  if (part != 31 && part == last_part_) {
    return LineFault{.kind = StatementErrorKind::kRepeated,
                     .text = "The line occurs twice. Fetch the file from the bank again."};
  }
  const bool in_order = part == 31 || (part > last_part_ && (part < 30 || last_part_ > 30));
  if (last_part_ == 0 || !in_order) {
    return LineFault{.kind = StatementErrorKind::kOrder,
                     .text = "A record " + std::string(line.Columns(1, 1)) + '.' + line.Column(2) +
                             " does not belong here. Fetch the file from the bank again."};
  }
  expects_more_ = line.Column(126) == '1';
  last_part_ = part;
  switch (part) {
    case 22:
      AddSecond(line);
      break;
    case 23:
      AddThird(line);
      break;
    case 31:
      BeginInformation(line);
      break;
    case 32:
      AppendText(line.Columns(11, 115), information_);
      break;
    default:
      AppendText(line.Columns(11, 100), information_);
      break;
  }
  if (movement_.information.size() + information_.size() <= kInformationMax) return std::nullopt;
  return LineFault{.kind = StatementErrorKind::kTooLarge,
                   .text = "The movement has more than " + std::to_string(kInformationMax) +
                           " bytes of texts. Ask the bank for a correct file."};
}

void CodaMovement::AddSecond(const CodaLine& line) {
  AppendText(line.Columns(11, 63), communication_);
  const auto reference = Trimmed(line.Columns(64, 98));
  if (!IsNoReference(reference)) AppendText(reference, movement_.our_reference);
  AppendText(Trimmed(line.Columns(99, 109)), movement_.counterparty_bic);
  if (const auto type = ReturnTypeName(line.Column(113)); !type.empty()) {
    movement_.reversal = true;
    movement_.fields.push_back(
        {.kind = reconcile::BankFieldKind::kReturnType, .text = std::string(type)});
    AppendText(Trimmed(line.Columns(114, 117)), movement_.return_reason);
  }
  const auto purpose = Trimmed(line.Columns(122, 125));
  if (purpose.empty()) return;
  movement_.fields.push_back({.kind = reconcile::BankFieldKind::kPurpose, .text = {}});
  AppendText(purpose, movement_.fields.back().text);
}

void CodaMovement::AddThird(const CodaLine& line) {
  AddCounterparty(Trimmed(line.Columns(11, 47)));
  AppendText(Trimmed(line.Columns(48, 82)), movement_.counterparty_name);
  AppendText(line.Columns(83, 125), communication_);
}

// The account as the payer gave it; a currency follows after a blank, or in the last three columns
// behind 34 of the account.
void CodaMovement::AddCounterparty(std::string_view field) {
  if (field.size() == 37 && IsCurrency(field.substr(34))) field = Trimmed(field.substr(0, 34));
  // Behind the old Belgian number stand currency, qualifier and country.
  const bool old = field.size() > 12 && field[12] == ' ' && CodaNumber(field.substr(0, 12));
  if (old) field = field.substr(0, 12);
  const std::size_t blank = field.rfind(' ');
  if (blank != std::string_view::npos && IsCurrency(field.substr(blank + 1))) {
    field = Trimmed(field.substr(0, blank));
  }
  scratch_.clear();
  AppendText(field, scratch_);
  movement_.counterparty_account = reconcile::PlainAccount(scratch_);
}

void CodaMovement::BeginInformation(const CodaLine& line) {
  EndInformation();
  information_structured_ = line.Column(40) == '1';
  AppendText(line.Columns(41, 113), information_);
}

void CodaMovement::EndInformation() {
  if (!information_.empty()) ReadInformation(information_structured_, information_, movement_);
  information_.clear();
}

void CodaMovement::AppendText(std::string_view text, std::string& out) {
  if (AppendWindows1252(text, out)) odd_ = true;
}

std::string_view CodaMovement::Finish() {
  EndInformation();
  last_part_ = 0;
  auto& communication = movement_.communication;
  const auto notice = ReadCommunication(structured_, communication_, movement_);
  if (communication.kind == reconcile::CommunicationKind::kFree) {
    auto reference = reconcile::ReferenceIn(movement_.information);
    if (!reference.empty()) {
      communication.kind = reconcile::CommunicationKind::kGuessed;
      communication.reference = std::move(reference);
    }
  }
  return notice;
}

}  // namespace herlaad::statements
