// herlaad receipt verify|save|key
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <iostream>

#include "adapters/net/ascii.h"
#include "adapters/receipts/receipt_signature.h"
#include "apps/herlaad/cli/arguments.h"
#include "apps/herlaad/cli/cli.h"
#include "apps/herlaad/cli/files.h"
#include "apps/herlaad/cli/text.h"
#include "apps/herlaad/config/settings.h"
#include "apps/herlaad/server/receipt_key.h"
#include "base/calendar/calendar.h"
#include "base/messages/language.h"
#include "base/messages/messages.h"
#include "domain/payments/payment_method.h"

namespace herlaad::app {
namespace {

using receipts::FileVerdict;

constexpr std::size_t kReceiptBytesMax = 16 * 1024 * 1024;
constexpr std::size_t kKeysBytesMax = 64 * 1024;

struct VerifyOptions {
  Common common;
  std::string what;  // a file or a link
  std::string key;   // a file or a key
};

struct SaveOptions {
  Common common;
  std::string id;
  std::string out;
  std::string language;  // empty: that of the top-up
};

struct KeyOptions {
  Common common;
};

bool IsFile(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

Result<std::vector<receipts::PublicKey>, ExitCode> KeysIn(const std::string& path) {
  const auto text = ReadFile(path, kKeysBytesMax);
  if (!text.ok()) return Failure{ComplainOfUsage(text.error())};
  auto keys = PublicKeysIn(*text);
  if (!keys.empty()) return keys;
  return Failure{ComplainOfUsage(path + " contains no public key for receipts")};
}

// The keys that a receipt is verified with.
struct Keys {
  std::vector<receipts::PublicKey> keys;
  std::string from;    // for people
  bool given = false;  // given on the command line
};

Result<Keys, ExitCode> KeysInFile(const std::string& path, bool given) {
  auto keys = KeysIn(path);
  if (!keys.ok()) return Failure{keys.error()};
  return Keys{*std::move(keys), path, given};
}

Result<Keys, ExitCode> KeysFor(const VerifyOptions& options) {
  if (!options.key.empty()) {
    if (IsFile(options.key)) return KeysInFile(options.key, true);
    if (const auto key = receipts::PublicKey::Parse(options.key))
      return Keys{{*key}, "--key", true};
    return Failure{ComplainOfUsage(options.key + " is neither a file nor a key of 64 digits")};
  }
  const auto data = DataFolder(options.common);
  if (!data.ok()) return Failure{data.error()};
  const std::string path = PublicReceiptKeys(*data);
  if (IsFile(path)) return KeysInFile(path, false);
  return Failure{ComplainOfUsage("there is no " + path +
                                 "; give the key of the shop that issued the receipt with --key: "
                                 "the shop publishes it at /v1/receipt-key")};
}

// In either case: a QR code contains it in capitals.
bool IsLink(std::string_view what) {
  const std::size_t end = what.find("://");
  if (end == std::string_view::npos) return false;
  const std::string_view scheme = what.substr(0, end);
  return net::EqualsIgnoringCase(scheme, "http") || net::EqualsIgnoringCase(scheme, "https");
}

// What to verify: the bytes of a file, or the text of a link.
Result<std::string, ExitCode> Shown(const std::string& what) {
  const bool text = IsLink(what) || what.find(".EUR.") != std::string::npos;
  if (text && !IsFile(what)) return what;
  auto bytes = ReadFile(what, kReceiptBytesMax);
  if (!bytes.ok()) return Failure{ComplainOfUsage(bytes.error())};
  return *std::move(bytes);
}

enum class Verdict : std::uint8_t { kGenuine, kChanged, kForged, kNoReceipt, kOtherKey };

struct Words {
  std::string_view name;
  std::string_view sentence;
  ExitCode code;
};
constexpr Words kWords[] = {
    {"genuine", "This receipt is genuine. It says:", ExitCode::kOk},
    {"changed",
     "There is a genuine receipt in this, but the file was changed or has other text around it. "
     "Only the signed data below is genuine:",
     ExitCode::kNo},
    {"forged",
     "This receipt is not genuine: the shop with this key did not issue it, or it was changed.",
     ExitCode::kNo},
    {"no_receipt", "This contains no receipt.", ExitCode::kNo},
    {"other_key",
     "Cannot tell whether this receipt is genuine: its top-up is not in this database, and another "
     "key "
     "signed it. If another shop issued it, give that shop's key with --key: the shop publishes it "
     "at /v1/receipt-key.",
     ExitCode::kCannotTell},
};
constexpr std::string_view kNoReceiptBehind =
    "This link contains no receipt. Give the whole link of the QR code, or the PDF or PNG itself.";
const Words& WordsFor(Verdict verdict) { return kWords[static_cast<std::size_t>(verdict)]; }

// Whether the database beside the key has the top-up that the receipt names.
bool IsInOurDatabase(const VerifyOptions& options, OrderId order) {
  const auto data = DataFolder(options.common);
  if (!data.ok()) return false;
  const auto console = OpenConsole({*data, options.common.config, options.common.database});
  if (!console.ok()) return false;
  Asked asked;
  asked.path = "/v1/topups/" + ToText(order);
  const auto reply = (*console)->Call(asked);
  return reply.ok() && reply->ok();
}

Verdict VerdictOf(const VerifyOptions& options, const Keys& keys, const std::string& shown,
                  FileVerdict verdict) {
  switch (verdict) {
    case FileVerdict::kGenuine:
      return Verdict::kGenuine;
    case FileVerdict::kChanged:
      return Verdict::kChanged;
    case FileVerdict::kNoReceipt:
      return Verdict::kNoReceipt;
    case FileVerdict::kForged:
      break;
  }
  const auto order = receipts::ClaimedOrder(shown);
  const bool others = !keys.given && order && !IsInOurDatabase(options, *order);
  return others ? Verdict::kOtherKey : Verdict::kForged;
}

nlohmann::json ToJson(const orders::SignedReceipt& receipt) {
  const auto amount = [&receipt](std::int64_t minor) {
    return nlohmann::json{{"amount", minor}, {"currency", Text(receipt.currency)}};
  };
  const bool credited = receipt.kind == orders::ReceiptKind::kCredited;
  const bool on_all = receipt.vat_treatment == catalogue::VatTreatment::kSinglePurpose;
  return {{"number", orders::ReceiptNumber(receipt.order)},
          {"topup", ToText(receipt.order)},
          {"kind", credited ? "credited" : "refunded"},
          {"sandbox", receipt.sandbox},
          {"msisdn_masked", receipt.Masked()},
          {"operator", receipt.operator_id},
          {"amount", amount(receipt.amount)},
          {"fee", amount(receipt.fee)},
          {"total", amount(receipt.total())},
          {"vat", amount(receipt.vat)},
          {"vat_on", on_all ? "total" : "fee"},
          {"received", amount(receipt.received)},
          {"refunded", amount(receipt.refunded)},
          {"tender", payments::PaymentMethodName(receipt.payment_method)},
          {"paid_at", ToRfc3339({receipt.paid_at_s * 1'000})},
          {"issued_at", ToRfc3339({receipt.issued_at_s * 1'000})}};
}

void Field(messages::Key label, const std::string& value) {
  std::cout << "  " << std::left << std::setw(20) << messages::Text(messages::Language::kEn, label)
            << value << '\n';
}

// As the catalogue has it: the receipt contains only the id, which is returned if it has none.
std::string OperatorName(const std::string& id, const std::string& config_file) {
  const auto config = LoadConfig(config_file);
  if (!config.ok()) return id;
  const auto catalogue = LoadCatalogue(config->catalogue, "[data] catalogue");
  if (!catalogue.ok()) return id;
  for (const catalogue::Operator& op : catalogue->operators)
    if (op.id == id) return op.name;
  return id;
}

// With the labels of the receipt itself, so that they can be compared.
void Print(const orders::SignedReceipt& receipt, const std::string& operator_name) {
  const auto price = [&receipt](std::int64_t minor) {
    return money::Human({minor, receipt.currency});
  };
  const auto time = [](std::int64_t seconds) { return MomentText({seconds * 1'000}); };
  if (receipt.sandbox) std::cout << "  A sandbox: no real money moved.\n";
  Field("receipt.number", orders::ReceiptNumber(receipt.order));
  Field("receipt.msisdn", receipt.Masked());
  Field("receipt.operator", operator_name);
  const auto charges = [&] {
    for (const orders::ChargeRow& row : ChargeRows(receipt)) Field(row.label, price(row.amount));
  };
  const bool refunded = receipt.kind == orders::ReceiptKind::kRefunded;
  if (refunded) charges();
  Field("receipt.credit", price(receipt.amount));
  Field("receipt.fee", price(receipt.fee));
  Field("receipt.total",
        price(receipt.total()) + " by " +
            MethodText(std::string(payments::PaymentMethodName(receipt.payment_method))));
  if (receipt.vat > 0) Field("receipt.vat_plain", price(receipt.vat));
  if (!refunded) charges();
  Field("receipt.paid_at", time(receipt.paid_at_s));
  Field("receipt.issued_at", time(receipt.issued_at_s));
  if (refunded)
    std::cout << "  " << messages::Text(messages::Language::kEn, "receipt.all_refunded") << '\n';
}

// The one of these keys that signed it, if any.
const receipts::PublicKey* SignerAmong(const Keys& keys, const std::string& shown) {
  for (const receipts::PublicKey& key : keys.keys) {
    if (receipts::CheckFile(shown, std::vector{key}).receipt) return &key;
  }
  return nullptr;
}

nlohmann::json ToJson(const Keys& keys) {
  nlohmann::json list = nlohmann::json::array();
  for (const receipts::PublicKey& key : keys.keys) list.push_back(key.Text());
  return list;
}

void PrintKeys(const Keys& keys, const receipts::PublicKey* signer) {
  if (signer != nullptr) {
    const bool earlier = !keys.given && !(*signer == keys.keys.front());
    std::cout << "Signed with the " << (earlier ? "earlier " : "") << "key " << signer->Text()
              << " (" << keys.from << ").\n";
    return;
  }
  std::cout << "Compared with the key" << (keys.keys.size() == 1 ? "" : "s");
  for (const receipts::PublicKey& key : keys.keys) std::cout << ' ' << key.Text();
  std::cout << " (" << keys.from << ").\n";
}

ExitCode Verify(VerifyOptions& options) {
  const auto keys = KeysFor(options);
  if (!keys.ok()) return keys.error();
  const auto shown = Shown(options.what);
  if (!shown.ok()) return shown.error();
  if (const auto zone = calendar::Load(); !zone.ok()) return ComplainOfUsage(zone.error());
  const receipts::FileCheck check = receipts::CheckFile(*shown, keys->keys);
  const Words& words = WordsFor(VerdictOf(options, *keys, *shown, check.verdict));
  const receipts::PublicKey* const signer = SignerAmong(*keys, *shown);
  if (options.common.json) {
    nlohmann::json json{{"verdict", words.name}, {"receipt", nullptr}, {"signed_with", nullptr}};
    json["compared_with"] = ToJson(*keys);
    if (signer != nullptr) json["signed_with"] = signer->Text();
    if (check.receipt) json["receipt"] = ToJson(*check.receipt);
    std::cout << json.dump() << std::endl;
  } else {
    const bool wrong_link = check.verdict == FileVerdict::kNoReceipt && IsLink(options.what);
    std::cout << (wrong_link ? kNoReceiptBehind : words.sentence) << '\n';
    if (check.receipt)
      Print(*check.receipt, OperatorName(check.receipt->operator_id, options.common.config));
    if (check.verdict != FileVerdict::kNoReceipt) PrintKeys(*keys, signer);
  }
  return words.code;
}

// "pdf" or "png", from the name of the output file.
Result<std::string, ExitCode> FormOf(const std::string& out) {
  const std::string ending = std::filesystem::path(out).extension().string();
  if (ending == ".pdf" || ending == ".png") return ending.substr(1);
  return Failure{ComplainOfUsage("the file name after --out must end in .pdf or .png")};
}

ExitCode Save(SaveOptions& options) {
  const auto form = FormOf(options.out);
  if (!form.ok()) return form.error();
  if (IsFile(options.out))
    return ComplainOfUsage(options.out + " exists already; choose another file name");
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  const auto id = ReadReference(options.id);
  if (!id.ok()) return id.error();
  Asked asked;
  asked.path = "/v1/topups/" + *id + "/receipt." + *form +
               (options.language.empty() ? "" : "?lang=" + options.language);
  const auto reply = (*console)->Call(asked);
  if (!reply.ok()) return Complain(reply.error());
  if (!reply->ok()) return Complain(*reply);
  if (const auto saved = SaveNewFile(options.out, reply->text); !saved.ok()) {
    std::cerr << "error: " << saved.error() << '\n';
    return ExitCode::kOutput;
  }
  std::cout << "The receipt is in " << options.out << ".\n";
  return ExitCode::kOk;
}

ExitCode ShowKeys(KeyOptions& options) {
  const auto data = DataFolder(options.common);
  if (!data.ok()) return data.error();
  const auto keys = KeysIn(PublicReceiptKeys(*data));
  if (!keys.ok()) return keys.error();
  if (!options.common.json) {
    std::cout << keys->front().Text() << std::endl;
    return ExitCode::kOk;
  }
  nlohmann::json json{{"algorithm", "Ed25519"}, {"key", keys->front().Text()}};
  json["earlier"] = nlohmann::json::array();
  for (std::size_t i = 1; i < keys->size(); ++i) json["earlier"].push_back((*keys)[i].Text());
  std::cout << json.dump() << std::endl;
  return ExitCode::kOk;
}

std::vector<std::string> LanguageCodes() {
  std::vector<std::string> codes;
  for (const auto language : messages::kLanguages) codes.emplace_back(messages::Code(language));
  return codes;
}

}  // namespace

void AddReceiptCommands(CLI::App& root, Run& run) {
  CLI::App& noun = AddNoun(root, "receipt", "Verify and save receipts.");

  auto verify = std::make_shared<VerifyOptions>();
  CLI::App* command =
      noun.add_subcommand("verify",
                          "Verify that a receipt is genuine. Needs no server. Exit code 1 if it is "
                          "not, 5 if that is unknown because another key signed it.");
  command->add_option("what", verify->what, "a PDF or PNG, or the link behind its QR code")
      ->type_name("FILE|LINK")
      ->required();
  command
      ->add_option("--key", verify->key,
                   "the public key, or a file with it (default: receipt.pub of the data folder)")
      ->type_name("FILE|KEY");
  AddCommon(*command, verify->common);
  OnChosen(*command, run, verify, Verify);

  auto save = std::make_shared<SaveOptions>();
  command = noun.add_subcommand("save", "Write the receipt of a top-up to a file.");
  command->add_option("id", save->id, std::string("the top-up: ") + kReferenceHelp)->required();
  command->add_option("--out", save->out, "the new file, .pdf or .png")
      ->type_name("FILE")
      ->required();
  command
      ->add_option(
          "--lang", save->language,
          "its language: " + Listed(LanguageCodes(), "or") + " (default: that of the top-up)")
      ->type_name("LANGUAGE")
      ->check(OneOf(LanguageCodes()));
  AddCommon(*command, save->common, false);
  OnChosen(*command, run, save, Save);

  auto key = std::make_shared<KeyOptions>();
  command = noun.add_subcommand("key", "Print the public key that verifies receipts.");
  AddCommon(*command, key->common);
  OnChosen(*command, run, key, ShowKeys);
}

}  // namespace herlaad::app
