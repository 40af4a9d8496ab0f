// herlaad topup show|watch|cancel|resolve
#include "apps/herlaad/topup/topup.h"

#include <algorithm>
#include <iomanip>
#include <iostream>

#include "apps/herlaad/cli/arguments.h"
#include "apps/herlaad/cli/follow.h"
#include "apps/herlaad/cli/repeat.h"
#include "apps/herlaad/cli/terminal.h"
#include "apps/herlaad/cli/text.h"
#include "apps/herlaad/cli/wrap.h"
#include "apps/herlaad/topup/dispute_warning.h"
#include "domain/orders/events/events.h"
#include "domain/orders/order.h"
#include "engine/ports/clients.h"
#include "engine/ports/staff.h"

namespace herlaad::app {
namespace {

constexpr int kNameWidth = 13;  // of a field
// The columns of the history.
constexpr int kTimeWidth = 25;
constexpr int kEventWidth = 20;
constexpr int kWhoWidth = 29;
constexpr int kTableWidth = 120;  // with room for a detail

struct OneOptions {
  Common common;
  std::string id;
};

struct ResolveOptions {
  Common common;
  std::string id;
  std::string review_decision;
  std::string reason;
  int refund = 0;  // 0: not named
};

Result<Reply, ExitCode> Fetch(Console& console, const Asked& asked) {
  auto reply = console.Call(asked);
  if (!reply.ok()) return Failure{Complain(reply.error())};
  if (!reply->ok()) return Failure{Complain(*reply)};
  return *std::move(reply);
}

Asked Get(std::string path) {
  Asked asked;
  asked.path = std::move(path);
  return asked;
}

Asked Post(std::string path, nlohmann::json body) {
  Asked asked;
  asked.method = "POST";
  asked.path = std::move(path);
  asked.body = std::move(body);
  return asked;
}

void Sentence(const std::string& text) {
  std::cout << "  ";
  Wrap(text, 2, StdoutWidth(), std::cout);
}

void Field(std::string_view name, const std::string& value) {
  if (value.empty()) return;
  std::cout << "  " << std::left << std::setw(kNameWidth) << name;
  Wrap(value, 2 + kNameWidth, StdoutWidth(), std::cout);
}

// Apart from what staff read: it speaks to the payer.
void PrintWhatThePayerReads(const nlohmann::json& order) {
  const std::string sentence = PayerSentence(order);
  if (sentence.empty()) return;
  std::cout << "\nThe payer reads\n";
  Sentence(sentence);
  for (const std::string& next : StatusTexts(order, "next")) Sentence(next);
}

void PrintOrder(Console& console, const nlohmann::json& order) {
  const std::string op = OperatorName(console, TextOf(order, "operator"));
  std::cout << TextOf(order, "reference") << "  " << TextOf(order, "state") << '\n';
  if (const std::string staff = StaffSentence(order); !staff.empty()) Sentence(staff);
  std::cout << '\n';
  Field("number", NumberText(order, "msisdn") + " at " + op);
  Field("amount", MoneyText(order, "amount"));
  Field("fee", FeeText(order));
  Field("total", MoneyText(order, "total") + " by " + MethodText(TextOf(order, "tender")));
  const std::string extra = ExtraChargeText(order);
  Field("extra charge", extra);
  Field("placed", LocalTimeText(order, "created_at"));
  if (IsPayable(order)) {
    Field("pay before", LocalTimeText(order, "expires_at"));
    Field("pay here", TextOf(order["payment"], "url"));
  }
  Field("delivered", LocalTimeText(order, "delivered_at"));
  Field("credited", MoneyText(order, "credited"));
  if (const std::string bonus = MoneyText(order, "bonus"); !bonus.empty()) {
    const std::string until = DateText(order, "bonus_valid_until");
    Field("bonus", until.empty() ? bonus : bonus + " until " + until);
  }
  Field("valid until", DateText(order, "valid_until"));
  Field("refusal", RefusalText(order));
  if (order.contains("refunds")) {
    const bool several = order["refunds"].size() > 1;
    int n = 0;
    for (const auto& refund : order["refunds"]) {
      ++n;
      Field(several ? "refund " + std::to_string(n) : "refund",
            MoneyText(refund, "amount") + (extra.empty() ? " " : " of the extra charge ") +
                Words(TextOf(refund, "state")));
    }
  }
  Field("reference", TextOf(order, "client_reference"));
  Field("returns to", TextOf(order, "return_url"));
  if (order.contains("metadata")) {
    for (const auto& [key, value] : order["metadata"].items())
      Field("metadata", key + " = " + TextOf(order["metadata"], key));
  }
  Field("attention", Words(TextOf(order, "attention")));
  Field("decision", Words(TextOf(order, "resolution")));
  if (order.contains("links")) Field("page", TextOf(order["links"], "page"));
  PrintWhatThePayerReads(order);
  std::cout << std::flush;
}

std::string WhoText(Console& console, const std::string& by) {
  constexpr std::string_view kGateway = "gateway:";
  constexpr std::string_view kOperator = "operator:";
  if (by == "payer") return "the payer";
  if (by == "admin") return "the command line";
  if (by == "worker") return "a worker";
  if (by.starts_with(engine::kStaffPrefix))
    return "staff " + by.substr(engine::kStaffPrefix.size());
  if (by.starts_with(engine::kClientPrefix))
    return "client " + by.substr(engine::kClientPrefix.size());
  if (by.starts_with(kGateway)) return "gateway " + by.substr(kGateway.size());
  if (by.starts_with(kOperator)) return OperatorName(console, by.substr(kOperator.size()));
  return by;
}

// "e-mail sent" for "email_sent".
std::string EventText(const nlohmann::json& entry) {
  constexpr std::string_view kEmail = "email ";
  const std::string text = Words(TextOf(entry, "event"));
  return text.starts_with(kEmail) ? "e-mail " + text.substr(kEmail.size()) : text;
}

// Codes as words: "unknown number" for "unknown_number", "paid out: seen" for "paid_out: seen".
// References stay as they are.
std::string DetailText(const std::string& detail) {
  const std::string code = detail.substr(0, std::min(detail.find(": "), detail.find(" (refund ")));
  const bool is_code = std::all_of(code.begin(), code.end(),
                                   [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
  return is_code ? Words(code) + detail.substr(code.size()) : detail;
}

// "€15.50 by WeChat Pay" for "€15.50 by wechat_pay".
std::string PlacedText(const std::string& detail) {
  constexpr std::string_view kBy = " by ";
  const std::size_t at = detail.rfind(kBy);
  if (at == std::string::npos) return detail;
  return detail.substr(0, at + kBy.size()) + MethodText(detail.substr(at + kBy.size()));
}

std::string DetailOf(const nlohmann::json& entry) {
  const std::string detail = TextOf(entry, "detail");
  return TextOf(entry, "event") == "placed" ? PlacedText(detail) : DetailText(detail);
}

// In a table if the terminal has the width for it, or if it is none.
void PrintEntry(Console& console, const nlohmann::json& entry) {
  const std::optional<int> width = StdoutWidth();
  const bool table = width.value_or(kTableWidth) >= kTableWidth;
  const std::string at = LocalTimeText(entry, "at");
  const std::string detail = DetailOf(entry);
  const std::string who = WhoText(console, TextOf(entry, "by"));
  std::cout << "  " << std::left << std::setw(kTimeWidth) << (at.empty() ? "time not kept" : at)
            << std::setw(kEventWidth) << EventText(entry);
  std::size_t column = 2 + kTimeWidth + kEventWidth;
  if (table && !detail.empty()) {
    std::cout << std::setw(kWhoWidth) << who;
    return Wrap(detail, column + kWhoWidth, width, std::cout);
  }
  Wrap(detail.empty() ? who : who + ": " + detail, column, width, std::cout);
}

// The history of the order. Nothing if the server is older and does not return it.
void PrintHistory(Console& console, const nlohmann::json& order) {
  if (!order.contains("history")) return;
  std::cout << "\nHistory\n";
  for (const auto& entry : order["history"]) PrintEntry(console, entry);
  std::cout << std::flush;
}

ExitCode Show(OneOptions& options) {
  const auto id = ReadReference(options.id);
  if (!id.ok()) return id.error();
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  const Asked asked = Get("/v1/topups/" + *id);
  return Show(**console, options.common, asked, [&console](const nlohmann::json& order) {
    PrintOrder(**console, order);
    PrintHistory(**console, order);
    if (!IsSettled(order)) SayIfHeld(**console);
  });
}

int WatchOrder(OneOptions& options) {
  const auto id = ReadReference(options.id);
  if (!id.ok()) return static_cast<int>(id.error());
  Signals signals;
  auto console = Reach(options.common);
  if (!console.ok()) return static_cast<int>(console.error());
  const auto reply = Fetch(**console, Get("/v1/topups/" + *id));
  if (!reply.ok()) return static_cast<int>(reply.error());
  if (!(*console)->live() && !IsSettled(reply->body)) {
    std::cerr << "No server is running, so the top-up does not progress; start one with `herlaad "
                 "serve` or `herlaad demo`.\n";
    return static_cast<int>(ExitCode::kUnavailable);
  }
  if (IsPayable(reply->body) && !options.common.json) {
    std::cout << "Pay here:\n" << TextOf(reply->body["payment"], "url") << "\n\n";
  }
  SayIfHeld(**console);
  return Follow(**console, signals, *reply, options.common.json);
}

// Requests a change of one top-up and shows the result.
ExitCode Change(OneOptions& options, std::string_view change) {
  const auto id = ReadReference(options.id);
  if (!id.ok()) return id.error();
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  const Asked asked = Post("/v1/topups/" + *id + "/" + std::string(change), nullptr);
  return Show(**console, options.common, asked,
              [&console](const nlohmann::json& order) { PrintOrder(**console, order); });
}

ExitCode Cancel(OneOptions& options) { return Change(options, "cancel"); }
ExitCode CashReturned(OneOptions& options) { return Change(options, "cash-returned"); }

constexpr orders::Attention kAllAttentions[] = {
    orders::Attention::kDeliveryUnknown,     orders::Attention::kRefundUnknown,
    orders::Attention::kPaymentUnknown,      orders::Attention::kRefundRefused,
    orders::Attention::kCreditedAndRefunded, orders::Attention::kPinInsteadOfCredit,
    orders::Attention::kCashRefundDue,       orders::Attention::kTooManyCharges,
    orders::Attention::kReturnedTwice,       orders::Attention::kHeldByBrake,
    orders::Attention::kExtraRefund};

std::string WayToResolve(const std::string& id, orders::ReviewDecision decision,
                         bool names_refund = false) {
  return "  " +
         CommandText("topup resolve " + id + " --as " + std::string(orders::Name(decision)) +
                     (names_refund ? " --refund N" : "") + " --reason TEXT") +
         "\n";
}

// The numbers of the order's refunds that such a review may be about.
std::vector<std::size_t> RefundsInReview(const nlohmann::json& order, orders::Attention attention) {
  std::string_view state;
  if (attention == orders::Attention::kRefundUnknown) state = "unknown";
  if (attention == orders::Attention::kRefundRefused) state = "refused";
  std::vector<std::size_t> numbers;
  if (state.empty() || !order.contains("refunds")) return numbers;
  for (std::size_t i = 0; i < order["refunds"].size(); ++i) {
    if (TextOf(order["refunds"][i], "state") == state) numbers.push_back(i + 1);
  }
  return numbers;
}

// The commands that resolve a review of this kind, one on each line.
std::string WaysToResolve(const nlohmann::json& order, const std::string& id,
                          orders::Attention attention) {
  const auto refunds = RefundsInReview(order, attention);
  std::string ways;
  if (attention == orders::Attention::kCashRefundDue)
    ways += "  " + CommandText("topup cash-returned " + id) + "    the payer has the cash\n";
  for (const orders::ReviewDecision decision : orders::ReviewDecisionsFor(attention))
    ways += WayToResolve(id, decision, refunds.size() > 1);
  if (refunds.size() < 2) return ways;
  ways += "N is the refund that the decision is about:\n";
  for (const std::size_t n : refunds) {
    const nlohmann::json& refund = order["refunds"][n - 1];
    ways += "  " + std::to_string(n) + "  " + MoneyText(refund, "amount") + " " +
            Words(TextOf(refund, "state")) + ", decided " + LocalTimeText(refund, "created_at") +
            "\n";
  }
  return ways;
}

bool IsTakenByDispute(const nlohmann::json& order) {
  if (!order.contains("disputes")) return false;
  const auto& disputes = order["disputes"];
  return std::any_of(disputes.begin(), disputes.end(),
                     [](const auto& dispute) { return dispute.at("taken").at("amount") != 0; });
}

// Lists the decisions that are possible for this order's review. `on`: stdout if that was asked.
ExitCode SayWhatFits(Console& console, const ResolveOptions& options, std::ostream& on) {
  const auto reply = Fetch(console, Get("/v1/topups/" + options.id));
  if (!reply.ok()) return reply.error();
  const std::string why = TextOf(reply->body, "attention");
  if (why == orders::Name(orders::Attention::kReturnedTwice)) {
    on << "A refund was sent, and a dispute took the money as well. Send the refund to the payment "
          "provider as\n"
          "evidence ("
       << CommandText("dispute evidence " + options.id + " --out FILE.pdf") << "). Then\n"
       << WayToResolve(options.id, orders::ReviewDecision::kAccepted)
       << "ends the review and moves no money. If the dispute is lost, the second time is booked "
          "as a loss.\n"
       << std::flush;
    return ExitCode::kOk;
  }
  for (const orders::Attention attention : kAllAttentions) {
    if (why != orders::Name(attention)) continue;
    on << DisputeWarning(reply->body) << "The top-up needs a manual decision: " << Words(why)
       << ". It is resolved by one of\n"
       << WaysToResolve(reply->body, options.id, attention) << std::flush;
    return ExitCode::kOk;
  }
  if (TextOf(reply->body, "state") == orders::Name(orders::State::kDelivered)) {
    if (IsTakenByDispute(reply->body)) {
      on << DisputeWarning(reply->body)
         << "The top-up is delivered and needs no decision. It cannot be refunded here: the payer "
            "has the money, or "
            "the\nprovider holds it. "
         << CommandText("dispute evidence " + options.id + " --out FILE.pdf")
         << " makes what the provider is sent.\n"
         << std::flush;
      return ExitCode::kNo;
    }
    on << "The top-up is delivered and needs no decision. The payer can still be refunded, all of "
          "it, by one of\n"
       << WayToResolve(options.id, orders::ReviewDecision::kRefundAsLoss)
       << WayToResolve(options.id, orders::ReviewDecision::kCreditTakenBack)
       << "The first leaves the credit on the number and books it as a loss; the second is for "
          "credit that the operator\nhas certainly taken back.\n"
       << std::flush;
    return ExitCode::kNo;
  }
  std::cerr << "This top-up is not waiting for a manual decision: it is "
            << TextOf(reply->body, "state") << ".\n";
  return ExitCode::kNo;
}

ExitCode ComplainOfDecision(Console& console, const ResolveOptions& options) {
  if (!orders::ParseReviewDecision(options.review_decision)) {
    (void)ComplainOfUsage("there is no decision \"" + options.review_decision + "\"");
  } else {
    (void)ComplainOfUsage(
        "--reason is missing: give the reason for the decision, which is stored with the top-up");
  }
  const ExitCode fits = SayWhatFits(console, options, std::cerr);
  return fits == ExitCode::kOk ? ExitCode::kUsage : fits;
}

// What a decision that the server refused can name instead.
void SayWhichRefunds(const nlohmann::json& problem) {
  if (!problem.contains("refunds")) return;
  std::vector<std::string> names;
  for (const auto& n : problem["refunds"]) names.push_back("--refund " + n.dump());
  if (names.empty()) {
    std::cerr << "This decision is about no refund of this top-up: leave out --refund.\n";
  } else {
    std::cerr << "It can be about " << Listed(names, "or") << "; `topup show` shows each.\n";
  }
}

ExitCode Resolve(ResolveOptions& options) {
  const auto id = ReadReference(options.id);
  if (!id.ok()) return id.error();
  options.id = *id;
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  if (options.review_decision.empty()) return SayWhatFits(**console, options, std::cout);
  if (!orders::ParseReviewDecision(options.review_decision) || options.reason.empty())
    return ComplainOfDecision(**console, options);
  nlohmann::json body{{"resolution", options.review_decision}, {"reason", options.reason}};
  if (options.refund != 0) body["refund"] = options.refund;
  auto reply = (*console)->Call(Post("/admin/topups/" + *id + "/resolve", std::move(body)));
  if (!reply.ok()) return Complain(reply.error());
  if (!reply->ok()) {
    const ExitCode code = Complain(*reply);
    SayWhichRefunds(reply->body);
    if (TextOf(reply->body, "code") == "resolution_does_not_fit")
      (void)SayWhatFits(**console, options, std::cerr);
    return code;
  }
  if (options.common.json) {
    std::cout << reply->text << std::endl;
  } else {
    PrintOrder(**console, reply->body);
  }
  return ExitCode::kOk;
}

void AddOne(CLI::App& noun, Run& run, const char* name, const char* description,
            ExitCode (*work)(OneOptions&)) {
  auto options = std::make_shared<OneOptions>();
  CLI::App* const command = noun.add_subcommand(name, description);
  command->add_option("id", options->id, kReferenceHelp)->required();
  AddCommon(*command, options->common);
  OnChosen(*command, run, options, work);
}

void AddWatch(CLI::App& noun, Run& run) {
  auto options = std::make_shared<OneOptions>();
  CLI::App* const command =
      noun.add_subcommand("watch",
                          "Follow a top-up until it is final or needs a manual decision. Exit code "
                          "0 if it is delivered, 1 otherwise.");
  command->add_option("id", options->id, kReferenceHelp)->required();
  AddCommon(*command, options->common);
  command->callback([&run, options] { run = [options] { return WatchOrder(*options); }; });
}

void AddResolve(CLI::App& noun, Run& run) {
  auto options = std::make_shared<ResolveOptions>();
  CLI::App* const command =
      noun.add_subcommand("resolve",
                          "Resolve a top-up that needs a manual decision (state attention), or "
                          "refund a delivered one. Without --as, list the possible decisions.");
  command->add_option("id", options->id, kReferenceHelp)->required();
  command->add_option("--as", options->review_decision, "the decision, such as delivered")
      ->type_name("RESOLUTION");
  command
      ->add_option("--refund", options->refund,
                   "the refund that the decision is about, if there are several: 1 for the first")
      ->check(Between(1, 1'000'000));
  command
      ->add_option("--reason", options->reason,
                   "the reason for the decision, stored with the top-up")
      ->type_name("TEXT");
  AddCommon(*command, options->common);
  OnChosen(*command, run, options, Resolve);
}

}  // namespace

void AddTopupCommands(CLI::App& root, Run& run) {
  CLI::App& noun = AddNoun(root, "topup", "Place top-ups and follow them.");
  AddPlace(noun, run);
  AddOne(noun, run, "show",
         "Show one top-up and its history: what happened to it, when and by whom.", Show);
  AddList(noun, run);
  AddWatch(noun, run);
  AddOne(noun, run, "cancel",
         "Cancel a top-up that has not been sent to the operator yet. Payments are refunded.",
         Cancel);
  AddOne(noun, run, "cash-returned",
         "Record that the cash of a top-up was handed back to the payer. The history says that "
         "it was done on the command line.",
         CashReturned);
  AddResolve(noun, run);
}

}  // namespace herlaad::app
