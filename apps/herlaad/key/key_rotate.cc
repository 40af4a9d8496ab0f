// herlaad key rotate-links|rotate-receipts|rotate-staff|rotate-vouchers: new keys in the files of
// the data folder.
#include <iostream>

#include "apps/herlaad/cli/cli.h"
#include "apps/herlaad/server/app.h"
#include "apps/herlaad/server/receipt_key.h"

namespace herlaad::app {
namespace {

struct LinksOptions {
  Common common;
  bool drop_old = false;
  bool lost = false;
};

struct ReceiptsOptions {
  Common common;
  std::string drop;
};

ExitCode Fail(const std::string& message) {
  std::cerr << "error: " << message << '\n';
  return ExitCode::kUnavailable;
}

// Opens the database with no server in its folder: a server reads its keys when it starts.
Result<std::unique_ptr<App>, ExitCode> OpenAlone(const Common& common, bool link_keys_lost) {
  const auto data = DataFolder(common);
  if (!data.ok()) return Failure{data.error()};
  AppOptions options;
  options.data = *data;
  options.config_file = common.config;
  options.database = common.database;
  options.log_level = LogLevel::kWarning;
  options.link_keys_lost = link_keys_lost;
  auto app = App::Open(options);
  if (!app.ok()) return Failure{Fail(app.error().message)};
  if (const auto started = (*app)->StartEngine(); !started.ok())
    return Failure{Fail(started.error())};
  return *std::move(app);
}

ExitCode SayDone(const Common& common, nlohmann::json json, const char* sentence) {
  if (common.json) {
    std::cout << json.dump() << std::endl;
  } else {
    std::cout << sentence << '\n';
  }
  return ExitCode::kOk;
}

ExitCode RotateLinks(LinksOptions& options) {
  if (options.lost && options.drop_old)
    return ComplainOfUsage("--lost keeps no old key; omit --drop-old");
  const auto app = OpenAlone(options.common, options.lost);
  if (!app.ok()) return app.error();
  if (options.lost) {
    return SayDone(
        options.common, {{"rotated", true}, {"old", false}},
        "Links are made with the key in link.key from now on. Links of the lost key do not open. "
        "Copy link.key to the data folders of the other nodes before they start.");
  }
  if (const auto done = (*app)->RotateLinkKeys(options.drop_old); !done.ok())
    return Fail(done.error());
  if (options.drop_old) {
    return SayDone(options.common, {{"rotated", false}, {"old", false}},
                   "Links of the old key no longer open. Copy link.key to the data folders of the "
                   "other nodes, and restart them.");
  }
  return SayDone(options.common, {{"rotated", true}, {"old", true}},
                 "New links are made with a new key; earlier ones still open their orders, until "
                 "you run `herlaad key rotate-links --drop-old`. Copy link.key to the data folders "
                 "of the other nodes, and restart them.");
}

ExitCode RotateReceipts(ReceiptsOptions& options) {
  const auto key = receipts::PublicKey::Parse(options.drop);
  if (!options.drop.empty() && !key)
    return ComplainOfUsage("--drop must be a public key of 64 digits");
  const auto app = OpenAlone(options.common, false);
  if (!app.ok()) return app.error();
  const auto done = key ? (*app)->DropReceiptKey(*key) : (*app)->RotateReceiptKey();
  if (!done.ok()) return Fail(done.error());
  if (key) {
    return SayDone(options.common, {{"rotated", false}, {"dropped", key->Text()}},
                   "Receipts signed with this key are no longer valid.");
  }
  return SayDone(options.common, {{"rotated", true}},
                 "Receipts are signed with a new key from the next start on; earlier ones stay "
                 "valid. `herlaad receipt key --json` lists the public keys.");
}

struct StaffOptions {
  Common common;
};

ExitCode RotateStaff(StaffOptions& options) {
  const auto app = OpenAlone(options.common, false);
  if (!app.ok()) return app.error();
  const auto done = (*app)->RotateStaffKey();
  if (!done.ok()) return Fail(done.error());
  for (const std::string& name : done->unreadable) {
    std::cerr << "warning: the code secret of " << name
              << " was sealed with another key. Run `herlaad staff invite " << name << "`\n";
  }
  for (const std::string& id : done->unreadable_webhooks) {
    std::cerr << "warning: the secret of webhook " << id
              << " was sealed with another key. Run `herlaad webhook rotate " << id
              << "` and give its client the new one\n";
  }
  return SayDone(options.common,
                 {{"rotated", true},
                  {"sealed", done->sealed},
                  {"unreadable", done->unreadable},
                  {"sealed_webhooks", done->sealed_webhooks},
                  {"unreadable_webhooks", done->unreadable_webhooks}},
                 "The secrets of one-time codes and of webhooks are sealed with a new key. Copy "
                 "staff.key to the "
                 "data folders of the other nodes before they start.");
}

struct VouchersOptions {
  Common common;
  bool drop_old = false;
  bool lost = false;
};

ExitCode RotateVouchers(VouchersOptions& options) {
  if (options.lost && options.drop_old)
    return ComplainOfUsage("--lost keeps no old key; omit --drop-old");
  const auto app = OpenAlone(options.common, false);
  if (!app.ok()) return app.error();
  if (const auto done = (*app)->RotateVoucherKeys(options.drop_old, options.lost); !done.ok())
    return Fail(done.error());
  const bool has_old = !options.lost && !options.drop_old;
  const char* sentence =
      options.lost ? "Vouchers are sold with a new key. Those sold with the lost one cannot be "
                     "redeemed: replace them. Copy voucher.key to the data folders of the other "
                     "nodes before they start."
      : options.drop_old
          ? "The old key is gone. Copy voucher.key to the data folders of the other nodes, and "
            "restart them."
          : "New vouchers are sold with a new key; earlier ones can still be redeemed. Copy "
            "voucher.key to the data folders of the other nodes before they start.";
  return SayDone(options.common, {{"rotated", !options.drop_old}, {"old", has_old}}, sentence);
}

}  // namespace

void AddKeyRotation(CLI::App& noun, Run& run) {
  auto links = std::make_shared<LinksOptions>();
  CLI::App* command =
      noun.add_subcommand("rotate-links",
                          "Generate a new key for links to orders (link.key). Links of the old key "
                          "still open; its cancel tokens no longer work. Stop the server first.");
  command->add_flag("--drop-old", links->drop_old,
                    "generate no new key; links of the old key stop working");
  command->add_flag(
      "--lost", links->lost,
      "the key that the database expects is lost: use the one in the folder, or a new one");
  AddCommon(*command, links->common);
  OnChosen(*command, run, links, RotateLinks);

  auto receipts = std::make_shared<ReceiptsOptions>();
  command = noun.add_subcommand("rotate-receipts",
                                "Generate a new key for signing receipts (receipt.key). Receipts "
                                "signed with the old one stay valid. Stop the server first.");
  command
      ->add_option("--drop", receipts->drop,
                   "generate no new key; receipts signed with this earlier key become invalid")
      ->type_name("KEY");
  AddCommon(*command, receipts->common);
  OnChosen(*command, run, receipts, RotateReceipts);

  auto vouchers = std::make_shared<VouchersOptions>();
  command = noun.add_subcommand("rotate-vouchers",
                                "Generate a new key for the PINs of vouchers (voucher.key). "
                                "Vouchers of the old key can still be redeemed. Stop all servers "
                                "first.");
  command->add_flag("--drop-old", vouchers->drop_old,
                    "generate no new key; forget the old one, once all its vouchers are redeemed");
  command->add_flag("--lost", vouchers->lost,
                    "the key that the database expects is lost: generate a new one. Vouchers not "
                    "redeemed yet can then no longer be");
  AddCommon(*command, vouchers->common);
  OnChosen(*command, run, vouchers, RotateVouchers);

  auto staff = std::make_shared<StaffOptions>();
  command = noun.add_subcommand("rotate-staff",
                                "Generate a new key (staff.key) and seal the secrets of one-time "
                                "codes with it. Staff notice nothing. Stop all servers first.");
  AddCommon(*command, staff->common);
  OnChosen(*command, run, staff, RotateStaff);
}

}  // namespace herlaad::app
