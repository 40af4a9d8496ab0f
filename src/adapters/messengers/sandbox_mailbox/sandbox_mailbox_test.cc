#include "adapters/messengers/sandbox_mailbox/sandbox_mailbox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "adapters/net/client/client.h"
#include "adapters/sandbox/sandbox.h"
#include "adapters/sandbox/sandbox_entries.h"

namespace herlaad::messengers {
namespace {

using engine::MessengerAnswer;
using ::testing::HasSubstr;
using ::testing::Not;

class SandboxMailboxTest : public ::testing::Test {
 protected:
  SandboxMailboxTest() {
    folder_ = ::testing::TempDir() + "sandbox_mailbox_" + std::to_string(getpid());
    std::filesystem::remove_all(folder_);
  }
  ~SandboxMailboxTest() override {
    sandbox_.reset();
    std::filesystem::remove_all(folder_);
  }
  void Start(sandbox::FaultOptions faults = {}) {
    sandbox::SandboxOptions options;
    options.folder = folder_;
    options.secret = Secret("unused");
    options.mail_faults = faults;
    sandbox_ = std::make_unique<sandbox::Sandbox>(std::move(options));
    ASSERT_TRUE(sandbox_->Start().ok());
    base_url_ = sandbox_->url() + "/sandbox/mail";
  }
  MessengerAnswer Send(const std::string& subject, const std::string& to = "jan@example.com") {
    SandboxMailbox mailbox({.base_url = base_url_, .request_timeout = Millis(1'000)});
    engine::MailMessage message{"tu_1-m3",
                                *EmailAddress::Parse(to),
                                messages::Language::kEn,
                                {},
                                subject,
                                {"First & foremost", "second"},
                                "See the order",
                                "https://herlaad.example/en/orders/tu_1",
                                {"small print"},
                                {}};
    message.attachment = {"re_1.pdf", "application/pdf", pdf_};
    return mailbox.Send(message);
  }
  net::ClientResponse Get(const std::string& path) {
    net::ClientRequest request;
    request.url = sandbox_->url() + path;
    auto response = client_.Send(request);
    EXPECT_TRUE(response.ok());
    return response.ok() ? *response : net::ClientResponse{};
  }

  std::string pdf_ = std::string("%PDF-1.5\0\xff\r\n", 12);
  std::string folder_;
  std::string base_url_;
  net::Client client_;
  std::unique_ptr<sandbox::Sandbox> sandbox_;
};

TEST_F(SandboxMailboxTest, AcceptedMailIsShownWithItsLinkAndAttachment) {
  Start();
  EXPECT_THAT(Get("/sandbox/mail/jan@example.com").body, HasSubstr("No e-mails yet"));
  EXPECT_EQ(Send("the first"), MessengerAnswer::kTaken);
  EXPECT_EQ(Send("the <second>"), MessengerAnswer::kTaken);
  EXPECT_EQ(Send("for another", "eve@example.com"), MessengerAnswer::kTaken);
  const std::string page = Get("/sandbox/mail/jan@example.com?lang=en").body;
  EXPECT_THAT(page, HasSubstr("Mailbox of jan@example.com"));
  EXPECT_THAT(page, HasSubstr("First &amp; foremost"));
  EXPECT_THAT(page, HasSubstr("href=\"https://herlaad.example/en/orders/tu_1\""));
  EXPECT_THAT(page, HasSubstr("small print"));
  EXPECT_THAT(page, Not(HasSubstr("for another")));
  EXPECT_LT(page.find("the &lt;second&gt;"), page.find("the first"));
  const auto file = Get("/sandbox/mail/attachments/1");
  EXPECT_EQ(file.Find("content-type"), "application/pdf");
  EXPECT_EQ(file.body, pdf_);
  EXPECT_EQ(Get("/sandbox/mail/attachments/9").status, 404);
}

TEST_F(SandboxMailboxTest, OnlyValidAddressesHaveAMailbox) {
  Start();

  EXPECT_EQ(Send("odd", "o'neill+{x}?%@example.com"), MessengerAnswer::kTaken);
  const auto moved = Get("/sandbox/mail?address=o%27neill%2B%7Bx%7D%3F%25%40example.com&lang=fr");
  EXPECT_EQ(moved.status, 303);
  const auto where = moved.Find("location");
  ASSERT_TRUE(where.has_value());
  EXPECT_THAT(std::string(*where), HasSubstr("lang=fr"));
  EXPECT_THAT(Get(std::string(*where)).body, HasSubstr("odd"));
  EXPECT_EQ(Get("/sandbox/mail?address=nobody").status, 404);
  EXPECT_EQ(Get("/sandbox/mail/nobody").status, 404);
}

TEST_F(SandboxMailboxTest, StoreListsMailsWithoutTheAttachments) {
  Start();
  EXPECT_EQ(Send("told"), MessengerAnswer::kTaken);
  const std::string entries = Get("/sandbox/mail/entries").body;
  EXPECT_THAT(entries, HasSubstr("\"subject\":\"told\""));
  EXPECT_THAT(entries, HasSubstr("re_1.pdf"));
  EXPECT_THAT(entries, Not(HasSubstr("base64")));
  const auto read = sandbox::ReadMailEntries(folder_);
  ASSERT_TRUE(read.ok());
  ASSERT_EQ(read->mails.size(), 1U);
  EXPECT_EQ(read->mails[0].address, "jan@example.com");
}

TEST_F(SandboxMailboxTest, InvalidMailIsRefusedForGood) {
  Start();
  EXPECT_EQ(Send(""), MessengerAnswer::kRefused);
}

TEST_F(SandboxMailboxTest, LostAnswerAndUnreachableServerAreUnknown) {
  Start({.drop_answer = 100});
  EXPECT_EQ(Send("arrives all the same"), MessengerAnswer::kUnknown);
  base_url_ = "http://127.0.0.1:1/sandbox/mail";
  EXPECT_EQ(Send("x"), MessengerAnswer::kUnknown);
}

}  // namespace
}  // namespace herlaad::messengers
