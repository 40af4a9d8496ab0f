#include "api/http/receipts/receipts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "adapters/receipts/receipt_signature.h"
#include "adapters/receipts/samples.h"
#include "api/http/receipts/slow_renderer.h"
#include "engine/commands/outbox/begin_attempt.h"
#include "engine/commands/outbox/record_payment.h"
#include "engine/commands/outbox/record_refund.h"
#include "tests/support/api_world.h"

namespace herlaad::http {
namespace {

using engine::GatewayAnswer;
using nlohmann::json;
using ::testing::AllOf;
using testing::ApiSettings;
using testing::ApiWorld;
using ::testing::HasSubstr;
using ::testing::Not;

std::string HeaderOf(const net::Response& response, const std::string& name) {
  for (const net::Header& header : response.headers) {
    if (header.name == name) return header.value;
  }
  return "";
}

// An order placed without a key, and what becomes of it.
class ReceiptWorld {
 public:
  explicit ReceiptWorld(ApiSettings settings = {}) : world(settings) {
    world.PutSim("0470123456", "proximus");
  }

  std::string Place(const std::string& number = "0470123456") {
    const json body{{"msisdn", number},
                    {"operator", "proximus"},
                    {"amount", {{"amount", 1500}, {"currency", "EUR"}}},
                    {"tender", "card"}};
    const auto placed = world.Post("/v1/topups", body.dump(),
                                   {{"idempotency-key", "an unguessable key " + number}});
    EXPECT_EQ(placed.status, 201) << placed.body;
    return json::parse(placed.body).at("id");
  }
  void Pay(const std::string& token, const std::string& charge = "ch_1") {
    GatewayAnswer paid;
    paid.kind = GatewayAnswer::Kind::kPaid;
    paid.received = 1500;
    paid.reference = charge;
    (void)world.Decide(
        engine::RecordPayment::CalledBack(world.OrderOf(token).id, 1, std::move(paid), "bank"));
  }
  std::string Delivered() {
    std::string token = Place();
    Pay(token);
    return token;
  }
  // Suspended between order and payment, so that it is refunded.
  std::string Refunded() {
    std::string token = Place();
    world.Local("POST", "/admin/sims",
                R"({"operator":"proximus","state":"suspended","numbers":["0470123456"]})");
    Pay(token);
    const auto found = world.store.FindOrder(world.OrderOf(token).id);
    const orders::OutboxMessage outbox_message = *(*found)->outbox_message;
    (void)world.Decide(engine::BeginAttempt::Check(outbox_message));
    GatewayAnswer done;
    done.kind = GatewayAnswer::Kind::kDone;
    done.reference = "rf_1";
    (void)world.Decide(engine::RecordRefund::Answered(outbox_message, std::move(done)));
    return token;
  }
  json Receipt(const std::string& token) {
    const auto response = world.Get("/v1/topups/" + token + "/receipt");
    EXPECT_EQ(response.status, 200) << response.body;
    return json::parse(response.body);
  }

  ApiWorld world;
};

std::vector<receipts::PublicKey> Keys() { return {receipts::samples::Key().Public()}; }

TEST(ReceiptsTest, CreditedTopupHasAReceipt) {
  ReceiptWorld receipts;
  const std::string token = receipts.Delivered();
  const json receipt = receipts.Receipt(token);
  EXPECT_EQ(receipt["kind"], "credited");
  EXPECT_EQ(receipt["number"].get<std::string>().substr(3),
            receipt["topup"].get<std::string>().substr(3));
  EXPECT_EQ(receipt["msisdn_masked"], "0470 •• •• 56");
  EXPECT_EQ(receipt["operator_name"], "Proximus");
  EXPECT_EQ(receipt["total"]["amount"], 1500);
  EXPECT_EQ(receipt["vat"]["amount"], 260);
  EXPECT_EQ(receipt["vat_on"], "total");
  EXPECT_EQ(receipt["vat_rate_basis_points"], 2100);
  EXPECT_EQ(receipt["bank_reference"], "ch_1");
  EXPECT_EQ(receipt["links"]["pdf"], "/v1/topups/" + token + "/receipt.pdf");
}

TEST(ReceiptsTest, TopupLinksItsReceiptOnceItExists) {
  ReceiptWorld receipts;
  const std::string token = receipts.Place();
  const auto links = [&] {
    return json::parse(receipts.world.Get("/v1/topups/" + token).body)["links"];
  };
  EXPECT_FALSE(links().contains("receipt_pdf"));
  receipts.Pay(token);
  EXPECT_EQ(links()["receipt_pdf"], "/v1/topups/" + token + "/receipt.pdf");
  EXPECT_EQ(links()["receipt"], "https://herlaad.example/orders/" + token + "/receipt");
}

TEST(ReceiptsTest, OrderPageLinksTheReceipt) {
  ReceiptWorld receipts;
  const std::string token = receipts.Place();
  const auto page = [&] { return receipts.world.Get("/nl/orders/" + token).body; };
  EXPECT_THAT(page(), Not(HasSubstr("receipt.pdf")));
  receipts.Pay(token);
  EXPECT_THAT(page(), HasSubstr("/v1/topups/" + token + "/receipt.pdf?lang=nl"));
}

TEST(ReceiptsTest, PdfAndPngAreGenuineAndNotCached) {
  ReceiptWorld receipts;
  const std::string token = receipts.Delivered();
  for (const std::string form : {"pdf", "png"}) {
    const auto file = receipts.world.Get("/v1/topups/" + token + "/receipt." + form + "?lang=zh");
    ASSERT_EQ(file.status, 200);
    EXPECT_EQ(HeaderOf(file, "Cache-Control"), "private, no-store");
    EXPECT_EQ(HeaderOf(file, "Content-Language"), "zh");
    EXPECT_THAT(HeaderOf(file, "Content-Disposition"),
                AllOf(HasSubstr("herlaad-re_"), HasSubstr("." + form), Not(HasSubstr(token))));
    const auto check = receipts::CheckFile(file.body, Keys());
    EXPECT_EQ(check.verdict, receipts::FileVerdict::kGenuine);
    EXPECT_EQ(check.receipt->order, receipts.world.OrderOf(token).id);
  }
}

TEST(ReceiptsTest, LanguageIsTheRequestedOneOrTheBrowsers) {
  ReceiptWorld receipts;
  const std::string token = receipts.Delivered();
  auto request = ApiWorld::MakeRequest("GET", "/v1/topups/" + token + "/receipt.pdf", "",
                                       {{"accept-language", "fr-BE, en;q=0.5"}});
  EXPECT_EQ(HeaderOf(receipts.world.Send(request), "Content-Language"), "fr");
  request.query = "lang=de";
  EXPECT_EQ(HeaderOf(receipts.world.Send(request), "Content-Language"), "de");
  request.query = "lang=xx";
  const auto refused = receipts.world.Send(request);
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(json::parse(refused.body)["parameter"], "lang");
}

TEST(ReceiptsTest, RefundedTopupHasAReceiptOfTheRefund) {
  ReceiptWorld receipts;
  const std::string token = receipts.Refunded();
  const json receipt = receipts.Receipt(token);
  EXPECT_EQ(receipt["kind"], "refunded");
  EXPECT_EQ(receipt["received"]["amount"], 1500);
  EXPECT_EQ(receipt["refunded"]["amount"], 1500);
  EXPECT_EQ(receipt["vat"]["amount"], 0);
  EXPECT_FALSE(receipt.contains("credited"));
  EXPECT_THAT(
      receipts.world.Get("/en/orders/" + token + "/receipt").body,
      AllOf(HasSubstr("Refunded"), HasSubstr("Everything that was paid has been refunded")));
}

TEST(ReceiptsTest, UnpaidTopupHasNoReceiptAndSaysWhy) {
  ReceiptWorld receipts;
  const std::string token = receipts.Place();
  for (const std::string end : {"receipt", "receipt.pdf", "receipt.png"}) {
    const auto none = receipts.world.Get("/v1/topups/" + token + "/" + end);
    EXPECT_EQ(none.status, 404);
    const json problem = json::parse(none.body);
    EXPECT_EQ(problem["code"], "receipt_nothing_paid");
    EXPECT_EQ(problem["money"], "not_taken");
  }
  const auto page = receipts.world.Get("/nl/orders/" + token + "/receipt");
  EXPECT_EQ(page.status, 404);
  EXPECT_THAT(page.body, AllOf(HasSubstr("er is niets betaald"), HasSubstr("/orders/" + token)));
}

TEST(ReceiptsTest, TopupInProgressHasNoReceiptYet) {
  ReceiptWorld receipts;
  const json body{{"msisdn", "0485123456"},
                  {"operator", "telenet"},
                  {"amount", {{"amount", 1500}, {"currency", "EUR"}}},
                  {"tender", "card"}};
  const auto placed = receipts.world.Post("/v1/topups", body.dump(),
                                          {{"idempotency-key", "another unguessable key"}});
  const std::string token = json::parse(placed.body).at("id");
  receipts.Pay(token);
  const json problem = json::parse(receipts.world.Get("/v1/topups/" + token + "/receipt.pdf").body);
  EXPECT_EQ(problem["code"], "receipt_not_yet");
  EXPECT_EQ(problem["money"], "taken");
}

TEST(ReceiptsTest, ReceiptIsOpenedByItsLinkOnly) {
  ReceiptWorld receipts;
  const std::string token = receipts.Delivered();
  const std::string reference = token.substr(0, token.find('.'));
  EXPECT_EQ(receipts.world.Get("/v1/topups/" + reference + "/receipt.pdf").status, 401);
  std::string forged = token;
  forged.back() = forged.back() == '0' ? '1' : '0';
  EXPECT_EQ(receipts.world.Get("/v1/topups/" + forged + "/receipt.pdf").status, 404);
  EXPECT_EQ(receipts.world.Get("/en/orders/" + forged + "/receipt").status, 404);
  EXPECT_EQ(receipts.world.Get("/en/orders/" + reference + "/receipt").status, 404);
  const std::string key = receipts.world.MakeKey("sim:read");
  EXPECT_EQ(receipts.world.Get("/v1/topups/" + reference + "/receipt", key).status, 404);
  const std::string reader = receipts.world.MakeKey("topup:read");
  EXPECT_EQ(receipts.world.Get("/v1/topups/" + reference + "/receipt", reader).status, 200);
}

TEST(ReceiptsTest, PageNeedsNoScriptAndNoForeignResources) {
  ReceiptWorld receipts;
  const std::string token = receipts.Delivered();
  const auto to = receipts.world.Send(ApiWorld::MakeRequest("GET", "/orders/" + token + "/receipt",
                                                            "", {{"accept-language", "zh-CN"}}));
  EXPECT_EQ(to.status, 302);
  EXPECT_EQ(HeaderOf(to, "Location"), "/zh/orders/" + token + "/receipt");
  const auto page = receipts.world.Get(HeaderOf(to, "Location"));
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(HeaderOf(page, "Cache-Control"), "private, no-store");
  EXPECT_EQ(HeaderOf(page, "X-Robots-Tag"), "noindex");
  EXPECT_THAT(
      page.body,
      AllOf(HasSubstr("<html lang=\"zh-Hans\">"), HasSubstr("href=\"/zh/orders/" + token + "\""),
            HasSubstr("€15.00"), HasSubstr("<svg"), HasSubstr("0470 •• •• 56"),
            Not(HasSubstr("0470 12 34 56")), Not(HasSubstr("<script")), Not(HasSubstr("style=\"")),
            HasSubstr("/v1/topups/" + token + "/receipt.pdf?lang=zh")));
  EXPECT_EQ(receipts.world.Get("/assets/receipt.css").status, 200);
}

TEST(ReceiptsTest, VerificationPageSaysGenuineInFiveLanguages) {
  ReceiptWorld receipts;
  const std::string link = receipts.Receipt(receipts.Delivered())["links"]["check"];
  const std::string address = link.substr(std::string("https://herlaad.example").size());
  const auto to =
      receipts.world.Send(ApiWorld::MakeRequest("GET", address, "", {{"accept-language", "de"}}));
  EXPECT_EQ(HeaderOf(to, "Location"), "/de" + address);
  const std::pair<const char*, const char*> words[] = {{"nl", "Dit ontvangstbewijs is echt"},
                                                       {"fr", "Ce reçu est authentique"},
                                                       {"de", "Dieser Beleg ist echt"},
                                                       {"en", "This receipt is genuine"},
                                                       {"zh", "此收据为真"}};
  for (const auto& [language, sentence] : words) {
    const auto page = receipts.world.Get("/" + std::string(language) + address);
    EXPECT_EQ(page.status, 200);
    const char* const paid_at =
        std::string(language) == "fr" ? "14\u00a0h\u00a002\u00a0min\u00a011\u00a0s" : "14:02:11";
    EXPECT_THAT(page.body, AllOf(HasSubstr(sentence), HasSubstr("0470 •• •• 56"), HasSubstr("15"),
                                 HasSubstr("Proximus"), HasSubstr(paid_at),
                                 Not(HasSubstr("/orders/")), Not(HasSubstr("ch_1"))));
  }
}

// The receipt, its page and its verification can only be compared if they show the same sums.
TEST(ReceiptsTest, SecondChargeIsShownAlikeOnReceiptAndVerification) {
  ReceiptWorld receipts;
  const std::string token = receipts.Delivered();
  receipts.Pay(token, "ch_2");
  const auto found = receipts.world.store.FindOrder(receipts.world.OrderOf(token).id);
  const orders::OutboxMessage refund = *(*found)->outbox_message;
  (void)receipts.world.Decide(engine::BeginAttempt::Check(refund));
  GatewayAnswer done;
  done.kind = GatewayAnswer::Kind::kDone;
  done.reference = "rf_1";
  (void)receipts.world.Decide(engine::RecordRefund::Answered(refund, std::move(done)));
  const json receipt = receipts.Receipt(token);
  ASSERT_EQ(receipt["charges"].size(), 2U) << receipt;
  EXPECT_EQ(receipt["charges"][1]["bank_reference"], "ch_2");
  EXPECT_EQ(receipt["charges"][1]["amount"]["amount"], 1500);
  EXPECT_EQ(receipt["refunds"][0]["bank_reference"], "rf_1");
  EXPECT_EQ(receipt["bank_reference"], "ch_1");
  const std::string link = receipt["links"]["check"];
  const std::string check = "/en" + link.substr(std::string("https://herlaad.example").size());
  for (const std::string& address : {"/en/orders/" + token + "/receipt", check}) {
    const std::string body = receipts.world.Get(address).body;
    EXPECT_THAT(body, AllOf(HasSubstr("<dt>Extra charge</dt>\n<dd>€15.00</dd>"),
                            HasSubstr("<dt>Amount paid</dt>\n<dd>€30.00</dd>"),
                            HasSubstr("<dt>Amount refunded</dt>\n<dd>€15.00</dd>")))
        << address;
  }
}

TEST(ReceiptsTest, VerificationPageOfARefundSaysSoFirst) {
  ReceiptWorld receipts;
  const std::string link = receipts.Receipt(receipts.Refunded())["links"]["check"];
  const std::string address = link.substr(std::string("https://herlaad.example").size());
  const std::pair<const char*, const char*> words[] = {
      {"nl", "Terugbetaald. Dit ontvangstbewijs is echt"},
      {"fr", "Remboursé. Ce reçu est authentique"},
      {"de", "Zurückgezahlt. Dieser Beleg ist echt"},
      {"en", "Refunded. This receipt is genuine"},
      {"zh", "已退款。此收据为真"}};
  for (const auto& [language, sentence] : words) {
    const auto page = receipts.world.Get("/" + std::string(language) + address);
    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(page.body,
                AllOf(HasSubstr("<main class=\"card refunded\">\n<h1><span class=\"sign back\""),
                      HasSubstr(sentence), Not(HasSubstr("sign good"))));
  }
}

// The credit that was ordered and not added comes after what happened to the money.
TEST(ReceiptsTest, PagesOfARefundShowTheRefundBeforeTheCredit) {
  ReceiptWorld receipts;
  const std::string token = receipts.Refunded();
  const std::string link = receipts.Receipt(token)["links"]["check"];
  const std::string address = link.substr(std::string("https://herlaad.example").size());
  for (const std::string& path : {"/en/orders/" + token + "/receipt", "/en" + address}) {
    const std::string page = receipts.world.Get(path).body;
    const auto refund = page.find("<dt>Amount refunded</dt>");
    ASSERT_NE(refund, std::string::npos) << path;
    EXPECT_LT(refund, page.find("<dt>Credit</dt>")) << path;
  }
}

TEST(ReceiptsTest, PagesThatSayNoHaveLinksToOtherLanguagesToo) {
  ReceiptWorld receipts;
  const std::string unpaid = receipts.Place();
  for (const std::string& page : {"/orders/" + unpaid + "/receipt", std::string("/r/HR1.none"),
                                  std::string("/orders/tu_none/receipt")}) {
    const auto answer = receipts.world.Get("/zh" + page);
    EXPECT_NE(answer.status, 200);
    EXPECT_THAT(answer.body, AllOf(HasSubstr("<html lang=\"zh-Hans\">"), HasSubstr("href=\"/zh/\""),
                                   HasSubstr("href=\"/nl" + page + "\"")));
  }
}

TEST(ReceiptsTest, ChangedReceiptIsNotGenuine) {
  ReceiptWorld receipts;
  std::string link = receipts.Receipt(receipts.Delivered())["links"]["check"];
  link.replace(link.find(".1500."), 6, ".5000.");
  const auto page =
      receipts.world.Get("/en" + link.substr(std::string("https://herlaad.example").size()));
  EXPECT_EQ(page.status, 404);
  EXPECT_THAT(page.body, AllOf(HasSubstr("not ours, or was changed"), Not(HasSubstr("€50.00"))));
  EXPECT_EQ(receipts.world.Get("/en/r/%3Cscript%3E").status, 404);
  EXPECT_THAT(receipts.world.Get("/nl/r/<script>").body, Not(HasSubstr("<script")));
}

TEST(ReceiptsTest, PublicKeyIsServed) {
  ReceiptWorld receipts;
  const json key = json::parse(receipts.world.Get("/v1/receipt-key").body);
  EXPECT_EQ(key["algorithm"], "Ed25519");
  EXPECT_EQ(receipts::PublicKey::Parse(key["key"].get<std::string>()), Keys().front());
}

TEST(ReceiptsTest, SandboxNoticeIsEverywhere) {
  ApiSettings settings;
  settings.sandbox = true;
  ReceiptWorld receipts(settings);
  receipts.world.catalogue.sample = false;
  const std::string token = receipts.Delivered();
  const json receipt = receipts.Receipt(token);
  EXPECT_EQ(receipt["sandbox"], true);
  EXPECT_THAT(receipt["links"]["check"].get<std::string>(), HasSubstr("/r/HS1."));
  EXPECT_THAT(receipts.world.Get("/en/orders/" + token + "/receipt").body,
              HasSubstr("no real money moved"));
  ReceiptWorld real;
  real.world.catalogue.sample = false;
  const json of_real = real.Receipt(real.Delivered());
  EXPECT_EQ(of_real["sandbox"], false);
  EXPECT_THAT(of_real["links"]["check"].get<std::string>(), HasSubstr("/r/HR1."));
}

// Draws nothing until it is released.
ApiSettings WithIssuer() {
  ApiSettings settings;
  settings.seller = receipts::samples::Issuer().seller;
  settings.support = receipts::samples::Issuer().support;
  return settings;
}

TEST(ReceiptsTest, JsonNamesTheSeller) {
  ReceiptWorld receipts(WithIssuer());
  const json seller = receipts.Receipt(receipts.Delivered())["seller"];
  EXPECT_EQ(seller, (json{{"name", "Voorbeeld BV"},
                          {"address", "Voorbeeldstraat 1, 1000 Brussel"},
                          {"enterprise_number", "0123.456.749"},
                          {"vat_number", "BE 0123.456.749"}}));
  ReceiptWorld nobody;
  EXPECT_FALSE(nobody.Receipt(nobody.Delivered()).contains("seller"));
}

TEST(ReceiptsTest, SellerWithoutAVatNumberHasNoneInTheJson) {
  ApiSettings settings = WithIssuer();
  settings.seller.vat_number.clear();
  ReceiptWorld receipts(settings);
  EXPECT_FALSE(receipts.Receipt(receipts.Delivered())["seller"].contains("vat_number"));
}

TEST(ReceiptsTest, PageNamesTheSupportContactInEveryLanguage) {
  ReceiptWorld receipts(WithIssuer());
  const std::string token = receipts.Delivered();
  const std::map<std::string, std::pair<std::string, std::string>> words = {
      {"nl",
       {"Hulp van Herlaad", "ma-vr 09:00-17:00\u00a0· Nederlands\u00a0· Français\u00a0· 中文"}},
      {"fr", {"Aide de Herlaad", "lun.-ven. 9\u00a0h\u00a000-17\u00a0h\u00a000"}},
      {"de", {"Hilfe von Herlaad", "Mo-Fr 09:00-17:00"}},
      {"en", {"Herlaad help", "Mon-Fri 09:00-17:00"}},
      {"zh", {"Herlaad 客服", "周一至周五 09:00-17:00"}}};
  for (const auto& [language, said] : words) {
    EXPECT_THAT(
        receipts.world.Get("/" + language + "/orders/" + token + "/receipt").body,
        AllOf(HasSubstr(said.first), HasSubstr(said.second), HasSubstr("href=\"tel:+3225550123\""),
              HasSubstr("href=\"mailto:help@herlaad.example\"")));
  }
  ReceiptWorld nobody;
  EXPECT_THAT(nobody.world.Get("/en/orders/" + nobody.Delivered() + "/receipt").body,
              Not(HasSubstr("Herlaad help")));
}

TEST(ReceiptsTest, ReceiptWithSellerAndSupportIsGenuine) {
  ReceiptWorld receipts(WithIssuer());
  const std::string token = receipts.Delivered();
  for (const std::string language : {"nl", "fr", "de", "en", "zh"}) {
    for (const std::string form : {"pdf", "png"}) {
      const auto file =
          receipts.world.Get("/v1/topups/" + token + "/receipt." + form + "?lang=" + language);
      ASSERT_EQ(file.status, 200);
      EXPECT_EQ(receipts::CheckFile(file.body, Keys()).verdict, receipts::FileVerdict::kGenuine);
    }
  }
}

TEST(ReceiptsTest, DrawingDoesNotDelayOtherRequestsAndIsBounded) {
  SlowRenderer renderer;
  ApiSettings settings;
  settings.receipts = &renderer;
  ReceiptWorld receipts(settings);
  const std::string token = receipts.Delivered();
  std::vector<std::future<net::Response>> answers;
  for (std::size_t i = 0; i < kDrawingsMax + 10; ++i) {
    auto request = ApiWorld::MakeRequest("GET", "/v1/topups/" + token + "/receipt.pdf");
    request.peer = "192.0.2." + std::to_string(i / kDrawingsOfOne);
    answers.push_back(receipts.world.SendLater(std::move(request)));
  }
  EXPECT_EQ(receipts.world.Get("/v1/topups/" + token).status, 200)
      << "others are answered meanwhile";
  // Each order is read by another thread before its drawing waits: let go earlier, and a request
  // that comes later finds room.
  const auto refused = [&answers] {
    return std::count_if(answers.begin(), answers.end(), [](const auto& answer) {
      return answer.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
    });
  };
  const auto until = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (refused() < 9 && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  renderer.LetGo();
  int drawn = 0;
  int busy = 0;
  for (auto& answer : answers) {
    const int status = answer.get().status;
    drawn += status == 200 ? 1 : 0;
    busy += status == 503 ? 1 : 0;
  }
  EXPECT_GE(drawn, static_cast<int>(kDrawingsMax));
  EXPECT_GE(busy, 9);
  EXPECT_EQ(drawn + busy, static_cast<int>(kDrawingsMax) + 10);
}

TEST(ReceiptsTest, FailedDrawingIsAnInternalErrorAndLogged) {
  SlowRenderer renderer;
  renderer.fails = true;
  renderer.LetGo();
  ApiSettings settings;
  settings.receipts = &renderer;
  ReceiptWorld receipts(settings);
  EXPECT_EQ(receipts.world.Get("/v1/topups/" + receipts.Delivered() + "/receipt.pdf").status, 500);
  ASSERT_FALSE(receipts.world.logged.empty());
  EXPECT_EQ(receipts.world.logged.back().first, "a receipt could not be drawn");
}

}  // namespace
}  // namespace herlaad::http
