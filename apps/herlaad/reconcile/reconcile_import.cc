// herlaad reconcile import|fetch: lists of others come in.
#include <iostream>
#include <vector>

#include "apps/herlaad/cli/arguments.h"
#include "apps/herlaad/cli/terminal.h"
#include "apps/herlaad/cli/text.h"
#include "apps/herlaad/reconcile/list_file.h"
#include "apps/herlaad/reconcile/reconcile.h"
#include "apps/herlaad/server/signals.h"
#include "engine/reconcile/list_content.h"

namespace herlaad::app {
namespace {

constexpr int kTriesMax = 5;  // of one request, while the server is busy or away
constexpr Millis kTryAgain{1'000};
constexpr std::int32_t kLinesAtOnce = 500;

struct ImportOptions {
  Common common;
  std::string file;
  std::string kind;
  std::string account;
};

std::string Hexadecimal(const Digest& digest) {
  std::string text;
  for (const std::uint64_t half : {digest.high, digest.low}) {
    for (int shift = 60; shift >= 0; shift -= 4)
      text += "0123456789abcdef"[(half >> static_cast<unsigned>(shift)) & 15U];
  }
  return text;
}

nlohmann::json HeadOf(const engine::ImportedFile& file) {
  const engine::ImportTotals& totals = file.totals;
  return {{"kind", reconcile::Name(file.kind)},
          {"account", file.account},
          {"name", file.name},
          {"digest", Hexadecimal(file.digest)},
          {"from", reconcile::DayText(totals.from)},
          {"to", reconcile::DayText(totals.to)},
          {"lines", totals.lines},
          {"credits", totals.credits},
          {"debits", totals.debits},
          {"opening", totals.opening},
          {"closing", totals.closing},
          {"first_sequence", totals.first_sequence},
          {"last_sequence", totals.last_sequence}};
}

nlohmann::json LineOf(const engine::ExternalMovement& line) {
  nlohmann::json body = {{"type", reconcile::Name(line.type)},
                         {"day", reconcile::DayText(line.day)},
                         {"cents", line.cents},
                         {"sure", line.is_sure}};
  if (!line.own_id.empty()) body["id"] = line.own_id;
  if (!line.reference.empty()) body["reference"] = line.reference;
  if (!line.counterparty.empty()) body["counterparty"] = line.counterparty;
  return body;
}

// Repeats what can be repeated: the server takes each line once.
Result<Reply, ExitCode> Send(Console& console, const Asked& asked) {
  Signals signals;
  for (int tries = 1;; ++tries) {
    auto reply = console.Call(asked);
    if (reply.ok() && reply->ok()) return *std::move(reply);
    if (reply.ok() && reply->status != 503) return Failure{Complain(*reply)};
    if (tries == kTriesMax || signals.WaitFor(kTryAgain)) {
      std::cerr << "The import stopped. Give the same command again: it goes on where it was, and "
                   "no line counts twice.\n";
      return Failure{reply.ok() ? Complain(*reply) : Complain(reply.error())};
    }
  }
}

// Whether the second reading of a file finds the lines of the first one: nothing is sent before its
// piece is known to be the same. Memory: 16 bytes for each kLinesAtOnce lines.
class Rereading {
 public:
  void First(const engine::ExternalMovement& line) {
    first_.Add(line);
    if (line.n % kLinesAtOnce == 0) pieces_.push_back(first_.so_far());
  }
  // False at the end of a piece that is another one.
  bool Second(const engine::ExternalMovement& line) {
    second_.Add(line);
    if (line.n % kLinesAtOnce != 0) return true;
    const auto piece = static_cast<std::size_t>(line.n / kLinesAtOnce - 1);
    return piece < pieces_.size() && pieces_[piece] == second_.so_far();
  }
  [[nodiscard]] bool IsSame() const { return first_.so_far() == second_.so_far(); }

 private:
  engine::LinesDigest first_;
  engine::LinesDigest second_;
  std::vector<Digest> pieces_;
};

class Import {
 public:
  Import(Console& console, std::string list, std::int32_t taken, std::int32_t lines,
         Rereading& rereading)
      : console_(console),
        path_(std::string(kReconcilePath) + "/lists/" + std::move(list)),
        taken_(taken),
        rereading_(rereading),
        bar_("lines", lines) {}

  // False: stop reading.
  bool Take(const engine::ExternalMovement& line) {
    if (!rereading_.Second(line)) return false;
    if (line.n <= taken_) return true;
    lines_.push_back(LineOf(line));
    return line.n % kLinesAtOnce != 0 || Flush();
  }
  bool Flush() {
    if (lines_.empty()) return true;
    Asked asked;
    asked.method = "POST";
    asked.path = path_ + "/lines";
    const auto count = static_cast<std::int32_t>(lines_.size());
    asked.body = {{"first", taken_ + 1}, {"lines", std::exchange(lines_, nlohmann::json::array())}};
    const auto reply = Send(console_, asked);
    if (!reply.ok()) error_ = reply.error();
    if (error_) return false;
    taken_ += count;
    bar_.Update(taken_);
    return true;
  }
  Result<Reply, ExitCode> Complete() {
    bar_.Clear();
    Asked asked;
    asked.method = "POST";
    asked.path = path_ + "/complete";
    asked.timeout = kReconcileTimeout;
    return Send(console_, asked);
  }
  [[nodiscard]] std::optional<ExitCode> error() const { return error_; }

 private:
  Console& console_;
  std::string path_;
  std::int32_t taken_;
  Rereading& rereading_;
  nlohmann::json lines_ = nlohmann::json::array();
  std::optional<ExitCode> error_;
  ProgressBar bar_;
};

ExitCode Print(const Common& common, const Reply& reply) {
  if (common.json) {
    std::cout << reply.text << std::endl;
  } else {
    PrintReconciled(reply.body);
  }
  return ExitCode::kOk;
}

// Sends the lines that are not there yet, and completes the list.
Result<Reply, ExitCode> SendList(Console& console, const ListFile& file,
                                 const engine::ImportedFile& head, Rereading& rereading,
                                 const nlohmann::json& begun) {
  const auto taken = begun.value("taken", 0);
  if (taken > 0) std::cerr << "Going on after line " << Grouped(taken) << ".\n";
  Import import(console, TextOf(begun, "id"), taken, head.totals.lines, rereading);
  const auto sent = ReadListFile(
      file, [&import](const engine::ExternalMovement& line) { return import.Take(line); });
  if (import.error()) return Failure{*import.error()};
  if (!sent.ok() || !rereading.IsSame() || sent->file.digest != head.digest ||
      sent->file.totals != head.totals) {
    return Failure{ComplainOfUsage(file.path +
                                   ": The file was changed while it was read. Nothing of it "
                                   "counts. Import it again when nobody writes it any more.")};
  }
  if (!import.Flush()) return Failure{*import.error()};
  return import.Complete();
}

ExitCode RunImport(ImportOptions& options) {
  ListFile file{options.file, std::nullopt, options.account};
  if (!options.kind.empty()) file.kind = reconcile::ParseSourceKind(options.kind);
  Rereading rereading;
  const auto head = ReadListFile(file, [&rereading](const engine::ExternalMovement& line) {
    rereading.First(line);
    return true;
  });
  if (!head.ok()) return ComplainOfUsage(head.error());
  for (const auto& [state, count] : head->left_out)
    std::cerr << Counted(count, "line") << " left out: state \"" << state << "\"\n";
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  Asked asked;
  asked.method = "POST";
  asked.path = std::string(kReconcilePath) + "/lists";
  asked.body = HeadOf(head->file);
  // Whoever names the account says that it is ours.
  if (!options.account.empty()) asked.body["new_account"] = true;
  const auto begun = Send(**console, asked);
  if (!begun.ok()) return begun.error();
  const auto done = SendList(**console, file, head->file, rereading, begun->body);
  return done.ok() ? Print(options.common, *done) : done.error();
}

struct FetchOptions {
  Common common;
  std::string gateway = "stripe";
  std::string date;
};

ExitCode RunFetch(FetchOptions& options) {
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  Asked asked;
  asked.method = "POST";
  if (options.date.empty()) options.date = Yesterday();
  asked.path = std::string(kReconcilePath) + "/fetch";
  asked.body = {{"gateway", options.gateway}, {"date", options.date}};
  asked.timeout = kReconcileTimeout;
  const auto reply = Send(**console, asked);
  return reply.ok() ? Print(options.common, *reply) : reply.error();
}

}  // namespace

void AddReconcileImport(CLI::App& noun, Run& run) {
  auto options = std::make_shared<ImportOptions>();
  CLI::App* const command = noun.add_subcommand(
      "import",
      "Import a bank statement, an operator's list or counts of tills, and compare it "
      "with the books. An interrupted import is continued by the same command.");
  command->add_option("file", options->file, "CODA, camt.053 or CSV")->required();
  command
      ->add_option("--kind", options->kind,
                   "coda, camt053, deliveries or till_counts; recognised if left out")
      ->check(OneOf({"coda", "camt053", "deliveries", "till_counts"}));
  command->add_option("--account", options->account,
                      "the account that the statement must be of, needed for its first one unless "
                      "the settings name our accounts, or the operator of the list");
  AddCommon(*command, options->common);
  OnChosen(*command, run, options, RunImport);

  auto fetch = std::make_shared<FetchOptions>();
  CLI::App* const fetching = noun.add_subcommand(
      "fetch", "Read a payment provider's own list of a day that is over, and compare it.");
  fetching->add_option("--gateway", fetch->gateway, "its name in the settings")
      ->capture_default_str();
  fetching->add_option("--date", fetch->date, "as 2026-11-29, in Brussels; yesterday if left out")
      ->check(ADay());
  AddCommon(*fetching, fetch->common);
  OnChosen(*fetching, run, fetch, RunFetch);
}

}  // namespace herlaad::app
