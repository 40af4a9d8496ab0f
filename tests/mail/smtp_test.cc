// Mails sent through an independent mail server (npm smtp-server) and parsed by an independent
// library (npm postal-mime).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <sstream>

#include "adapters/messengers/smtp/smtp_mailer.h"
#include "adapters/net/server/testing_tls.h"
#include "tests/support/process.h"

namespace herlaad::messengers {
namespace {

using engine::MessengerAnswer;
using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kFolder = HERLAAD_MAIL_FOLDER;  // contains the npm packages
constexpr Millis kLong{60'000};

class SmtpTest : public ::testing::Test {
 protected:
  void Start(const json& wants) {
    server_ = std::make_unique<testing::Process>(
        testing::Command{{HERLAAD_NODE, "server.mjs", wants.dump()}, {}, kFolder});
    const auto line = server_->WaitForLine("\"port\"", kLong);
    ASSERT_TRUE(line.has_value()) << server_->err();
    port_ = json::parse(*line)["port"];
  }
  json Tls() {
    net::testing::WriteCertificate(
        {folder_.path() + "/certificate.pem", folder_.path() + "/key.pem"});
    return {{"cert", folder_.path() + "/certificate.pem"}, {"key", folder_.path() + "/key.pem"}};
  }
  SmtpMailerOptions Options() {
    SmtpMailerOptions options{
        {}, {*EmailAddress::Parse("no-reply@herlaad.example"), "Herlaad"}, {}};
    options.server.url = "smtp://127.0.0.1:" + std::to_string(port_);
    options.server.starttls = false;
    options.server.own_name = "herlaad.example";
    options.server.total_timeout = kLong;
    options.report = [this](const engine::ConnectorTrouble& trouble) {
      troubles_.push_back(std::string(trouble.reference) + " " +
                          (trouble.given_up ? "given up" : "later") + " " +
                          std::to_string(trouble.code));
      said_ += trouble.why;
    };
    return options;
  }
  static engine::MailMessage Message() {
    return {
        "tu_0d3m9k2v7x8q1r-m3",
        *EmailAddress::Parse("jan.peeters@example.com"),
        messages::Language::kFr,
        *ParseRfc3339("2026-11-28T13:02:11Z"),
        "15,00\u00a0€ ajoutés au 0470\u00a012\u00a034\u00a056: 充值成功充值成功充值成功充值成功",
        {"15,00\u00a0€ ajoutés", ".", ".. two dots", "From here"},
        "Voir la commande",
        "https://herlaad.example/fr/orders/tu_0d3m9k2v7x8q1r",
        {"Ne le transférez pas."},
        engine::MailMessage::Attachment{"re_0d3m9k2v7x8q1r.pdf", "application/pdf",
                                        std::string("%PDF\0\xff\r\n.\r\n", 11)}};
  }
  // The n-th mail that the server has parsed.
  json Mail(std::size_t n = 0) {
    const auto line = server_->WaitForLine("\"mail\"", kLong);
    EXPECT_TRUE(line.has_value()) << server_->err();
    std::istringstream all(server_->out());
    for (std::string each; std::getline(all, each);) {
      const json said = json::parse(each);
      if (said.contains("mail") && n-- == 0) return said["mail"];
    }
    ADD_FAILURE() << "so many mails did not arrive";
    return {};
  }

  testing::TemporaryFolder folder_;
  std::unique_ptr<testing::Process> server_;
  int port_ = 0;
  std::vector<std::string> troubles_;
  std::string said_;
};

TEST_F(SmtpTest, MailArrivesAsWritten) {
  Start(json::object());
  SmtpMailer mailer(Options());
  EXPECT_EQ(mailer.Send(Message()), MessengerAnswer::kTaken);
  const json mail = Mail();
  EXPECT_EQ(mail["from"], "no-reply@herlaad.example");
  EXPECT_EQ(mail["to"], (json{"jan.peeters@example.com"}));
  EXPECT_EQ(mail["hello"], "herlaad.example");
  EXPECT_EQ(mail["sender"]["name"], "Herlaad");
  EXPECT_EQ(mail["messageId"], "<tu_0d3m9k2v7x8q1r-m3@herlaad.example>");
  EXPECT_EQ(mail["date"], "2026-11-28T13:02:11.000Z");
  EXPECT_EQ(mail["subject"], Message().subject);
  EXPECT_THAT(mail["text"].get<std::string>(),
              HasSubstr("15,00\u00a0€ ajoutés\n\n.\n\n.. two dots"));
  EXPECT_THAT(mail["text"].get<std::string>(), HasSubstr(Message().link));
  EXPECT_THAT(mail["html"].get<std::string>(), HasSubstr("<a href=\"" + Message().link + "\">"));
  ASSERT_EQ(mail["attachments"].size(), 1U);
  EXPECT_EQ(mail["attachments"][0]["name"], "re_0d3m9k2v7x8q1r.pdf");
  EXPECT_EQ(mail["attachments"][0]["base64"], Base64(Message().attachment->bytes));
  EXPECT_EQ(mail["raw"], *WriteMail(Options().sender, Message())) << "not a byte more or less";
  EXPECT_TRUE(troubles_.empty());
}

TEST_F(SmtpTest, StartTlsIsUsedAndTheServerIsVerified) {
  Start({{"tls", Tls()}});
  auto options = Options();
  options.server.url = "smtp://localhost:" + std::to_string(port_);
  options.server.starttls = true;
  EXPECT_EQ(SmtpMailer(options).Send(Message()), MessengerAnswer::kUnknown)
      << "nobody we trust has signed that certificate";
  options.server.ca_file = folder_.path() + "/certificate.pem";
  EXPECT_EQ(SmtpMailer(options).Send(Message()), MessengerAnswer::kTaken);
  EXPECT_EQ(Mail()["secure"], true);
}

TEST_F(SmtpTest, RequiredStartTlsPreventsSendingWithoutIt) {
  Start(json::object());
  auto options = Options();
  options.server.starttls = true;
  EXPECT_EQ(SmtpMailer(options).Send(Message()), MessengerAnswer::kUnknown);
  EXPECT_THAT(troubles_, ElementsAre(HasSubstr("later")));
  EXPECT_THAT(server_->out(), Not(HasSubstr("\"mail\"")));
}

TEST_F(SmtpTest, AuthenticationWorksAndAWrongPasswordDoesNotGiveUpTheMail) {
  Start({{"tls", Tls()}, {"user", "herlaad"}, {"password", "s3cret"}});
  auto options = Options();
  options.server.url = "smtp://localhost:" + std::to_string(port_);
  options.server.starttls = true;
  options.server.ca_file = folder_.path() + "/certificate.pem";
  options.server.user = "herlaad";
  options.server.password = Secret("wrong");
  EXPECT_EQ(SmtpMailer(options).Send(Message()), MessengerAnswer::kUnknown);
  EXPECT_THAT(troubles_, ElementsAre("tu_0d3m9k2v7x8q1r-m3 later 535"));
  options.server.user = "";
  EXPECT_EQ(SmtpMailer(options).Send(Message()), MessengerAnswer::kUnknown) << "530";
  options.server.user = "herlaad";
  options.server.password = Secret("s3cret");
  EXPECT_EQ(SmtpMailer(options).Send(Message()), MessengerAnswer::kTaken);
  EXPECT_EQ(Mail()["user"], "herlaad");
  EXPECT_EQ(said_.find("s3cret"), std::string::npos);
}

TEST_F(SmtpTest, TemporaryRefusalIsRetried) {
  Start({{"later", 1}});
  SmtpMailer mailer(Options());
  EXPECT_EQ(mailer.Send(Message()), MessengerAnswer::kUnknown);
  EXPECT_THAT(troubles_, ElementsAre("tu_0d3m9k2v7x8q1r-m3 later 451"));
  EXPECT_EQ(mailer.Send(Message()), MessengerAnswer::kTaken);
  EXPECT_EQ(said_.find('@'), std::string::npos) << "no address in the log: " << said_;
}

TEST_F(SmtpTest, UnknownReceiverIsGivenUp) {
  Start({{"refuse", "rcpt"}});
  SmtpMailer mailer(Options());
  EXPECT_EQ(mailer.Send(Message()), MessengerAnswer::kRefused);
  EXPECT_THAT(troubles_, ElementsAre("tu_0d3m9k2v7x8q1r-m3 given up 550"));
  EXPECT_EQ(said_.find('@'), std::string::npos) << said_;
}

TEST_F(SmtpTest, MailRefusedAfterItsDataIsGivenUp) {
  Start({{"refuse", "data"}});
  EXPECT_EQ(SmtpMailer(Options()).Send(Message()), MessengerAnswer::kRefused);
  EXPECT_THAT(troubles_, ElementsAre("tu_0d3m9k2v7x8q1r-m3 given up 554"));
}

TEST_F(SmtpTest, ConnectionBrokenDuringAMailIsUnknownAndRetried) {
  Start({{"drop", 1}});
  SmtpMailer mailer(Options());
  EXPECT_EQ(mailer.Send(Message()), MessengerAnswer::kUnknown);
  EXPECT_EQ(mailer.Send(Message()), MessengerAnswer::kTaken);
  EXPECT_EQ(Mail()["messageId"], "<tu_0d3m9k2v7x8q1r-m3@herlaad.example>");
}

TEST_F(SmtpTest, SilentServerIsUnknownAndTheRepeatIsRecognisable) {
  Start({{"silent", true}});
  auto options = Options();
  options.server.total_timeout = Millis(2'000);
  const auto begun = std::chrono::steady_clock::now();
  SmtpMailer mailer(options);
  EXPECT_EQ(mailer.Send(Message()), MessengerAnswer::kUnknown);
  EXPECT_EQ(mailer.Send(Message()), MessengerAnswer::kUnknown);
  EXPECT_EQ(Mail(0)["messageId"], Mail(1)["messageId"]);
  // libcurl by itself would wait another minute for the reply to QUIT, longer than an outbox
  // worker's lease.
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(40));
}

TEST_F(SmtpTest, UnreachableServerIsRetried) {
  auto options = Options();
  options.server.url = "smtp://127.0.0.1:1";
  EXPECT_EQ(SmtpMailer(options).Send(Message()), MessengerAnswer::kUnknown);
  EXPECT_THAT(troubles_, ElementsAre("tu_0d3m9k2v7x8q1r-m3 later 0"));
}

TEST_F(SmtpTest, StoppedMailerSendsNothing) {
  Start(json::object());
  SmtpMailer mailer(Options());
  mailer.Stop();
  EXPECT_EQ(mailer.Send(Message()), MessengerAnswer::kUnknown);
}

TEST_F(SmtpTest, MailWithAnInjectedHeaderIsNeverSent) {
  Start(json::object());
  SmtpMailer mailer(Options());
  auto message = Message();
  message.subject = "credited\r\nBcc: eve@example.com";
  EXPECT_EQ(mailer.Send(message), MessengerAnswer::kRefused);
  const net::SmtpClient client(Options().server);
  for (const std::string to :
       {"a@b.be>\r\nRCPT TO:<eve@example.com", "a@b.be eve@example.com", ""}) {
    const auto sent = client.Send({"no-reply@herlaad.example", to, "Subject: x\r\n\r\n"});
    ASSERT_FALSE(sent.ok());
    EXPECT_EQ(sent.error().kind, net::SmtpErrorKind::kRefused);
  }
  EXPECT_EQ(mailer.Send(Message()), MessengerAnswer::kTaken);
  EXPECT_EQ(Mail()["subject"], Message().subject) << "the first to arrive";
}

}  // namespace
}  // namespace herlaad::messengers
