#include "api/http/reconciliation/list_body.h"

#include <charconv>
#include <utility>

#include "api/http/core/json/read_json.h"
#include "base/core/secret.h"
#include "domain/reconcile/account_number.h"
#include "domain/reconcile/structured_communication.h"
#include "engine/commands/reconcile/import_list.h"
#include "engine/reconcile/expected_lines.h"

namespace herlaad::http {
namespace {

using engine::ExternalMovement;
using engine::ImportedFile;

constexpr std::size_t kTillsMax = 1'000;
constexpr std::int64_t kCentsMax = 100'000'000'000'000;

std::optional<Digest> ParseDigest(const std::string& text) {
  if (text.size() != 32) return std::nullopt;
  Digest digest;
  const char* const at = text.data();
  const auto high = std::from_chars(at, at + 16, digest.high, 16);
  const auto low = std::from_chars(at + 16, at + 32, digest.low, 16);
  if (high.ptr != at + 16 || low.ptr != at + 32) return std::nullopt;
  return digest;
}

// Reads fields one after another and keeps the first problem.
class Fields {
 public:
  explicit Fields(const nlohmann::json& body) : body_(body) {}

  std::string Text(std::string_view field, bool required = true) {
    if (problem_ || (!required && !body_.contains(field))) return {};
    auto text = ReadText(body_, field);
    if (!text.ok()) problem_ = text.error();
    return text.ok() ? *std::move(text) : std::string();
  }
  std::int64_t Number(std::string_view field, std::int64_t least, std::int64_t most,
                      bool required = true) {
    if (problem_ || (!required && !body_.contains(field))) return 0;
    const auto number = ReadInteger(body_, field);
    if (!number.ok()) {
      problem_ = number.error();
    } else if (*number < least || *number > most) {
      problem_ = FieldProblem(Code::kFieldInvalid, field, "This number is too small or too large.");
    }
    return number.ok() ? *number : 0;
  }
  std::int64_t Cents(std::string_view field, bool required = true) {
    return Number(field, -kCentsMax, kCentsMax, required);
  }
  reconcile::Day Day(std::string_view field) {
    if (problem_) return 0;
    const auto day = ReadDayField(body_, field);
    if (!day.ok()) problem_ = day.error();
    return day.ok() ? *day : 0;
  }
  // False where it is left out.
  bool Flag(std::string_view field) {
    if (problem_ || !body_.contains(field)) return false;
    const auto flag = ReadBoolean(body_, field);
    if (!flag.ok()) problem_ = flag.error();
    return flag.ok() && *flag;
  }
  void Refuse(std::string_view field, std::string_view sentence) {
    if (!problem_) problem_ = FieldProblem(Code::kFieldInvalid, field, sentence);
  }
  [[nodiscard]] const std::optional<Problem>& problem() const { return problem_; }

 private:
  const nlohmann::json& body_;
  std::optional<Problem> problem_;
};

constexpr net::JsonLimits kLineLimits{.depth = 4, .values = 20 * kListLinesMax};

// A structured communication as bank files carry it, however it was written: it is compared with
// what our books have of it, which is 12 digits.
std::string PlainCommunication(std::string reference) {
  const auto written = reconcile::ParseCommunication(reference);
  return written.ok() ? written->value.Digits() : std::move(reference);
}

Result<ExternalMovement, Problem> ReadLine(const nlohmann::json& body) {
  if (!body.is_object())
    return Failure{FieldProblem(Code::kFieldInvalid, "lines", "A line is an object.")};
  Fields fields(body);
  ExternalMovement line;
  const auto type = reconcile::ParseMovementType(fields.Text("type"));
  if (type) {
    line.type = *type;
  } else {
    fields.Refuse("type", "No line is of this type.");
  }
  line.own_id = fields.Text("id", false);
  line.day = fields.Day("day");
  constexpr std::int64_t kMost = engine::kMovementCentsMax;
  line.cents = fields.Number("cents", -kMost, kMost);
  line.fee = fields.Number("fee", -kMost, kMost, false);
  line.reference = fields.Text("reference", false);
  if (line.type == reconcile::MovementType::kTransfer)
    line.reference = PlainCommunication(std::move(line.reference));
  line.counterparty = fields.Text("counterparty", false);
  line.is_sure = fields.Flag("sure");
  if (fields.problem()) return Failure{*fields.problem()};
  return line;
}

}  // namespace

Result<reconcile::Day, Problem> ReadDayField(const nlohmann::json& body, std::string_view field) {
  const auto text = ReadText(body, field);
  if (!text.ok()) return Failure{text.error()};
  const auto day = reconcile::ParseDay(*text);
  if (!day) return Failure{FieldProblem(Code::kFieldInvalid, field, "A day is 2026-11-29.")};
  return *day;
}

Result<ListHead, Problem> ReadListHead(const net::Request& request) {
  const auto body = ReadBody(
      request, {"kind", "account", "name", "digest", "from", "to", "lines", "credits", "debits",
                "opening", "closing", "first_sequence", "last_sequence", "new_account"});
  if (!body.ok()) return Failure{body.error()};
  Fields fields(*body);
  ImportedFile file;
  const auto kind = reconcile::ParseSourceKind(fields.Text("kind"));
  if (kind) {
    file.kind = *kind;
  } else {
    fields.Refuse("kind", "No list is of this kind.");
  }
  file.account = fields.Text("account");
  file.name = fields.Text("name");
  const auto digest = ParseDigest(fields.Text("digest"));
  if (!digest) fields.Refuse("digest", "A digest has 32 hexadecimal digits.");
  file.digest = digest.value_or(Digest{});
  file.totals.from = fields.Day("from");
  file.totals.to = fields.Day("to");
  file.totals.lines = static_cast<std::int32_t>(fields.Number("lines", 0, engine::kImportLinesMax));
  file.totals.credits = fields.Cents("credits", false);
  file.totals.debits = fields.Cents("debits", false);
  file.totals.opening = fields.Cents("opening", false);
  file.totals.closing = fields.Cents("closing", false);
  const auto sequence = [&fields](std::string_view field) {
    return static_cast<std::int32_t>(fields.Number(field, 0, INT32_MAX, false));
  };
  file.totals.first_sequence = sequence("first_sequence");
  file.totals.last_sequence = sequence("last_sequence");
  const bool new_account = fields.Flag("new_account");
  if (fields.problem()) return Failure{*fields.problem()};
  if (reconcile::IsBank(file.kind)) file.account = reconcile::PlainAccount(file.account);
  return ListHead{std::move(file), new_account};
}

Result<std::vector<ExternalMovement>, Problem> ReadListLines(const net::Request& request,
                                                             engine::ImportId file) {
  const auto body = ReadBody(request, {"first", "lines"}, kLineLimits);
  if (!body.ok()) return Failure{body.error()};
  Fields fields(*body);
  auto n = static_cast<std::int32_t>(fields.Number("first", 1, engine::kImportLinesMax));
  const auto lines = body->find("lines");
  const bool is_list = lines != body->end() && lines->is_array() && !lines->empty() &&
                       lines->size() <= kListLinesMax;
  if (!is_list) fields.Refuse("lines", "There are 1 to 500 lines in a request.");
  if (fields.problem()) return Failure{*fields.problem()};
  std::vector<ExternalMovement> read;
  for (const nlohmann::json& each : *lines) {
    auto line = ReadLine(each);
    if (!line.ok()) return Failure{line.error()};
    line->file = file;
    line->n = n++;
    read.push_back(*std::move(line));
  }
  return read;
}

Result<TillCounts, Problem> ReadTillCounts(const net::Request& request) {
  const auto body = ReadBody(request, {"date", "counts"}, {.depth = 4, .values = 8 * kTillsMax});
  if (!body.ok()) return Failure{body.error()};
  const auto day = ReadDayField(*body, "date");
  if (!day.ok()) return Failure{day.error()};
  const auto counts = body->find("counts");
  if (counts == body->end() || !counts->is_array() || counts->empty() || counts->size() > kTillsMax)
    return Failure{FieldProblem(Code::kFieldInvalid, "counts", "Count 1 to 1,000 tills.")};
  TillCounts read;
  std::string text = "till counts " + reconcile::DayText(*day);
  for (const nlohmann::json& each : *counts) {
    if (!each.is_object())
      return Failure{FieldProblem(Code::kFieldInvalid, "counts", "A count is an object.")};
    Fields fields(each);
    ExternalMovement line;
    line.type = reconcile::MovementType::kCount;
    line.day = *day;
    line.counterparty = fields.Text("till");
    line.cents = fields.Number("cents", 0, engine::kMovementCentsMax);
    if (fields.problem()) return Failure{*fields.problem()};
    line.reference = engine::TillReference(line.counterparty, *day);
    line.is_sure = true;
    text += "\n" + line.reference + " " + std::to_string(line.cents);
    read.file.totals.credits += line.cents;
    read.lines.push_back(std::move(line));
  }
  read.file.kind = reconcile::SourceKind::kTillCounts;
  read.file.account = "tills";
  read.file.name = "till counts of " + reconcile::DayText(*day);
  read.file.digest = DigestOf(text);
  read.file.totals.from = read.file.totals.to = *day;
  read.file.totals.lines = static_cast<std::int32_t>(read.lines.size());
  return read;
}

}  // namespace herlaad::http
