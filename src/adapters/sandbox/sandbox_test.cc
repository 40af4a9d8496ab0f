#include "adapters/sandbox/sandbox.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "adapters/net/client/client.h"
#include "adapters/net/json.h"
#include "adapters/sandbox/callback_catcher.h"
#include "adapters/sandbox/sandbox_entries.h"

namespace herlaad::sandbox {
namespace {

using nlohmann::json;

class SandboxTest : public testing::Test {
 protected:
  SandboxTest() {
    const auto* const test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = testing::TempDir() + "sandbox_" + test->name() + "_" + std::to_string(getpid());
    std::filesystem::remove_all(folder_);
  }
  ~SandboxTest() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] SandboxOptions Options() const {
    SandboxOptions options;
    options.folder = folder_;
    options.secret = Secret("shared");
    options.slow_approval = Millis(300);
    options.late_charge = Millis(100);
    options.callback_first_wait = Millis(50);
    return options;
  }
  void Start(SandboxOptions options) {
    sandbox_ = std::make_unique<Sandbox>(std::move(options));
    const auto started = sandbox_->Start();
    ASSERT_TRUE(started.ok()) << started.error();
  }

  net::ClientResponse Send(const std::string& method, const std::string& url,
                           const std::string& body = "") {
    net::ClientRequest request;
    request.method = method;
    request.url = url.starts_with("http") ? url : sandbox_->url() + url;
    request.body = body;
    auto response = client_.Send(request);
    EXPECT_TRUE(response.ok()) << response.error().message;
    return response.ok() ? *response : net::ClientResponse{};
  }
  json SendJson(const std::string& method, const std::string& path, const json& body) {
    return ParseJson(Send(method, path, body.dump()).body);
  }
  json Get(const std::string& path) { return ParseJson(Send("GET", path).body); }
  static json ParseJson(const std::string& text) {
    auto parsed = net::ParseStrict(text);
    EXPECT_TRUE(parsed.ok()) << text;
    return parsed.ok() ? *parsed : json();
  }

  std::string OpenSession(const std::string& reference, const std::string& description = "Top-up",
                          const std::string& return_url = "") {
    return SendJson("POST", "/sandbox/bank/sessions",
                    {{"reference", reference},
                     {"amount", 1'500},
                     {"currency", "EUR"},
                     {"tender", "card"},
                     {"description", description},
                     {"return_url", return_url}})
        .value("url", "");
  }

  std::string folder_;
  net::Client client_;
  std::unique_ptr<Sandbox> sandbox_;
};

TEST_F(SandboxTest, FolderIsItsOwnersAlone) {
  Start(Options());
  EXPECT_EQ(std::filesystem::status(folder_).permissions(), std::filesystem::perms::owner_all);
}

TEST_F(SandboxTest, PaymentPageIsHtmlWithoutOtherResources) {
  Start(Options());
  const std::string url =
      OpenSession("tu_1-p1", "<script>alert('x')</script> & \"co\"", "https://shop.example/o/1");
  const net::ClientResponse page = Send("GET", url);
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.Find("content-type"), "text/html; charset=utf-8");
  const std::string policy(page.Find("content-security-policy").value_or(""));
  EXPECT_NE(policy.find("default-src 'none'"), std::string::npos);
  EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string::npos);
  EXPECT_NE(policy.find("form-action 'self' https://shop.example"), std::string::npos)
      << "or browsers would not follow the redirect";
  EXPECT_NE(page.body.find("<html lang=\"en\">"), std::string::npos);
  EXPECT_NE(page.body.find("SANDBOX: no real money"), std::string::npos);
  EXPECT_NE(page.body.find("€15.00"), std::string::npos);
  EXPECT_EQ(page.body.find("<script"), std::string::npos) << "what the shop writes is text";
  EXPECT_EQ(page.body.find("style="), std::string::npos);
  EXPECT_NE(page.body.find("&lt;script&gt;"), std::string::npos);
  for (const char* action : {"approve", "decline", "leave", "slow", "twice", "double_charge",
                             "lose_reply", "late", "wrong_amount"}) {
    EXPECT_NE(page.body.find("value=\"" + std::string(action) + "\""), std::string::npos) << action;
  }
  EXPECT_EQ(Send("GET", "/sandbox/style.css").Find("content-type"), "text/css; charset=utf-8");
}

TEST_F(SandboxTest, PaymentPageShowsTheResult) {
  Start(Options());
  const std::string paid = OpenSession("tu_1-p1");
  const net::ClientResponse approved = Send("POST", paid, "action=approve");
  EXPECT_EQ(approved.status, 303);
  EXPECT_TRUE(approved.Find("location").value_or("").starts_with("/sandbox/bank/pay/"))
      << "without a shop to go back to, the page itself";
  EXPECT_NE(Send("GET", paid).body.find("Paid: €15.00 was taken"), std::string::npos);

  const std::string declined = OpenSession("tu_2-p1");
  Send("POST", declined, "action=decline");
  EXPECT_NE(Send("GET", declined).body.find("Declined. No money was taken"), std::string::npos);

  const std::string slow = OpenSession("tu_3-p1");
  Send("POST", slow, "action=slow");
  EXPECT_EQ(Send("GET", slow).Find("refresh"), "5");
  EXPECT_NE(Send("GET", slow).body.find("still checking"), std::string::npos);
}

TEST_F(SandboxTest, PaymentPageCannotBeGuessed) {
  Start(Options());
  const std::string one = OpenSession("tu_1-p1");
  const std::string two = OpenSession("tu_2-p1");
  EXPECT_NE(one, two);
  EXPECT_GE(one.substr(one.rfind('/') + 1).size(), 32u);
  EXPECT_EQ(Send("GET", "/sandbox/bank/pay/tu_1-p1").status, 404);
  EXPECT_EQ(Send("POST", "/sandbox/bank/pay/0000", "action=approve").status, 404);
  EXPECT_EQ(Send("POST", one, "action=steal").status, 400);
  EXPECT_EQ(Send("POST", one, "").status, 400);
  EXPECT_EQ(Get("/sandbox/bank/entries").dump().find(one.substr(one.rfind('/') + 1)),
            std::string::npos)
      << "the entries name no page";
}

TEST_F(SandboxTest, InvalidSessionsAreRejected) {
  Start(Options());
  const json good = {{"reference", "tu_1-p1"}, {"amount", 1'500}, {"currency", "EUR"}};
  const std::vector<std::pair<const char*, json>> bad = {
      {"reference", ""},
      {"reference", "a/b"},
      {"reference", std::string(65, 'a')},
      {"amount", 0},
      {"amount", -1},
      {"amount", "15"},
      {"amount", 100'000'001},
      {"currency", "USD"},
      {"return_url", "javascript:alert(1)"},
      {"return_url", "https://"},
      {"return_url", "https://shop.example/\r\nSet-Cookie: a=b"},
      {"return_url", "https://shop.example;script-src *"},
      {"description", std::string(201, 'a')}};
  for (const auto& [field, value] : bad) {
    json body = good;
    body[field] = value;
    const net::ClientResponse response = Send("POST", "/sandbox/bank/sessions", body.dump());
    EXPECT_EQ(response.status, 400) << body;
  }
  EXPECT_EQ(Send("POST", "/sandbox/bank/sessions", "{\"amount\":1,\"amount\":2}").status, 400);
  EXPECT_EQ(Send("PUT", "/sandbox/bank/sessions", "{}").status, 404);
  EXPECT_EQ(Send("GET", "/sandbox/bank/nothing").status, 404);
  EXPECT_EQ(Send("GET", "/etc/passwd").status, 404);
  EXPECT_TRUE(ReadBankEntries(folder_)->sessions.empty());
}

TEST_F(SandboxTest, InvalidTopupsAreRejectedByTheOperator) {
  Start(Options());
  for (const char* body : {"", "{}", R"({"reference":"a","msisdn":"+32485123456","amount":1.5})",
                           R"({"reference":"a","msisdn":"+32485123456","amount":0})"}) {
    const net::ClientResponse response = Send("POST", "/sandbox/operator/topups", body);
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(ParseJson(response.body)["code"], "malformed");
  }
  const json foreign = SendJson(
      "POST", "/sandbox/operator/topups",
      {{"reference", "a"}, {"msisdn", "+31612345678"}, {"amount", 500}, {"currency", "EUR"}});
  EXPECT_EQ(foreign["code"], "invalid_number");
  EXPECT_TRUE(ReadOperatorEntries(folder_)->credits.empty());
}

TEST_F(SandboxTest, StoresAreReadInPages) {
  Start(Options());
  for (int i = 0; i < 5; ++i) {
    Send("POST", OpenSession("tu_" + std::to_string(i) + "-p1"), "action=approve");
  }
  std::string cursor = "0";
  std::vector<std::int64_t> numbers;
  int pages = 0;
  for (bool more = true; more; ++pages) {
    const json page = Get("/sandbox/bank/entries?limit=3&cursor=" + cursor);
    for (const char* list : {"sessions", "charges", "refunds"}) {
      for (const json& entry : page[list]) numbers.push_back(entry["n"].get<std::int64_t>());
    }
    more = page["next"].is_string();
    if (more) cursor = page["next"].get<std::string>();
  }
  std::sort(numbers.begin(), numbers.end());
  EXPECT_EQ(numbers, (std::vector<std::int64_t>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}));
  EXPECT_EQ(pages, 4);
  EXPECT_EQ(Send("GET", "/sandbox/bank/entries?limit=0").status, 400);
  EXPECT_EQ(Send("GET", "/sandbox/operator/entries?cursor=x").status, 400);
  EXPECT_EQ(ReadBankEntries(folder_)->sessions.size(), 5u);
  EXPECT_EQ(Send("GET", "/").status, 200);
}

TEST_F(SandboxTest, UndeliveredCallbacksAreSentAfterARestart) {
  std::uint16_t port = 0;
  {
    CallbackCatcher deaf;
    port = deaf.port();
    deaf.RefuseNext(1'000, 500);
    SandboxOptions options = Options();
    options.callback_url = deaf.url();
    Start(std::move(options));
    Send("POST", OpenSession("tu_1-p1"), "action=approve");
    EXPECT_FALSE(deaf.Wait(1).empty());
    sandbox_.reset();
  }
  CallbackCatcher hearing(port);
  SandboxOptions options = Options();
  options.callback_url = hearing.url();
  options.callback_longest_wait = Millis(200);
  Start(std::move(options));
  const auto caught = hearing.Wait(1);
  ASSERT_EQ(caught.size(), 1u) << "told once, and heard";
  const json event = ParseJson(caught[0].body);
  EXPECT_EQ(event["type"], "session.paid");
  EXPECT_EQ(event["reference"], "tu_1-p1");
  EXPECT_EQ(ReadBankEntries(folder_)->charges.size(), 1u);
}

TEST_F(SandboxTest, PlansOfTheBankSurviveARestart) {
  SandboxOptions options = Options();
  options.slow_approval = Millis(700);
  Start(std::move(options));
  Send("POST", OpenSession("tu_1-p1"), "action=slow");
  sandbox_.reset();
  EXPECT_TRUE(ReadBankEntries(folder_)->charges.empty());
  CallbackCatcher merchant;
  options = Options();
  options.callback_url = merchant.url();
  Start(std::move(options));
  EXPECT_EQ(merchant.Wait(1).size(), 1u);
  EXPECT_EQ(ReadBankEntries(folder_)->charges.size(), 1u);
}

TEST_F(SandboxTest, CallbacksWaitForAMerchantThatComesLater) {
  Start(Options());
  Send("POST", OpenSession("tu_1-p1"), "action=approve");
  CallbackCatcher merchant;
  sandbox_->SetCallbackUrl(merchant.url());
  EXPECT_EQ(merchant.Wait(1).size(), 1u);
}

TEST_F(SandboxTest, FolderIsUsedByOneSandboxAtATime) {
  Start(Options());
  Sandbox second(Options());
  const auto started = second.Start();
  ASSERT_FALSE(started.ok());
  EXPECT_NE(started.error().find("another sandbox"), std::string::npos);
  sandbox_->Stop();
  Sandbox third(Options());
  EXPECT_TRUE(third.Start().ok());
}

TEST_F(SandboxTest, ImpossibleFolderIsReported) {
  SandboxOptions options = Options();
  options.folder = "/proc/nowhere";
  Sandbox sandbox(std::move(options));
  const auto started = sandbox.Start();
  ASSERT_FALSE(started.ok());
  EXPECT_NE(started.error().find("/proc/nowhere"), std::string::npos);
}

TEST_F(SandboxTest, StoppingDoesNotWaitForSlowAnswers) {
  Start(Options());
  std::thread client([this] {
    net::ClientRequest request;
    request.method = "POST";
    request.url = sandbox_->url() + "/sandbox/operator/topups";
    request.body = R"({"reference":"a","msisdn":"+32485123300","amount":500,"currency":"EUR"})";
    const auto response = client_.Send(request);
    EXPECT_TRUE(!response.ok() || response->status == 500);
  });
  while (ReadOperatorEntries(folder_)->requests.empty()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  const auto before = std::chrono::steady_clock::now();
  sandbox_->Stop();
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(5));
  client.join();
  EXPECT_EQ(ReadOperatorEntries(folder_)->credits.size(), 1u) << "what is booked is booked";
}

// A separate process, so that SIGKILL can end it.
class KilledSandboxTest : public SandboxTest {
 protected:
  // Returns its port.
  std::uint16_t Fork() {
    int pipe_ends[2];
    CHECK(pipe(pipe_ends) == 0, "a pipe can be made");
    child_ = fork();
    CHECK(child_ >= 0, "a process can be made");
    if (child_ == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);  // an aborted test leaves nothing behind
      Sandbox sandbox(Options());
      const std::uint16_t port = sandbox.Start().ok() ? sandbox.port() : 0;
      if (write(pipe_ends[1], &port, sizeof port) != sizeof port) _exit(1);
      while (true) pause();
    }
    std::uint16_t port = 0;
    CHECK(read(pipe_ends[0], &port, sizeof port) == sizeof port, "the child says its port");
    close(pipe_ends[0]);
    close(pipe_ends[1]);
    return port;
  }
  void Kill() {
    kill(child_, SIGKILL);
    waitpid(child_, nullptr, 0);
  }
  pid_t child_ = -1;
};

TEST_F(KilledSandboxTest, AnsweredRequestsSurviveSigkill) {
  const std::uint16_t port = Fork();
  ASSERT_NE(port, 0);
  const std::string url = "http://127.0.0.1:" + std::to_string(port);
  for (int i = 0; i < 20; ++i) {
    const net::ClientResponse response = Send("POST", url + "/sandbox/operator/topups",
                                              json{{"reference", "tu_" + std::to_string(i) + "-d1"},
                                                   {"msisdn", "+32485123456"},
                                                   {"amount", 1'500},
                                                   {"currency", "EUR"}}
                                                  .dump());
    EXPECT_EQ(response.status, 200);
  }
  Kill();
  const auto store = ReadOperatorEntries(folder_);
  ASSERT_TRUE(store.ok()) << store.error();
  EXPECT_EQ(store->credits.size(), 20u);
  EXPECT_EQ(store->requests.size(), 20u);
  Start(Options());
  EXPECT_EQ(Get("/sandbox/operator/topups/tu_7-d1")["code"], "completed");
}

}  // namespace
}  // namespace herlaad::sandbox
