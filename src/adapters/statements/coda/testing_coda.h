// For tests: writes CODA files, independently of what reads them.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace herlaad::statements {

inline std::string Digits(std::uint64_t number, std::size_t width) {
  std::string digits = std::to_string(number);
  return digits.size() < width ? std::string(width - digits.size(), '0') + digits
                               : digits.substr(digits.size() - width);
}

// A line of blanks into which fields are put.
class CodaText {
 public:
  explicit CodaText(std::string_view record) : text_(128, ' ') { Put(1, record); }
  CodaText& Put(std::size_t column, std::string_view field) {
    text_.replace(column - 1, field.size(), field);
    return *this;
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

struct SampleInformation {
  bool structured = false;
  std::string text;  // up to 268 characters
};

struct SampleMovement {
  std::int64_t cents = 0;
  bool detail = false;  // of the movement before
  std::string code = "00150000";
  bool structured = false;
  std::string communication;  // up to 149 characters, with the type when structured
  std::string bank_reference = "REF";
  std::string our_reference;
  std::string bic;
  std::string return_type = " ";
  std::string return_reason;
  std::string account;
  std::string name;
  std::string value_date = "271126";
  std::string date = "271126";
  char level = '0';  // of globalisation
  std::vector<SampleInformation> information;
};

struct SampleStatement {
  std::string account = "BE68539007547034                     EUR";  // structure and 37 columns
  char structure = '2';
  std::int64_t opening = 0;
  std::uint64_t sequence = 7;
  std::string application = "00000";
  bool duplicate = false;
  bool another_follows = false;
  std::vector<SampleMovement> movements;
  std::vector<std::string> messages;
};

class CodaWriter {
 public:
  explicit CodaWriter(std::string line_end = "\n") : line_end_(std::move(line_end)) {}

  void Write(const SampleStatement& statement) {
    records_ = 0;
    credits_ = debits_ = 0;
    WriteHeader(statement);
    WriteOldBalance(statement);
    std::uint64_t sequence = 0;
    detail_ = 0;
    for (const SampleMovement& movement : statement.movements) {
      if (!movement.detail) {
        sequence = sequence == 9999 ? 0 : sequence + 1;
        detail_ = 0;
        (movement.cents < 0 ? debits_ : credits_) += std::abs(movement.cents);
      } else {
        detail_ = detail_ == 9999 ? 0 : detail_ + 1;
      }
      number_ = Digits(sequence, 4);
      WriteMovement(movement);
    }
    WriteEnd(statement);
  }

  const std::string& text() const { return text_; }

 private:
  static std::string Amount(std::int64_t cents) {
    return Digits(static_cast<std::uint64_t>(std::abs(cents)) * 10, 15);
  }
  static std::string_view Sign(std::int64_t cents) { return cents < 0 ? "1" : "0"; }

  void Line(const CodaText& line) { text_.append(line.text()).append(line_end_); }
  void Counted(const CodaText& line) {
    ++records_;
    Line(line);
  }

  void WriteHeader(const SampleStatement& statement) {
    CodaText line("0");
    line.Put(2, "0000").Put(6, "281126").Put(12, "123").Put(15, "05").Put(25, "FILE01");
    line.Put(35, "HERLAAD BV").Put(61, "KREDBEBB").Put(72, "00123456789");
    line.Put(84, statement.application).Put(128, "2");
    if (statement.duplicate) line.Put(17, "D");
    Line(line);
  }

  void WriteOldBalance(const SampleStatement& statement) {
    CodaText line("1");
    line.Put(2, std::string(1, statement.structure)).Put(3, "007").Put(6, Account(statement));
    line.Put(43, Sign(statement.opening)).Put(44, Amount(statement.opening)).Put(59, "261126");
    line.Put(65, "HERLAAD BV").Put(91, "current account").Put(126, Digits(statement.sequence, 3));
    Counted(line);
  }

  // 37 columns: for IBANs the number, blanks and the currency at the end.
  static std::string Account(const SampleStatement& statement) {
    std::string field = statement.account;
    if (field.size() > 37) field.erase(field.find(' '), field.size() - 37);
    field.resize(37, ' ');
    return field;
  }

  void WriteMovement(const SampleMovement& movement) {
    std::string text = movement.communication;
    text.resize(149, ' ');
    const bool third =
        !movement.account.empty() || !movement.name.empty() || movement.communication.size() > 106;
    const bool second = third || movement.communication.size() > 53 ||
                        !movement.our_reference.empty() || !movement.bic.empty() ||
                        movement.return_type != " ";
    const std::string information = movement.information.empty() ? "0" : "1";
    CodaText first("21");
    first.Put(3, number_).Put(7, Digits(detail_, 4)).Put(11, movement.bank_reference);
    first.Put(32, Sign(movement.cents)).Put(33, Amount(movement.cents));
    first.Put(48, movement.value_date).Put(54, movement.code);
    first.Put(62, movement.structured ? "1" : "0").Put(63, text.substr(0, 53));
    first.Put(116, movement.date).Put(122, "007").Put(125, std::string(1, movement.level));
    first.Put(126, second ? "1" : "0").Put(128, second ? "0" : information);
    Counted(first);
    if (second) {
      CodaText line("22");
      line.Put(3, number_).Put(7, Digits(detail_, 4)).Put(11, text.substr(53, 53));
      line.Put(64, movement.our_reference).Put(99, movement.bic).Put(113, movement.return_type);
      line.Put(114, movement.return_reason).Put(126, third ? "1" : "0");
      Counted(line.Put(128, third ? "0" : information));
    }
    if (third) {
      CodaText line("23");
      line.Put(3, number_).Put(7, Digits(detail_, 4)).Put(11, movement.account);
      line.Put(48, movement.name).Put(83, text.substr(106)).Put(126, "0");
      Counted(line.Put(128, information));
    }
    for (const SampleInformation& piece : movement.information) WriteInformation(piece);
  }

  void WriteInformation(const SampleInformation& piece) {
    detail_ = detail_ == 9999 ? 0 : detail_ + 1;
    std::string text = piece.text;
    text.resize(268, ' ');
    CodaText first("31");
    first.Put(3, number_).Put(7, Digits(detail_, 4)).Put(11, "REF").Put(32, "00150000");
    first.Put(40, piece.structured ? "1" : "0").Put(41, text.substr(0, 73));
    Counted(first.Put(126, piece.text.size() > 73 ? "1" : "0").Put(128, "0"));
    if (piece.text.size() <= 73) return;
    CodaText second("32");
    second.Put(3, number_).Put(7, Digits(detail_, 4)).Put(11, text.substr(73, 105));
    Counted(second.Put(126, piece.text.size() > 178 ? "1" : "0").Put(128, "0"));
    if (piece.text.size() <= 178) return;
    CodaText third("33");
    third.Put(3, number_).Put(7, Digits(detail_, 4)).Put(11, text.substr(178, 90));
    Counted(third.Put(126, "0").Put(128, "0"));
  }

  void WriteEnd(const SampleStatement& statement) {
    const bool separate = statement.application != "00000";
    const std::int64_t closing = separate ? 0 : statement.opening + credits_ - debits_;
    CodaText balance("8");
    balance.Put(2, "008").Put(5, Account(statement)).Put(42, Sign(closing));
    balance.Put(43, Amount(closing)).Put(58, "271126");
    Counted(balance.Put(128, statement.messages.empty() ? "0" : "1"));
    for (std::size_t i = 0; i < statement.messages.size(); ++i) {
      CodaText message("4");
      message.Put(3, Digits(i + 1, 4)).Put(7, "0000").Put(33, statement.messages[i]);
      Line(message.Put(128, i + 1 < statement.messages.size() ? "1" : "0"));
    }
    CodaText trailer("9");
    trailer.Put(17, Digits(records_, 6)).Put(23, Amount(debits_)).Put(38, Amount(credits_));
    Line(trailer.Put(128, statement.another_follows ? "1" : "2"));
  }

  std::string line_end_;
  std::string text_;
  std::string number_;
  std::uint64_t records_ = 0;
  std::uint64_t detail_ = 0;
  std::int64_t credits_ = 0;
  std::int64_t debits_ = 0;
};

inline std::string WriteCoda(const SampleStatement& statement) {
  CodaWriter writer;
  writer.Write(statement);
  return writer.text();
}

}  // namespace herlaad::statements
