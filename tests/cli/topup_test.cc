// herlaad topup: what the person at the terminal sees, and what happens to the money meanwhile.
#include <cctype>
#include <csignal>
#include <regex>
#include <thread>

#include "base/core/id.h"
#include "tests/cli/installation.h"

namespace herlaad::testing {
namespace {

class Topup : public ::testing::Test {
 protected:
  void SetUp() override { here.StartDemo(); }
  std::size_t Orders() { return here.Topups().size(); }
  // Places an order by card in the background; returns the payment link.
  std::string PlaceByCard(std::string number) {
    placing =
        here.Start({"topup", "place", std::move(number), "--amount", "15", "--tender", "card"});
    EXPECT_TRUE(placing->WaitForLine("http://", Millis(20'000)))
        << placing->out() << placing->err();
    return LinkIn(placing->out());
  }
  Finished EndOfPlacing() {
    auto finished = placing->Wait(Millis(60'000));
    EXPECT_TRUE(finished) << placing->out() << placing->err();
    return finished.value_or(Finished{});
  }
  Installation here;
  std::unique_ptr<Process> placing;
};

TEST_F(Topup, CashIsDeliveredAtOnce) {
  const Finished placed =
      here.Run({"topup", "place", "0470.12.34.56", "--amount", "15", "--tender", "cash"});
  EXPECT_EQ(placed.code, 0) << placed.err;
  EXPECT_NE(placed.out.find("delivered"), std::string::npos) << placed.out;
  EXPECT_NE(placed.out.find("€15.00 added to the number. You paid €15.00"), std::string::npos)
      << placed.out;
  EXPECT_NE(placed.out.find("bonus of €1.50, valid until "), std::string::npos) << placed.out;
  EXPECT_NE(placed.out.find(" --key "), std::string::npos) << "says how to repeat it";
}

TEST_F(Topup, AmountIsReadByTheRuleForTypedText) {
  const auto place = [this](const char* amount) {
    return here.Run({"topup", "place", "0470123456", "--amount", amount, "--tender", "cash"});
  };
  const Finished wide = place("\u202d１５，００\u202c");
  EXPECT_EQ(wide.code, 0) << wide.err;
  EXPECT_NE(wide.out.find("You paid €15.00"), std::string::npos) << wide.out;
  const Finished other = place("١٥");
  EXPECT_EQ(other.code, 2);
  EXPECT_NE(other.err.find("error: “١٥” (character 1): digits of another script."),
            std::string::npos)
      << other.err;
  EXPECT_EQ(place("15²").code, 2) << "not 152 euros";
}

TEST_F(Topup, WhatIsWrongWithANumberIsSaidAsByTheApi) {
  for (const char* number :
       {"022741234", "\u202d0470O12345\u202c", "047", "٠٤٧٠", "+31612345678"}) {
    net::ClientRequest request;
    request.method = "POST";
    request.url = here.url() + "/v1/quotes";
    request.headers = {{"content-type", "application/json"}, {"accept-language", "en"}};
    request.body = nlohmann::json{{"msisdn", number}}.dump();
    net::Client client;
    const auto answer = client.Send(request);
    ASSERT_TRUE(answer.ok());
    const std::string detail = nlohmann::json::parse(answer->body)["detail"];
    const Finished placed =
        here.Run({"topup", "place", number, "--amount", "15", "--tender", "cash"});
    EXPECT_EQ(placed.code, 2);
    EXPECT_EQ(placed.err.rfind("error: " + detail, 0), 0U) << placed.err << detail;
    EXPECT_EQ(here.Run({"sim", "show", number}).err, placed.err);
    EXPECT_EQ(here.Run({"topup", "list", "--number", number}).err, placed.err);
  }
  const Finished strange = here.Run({"sim", "show", "\u202d0470O12345"});
  EXPECT_NE(strange.err.find("“O” (character 5)"), std::string::npos) << strange.err;
}

TEST_F(Topup, CardIsFollowedFromTheLinkToTheCredit) {
  const std::string link = PlaceByCard("0485 12 34 56");
  here.Press(link, "approve");
  const Finished placed = EndOfPlacing();
  EXPECT_EQ(placed.code, 0);
  const auto waiting = placed.out.find("awaiting_payment");
  const auto delivered = placed.out.find("delivered ");
  ASSERT_NE(waiting, std::string::npos) << placed.out;
  ASSERT_NE(delivered, std::string::npos) << placed.out;
  EXPECT_LT(waiting, delivered);
  EXPECT_NE(placed.out.find("Telenet"), std::string::npos);
}

TEST_F(Topup, PageReceivesEveryChangeAndThenTheEnd) {
  const std::string link = PlaceByCard("0485 12 34 56");
  const std::string bank = here.BankPage(link);
  const std::string token = link.substr(link.rfind('/') + 1);
  std::optional<net::ClientResponse> stream;
  std::thread page([&] { stream = here.Get(here.url() + "/v1/topups/" + token + "/events"); });
  std::this_thread::sleep_for(Millis(300));
  here.Press(link, "approve");
  page.join();
  ASSERT_TRUE(stream) << "the stream ends by itself";
  EXPECT_EQ(stream->status, 200);
  EXPECT_EQ(stream->Find("content-type"), "text/event-stream");
  const std::size_t waiting = stream->body.find("\"state\":\"awaiting_payment\"");
  const std::size_t delivered = stream->body.rfind("\"state\":\"delivered\"");
  ASSERT_NE(waiting, std::string::npos) << stream->body;
  ASSERT_NE(delivered, std::string::npos) << stream->body;
  EXPECT_LT(waiting, delivered);
  EXPECT_GT(delivered, stream->body.rfind("event: topup\n")) << "the last event is the last state";
  EXPECT_EQ(EndOfPlacing().code, 0);
}

TEST_F(Topup, SubscriberIsNotifiedByText) {
  const std::string link = PlaceByCard("0485 12 34 56");
  here.Press(link, "approve");
  ASSERT_EQ(EndOfPlacing().code, 0);
  const std::string phone = here.SandboxUrl() + "/sandbox/phone/0485123456";
  std::string page;
  for (int i = 0; i < 200 && page.find("Herlaad: €15.00") == std::string::npos; ++i) {
    std::this_thread::sleep_for(Millis(50));
    const auto shown = here.Get(phone + "?lang=en");
    if (shown) page = shown->body;
  }
  EXPECT_NE(page.find("Herlaad: €15.00 credit added at Telenet, valid until "), std::string::npos)
      << page;
}

TEST_F(Topup, PayerGetsTheLinkAndTheReceiptByMail) {
  const Finished placed = here.Run({"topup", "place", "0470 12 34 56", "--amount", "15", "--tender",
                                    "cash", "--notify-email", "o'payer@example.com"});
  ASSERT_EQ(placed.code, 0) << placed.err;
  EXPECT_NE(placed.out.find(R"(--notify-email 'o'\''payer@example.com')"), std::string::npos)
      << "what repeats it is the same request: " << placed.out;
  const std::string sandbox = here.SandboxUrl();
  std::string page;
  for (int i = 0; i < 200 && page.find(".pdf") == std::string::npos; ++i) {
    std::this_thread::sleep_for(Millis(50));
    const auto shown = here.Get(sandbox + "/sandbox/mail/o%27payer@example.com?lang=en");
    if (shown) page = shown->body;
  }
  EXPECT_NE(page.find("€15.00 added to <span class=\"whole\">0470"), std::string::npos) << page;
  EXPECT_NE(page.find("SAMPLE HELP DESK"), std::string::npos) << page;
  const std::size_t file = page.find("/sandbox/mail/attachments/");
  ASSERT_NE(file, std::string::npos) << page;
  const auto pdf = here.Get(sandbox + page.substr(file, page.find('"', file) - file));
  ASSERT_TRUE(pdf.has_value());
  EXPECT_EQ(pdf->body.substr(0, 5), "%PDF-");
  const std::string port = here.url().substr(here.url().rfind(':'));
  EXPECT_NE(page.find(port + "/en/orders/tu_"), std::string::npos)
      << "the link leads to the order's page: " << page;
}

TEST_F(Topup, InvalidAddressIsRejectedBeforeAnyRequest) {
  const Finished wrong = here.Run({"topup", "place", "0470 12 34 56", "--amount", "15", "--tender",
                                   "cash", "--notify-email", "payer at example.com"});
  EXPECT_EQ(wrong.code, 2);
  EXPECT_NE(wrong.err.find("--notify-email: the e-mail address has characters"), std::string::npos)
      << wrong.err;
  const Finished both =
      here.Run({"topup", "place", "0470 12 34 56", "--amount", "15", "--tender", "cash",
                "--notify-email", "a@b.be", "--notify-number", "0470123456"});
  EXPECT_EQ(both.code, 2) << both.err;
}

TEST_F(Topup, PortedNumberGoesToItsOperator) {
  const Finished placed =
      here.Run({"topup", "place", "0472 33 44 55", "--amount", "15", "--tender", "cash"});
  EXPECT_EQ(placed.code, 0) << placed.err;
  EXPECT_EQ(placed.out.rfind("Orange, because it has the number", 0), 0U) << placed.out;
}

TEST_F(Topup, PayerWhoseCardIsDeclinedMayTryAgain) {
  const std::string link = PlaceByCard("0495123456");
  for (const char* const action : {"decline", "decline_funds", "decline_expired", "decline_limit"})
    here.Press(link, action);
  EXPECT_EQ(here.Topups()[0]["state"], "awaiting_payment");
  here.Press(link, "approve");
  const Finished placed = EndOfPlacing();
  EXPECT_EQ(placed.code, 0) << placed.out << placed.err;
  EXPECT_EQ(here.Json({"sim", "show", "0495123456"})["balance"]["amount"], 1'500) << "paid once";
}

TEST_F(Topup, PaymentThatFailsAtTheBankTakesNoMoney) {
  const std::string link = PlaceByCard("0470123456");
  const std::string page = here.BankPage(link);
  (void)here.PressOn(page, "process");
  (void)here.PressOn(page, "fail");
  const Finished placed = EndOfPlacing();
  EXPECT_EQ(placed.code, 1);
  EXPECT_NE(placed.out.find("The payment did not go through. No money was taken."),
            std::string::npos)
      << placed.out;
}

TEST_F(Topup, SameKeyPaysOnce) {
  const std::vector<std::string> place{"topup",    "place", "0470123456",
                                       "--amount", "15",    "--tender",
                                       "cash",     "--key", "once-and-for-all-of-it"};
  EXPECT_EQ(here.Run(place).code, 0);
  const Finished again = here.Run(place);
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_NE(again.out.find("Placed earlier with this key"), std::string::npos) << again.out;
  EXPECT_EQ(Orders(), 1U);
  EXPECT_EQ(here.Json({"sim", "show", "0470123456"})["balance"]["amount"], 1'500);
  auto other = place;
  other[4] = "25";
  EXPECT_EQ(here.Run(other).code, 1) << "another wish under that key";
  EXPECT_EQ(Orders(), 1U);
}

TEST_F(Topup, KilledServerIsWaitedForAndNothingIsLost) {
  const std::string link = PlaceByCard("0495 12 34 56");
  (void)here.BankPage(link);  // killed during this request, it would only query again after the
                              // lease
  here.KillServer();
  for (int i = 0; i < 100 && placing->err().find("the order is safe") == std::string::npos; ++i)
    usleep(100'000);
  EXPECT_NE(placing->err().find("Trying again"), std::string::npos) << placing->err();
  here.StartDemo();
  here.Press(link, "approve");
  const Finished placed = EndOfPlacing();
  EXPECT_EQ(placed.code, 0) << placed.out << placed.err;
  EXPECT_NE(placed.err.find("the server answers again"), std::string::npos) << placed.err;
  EXPECT_EQ(here.Json({"sim", "show", "0495123456"})["balance"]["amount"], 1'500);
  EXPECT_EQ(here.Run({"verify"}).code, 0);
}

TEST_F(Topup, InterruptEndsWatchingAndNotTheOrder) {
  const std::string link = PlaceByCard("0470123456");
  placing->Signal(SIGINT);
  const Finished stopped = EndOfPlacing();
  EXPECT_EQ(stopped.code, 130);
  const auto hint = stopped.err.find("herlaad topup watch tu_");
  ASSERT_NE(hint, std::string::npos) << stopped.err;
  const std::string id = stopped.err.substr(hint + 20, 17);
  const auto watching = here.Start({"topup", "watch", id});
  here.Press(link, "approve");
  const auto watched = watching->Wait(Millis(30'000));
  ASSERT_TRUE(watched);
  EXPECT_EQ(watched->code, 0) << watched->out << watched->err;
}

TEST_F(Topup, UnpaidTopupIsCancelled) {
  const auto placed = here.Json(
      {"topup", "place", "0470123456", "--amount", "15", "--tender", "card", "--no-wait"});
  const std::string id = placed["reference"];
  EXPECT_EQ(here.Run({"topup", "cancel", id}).code, 0);
  EXPECT_EQ(here.Run({"topup", "watch", id}).code, 1) << "it ends, though not delivered";
  EXPECT_EQ(here.Json({"topup", "show", id})["state"], "cancelled");
}

TEST_F(Topup, ReferenceIsAcceptedInEveryCommonForm) {
  ASSERT_EQ(here.Run({"topup", "place", "0470123456", "--amount", "15", "--tender", "cash"}).code,
            0);
  const auto order = here.Topups()[0];
  const std::string id = order["reference"];
  std::string capitals = id;
  for (char& c : capitals) c = static_cast<char>(std::toupper(c));
  for (const std::string& typed :
       {id, capitals, " " + capitals, "re_" + id.substr(3),
        order["links"]["page"].get<std::string>(), order["links"]["receipt"].get<std::string>()}) {
    EXPECT_EQ(here.Json({"topup", "show", typed})["reference"], id) << typed;
  }
  const std::string file = here.folder() + "/receipt.pdf";
  EXPECT_EQ(here.Run({"receipt", "save", capitals, "--out", file}).code, 0);
}

TEST_F(Topup, ReviewIsResolvedByAPerson) {
  const Finished placed =
      here.Run({"topup", "place", "0485 12 30 02", "--amount", "15", "--tender", "cash"});
  EXPECT_EQ(placed.code, 1) << placed.out;
  const auto waiting = here.Topups({"--state", "attention"});
  ASSERT_EQ(waiting.size(), 1U);
  const std::string id = waiting[0]["reference"];
  const Finished asked = here.Run({"topup", "resolve", id});
  EXPECT_EQ(asked.code, 0);
  EXPECT_NE(asked.out.find("--as paid_out"), std::string::npos) << "lists what fits: " << asked.out;
  EXPECT_NE(asked.out.find("topup cash-returned " + id), std::string::npos) << asked.out;
  const Finished unknown = here.Run({"topup", "resolve", id, "--as", "magic"});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_TRUE(unknown.err.starts_with("error: there is no decision \"magic\"\n")) << unknown.err;
  EXPECT_NE(unknown.err.find("--as paid_out"), std::string::npos) << unknown.err;
  const std::string shown = here.Run({"topup", "show", id}).out;
  EXPECT_NE(shown.find("topup cash-returned " + id), std::string::npos) << shown;
  EXPECT_NE(shown.find("the operator does not know the number"), std::string::npos) << shown;
  EXPECT_EQ(shown.find("unknown_number\n  refund"), std::string::npos) << shown;
  EXPECT_EQ(here.Run({"topup", "resolve", id, "--as", "delivered", "--reason", "no"}).code, 1);
  EXPECT_EQ(here.Run({"topup", "resolve", id, "--as", "paid_out"}).code, 2) << "a reason is needed";
  const auto naming = [&](const char* refund) {
    return here.Run(
        {"topup", "resolve", id, "--as", "paid_out", "--refund", refund, "--reason", "seen"});
  };
  EXPECT_EQ(naming("0").code, 2);
  EXPECT_EQ(naming("first").code, 2);
  const Finished no_refund = naming("1");
  EXPECT_EQ(no_refund.code, 1) << no_refund.err;
  EXPECT_NE(no_refund.err.find("leave out --refund"), std::string::npos) << no_refund.err;
  EXPECT_EQ(
      here.Run({"topup", "resolve", id, "--as", "paid_out", "--reason", "handed back at the till"})
          .code,
      0);
  EXPECT_EQ(here.Json({"topup", "show", id})["state"], "refunded");
  EXPECT_EQ(here.Topups({"--state", "attention"}).size(), 0U);
}

// The events of that name in the history that `topup show --json` prints.
nlohmann::json EventsIn(const nlohmann::json& order, const std::string& name) {
  auto found = nlohmann::json::array();
  for (const auto& entry : order["history"]) {
    if (entry["event"] == name) found.push_back(entry);
  }
  return found;
}

TEST_F(Topup, ShowPrintsTheWholeHistory) {
  const std::string link = PlaceByCard("0485 12 34 56");
  here.Press(link, "approve");
  ASSERT_EQ(EndOfPlacing().code, 0);
  const std::string id = here.Topups()[0]["reference"];
  nlohmann::json order;
  for (int i = 0; i < 200 && (i == 0 || EventsIn(order, "text_sent").empty()); ++i) {
    if (i > 0) std::this_thread::sleep_for(Millis(50));
    order = here.Json({"topup", "show", id});
  }
  std::vector<std::string> told;
  std::string before;
  for (const auto& entry : order["history"]) {
    told.push_back(entry["event"].get<std::string>() + " " + entry["by"].get<std::string>());
    EXPECT_LE(before, entry["at"].get<std::string>()) << "in order of time: " << order["history"];
    before = entry["at"];
  }
  const std::vector<std::string> expected{
      "placed admin",          "payment_opened gateway:stripe",       "payment_paid gateway:stripe",
      "delivery_asked worker", "delivery_confirmed operator:telenet", "text_sent worker"};
  EXPECT_EQ(told, expected) << order["history"];
  EXPECT_EQ(EventsIn(order, "text_sent")[0]["detail"], "delivered, by SMS, to the number");

  const Finished shown = here.Run({"topup", "show", id});
  const std::size_t history = shown.out.find("\nHistory\n");
  ASSERT_NE(history, std::string::npos) << shown.out;
  const std::string lines = shown.out.substr(history);
  for (const char* const part : {"placed ", "payment opened ", "delivery asked ", "a worker ",
                                 "Telenet ", "the command line ", " CE"}) {
    EXPECT_NE(lines.find(part), std::string::npos) << part << " in " << lines;
  }
  EXPECT_EQ(lines.find("http"), std::string::npos) << "no link to pay or to open it: " << lines;
}

TEST_F(Topup, ShowPrintsDecisionsAndNotificationsWithoutAddresses) {
  ASSERT_EQ(here.Run({"topup", "place", "0485 12 30 02", "--amount", "15", "--tender", "cash",
                      "--notify-email", "somebody@example.com"})
                .code,
            1);
  const std::string id = here.Topups()[0]["reference"];
  ASSERT_EQ(
      here.Run({"topup", "resolve", id, "--as", "paid_out", "--reason", "handed back at the till"})
          .code,
      0);
  nlohmann::json order;
  for (int i = 0; i < 200 && (i == 0 || EventsIn(order, "email_sent").empty()); ++i) {
    if (i > 0) std::this_thread::sleep_for(Millis(50));
    order = here.Json({"topup", "show", id});
  }
  const auto resolved = EventsIn(order, "resolved");
  ASSERT_EQ(resolved.size(), 1U) << order["history"];
  EXPECT_EQ(resolved[0]["by"], "admin");
  EXPECT_EQ(resolved[0]["detail"], "paid_out: handed back at the till");
  EXPECT_EQ(EventsIn(order, "refund_due").size(), 1U) << order["history"];
  ASSERT_EQ(EventsIn(order, "refund_paid_out").size(), 1U) << order["history"];
  EXPECT_EQ(EventsIn(order, "refund_paid_out")[0]["by"], "admin");
  EXPECT_EQ(EventsIn(order, "review_needed")[0]["detail"], "cash_refund_due");
  EXPECT_EQ(EventsIn(order, "review_over").size(), 1U) << order["history"];
  ASSERT_GE(EventsIn(order, "email_sent").size(), 1U) << order["history"];
  for (const auto& sent : EventsIn(order, "email_sent")) {
    EXPECT_NE(sent["detail"].get<std::string>().find(", by e-mail, to the payer"),
              std::string::npos)
        << sent;
  }
  EXPECT_EQ(order.dump().find("somebody"), std::string::npos) << order;
}

struct Case {
  const char* name;
  std::vector<std::string> arguments;
  int code;
  const char* says;
};

TEST_F(Topup, EveryMistakeHasItsExitCodeAndASentence) {
  const std::string nobodys = ToText(OrderId(std::int64_t{1} << 50));
  const std::vector<Case> cases{
      {"no number", {"topup", "place", "--amount", "15", "--tender", "card"}, 2, "number"},
      {"too short a number",
       {"topup", "place", "047012", "--amount", "15", "--tender", "card"},
       2,
       "Digits are missing"},
      {"three decimals",
       {"topup", "place", "0470123456", "--amount", "15.001", "--tender", "card"},
       2,
       "error"},
      {"an unknown tender",
       {"topup", "place", "0470123456", "--amount", "15", "--tender", "gold"},
       2,
       "card, bancontact"},
      {"an amount that is not sold",
       {"topup", "place", "0470123456", "--amount", "16", "--tender", "card"},
       1,
       "On sale: €15.00 €25.00 €50.00"},
      {"a suspended number",
       {"topup", "place", "0470111111", "--amount", "15", "--tender", "card"},
       1,
       "suspended"},
      {"a terminated number",
       {"topup", "place", "0470999999", "--amount", "15", "--tender", "card"},
       1,
       "no longer in use"},
      {"another operator's number",
       {"topup", "place", "0472334455", "--operator", "proximus", "--amount", "15", "--tender",
        "card"},
       1,
       "Its operator: orange"},
      {"a slip in a reference", {"topup", "show", "tu_0000000000001z"}, 2, "check the spelling"},
      {"nobody's reference", {"topup", "show", nobodys}, 3, "no such top-up"},
      {"an unknown state", {"topup", "list", "--state", "lost"}, 2, "delivery_unknown"},
      {"a number without a SIM", {"sim", "show", "0471000000"}, 3, "error"},
      {"an unknown verb", {"topup", "sell"}, 2, "error"},
  };
  for (const Case& row : cases) {
    const Finished finished = here.Run(row.arguments);
    EXPECT_EQ(finished.code, row.code) << row.name << finished.out << finished.err;
    EXPECT_NE(finished.err.find(row.says), std::string::npos) << row.name << ": " << finished.err;
  }
  EXPECT_EQ(Orders(), 0U) << "and nothing was placed";
}

TEST_F(Topup, CodesAreShownAsWords) {
  here.Run({"topup", "place", "0485123002", "--amount", "15", "--tender", "cash"});
  const std::string order = here.Topups({}).front()["reference"];
  ASSERT_EQ(here.Run({"topup", "resolve", order, "--as", "paid_out", "--reason", "seen"}).code, 0);
  const std::string shown = here.Run({"topup", "show", order}).out;
  EXPECT_NE(shown.find("€15.00 paid out\n"), std::string::npos) << shown;
  EXPECT_FALSE(std::regex_search(shown, std::regex("[a-z]{3,}_[a-z]"))) << shown;
}

}  // namespace
}  // namespace herlaad::testing
