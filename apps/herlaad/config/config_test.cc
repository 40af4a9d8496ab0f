#include "apps/herlaad/config/config.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "adapters/messengers/smtp/kind.h"
#include "apps/herlaad/cli/duration.h"
#include "apps/herlaad/config/connector_section.h"
#include "apps/herlaad/config/embedded.h"
#include "apps/herlaad/config/settings.h"
#include "domain/payments/payment_method.h"

namespace herlaad::app {
namespace {

TEST(Config, ShippedFileKeepsEveryDefault) {
  const auto config = ParseConfig(kEmbeddedConfig, "herlaad.toml");
  ASSERT_TRUE(config.ok()) << config.error();
  EXPECT_EQ(config->port, 8080);
  EXPECT_EQ(config->address, "127.0.0.1");
  EXPECT_TRUE(config->gateways.empty());
  EXPECT_TRUE(config->payment_methods.empty());
  EXPECT_EQ(config->timings.lease, orders::Timings{}.lease);
}

// Commented-out keys claim to show the defaults. Uncommented, they must be valid and change
// nothing.
TEST(Config, ShippedFileDocumentsTheRealDefaults) {
  std::string text;
  bool in_sections = true;
  std::string line;
  for (const char c : std::string(kEmbeddedConfig) + "\n") {
    if (c != '\n') {
      line += c;
      continue;
    }
    in_sections = in_sections && line.rfind("# Operators that are reached", 0) != 0;
    const bool example = line.find("public_url") != std::string::npos ||
                         line.find("trusted_proxies =") != std::string::npos ||
                         line.find("folder =") != std::string::npos ||
                         line.find("catalogue =") != std::string::npos ||
                         line.find("database =") != std::string::npos ||
                         line.find("tls") != std::string::npos ||
                         line.find("certificate =") != std::string::npos ||
                         line.find("key = \"") != std::string::npos;
    const bool setting = line.rfind("# ", 0) == 0 && line.find(" = ") != std::string::npos;
    if (in_sections && setting && !example) text += line.substr(2) + "\n";
    if (in_sections && line.rfind('[', 0) == 0) text += line + "\n";
    line.clear();
  }
  const auto config = ParseConfig(text, "herlaad.toml");
  ASSERT_TRUE(config.ok()) << config.error() << text;
  const Config defaults;
  EXPECT_NE(text.find("asks_max"), std::string::npos) << "the defaults were found";
  EXPECT_EQ(config->port, defaults.port);
  EXPECT_EQ(config->queue, defaults.queue);
  EXPECT_EQ(config->connections, defaults.connections);
  EXPECT_EQ(config->connections_per_peer, defaults.connections_per_peer);
  EXPECT_EQ(config->rate.burst, defaults.rate.burst);
  EXPECT_EQ(config->rate.per_minute, defaults.rate.per_minute);
  EXPECT_EQ(config->approval_above, defaults.approval_above);
  EXPECT_FALSE(config->webhooks_anywhere);
  EXPECT_TRUE(config->bank_accounts.empty());
  EXPECT_EQ(config->staff_cash, defaults.staff_cash);
  const orders::Timings& t = config->timings;
  const orders::Timings d;
  EXPECT_EQ(t.payment_lifetime, d.payment_lifetime);
  EXPECT_EQ(t.watch_first, d.watch_first);
  EXPECT_EQ(t.watch_max, d.watch_max);
  EXPECT_EQ(t.ask_first, d.ask_first);
  EXPECT_EQ(t.ask_max, d.ask_max);
  EXPECT_EQ(t.asks_max, d.asks_max);
  EXPECT_EQ(t.redelivery_wait, d.redelivery_wait);
  EXPECT_EQ(t.request_timeout, d.request_timeout);
  EXPECT_EQ(t.lease, d.lease);
}

TEST(Config, SellerIsReadAndItsNumberChecked) {
  const std::string seller =
      "[seller]\nname = \"V BV\"\naddress = \"Straat 1\"\nenterprise_number = ";
  const auto config = ParseConfig(seller + "\"0123.456.749\"\n", "herlaad.toml");
  ASSERT_TRUE(config.ok()) << config.error();
  EXPECT_EQ(config->seller.name, "V BV");
  const auto wrong = ParseConfig(seller + "\"0123.456.748\"\n", "herlaad.toml");
  ASSERT_FALSE(wrong.ok());
  EXPECT_NE(wrong.error().find("herlaad.toml:4:"), std::string::npos) << wrong.error();
}

TEST(Config, SellerMustBeReadableOnReceipts) {
  const auto with = [](const std::string& name, const std::string& vat) {
    return ParseConfig("[seller]\nname = \"" + name +
                           "\"\naddress = \"Straat 1\"\nenterprise_number = \"0123.456.749\"\n"
                           "vat_number = \"" +
                           vat + "\"\n",
                       "herlaad.toml");
  };
  EXPECT_TRUE(with("V BV", "BE 0123.456.749").ok());
  EXPECT_TRUE(with("V BV", "BE0123456749").ok());
  for (const char* name : {"   ", "V\u200b BV", "V\u202e BV"})
    EXPECT_NE(with(name, "BE 0123.456.749").error().find("printed on receipts"), std::string::npos)
        << name;
  for (const char* vat : {"BE 0999", "0123.456.749", "BE 0876.543.210", "NL 0123.456.749", "BE"})
    EXPECT_NE(with("V BV", vat).error().find("vat_number must be"), std::string::npos) << vat;
}

TEST(Config, EverySettingIsRead) {
  setenv("HERLAAD_TEST_SECRET", "s3cret", 1);
  const auto config = ParseConfig(R"(
[server]
address = "0.0.0.0"
port = 9000
public_url = "https://herlaad.example/"
trusted_proxies = ["10.0.0.0/8", "::1"]
[server.tls]
certificate = "a.crt"
key = "/etc/a.key"
[data]
folder = "data"
[timings]
payment_lifetime = "10 min"
asks_max = 3
lease = "20s"
[limits]
requests_per_minute = 7
[staff]
approval_above_cents = 12345
cash_per_topup_cents = 10000
cash_per_day_cents = 0
[webhooks]
addresses = "any"
[reconcile]
accounts = ["be68 5390 0754 7034", "BE71096123456769", "NL91 ABNA 0417 1643 00"]
[[operator]]
id = "telenet"
kind = "sandbox_operator"
base_url = "http://127.0.0.1:1/sandbox/operator"
not_found_settles_after = "1500 ms"
[[gateway]]
id = "bank"
kind = "sandbox_bank"
base_url = "http://127.0.0.1:1/sandbox/bank/"
secret_env = "HERLAAD_TEST_SECRET"
[messenger]
kind = "sandbox_phone"
base_url = "http://127.0.0.1:1/sandbox/phone"
[payment_methods]
card = "bank"
)",
                                  "/etc/herlaad/herlaad.toml");
  ASSERT_TRUE(config.ok()) << config.error();
  EXPECT_EQ(config->port, 9000);
  EXPECT_EQ(config->public_url, "https://herlaad.example");
  EXPECT_EQ(config->trusted_proxies.size(), 2U);
  EXPECT_EQ(config->tls->certificate, "/etc/herlaad/a.crt") << "relative to the file";
  EXPECT_EQ(config->tls->key, "/etc/a.key");
  EXPECT_EQ(config->data, "/etc/herlaad/data");
  EXPECT_EQ(config->timings.payment_lifetime, Millis(600'000));
  EXPECT_EQ(config->timings.asks_max, 3);
  EXPECT_EQ(config->timings.lease, Millis(20'000));
  EXPECT_EQ(config->rate.per_minute, 7);
  EXPECT_EQ(config->approval_above, 12'345);
  EXPECT_EQ(config->staff_cash, (limits::CashCaps{10'000, 0}));
  EXPECT_TRUE(config->webhooks_anywhere);
  EXPECT_EQ(config->bank_accounts, (std::vector<std::string>{"BE68539007547034", "BE71096123456769",
                                                             "NL91ABNA0417164300"}));
  ASSERT_EQ(config->operators.size(), 1U);
  EXPECT_EQ(config->operators[0].id, "telenet");
  EXPECT_EQ(config->operators[0].make({})->NotFoundSettlesAfter(), Millis(1'500));
  ASSERT_EQ(config->gateways.size(), 1U);
  EXPECT_EQ(config->gateways[0].kind->name, "sandbox_bank");
  EXPECT_NE(config->gateways[0].make({}), nullptr);
  EXPECT_EQ(config->payment_methods.at(payments::PaymentMethod::kCard), "bank");
  ASSERT_TRUE(config->messenger);
  EXPECT_NE(config->messenger->make({}), nullptr);
}

struct Wrong {
  const char* name;
  const char* text;
  const char* says;
};

class ConfigMistake : public testing::TestWithParam<Wrong> {};

TEST_P(ConfigMistake, MistakeIsReportedWithItsPlace) {
  const auto config = ParseConfig(GetParam().text, "my.toml");
  ASSERT_FALSE(config.ok());
  EXPECT_NE(config.error().find(GetParam().says), std::string::npos) << config.error();
}

const Wrong kWrong[] = {
    {"not_toml", "[server\n", "my.toml:1:"},
    {"unknown_table", "[servr]\nport = 1\n", "my.toml:1:2: unknown key \"servr\""},
    {"unknown_key", "[server]\nprot = 1\n", "my.toml:2:1: unknown key \"prot\" in [server]"},
    {"port_too_large", "[server]\nport = 65536\n",
     "my.toml:2:8: port must be 0 to 65535, not 65536"},
    {"database_without_postgresql_url", "[data]\ndatabase = \"mysql://x\"\n",
     "my.toml:2:12: database must begin with postgresql://"},
    {"name_instead_of_address", "[server]\naddress = \"localhost\"\n",
     "my.toml:2:11: address must be an address"},
    {"url_without_scheme", "[server]\npublic_url = \"herlaad.example\"\n", "must begin with http"},
    {"invalid_proxy", "[server]\ntrusted_proxies = [\"10.0.0.0/99\"]\n",
     "trusted_proxies must contain addresses"},
    {"tls_without_key", "[server.tls]\ncertificate = \"a\"\n",
     "missing key \"key\" in [server.tls]"},
    {"duration_without_unit", "[timings]\nlease = \"30\"\n",
     "my.toml:2:9: lease must be a whole number with ms, s, min, h or d"},
    {"duration_as_number", "[timings]\nlease = 30\n", "lease must be a text"},
    {"lease_too_short", "[timings]\nlease = \"5 s\"\n",
     "request_timeout must be shorter than lease"},
    {"shrinking_query_interval", "[timings]\nask_max = \"1 ms\"\n",
     "ask_first must be above 0 and at most ask_max"},
    {"operator_without_kind", "[[operator]]\nid = \"telenet\"\nbase_url = \"http://x\"\n",
     "missing key \"kind\" in [[operator]]"},
    {"unknown_operator_kind", "[[operator]]\nid = \"telenet\"\nkind = \"tmf654\"\n",
     "kind must be \"sandbox_operator\""},
    {"operator_without_base_url", "[[operator]]\nid = \"telenet\"\nkind = \"sandbox_operator\"\n",
     "missing key \"base_url\" in [[operator]]"},
    {"key_of_another_kind",
     "[mail]\nkind = \"sandbox_mailbox\"\nbase_url = \"http://x\"\nfrom = \"a@b.be\"\n",
     "unknown key \"from\" in [mail]"},
    {"upper_case_id",
     "[[operator]]\nid = \"Telenet\"\nkind = \"sandbox_operator\"\nbase_url = \"http://x\"\n",
     "id may contain only a-z"},
    {"duplicate_operator",
     "[[operator]]\nid = \"a\"\nkind = \"sandbox_operator\"\nbase_url = \"http://x\"\n"
     "[[operator]]\nid = \"a\"\nkind = \"sandbox_operator\"\nbase_url = \"http://y\"\n",
     "operator \"a\" is listed twice"},
    {"unknown_gateway_kind",
     "[[gateway]]\nid = \"b\"\nkind = \"mollie\"\nbase_url = \"http://x\"\nsecret_env = \"HOME\"\n",
     "kind must be \"sandbox_bank\""},
    {"missing_secret",
     "[[gateway]]\nid = \"b\"\nkind = \"sandbox_bank\"\nbase_url = \"http://x\"\n",
     "needs either secret_env or secret_file"},
    {"missing_secret_file",
     "[[gateway]]\nid = \"b\"\nkind = \"sandbox_bank\"\nbase_url = \"http://x\"\nsecret_file = "
     "\"/nowhere\"\n",
     "my.toml:5:15: secret_file: there is no secret in /nowhere"},
    {"messenger_without_base_url", "[messenger]\nkind = \"sandbox_phone\"\n",
     "missing key \"base_url\" in [messenger]"},
    {"unknown_messenger_kind", "[messenger]\nkind = \"pigeon\"\nbase_url = \"http://x\"\n", "kind"},
    {"mail_without_sender", "[mail]\nkind = \"smtp\"\nurl = \"smtp://x\"\n",
     "missing key \"from\" in [mail]"},
    {"mail_over_http", "[mail]\nkind = \"smtp\"\nurl = \"http://x\"\nfrom = \"a@b.be\"\n",
     "my.toml:3:7: url must begin with smtp://"},
    {"user_in_mail_url", "[mail]\nkind = \"smtp\"\nurl = \"smtp://u:p@x\"\nfrom = \"a@b.be\"\n",
     "url must not contain a user"},
    {"invalid_sender", "[mail]\nkind = \"smtp\"\nurl = \"smtp://x\"\nfrom = \"Me <a@b.be>\"\n",
     "my.toml:4:8: from: the e-mail address"},
    {"password_without_tls",
     "[mail]\nkind = \"smtp\"\nurl = \"smtp://mail.example\"\nfrom = \"a@b.be\"\nuser = \"u\"\n"
     "password_env = \"HOME\"\nstarttls = \"none\"\n",
     "my.toml:7:12: a password requires TLS"},
    {"user_without_password",
     "[mail]\nkind = \"smtp\"\nurl = \"smtp://x\"\nfrom = \"a@b.be\"\nuser = \"u\"\n",
     "needs either password_env or password_file"},
    {"unknown_mail_kind", "[mail]\nkind = \"pigeon\"\n", "kind"},
    {"webhooks_anywhere_else", "[webhooks]\naddresses = \"private\"\n",
     "addresses must be \"public\" or \"any\""},
    {"wrong_check_digits_of_an_account", "[reconcile]\naccounts = [\"BE68 5390 0754 7035\"]\n",
     "my.toml:2:13: accounts: \"BE68539007547035\" is no IBAN, its check digits do not fit"},
    {"account_that_is_too_short", "[reconcile]\naccounts = [\"BE68 5390 0754 703\"]\n",
     "has 15 characters, and a Belgian IBAN has 16"},
    {"account_that_is_no_iban", "[reconcile]\naccounts = [\"539-0075470-34\"]\n",
     "accounts: \"539-0075470-34\" is no IBAN such as \"BE68 5390 0754 7034\""},
    {"account_that_is_a_number", "[reconcile]\naccounts = [539007547034]\n",
     "accounts must contain IBANs such as"},
    {"account_listed_twice",
     "[reconcile]\naccounts = [\"BE68 5390 0754 7034\", \"be68539007547034\"]\n",
     "my.toml:2:36: accounts: \"BE68539007547034\" is listed twice"},
    {"account_without_a_list", "[reconcile]\naccounts = \"BE68 5390 0754 7034\"\n",
     "my.toml:2:12: accounts must be a list of IBANs"},
    {"unknown_key_of_reconcile", "[reconcile]\naccount = [\"BE68 5390 0754 7034\"]\n",
     "unknown key \"account\" in [reconcile]"},
    {"support_without_contact", "[support]\nname = \"Help\"\n",
     "[support] needs a phone or an email"},
    {"invalid_support_hours", "[support]\nphone = \"02 555\"\nhours = \"always\"\n",
     "my.toml:3:9: hours must be written like"},
    {"invalid_support_phone", "[support]\nphone = \"call us\"\n",
     "phone must be a telephone number"},
    {"invalid_support_language", "[support]\nphone = \"1\"\nlanguages = [\"es\"]\n",
     "languages may contain"},
    {"operator_named_like_the_mail_queue",
     "[[operator]]\nid = \"mail\"\nkind = \"sandbox_operator\"\nbase_url = \"http://x\"\n",
     "an operator must not be called \"mail\""},
    {"operator_named_like_the_text_queue",
     "[[operator]]\nid = \"sms\"\nkind = \"sandbox_operator\"\nbase_url = \"http://x\"\n",
     "an operator must not be called \"sms\""},
    {"payment_method_without_gateway", "[payment_methods]\ncard = \"bank\"\n",
     "my.toml:2:8: there is no [[gateway]] with the id \"bank\""},
    {"surcharge_for_a_method", "[payment_methods]\ncard_surcharge = 25\n",
     "my.toml:2:1: \"card_surcharge\" in [payment_methods] is forbidden: the price must be the "
     "same "
     "for every payment method"},
    {"fee_beside_the_gateway", "[payment_methods]\ncard = { gateway = \"bank\", fee = 25 }\n",
     "my.toml:2:8: a price for \"card\" in [payment_methods] is forbidden"},
    {"fee_of_a_gateway",
     "[[gateway]]\nid = \"b\"\nkind = \"sandbox_bank\"\nbase_url = \"http://x\"\nsecret_env = "
     "\"HOME\"\nfee = 25\n",
     "my.toml:6:1: \"fee\" in [[gateway]] is forbidden"},
    {"table_of_surcharges", "[surcharges]\ncard = 25\n",
     "my.toml:1:2: \"surcharges\" in the file is forbidden"},
    {"cash_at_a_gateway", "[payment_methods]\ncash = \"bank\"\n",
     "unknown key \"cash\" in [payment_methods]"},
};

INSTANTIATE_TEST_SUITE_P(Config, ConfigMistake, testing::ValuesIn(kWrong),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Config, MailAndSupportAreRead) {
  const auto config = ParseConfig(
      "[mail]\nkind = \"smtp\"\nurl = \"smtp://mail.example.com:587/\"\nfrom = "
      "\"no-reply@herlaad.example\"\nuser = \"u\"\npassword_env = \"HOME\"\n[support]\nname = "
      "\"Help\"\nphone = \"+32 2 555 01 23\"\nemail = \"help@herlaad.example\"\nhours = \"Mo-Fr "
      "09:00-17:00\"\nlanguages = [\"nl\", \"fr\"]\n",
      "my.toml");
  ASSERT_TRUE(config.ok()) << config.error();
  ASSERT_TRUE(config->mail);
  EXPECT_EQ(config->mail->kind->name, "smtp");
  EXPECT_NE(config->mail->make({}), nullptr);
  EXPECT_EQ(config->support.hours.size(), 1U);
  EXPECT_EQ(config->support.languages.size(), 2U);
}

std::optional<messengers::SmtpMailerOptions> SmtpOf(const std::string& text) {
  const auto root = catalogue::ReadToml(text);
  const std::string file_name = "/etc/herlaad/my.toml";
  catalogue::Mistakes mistakes;
  ConnectorSection section(root.value(), "[mail]", mistakes, file_name);
  auto options = messengers::ReadSmtpMailer(section);
  EXPECT_TRUE(mistakes.empty()) << catalogue::Text(mistakes.ToError(file_name));
  return options;
}

TEST(Config, MailServerIsRead) {
  const auto smtp = SmtpOf(
      "url = \"smtp://mail.example.com:587/\"\nfrom = \"no-reply@herlaad.example\"\nuser = "
      "\"u\"\npassword_env = \"HOME\"\nca_file = \"ca.pem\"\n");
  ASSERT_TRUE(smtp);
  EXPECT_EQ(smtp->server.url, "smtp://mail.example.com:587");
  EXPECT_TRUE(smtp->server.starttls);
  EXPECT_EQ(smtp->server.own_name, "herlaad.example");
  EXPECT_EQ(smtp->sender.name, "Herlaad");
  EXPECT_EQ(smtp->server.password.Reveal(), std::getenv("HOME"));
  EXPECT_EQ(smtp->server.ca_file, "/etc/herlaad/ca.pem") << "relative to the file";
  const auto local =
      SmtpOf("url = \"smtp://127.0.0.1:25\"\nstarttls = \"none\"\nfrom = \"a@b.be\"\n");
  ASSERT_TRUE(local);
  EXPECT_FALSE(local->server.starttls);
}

TEST(Config, MissingFileIsNamed) {
  const auto config = LoadConfig("/nowhere/herlaad.toml");
  ASSERT_FALSE(config.ok());
  EXPECT_EQ(config.error(), "cannot open /nowhere/herlaad.toml: No such file or directory");
}

TEST(Config, FileThatASettingNamesIsReportedWithTheSetting) {
  const auto rules = LoadBrakes("/nowhere/rules.toml", "[data] brakes");
  ASSERT_FALSE(rules.ok());
  EXPECT_EQ(rules.error(),
            "cannot open /nowhere/rules.toml: No such file or directory; [data] brakes names it");
  const auto catalogue = LoadCatalogue("/nowhere/catalogue.toml", "[data] catalogue");
  ASSERT_FALSE(catalogue.ok());
  EXPECT_EQ(catalogue.error(),
            "cannot open /nowhere/catalogue.toml: No such file or directory; [data] catalogue "
            "names it");
}

TEST(Config, ShippedCatalogueIsRead) {
  const auto catalogue = LoadCatalogue("");
  ASSERT_TRUE(catalogue.ok()) << catalogue.error();
  EXPECT_NE(catalogue->Find("proximus"), nullptr);
  EXPECT_TRUE(catalogue::ParseCatalogue(kEmbeddedCatalogue, "built-in").ok())
      << "the one inside the program too";
}

TEST(Duration, DurationsAreReadInCommonNotations) {
  EXPECT_EQ(ParseDuration("500 ms"), Millis(500));
  EXPECT_EQ(ParseDuration("10s"), Millis(10'000));
  EXPECT_EQ(ParseDuration("30 min"), Millis(1'800'000));
  EXPECT_EQ(ParseDuration("2 h"), Millis(7'200'000));
  EXPECT_EQ(ParseDuration("35 d"), Millis(3'024'000'000));
  EXPECT_EQ(ParseDuration("0 s"), Millis(0));
  for (const char* wrong :
       {"", "10", "s", "1.5 s", "-1 s", "10 S", "10 s ", "9999999999999 d", "401 d", "1 week"}) {
    EXPECT_EQ(ParseDuration(wrong), std::nullopt) << wrong;
  }
}

TEST(Config, MetricsHaveTheirOwnAddress) {
  const auto listen = [](std::string_view text) {
    const auto parsed = ParseListen(text);
    return parsed ? parsed->address + " " + std::to_string(parsed->port) : std::string();
  };
  EXPECT_EQ(listen("127.0.0.1:9464"), "127.0.0.1 9464");
  EXPECT_EQ(listen("[::1]:9464"), "::1 9464");
  for (const char* wrong : {"", "9464", ":9464", "127.0.0.1", "127.0.0.1:", "::1:9464", "[::1]",
                            "localhost:9464", "127.0.0.1:65536", "127.0.0.1:+1", "[127.0.0.1]:1"}) {
    EXPECT_EQ(listen(wrong), "") << wrong;
  }
}

}  // namespace
}  // namespace herlaad::app
