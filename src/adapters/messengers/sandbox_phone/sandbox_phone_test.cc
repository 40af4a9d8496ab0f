#include "adapters/messengers/sandbox_phone/sandbox_phone.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "adapters/sandbox/sandbox.h"
#include "adapters/sandbox/sandbox_entries.h"

namespace herlaad::messengers {
namespace {

using engine::MessengerAnswer;

class SandboxPhoneTest : public ::testing::Test {
 protected:
  SandboxPhoneTest() {
    folder_ = ::testing::TempDir() + "sandbox_phone_" + std::to_string(getpid());
    std::filesystem::remove_all(folder_);
  }
  ~SandboxPhoneTest() override {
    sandbox_.reset();
    std::filesystem::remove_all(folder_);
  }
  void Start(sandbox::FaultOptions faults = {}) {
    sandbox::SandboxOptions options;
    options.folder = folder_;
    options.secret = Secret("unused");
    options.phone_faults = faults;
    sandbox_ = std::make_unique<sandbox::Sandbox>(std::move(options));
    ASSERT_TRUE(sandbox_->Start().ok());
    base_url_ = sandbox_->url() + "/sandbox/phone";
  }
  MessengerAnswer Send(const std::string& text) {
    SandboxPhone phone({.base_url = base_url_, .request_timeout = Millis(1'000)});
    return phone.Send({"tu_1-m1", *Msisdn::Parse("0470123456"), text});
  }

  std::string folder_;
  std::string base_url_;
  std::unique_ptr<sandbox::Sandbox> sandbox_;
};

TEST_F(SandboxPhoneTest, AcceptedTextArrives) {
  Start();
  EXPECT_EQ(Send("15,00 € sind da"), MessengerAnswer::kTaken);
  const auto entries = sandbox::ReadPhoneEntries(folder_);
  ASSERT_TRUE(entries.ok());
  ASSERT_EQ(entries->messages.size(), 1U);
  EXPECT_EQ(entries->messages[0].msisdn, "+32470123456");
  EXPECT_EQ(entries->messages[0].text, "15,00 € sind da");
}

TEST_F(SandboxPhoneTest, InvalidTextIsRefusedForGood) {
  Start();
  EXPECT_EQ(Send(""), MessengerAnswer::kRefused);
}

TEST_F(SandboxPhoneTest, LostAnswerIsUnknown) {
  Start({.drop_answer = 100});
  EXPECT_EQ(Send("arrives all the same"), MessengerAnswer::kUnknown);
}

TEST_F(SandboxPhoneTest, UnreachableServerIsUnknown) {
  base_url_ = "http://127.0.0.1:1/sandbox/phone";
  EXPECT_EQ(Send("x"), MessengerAnswer::kUnknown);
}

}  // namespace
}  // namespace herlaad::messengers
