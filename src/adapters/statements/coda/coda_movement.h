// Joins the records 2.1, 2.2, 2.3 and 3.x of one CODA movement, or of one of its details.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "adapters/statements/coda/coda_line.h"
#include "adapters/statements/statement_error.h"
#include "domain/reconcile/movement.h"

namespace herlaad::statements {

class CodaMovement {
 public:
  // How many bytes of texts one movement may have in its records 3.
  static constexpr std::size_t kInformationMax = 16'384;

  // A record 2.1. Its number and account are set by the caller.
  std::optional<LineFault> Begin(const CodaLine& line);
  // A record 2.2, 2.3, 3.1, 3.2 or 3.3 that follows it; they must come in this order, and 2.2, 2.3,
  // 3.2 and 3.3 may be missing.
  std::optional<LineFault> Add(const CodaLine& line);
  // After the last record: the movement with its communication, and a notice or an empty text.
  std::string_view Finish();

  reconcile::Movement& movement() { return movement_; }
  // Type of the transaction code: '0' to '9'.
  char type() const { return type_; }
  // Whether the last record said that another part of it follows.
  bool expects_more() const { return expects_more_; }
  bool has_odd_characters() const { return odd_; }

 private:
  void AddSecond(const CodaLine& line);
  void AddThird(const CodaLine& line);
  void AddCounterparty(std::string_view field);
  void BeginInformation(const CodaLine& line);
  void EndInformation();
  void AppendText(std::string_view text, std::string& out);

  reconcile::Movement movement_;
  std::string communication_;
  std::string information_;  // of the record 3 that is being joined
  std::string scratch_;
  char type_ = '0';
  int last_part_ = 0;  // of 21, 22, 23, 31, 32, 33
  bool structured_ = false;
  bool information_structured_ = false;
  bool expects_more_ = false;
  bool odd_ = false;
};

}  // namespace herlaad::statements
