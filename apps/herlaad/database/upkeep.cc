// herlaad verify|backup|restore|resume|hold
#include <filesystem>
#include <iostream>

#include "apps/herlaad/cli/cli.h"
#include "apps/herlaad/cli/repeat.h"
#include "apps/herlaad/cli/terminal.h"
#include "apps/herlaad/cli/text.h"
#include "apps/herlaad/database/restore.h"
#include "apps/herlaad/server/brake_key.h"
#include "apps/herlaad/server/link_keys.h"
#include "apps/herlaad/server/receipt_key.h"
#include "apps/herlaad/server/staff_key.h"
#include "apps/herlaad/server/voucher_key.h"
#include "base/money/money.h"

namespace herlaad::app {
namespace {

constexpr Millis kLongWork{6 * 3'600'000};

struct PlainOptions {
  Common common;
};

struct FileOptions {
  Common common;
  std::string file;
};

Asked Post(const std::string& path, nlohmann::json body) {
  Asked asked;
  asked.method = "POST";
  asked.path = path;
  asked.body = std::move(body);
  asked.timeout = kLongWork;
  return asked;
}

constexpr const char* kHeldUntil = "Nothing is sent to operators and banks until you run `";

// Money paid and neither credited nor refunded: in progress, or waiting for a review. Older servers
// do not distinguish the two.
std::string OpenMoney(const nlohmann::json& counts) {
  const auto cents = [&counts](const char* name) {
    return counts.value(name, nlohmann::json::object()).value("amount", std::int64_t{0});
  };
  const std::int64_t review = cents("in_review");
  const auto text = [](std::int64_t amount) { return money::Human({amount, Currency::kEur}); };
  std::string said = text(cents("suspense") - review) + " paid and in progress";
  if (review > 0) {
    said += ", " + text(review) + " under review (see `" +
            CommandText("topup list --state attention") + "`)";
  }
  return said;
}

// What somebody may note elsewhere, to see later that the trail still goes through it.
void SayAuditTrail(const nlohmann::json& body) {
  for (const auto& end : body.value("audit", nlohmann::json::array())) {
    std::cout << "The audit trail of node " << end.value("node", 0)
              << " is whole: " << Counted(end.value("acts", std::int64_t{0}), "act")
              << "; the last is " << TextOf(end, "last") << ", SHA-256 " << TextOf(end, "sha256")
              << ".\n";
  }
}

ExitCode Verify(PlainOptions& options) {
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  ProgressBar bar("orders read", 0);
  const auto reply = (*console)->Verify([&bar](std::int64_t orders) { bar.Update(orders); });
  bar.Clear();
  if (!reply.ok()) return Complain(reply.error());
  SayIfHeld(**console);
  if (!reply->ok()) return Complain(*reply);
  const std::string difference = TextOf(reply->body, "difference");
  if (options.common.json) {
    std::cout << reply->text << std::endl;
  } else if (difference.empty()) {
    const auto& counts = reply->body;
    const auto counted = [&counts](const std::string& one) {
      return Counted(counts.value(one + "s", std::int64_t{0}), one);
    };
    std::cout << "Everything adds up: " << counted("order") << ", " << counted("transfer") << ", "
              << counted("number") << ", " << counted("account") << "; " << OpenMoney(counts)
              << ".\n";
    SayAuditTrail(counts);
  } else {
    std::cout << "The first difference: " << difference << '\n';
    std::cerr << "Copy the data folder before you do anything else with it.\n";
  }
  return difference.empty() ? ExitCode::kOk : ExitCode::kNo;
}

void SaySecrets(const std::string& copy) {
  std::error_code error;
  bool any = false;
  const auto say = [&](const std::string& file, const char* what) {
    if (!std::filesystem::exists(file, error)) return;
    std::cout << what << " is in " << file << ".\n";
    any = true;
  };
  say(ReceiptKeyOfCopy(copy), "The key that receipts are signed with");
  say(LinkKeyOfCopy(copy), "The key of the links to orders");
  say(StaffKeyOfCopy(copy), "The key that seals the secrets of one-time codes");
  say(VoucherKeyOfCopy(copy), "The key of the PINs of vouchers");
  say(BrakeKeyOfCopy(copy), "The key with which fraud brakes hash whom they count");
  if (!any) return;
  std::cout
      << "Anyone with these keys can issue receipts, open every order, compute one-time codes and "
         "the PINs of vouchers: "
         "store them separately from the copy, with more restricted access. To restore, put them "
         "beside it again.\n";
}

ExitCode Backup(FileOptions& options) {
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  const std::string file = std::filesystem::absolute(options.file).string();
  std::error_code error;
  if (std::filesystem::exists(file, error))
    return ComplainOfUsage(file + " exists already; choose another file name");
  const Asked asked = Post("/admin/backup", {{"path", file}});
  return Show(**console, options.common, asked, [&file](const nlohmann::json&) {
    std::cout << "The copy is in " << file
              << ". Restore it with `herlaad restore`. It contains all data of the database: "
                 "protect it equally well.\n";
    SaySecrets(file);
  });
}

// `where` begins the sentence.
ExitCode SayRestored(const Result<Restored, std::string>& restored, const Common& common,
                     const std::string& data, const std::string& where) {
  if (!restored.ok()) {
    std::cerr << "error: " << restored.error() << '\n';
    return ExitCode::kUnavailable;
  }
  if (common.json) {
    std::cout << nlohmann::json{{"data", data},
                                {"open", restored->open},
                                {"doubted", restored->doubted},
                                {"receipt_key", restored->receipt_key},
                                {"link_key", restored->link_key},
                                {"staff_key", restored->staff_key},
                                {"voucher_key", restored->voucher_key},
                                {"brake_key", restored->brake_key}}
                     .dump()
              << std::endl;
    return ExitCode::kOk;
  }
  std::cout << where << ". " << Counted(restored->open, "top-up is", "top-ups are") << " open. Of "
            << Grouped(restored->doubted) << " it is not known whether the operator has "
            << (restored->doubted == 1 ? "it" : "them") << "; it will be queried.\n"
            << kHeldUntil << CommandText("resume")
            << "`. Look at the top-ups first: " << CommandText("topup list") << '\n';
  if (!restored->receipt_key) {
    std::cout << "There is no receipt key: the server generates one when it starts. Earlier "
                 "receipts can still be verified. To keep the old key, put it at "
              << ReceiptKeyFile(data) << " before that.\n";
  }
  if (!restored->link_key) {
    std::cout << "There is no link key: existing links do not open unless you put the old key at "
              << LinkKeyFile(data) << " before the server starts.\n";
  }
  if (!restored->staff_key) {
    std::cout << "There is no staff key: staff cannot sign in unless you put the old key at "
              << StaffKeyFile(data) << " before the server starts.\n";
  }
  if (!restored->voucher_key) {
    std::cout << "There is no voucher key: no voucher can be sold or redeemed unless you put the "
                 "old key at "
              << VoucherKeyFile(data) << " before the server starts.\n";
  }
  if (!restored->brake_key) {
    std::cout
        << "There is no brake key: fraud brakes begin to count anew, and whom staff blocked is "
           "no longer found, unless you put the old key at "
        << BrakeKeyFile(data) << " before the server starts.\n";
  }
  return ExitCode::kOk;
}

ExitCode Restore(FileOptions& options) {
  const auto data = DataFolder(options.common);
  if (!data.ok()) return data.error();
  options.common.data = *data;
  RepeatFlags(options.common);
  return SayRestored(RestoreDatabase(options.file, *data, options.common.config), options.common,
                     *data, "Restored into " + *data);
}

ExitCode SayItIsACopy(PlainOptions& options) {
  const auto data = DataFolder(options.common);
  if (!data.ok()) return data.error();
  const Common& common = options.common;
  RepeatFlags(common);
  return SayRestored(AcceptRestored(common.database, *data, common.config), common, *data,
                     "The database is marked as restored from a copy");
}

ExitCode SetOutboxWorkers(PlainOptions& options, const char* path, const std::string& sentence) {
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  return Show(**console, options.common, Post(path, nullptr), [&](const nlohmann::json&) {
    std::cout << sentence << ((*console)->live() ? "" : " This needs a server: start one.") << '\n';
  });
}

ExitCode Resume(PlainOptions& options) {
  return SetOutboxWorkers(options, "/admin/resume", "Sending to operators and banks again.");
}
ExitCode Hold(PlainOptions& options) {
  RepeatFlags(options.common);
  return SetOutboxWorkers(options, "/admin/hold",
                          kHeldUntil + CommandText("resume") + "`. Orders are still accepted.");
}

void AddPlain(CLI::App& root, Run& run, const char* name, const char* description,
              ExitCode (*work)(PlainOptions&)) {
  auto options = std::make_shared<PlainOptions>();
  CLI::App* const command = root.add_subcommand(name, description);
  AddCommon(*command, options->common);
  OnChosen(*command, run, options, work);
}

void AddFile(CLI::App& root, Run& run, const char* name, const char* description,
             ExitCode (*work)(FileOptions&)) {
  auto options = std::make_shared<FileOptions>();
  CLI::App* const command = root.add_subcommand(name, description);
  command->add_option("file", options->file, "the file with the copy")->required();
  AddCommon(*command, options->common);
  OnChosen(*command, run, options, work);
}

}  // namespace

void AddUpkeepCommands(CLI::App& root, Run& run) {
  AddPlain(root, run, "verify",
           "Recompute every balance from the orders. If one is wrong, print the first difference "
           "and exit with code 1.",
           Verify);
  AddFile(root, run, "backup",
          "Copy the database to a new file, even while a server runs, and the secret keys to "
          "FILE.receipt.key, FILE.link.key, FILE.staff.key and FILE.voucher.key. Store the keys "
          "separately.",
          Backup);
  AddFile(root, run, "restore",
          "Restore a copy, and the secret keys beside it, into an empty folder (--data). Nothing "
          "is sent to operators and banks until you run `herlaad resume`.",
          Restore);
  AddPlain(
      root, run, "restored",
      "Mark a PostgreSQL database that was restored from a copy, before a server is started on "
      "it. Nothing is sent to operators and banks until you run `herlaad resume`.",
      SayItIsACopy);
  AddPlain(root, run, "hold",
           "Stop sending requests to operators and banks. Orders are still accepted.", Hold);
  AddPlain(root, run, "resume",
           "Resume sending requests to operators and banks, after hold or restore.", Resume);
}

}  // namespace herlaad::app
