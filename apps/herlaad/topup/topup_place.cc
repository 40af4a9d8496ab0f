// herlaad topup place
#include <iostream>

#include "adapters/net/json.h"
#include "apps/herlaad/cli/follow.h"
#include "apps/herlaad/cli/repeat.h"
#include "apps/herlaad/cli/terminal.h"
#include "apps/herlaad/cli/text.h"
#include "apps/herlaad/cli/typed.h"
#include "apps/herlaad/cli/wrap.h"
#include "apps/herlaad/topup/topup.h"
#include "base/core/secret.h"
#include "base/messages/language.h"
#include "base/money/money.h"
#include "base/numbers/msisdn.h"
#include "domain/orders/order.h"
#include "domain/payments/payment_method.h"

namespace herlaad::app {
namespace {

constexpr int kTriesMax = 5;  // attempts of one request with the same key while there is no answer
constexpr Millis kTryAgain{1'000};

struct PlaceOptions {
  Common common;
  std::string number;
  std::string amount;
  std::string payment_method;
  std::string op;
  std::string key;
  std::string notify_email;
  std::string notify_number;
  std::string client_reference;
  std::string return_url;
  std::vector<std::string> metadata;  // "key=value"
  std::string language;
  bool no_wait = false;
};

// The validated request.
struct Wish {
  Msisdn number;
  Money amount;
  std::string payment_method;
  std::string op;
  std::string key;
  orders::Contact contact;
  orders::ClientDetails details;
  std::string language;  // its code; empty: the server's choice
  bool own_key = false;  // the key was given with --key
};

Result<orders::Contact, ExitCode> ReadContact(const PlaceOptions& options) {
  orders::Contact contact;
  if (!options.notify_email.empty()) {
    auto address = EmailAddress::Parse(options.notify_email);
    if (!address.ok())
      return Failure{
          ComplainOfUsage("--notify-email: " + std::string(email::Text(address.error())))};
    contact.email = *std::move(address);
  }
  if (!options.notify_number.empty()) {
    const auto number = ReadNumber(options.notify_number, "--notify-number");
    if (!number.ok()) return Failure{number.error()};
    contact.msisdn = *number;
  }
  return contact;
}

Result<orders::ClientDetails, ExitCode> ReadDetails(const PlaceOptions& options) {
  orders::ClientDetails details{options.client_reference, options.return_url, {}};
  for (const std::string& pair : options.metadata) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string::npos || equals == 0)
      return Failure{ComplainOfUsage("--metadata is KEY=VALUE, as in --metadata basket=17")};
    details.metadata.push_back({pair.substr(0, equals), pair.substr(equals + 1)});
  }
  return details;
}

Result<Wish, ExitCode> ReadWish(const PlaceOptions& options) {
  const auto number = ReadNumber(options.number);
  if (!number.ok()) return Failure{number.error()};
  const auto amount = ReadEuros(options.amount);
  if (!amount.ok()) return Failure{amount.error()};
  if (!payments::ParsePaymentMethod(options.payment_method)) {
    return Failure{
        ComplainOfUsage("there is no tender \"" + options.payment_method +
                        "\"; choose card, bancontact, paypal, alipay, wechat_pay, cash")};
  }
  auto contact = ReadContact(options);
  if (!contact.ok()) return Failure{contact.error()};
  auto details = ReadDetails(options);
  if (!details.ok()) return Failure{details.error()};
  if (!options.language.empty() && !messages::ParseLanguage(options.language))
    return Failure{ComplainOfUsage("--language is nl, fr, de, en or zh")};
  Wish wish{*number,
            *amount,
            options.payment_method,
            options.op,
            options.key,
            *std::move(contact),
            *std::move(details),
            options.language,
            !options.key.empty()};
  // Generated once: with the same key a retry never pays twice.
  if (!wish.own_key) wish.key = RandomSecret(15).Reveal();
  return wish;
}

// The number's current operator, or the one its block was first assigned to.
Result<Nothing, ExitCode> ChooseOperator(Console& console, const PlaceOptions& options,
                                         Wish& wish) {
  if (!wish.op.empty()) return Nothing{};
  Asked asked;
  asked.method = "POST";
  asked.path = "/v1/quotes";
  asked.body = {{"msisdn", wish.number.ToE164()}};
  const auto reply = console.Call(asked);
  if (!reply.ok()) return Failure{Complain(reply.error())};
  if (!reply->ok()) return Failure{Complain(*reply)};
  const std::string home = TextOf(reply->body, "operator");
  wish.op = home.empty() ? TextOf(reply->body, "suggested_operator") : home;
  if (wish.op.empty()) {
    return Failure{ComplainOfUsage("no operator is known for " + wish.number.National() +
                                   "; give it with --operator")};
  }
  if (options.common.json) return Nothing{};
  const std::string why = home.empty() ? ", because the number's block was first assigned to it; "
                                         "numbers can be ported, so check (--operator changes it)"
                                       : ", because it has the number";
  Wrap(OperatorName(console, wish.op) + why, 0, StdoutWidth(), std::cout);
  return Nothing{};
}

Asked RequestOf(const Wish& wish) {
  Asked asked;
  asked.method = "POST";
  asked.path = "/v1/topups";
  asked.headers = {{"idempotency-key", wish.key}};
  asked.body = {
      {"msisdn", wish.number.ToE164()},
      {"operator", wish.op},
      {"amount", {{"amount", wish.amount.minor}, {"currency", Text(wish.amount.currency)}}},
      {"tender", wish.payment_method}};
  if (wish.contact.email) asked.body["notify"] = {{"email", wish.contact.email->text()}};
  if (wish.contact.msisdn) asked.body["notify"] = {{"msisdn", wish.contact.msisdn->ToE164()}};
  const orders::ClientDetails& details = wish.details;
  if (!details.reference.empty()) asked.body["client_reference"] = details.reference;
  if (!details.return_url.empty()) asked.body["return_url"] = details.return_url;
  for (const orders::Metadatum& one : details.metadata) asked.body["metadata"][one.key] = one.value;
  if (!wish.language.empty()) asked.body["language"] = wish.language;
  return asked;
}

std::string DetailOptions(const orders::ClientDetails& details) {
  std::string options;
  if (!details.reference.empty()) options += " --client-reference " + ShellWord(details.reference);
  if (!details.return_url.empty()) options += " --return-url " + ShellWord(details.return_url);
  for (const orders::Metadatum& one : details.metadata)
    options += " --metadata " + ShellWord(one.key + "=" + one.value);
  return options;
}

std::string ContactOptions(const orders::Contact& contact) {
  if (contact.email) return " --notify-email " + ShellWord(contact.email->text());
  if (contact.msisdn) return " --notify-number " + std::to_string(contact.msisdn->value());
  return "";
}

std::string HowToRepeat(const Wish& wish) {
  return CommandText("topup place " + std::to_string(wish.number.value()) + " --amount " +
                     money::Plain(wish.amount) + " --tender " + wish.payment_method +
                     " --operator " + ShellWord(wish.op) + " --key " + ShellWord(wish.key) +
                     ContactOptions(wish.contact) + DetailOptions(wish.details) +
                     (wish.language.empty() ? "" : " --language " + wish.language));
}

// Whether this attempt certainly had no effect.
bool WasNotDone(const Result<Reply, ConsoleError>& reply) {
  return reply.ok() ? TextOf(reply->body, "code") == "store_unavailable" : reply.error().not_sent;
}

// Retries until there is an answer, always with the same key.
Result<Reply, ExitCode> Place(Console& console, Signals& signals, const Wish& wish) {
  bool is_unknown = false;
  for (int tries = 1;; ++tries) {
    auto reply = console.Call(RequestOf(wish));
    if (reply.ok() && reply->status != 503) return *std::move(reply);
    is_unknown = is_unknown || !WasNotDone(reply);
    const std::string why = reply.ok() ? TextOf(reply->body, "detail") : reply.error().message;
    if (tries == kTriesMax || signals.WaitFor(kTryAgain)) {
      std::cerr << "error: " << why
                << (is_unknown
                        ? "\nWhether the top-up was placed is not known. To find out without "
                          "paying twice, repeat it with the same key:\n  "
                        : "\nNo top-up was placed. To try again later:\n  ")
                << HowToRepeat(wish) << '\n';
      return Failure{ExitCode::kUnavailable};
    }
    std::cerr << why << "; retrying with the same key" << std::endl;
  }
}

// "€15.50 (with a fee of €0.50)".
std::string PriceText(const nlohmann::json& order) {
  const std::string total = MoneyText(order, "total");
  const std::string fee = FeeText(order);
  return fee.empty() ? total : total + " (with a fee of " + fee + ")";
}

void PrintPlaced(Console& console, const Wish& wish, const Reply& reply) {
  const nlohmann::json& order = reply.body;
  Wrap((reply.replayed ? "Placed earlier with this key: " : "Top-up ") +
           TextOf(order, "reference") + ": " + NumberText(order, "msisdn") + " at " +
           OperatorName(console, wish.op) + ", " + PriceText(order) + " by " +
           MethodText(wish.payment_method),
       0, StdoutWidth(), std::cout);
  if (!wish.own_key)
    std::cout << "To retry safely, without paying twice:\n  " << HowToRepeat(wish) << '\n';
  if (order.contains("payment") && !IsSettled(order))
    std::cout << (console.live() ? "\nPay here:\n" : "\nPay here, once a server runs:\n")
              << TextOf(order["payment"], "url") << "\n";
  std::cout << std::endl;
}

ExitCode ComplainOfOrder(Console& console, const Reply& reply) {
  const ExitCode code = Complain(reply);
  if (TextOf(reply.body, "code") != "operator_unknown") return code;
  Asked asked;
  asked.path = "/v1/operators";
  const auto known = console.Call(asked);
  if (!known.ok() || !known->ok()) return code;
  std::cerr << "Operators:";
  for (const auto& op : known->body.value("operators", nlohmann::json::array()))
    std::cerr << ' ' << TextOf(op, "id");
  std::cerr << '\n';
  return code;
}

int PlaceTopup(PlaceOptions& options) {
  auto wish = ReadWish(options);
  if (!wish.ok()) return static_cast<int>(wish.error());
  Signals signals;
  auto console = Reach(options.common);
  if (!console.ok()) return static_cast<int>(console.error());
  if (const auto chosen = ChooseOperator(**console, options, *wish); !chosen.ok())
    return static_cast<int>(chosen.error());
  const auto reply = Place(**console, signals, *wish);
  if (!reply.ok()) return static_cast<int>(reply.error());
  if (!reply->ok()) return static_cast<int>(ComplainOfOrder(**console, *reply));
  if (!options.common.json) PrintPlaced(**console, *wish, *reply);
  if (!IsSettled(reply->body)) SayIfHeld(**console);
  const bool moves = (*console)->live() && !options.no_wait;
  if (moves || IsSettled(reply->body))
    return Follow(**console, signals, *reply, options.common.json);
  if (options.common.json) std::cout << reply->text << std::endl;
  if (!(*console)->live()) {
    std::cerr
        << "No server is running: the top-up is accepted, and waits until one is started with "
           "`herlaad serve` or `herlaad demo`.\n";
    if (!options.no_wait) return static_cast<int>(ExitCode::kUnavailable);
  }
  return static_cast<int>(ExitCode::kOk);
}

}  // namespace

void AddPlace(CLI::App& noun, Run& run) {
  auto options = std::make_shared<PlaceOptions>();
  CLI::App* const command =
      noun.add_subcommand("place",
                          "Place a top-up, print the payment link, and follow it. Exit code 0 if "
                          "it is delivered (with --no-wait: accepted), 1 if not, 4 if it "
                          "waits because no server is running.");
  command
      ->add_option("number", options->number,
                   "the number in any notation: 0470 12 34 56, +32470123456, 0470.12.34.56")
      ->required();
  command->add_option("--amount", options->amount, "in euros: 15, 15.00 or 15,00")
      ->type_name("EUROS")
      ->required();
  command
      ->add_option("--tender", options->payment_method,
                   "the payment method: card, bancontact, paypal, alipay, wechat_pay or cash")
      ->type_name("MEANS")
      ->required();
  command
      ->add_option("--operator", options->op,
                   "the operator (default: the number's current operator, or else the one its "
                   "block was first assigned to)")
      ->type_name("OPERATOR");
  auto* const by_mail =
      command
          ->add_option("--notify-email", options->notify_email,
                       "send the payer the link and the receipt to this e-mail address")
          ->type_name("ADDRESS");
  command
      ->add_option("--notify-number", options->notify_number,
                   "send the link by text message to this number, which may be another one")
      ->type_name("NUMBER")
      ->excludes(by_mail);
  command
      ->add_option("--client-reference", options->client_reference,
                   "your own name for the top-up, by which `topup list` finds it")
      ->type_name("TEXT");
  command
      ->add_option("--return-url", options->return_url,
                   "where the payer's page links to after the payment")
      ->type_name("URL");
  command
      ->add_option("--metadata", options->metadata,
                   "a pair to keep with the top-up; may be repeated")
      ->type_name("KEY=VALUE");
  command
      ->add_option("--language", options->language,
                   "of the receipt, the messages to the payer and the pages: nl, fr, de, en or zh "
                   "(default: en)")
      ->type_name("LANGUAGE");
  command
      ->add_option(
          "--key", options->key,
          "idempotency key: with the same key a top-up is placed at most once (default: a new key)")
      ->type_name("KEY");
  command->add_flag("--no-wait", options->no_wait, "return as soon as the top-up is accepted");
  AddCommon(*command, options->common);
  command->callback([&run, options] { run = [options] { return PlaceTopup(*options); }; });
}

}  // namespace herlaad::app
