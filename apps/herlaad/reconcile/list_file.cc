#include "apps/herlaad/reconcile/list_file.h"

#include <algorithm>
#include <fstream>

#include "adapters/statements/camt/camt053_reader.h"
#include "adapters/statements/coda/coda_reader.h"
#include "adapters/statements/csv_list.h"
#include "adapters/statements/utf16.h"
#include "base/core/printable.h"
#include "base/core/secret.h"
#include "domain/reconcile/account_number.h"
#include "engine/reconcile/list_content.h"

namespace herlaad::app {
namespace {

using engine::ExternalMovement;
using engine::ImportedFile;
using reconcile::SourceKind;

constexpr std::size_t kPiece = 1'024UL * 1'024;
constexpr std::size_t kCounterpartyMax = 60;  // of a person's name no more is needed

// The first bytes of a text on one line, whole characters only.
std::string Shortened(std::string text, std::size_t most) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < ' ' || c == 0x7F) c = ' ';
  }
  std::size_t end = std::min(text.size(), most);
  while (end < text.size() && end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
    --end;
  text.resize(end);
  return IsOneLine(text) ? text : std::string();
}

// Adds lines up to what the file says as a whole.
class Collector {
 public:
  Collector(ImportedFile& file, const TakeListLine& take) : file_(file), take_(take) {}

  void Add(ExternalMovement line) {
    if (stopped_) return;
    line.n = ++file_.totals.lines;
    digest_.Add(line);
    (line.cents > 0 ? file_.totals.credits : file_.totals.debits) +=
        line.cents > 0 ? line.cents : -line.cents;
    if (take_ && !take_(line)) stopped_ = true;
  }
  // The days of lists that do not say which they cover.
  void Cover(reconcile::Day day) {
    engine::ImportTotals& totals = file_.totals;
    totals.from = totals.lines == 0 ? day : std::min(totals.from, day);
    totals.to = totals.lines == 0 ? day : std::max(totals.to, day);
  }
  [[nodiscard]] bool stopped() const { return stopped_; }
  // Of the list, whatever file it stands in.
  [[nodiscard]] Digest content() const { return digest_.OfList(file_); }

 private:
  ImportedFile& file_;
  const TakeListLine& take_;
  engine::LinesDigest digest_;
  bool stopped_ = false;
};

reconcile::Day DayOr(const std::optional<calendar::Date>& date, reconcile::Day otherwise) {
  return date ? reconcile::DayOf(*date) : otherwise;
}

// Statements of one account, each following the one before it.
class StatementLines final : public statements::StatementSink {
 public:
  StatementLines(ImportedFile& file, Collector& collector) : file_(file), collector_(collector) {}

  std::optional<reconcile::StatementFault> OnStatement(
      const reconcile::StatementHead& head) override {
    if (file_.account.empty()) file_.account = head.account;
    if (const auto fault = reconcile::CheckHead(head, file_.account, last_)) return fault;
    is_separate_ = !head.separate_application.empty();
    if (is_separate_) return std::nullopt;
    engine::ImportTotals& totals = file_.totals;
    const auto sequence = static_cast<std::int32_t>(head.sequence);
    if (!last_) {
      totals.from = DayOr(head.opening.date, 0);
      totals.opening = head.opening.cents;
      totals.first_sequence = sequence;
    }
    totals.last_sequence = sequence;
    opening_ = head.opening;
    day_ = DayOr(head.opening.date, 0);
    sequence_ = head.sequence;
    return std::nullopt;
  }

  void OnMovement(const reconcile::Movement& movement) override {
    ExternalMovement line;
    const auto& said = movement.communication;
    line.type = reconcile::MovementType::kTransfer;
    line.own_id = Shortened(movement.bank_reference, engine::kMovementTextMax);
    line.day = DayOr(movement.date, DayOr(movement.value_date, day_));
    line.cents = movement.cents;
    line.reference =
        said.reference.empty() ? Shortened(said.text, engine::kMovementTextMax) : said.reference;
    line.is_sure = said.kind == reconcile::CommunicationKind::kStructured ||
                   said.kind == reconcile::CommunicationKind::kCreditorReference;
    line.counterparty = Shortened(movement.counterparty_name, kCounterpartyMax);
    if (!movement.counterparty_account.empty())
      line.counterparty = Shortened(line.counterparty + " " + movement.counterparty_account,
                                    engine::kMovementTextMax);
    collector_.Add(std::move(line));
  }

  void OnDetail(const reconcile::Movement& detail, reconcile::DetailKind kind) override {
    (void)detail, (void)kind;  // explains a movement that is there already
  }

  void OnStatementEnd(const reconcile::StatementEnd& end) override {
    if (is_separate_) return;
    file_.totals.closing = end.closing.cents;
    file_.totals.to = DayOr(end.closing.date, day_);
    last_ = reconcile::LastStatement{sequence_, opening_, end.closing};
  }

 private:
  ImportedFile& file_;
  Collector& collector_;
  std::optional<reconcile::LastStatement> last_;
  reconcile::AccountBalance opening_;
  reconcile::Day day_ = 0;
  std::uint32_t sequence_ = 0;
  bool is_separate_ = false;
};

std::optional<SourceKind> KindOf(std::string_view beginning) {
  const std::size_t at = beginning.find('<');
  if (at != std::string_view::npos && at <= 4) return SourceKind::kCamt053;
  if (const auto csv = statements::CsvListReader::KindOf(beginning)) return csv;
  if (beginning.starts_with("0000") && beginning.size() >= 128) return SourceKind::kCoda;
  // UTF-16 begins with a mark or a zero byte.
  if (beginning.find(std::string_view("<\0", 2)) != std::string_view::npos)
    return SourceKind::kCamt053;
  return std::nullopt;
}

// Feeds the whole stream to the reader, and digests it piece by piece.
template <class Reader>
Status<std::string> FeedAll(std::ifstream& in, std::string piece, Reader& reader,
                            const Collector& collector, Digest& digest) {
  while (!piece.empty() && !collector.stopped()) {
    digest = DigestOf(std::to_string(digest.high) + ' ' + std::to_string(digest.low) + ' ' + piece);
    if (const auto fed = reader.Feed(piece); !fed.ok()) return Failure{fed.error().Sentence()};
    piece.resize(kPiece);
    in.read(piece.data(), static_cast<std::streamsize>(kPiece));
    piece.resize(static_cast<std::size_t>(in.gcount()));
  }
  if (in.bad()) return Failure{std::string("The file cannot be read to its end.")};
  if (collector.stopped()) return Nothing{};
  if (const auto done = reader.Finish(); !done.ok()) return Failure{done.error().Sentence()};
  return Nothing{};
}

Status<std::string> ReadAs(SourceKind kind, std::ifstream& in, std::string piece, ListRead& read,
                           Collector& collector) {
  ImportedFile& file = read.file;
  StatementLines sink(file, collector);
  if (kind == SourceKind::kCoda) {
    statements::CodaReader reader(sink);
    return FeedAll(in, std::move(piece), reader, collector, file.digest);
  }
  if (kind == SourceKind::kCamt053) {
    statements::Camt053Reader reader(sink);
    return FeedAll(in, std::move(piece), reader, collector, file.digest);
  }
  statements::CsvListReader reader(kind, [&collector](const ExternalMovement& line) {
    collector.Cover(line.day);
    collector.Add(line);
  });
  auto fed = FeedAll(in, std::move(piece), reader, collector, file.digest);
  read.left_out = reader.left_out();
  return fed;
}

}  // namespace

Result<ListRead, std::string> ReadListFile(const ListFile& file, const TakeListLine& take) {
  std::ifstream in(file.path, std::ios::binary);
  std::string piece(kPiece, '\0');
  in.read(piece.data(), static_cast<std::streamsize>(kPiece));
  piece.resize(static_cast<std::size_t>(in.gcount()));
  if (piece.empty()) return Failure{"\"" + file.path + "\" cannot be read, or is empty."};
  const auto kind = file.kind ? file.kind : KindOf(piece);
  if (!kind && statements::IsUtf16(piece)) {
    return Failure{"\"" + file.path +
                   "\" is in UTF-16, which only camt.053 files may be. Save it as UTF-8."};
  }
  if (!kind) {
    return Failure{"\"" + file.path +
                   "\" is no CODA, camt.053 or CSV list that is known; see "
                   "docs/reconciliation.md, or say what it is with --kind."};
  }
  if (*kind == SourceKind::kGateway)
    return Failure{std::string("Use `herlaad reconcile fetch` for payment providers.")};
  ListRead list;
  ImportedFile& read = list.file;
  read.kind = *kind;
  read.account = reconcile::IsBank(*kind) ? reconcile::PlainAccount(file.account) : file.account;
  if (*kind == SourceKind::kTillCounts) read.account = "tills";
  if (*kind == SourceKind::kDeliveries && read.account.empty())
    return Failure{std::string("Say which operator's list it is with --account OPERATOR.")};
  read.name = Shortened(file.path.substr(file.path.find_last_of('/') + 1), engine::kImportNameMax);
  Collector collector(read, take);
  if (const auto done = ReadAs(*kind, in, std::move(piece), list, collector); !done.ok())
    return Failure{file.path + ": " + done.error()};
  // The same statement may come in another file, as with a line end more. Tills may be counted
  // again with the same result: then the file must differ.
  if (*kind != SourceKind::kTillCounts) read.digest = collector.content();
  return list;
}

}  // namespace herlaad::app
