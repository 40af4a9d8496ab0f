#include "tests/cli/installation.h"

#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "base/core/check.h"

namespace herlaad::testing {
namespace {

constexpr Millis kStart{20'000};
constexpr Millis kEnd{60'000};

}  // namespace

std::string Program() { return HERLAAD_BIN_DIR "/herlaad"; }

Command Installation::With(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), Program());
  arguments.insert(arguments.end(), {"--data", data()});
  return {std::move(arguments), {{"TZ", "Europe/Brussels"}}, folder_.path()};
}

void Installation::StartServer(std::vector<std::string> arguments) {
  arguments.insert(arguments.end(),
                   {"--port", std::to_string(port_), "--metrics-listen", metrics_address()});
  server_ = std::make_unique<Process>(With(std::move(arguments)));
  ASSERT_TRUE(server_->WaitForLine("Herlaad is ready at", kStart))
      << server_->out() << server_->err();
}

void Installation::StartDemo() { StartServer({"demo"}); }

int Installation::StopServer() {
  server_->Signal(SIGTERM);
  const auto finished = server_->Wait(kEnd);
  EXPECT_TRUE(finished) << "SIGTERM ends it";
  return finished ? finished->code : -1;
}

std::string Installation::NewSession() {
  net::ClientRequest request;
  request.method = "POST";
  request.url = url() + "/v1/sessions";
  const auto answer = client_.Send(request);
  EXPECT_TRUE(answer.ok() && answer->status < 300);
  return answer.ok() ? nlohmann::json::parse(answer->body).value("session", "") : "";
}

void Installation::TakeLinkKeyOf(const Installation& other) const {
  std::filesystem::create_directories(data());
  std::filesystem::copy_file(other.data() + "/link.key", data() + "/link.key");
}

Finished Installation::Run(std::vector<std::string> arguments) const {
  return testing::Run(With(std::move(arguments)), kEnd);
}

std::unique_ptr<Process> Installation::Start(std::vector<std::string> arguments) const {
  return std::make_unique<Process>(With(std::move(arguments)));
}

nlohmann::json Installation::Json(std::vector<std::string> arguments, int code) const {
  arguments.emplace_back("--json");
  const Finished finished = Run(std::move(arguments));
  EXPECT_EQ(finished.code, code) << finished.out << finished.err;
  auto json = nlohmann::json::parse(finished.out, nullptr, false);
  EXPECT_FALSE(json.is_discarded()) << finished.out;
  return json;
}

nlohmann::json Installation::Topups(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), {"topup", "list"});
  return Json(std::move(arguments))["topups"];
}

Finished Installation::RunInto(const std::string& redirection,
                               std::vector<std::string> arguments) const {
  Command command = With(std::move(arguments));
  const std::string script = "exec \"$@\" " + redirection;
  command.argv.insert(command.argv.begin(), {"/bin/sh", "-c", script, "sh"});
  return testing::Run(command, kEnd);
}

void Installation::MakeDatabase() {
  StartServer({"serve"});
  EXPECT_EQ(StopServer(), 0);
}

std::optional<net::ClientResponse> Installation::Get(const std::string& url,
                                                     const std::string& key) {
  net::ClientRequest request;
  request.url = url;
  if (!key.empty()) request.headers.push_back({"authorization", "Bearer " + key});
  auto answer = client_.Send(request);
  if (!answer.ok()) return std::nullopt;
  return *std::move(answer);
}

std::string Installation::BankPage(const std::string& payment_url) {
  for (int tries = 0; tries < 200; ++tries) {
    const auto answer = Get(payment_url);
    if (answer && answer->Find("location")) {
      std::string page(*answer->Find("location"));
      if (page.find("/pay/") != std::string::npos) return page;
    }
    usleep(50'000);
  }
  ADD_FAILURE() << payment_url << " does not lead to the bank";
  return "";
}

void Installation::Press(const std::string& payment_url, const std::string& action) {
  const std::string page = BankPage(payment_url);
  if (!page.empty()) (void)PressOn(page, action);
}

std::string Installation::PressOn(const std::string& page, const std::string& action) {
  net::ClientRequest button;
  button.method = "POST";
  button.url = page;
  button.headers = {{"content-type", "application/x-www-form-urlencoded"}};
  button.body = "action=" + action;
  const auto answer = client_.Send(button);
  EXPECT_TRUE(answer.ok()) << (answer.ok() ? "" : answer.error().message);
  if (!answer.ok()) return "";
  EXPECT_LT(answer->status, 400) << answer->body;
  return std::string(answer->Find("location").value_or(""));
}

std::string Installation::SandboxUrl() const {
  const std::string out = server_->out();
  const std::string before = "mailboxes are at ";
  const auto at = out.find(before);
  EXPECT_NE(at, std::string::npos) << out;
  if (at == std::string::npos) return "";
  const auto begin = at + before.size();
  return out.substr(begin, out.find(';', begin) - begin);
}

std::string LinkIn(const std::string& output) {
  const auto begin = output.find("\nhttp");
  if (begin == std::string::npos) return "";
  return output.substr(begin + 1, output.find('\n', begin + 1) - begin - 1);
}

}  // namespace herlaad::testing
