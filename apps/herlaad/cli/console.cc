#include "apps/herlaad/cli/console.h"

#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <future>
#include <iostream>

#include "adapters/net/client/client.h"
#include "adapters/net/json.h"
#include "api/http/admin/render_verification.h"
#include "apps/herlaad/cli/files.h"
#include "apps/herlaad/cli/repeat.h"
#include "apps/herlaad/cli/text.h"
#include "apps/herlaad/config/settings.h"
#include "apps/herlaad/server/app.h"
#include "apps/herlaad/server/folder.h"
#include "engine/verify/verify.h"

namespace herlaad::app {
namespace {

constexpr std::size_t kAnswerBytesMax = 16 * 1024 * 1024;
constexpr Millis kVerifyTimeout{6 * 3'600'000};

Reply ReplyOf(int status, std::string text, bool replayed) {
  Reply reply;
  reply.status = status;
  reply.text = std::move(text);
  reply.replayed = replayed;
  auto parsed = net::ParseStrict(reply.text, {32, 200'000});
  if (parsed.ok()) reply.body = *std::move(parsed);
  return reply;
}

std::vector<net::Header> HeadersOf(const Asked& asked) {
  std::vector<net::Header> headers = asked.headers;
  if (!asked.body.is_null()) headers.push_back({"content-type", "application/json"});
  return headers;
}

class SocketConsole final : public Console {
 public:
  explicit SocketConsole(std::string socket) : socket_(std::move(socket)) {}

  Result<Reply, ConsoleError> Call(const Asked& asked) override {
    net::ClientRequest request;
    request.method = asked.method;
    request.url = "http://localhost" + asked.path;
    request.headers = HeadersOf(asked);
    if (!asked.body.is_null()) request.body = net::WriteJson(asked.body);
    request.unix_socket = socket_;
    request.total_timeout = asked.timeout;
    request.max_answer_bytes = kAnswerBytesMax;
    auto answer = client_.Send(request);
    if (!answer.ok()) {
      return Failure{ConsoleError{WhyNoAnswer(answer.error().kind, socket_, asked.timeout),
                                  answer.error().sent == net::Sent::kNo}};
    }
    const bool replayed = answer->Find("idempotency-replayed").has_value();
    return ReplyOf(answer->status, std::move(answer->body), replayed);
  }
  Result<Reply, ConsoleError> Verify(const std::function<void(std::int64_t)>&) override {
    Asked asked;
    asked.method = "POST";
    asked.path = "/admin/verify";
    asked.timeout = kVerifyTimeout;
    return Call(asked);
  }
  [[nodiscard]] bool live() const override { return true; }

 private:
  std::string socket_;
  net::Client client_;
};

class OfflineConsole final : public Console {
 public:
  explicit OfflineConsole(std::unique_ptr<App> app) : app_(std::move(app)) {}

  Result<Reply, ConsoleError> Call(const Asked& asked) override {
    net::Request request;
    request.method = asked.method;
    const auto question = asked.path.find('?');
    request.path = asked.path.substr(0, question);
    if (question != std::string::npos) request.query = asked.path.substr(question + 1);
    request.headers = HeadersOf(asked);
    if (!asked.body.is_null()) request.body = net::WriteJson(asked.body);
    request.local = true;
    if (asked.method != "GET") {
      // What moves money needs the same right time as a server.
      if (const auto right = app_->CheckClock(); !right.ok())
        return Failure{ConsoleError{right.error(), true}};
    }
    std::promise<net::Response> promise;
    auto answer = promise.get_future();
    app_->Handle(std::move(request), net::Responder([&promise](net::Response&& response) {
                   promise.set_value(std::move(response));
                 }));
    net::Response response = answer.get();
    bool replayed = false;
    for (const net::Header& header : response.headers)
      replayed = replayed || header.name == "Idempotency-Replayed";
    return ReplyOf(response.status, std::move(response.body), replayed);
  }
  Result<Reply, ConsoleError> Verify(const std::function<void(std::int64_t)>& progress) override {
    const auto report = engine::Verify(
        app_->queries(),
        [&progress](const engine::VerifyCounts& counts) { progress(counts.orders); });
    if (!report.ok()) return Failure{ConsoleError{report.error().message, true}};
    return ReplyOf(200, http::RenderVerification(*report), false);
  }
  [[nodiscard]] bool live() const override { return false; }

 private:
  std::unique_ptr<App> app_;
};

// A folder that this user cannot look into looks empty.
std::optional<ConsoleError> ClosedFolder(const std::string& data) {
  if (::access(data.c_str(), R_OK | X_OK) == 0 || errno != EACCES) return std::nullopt;
  return ConsoleError{
      "this user may not read " + WholePath(data) + "; run the command as the user of the server",
      true};
}

ConsoleError NoDatabase(const std::string& data) {
  return {"there is no database in " + WholePath(data) +
              "; `herlaad demo` and `herlaad serve` create one, --data selects another folder",
          true};
}

// What a problem says besides its sentence.
std::string Hint(const nlohmann::json& problem) {
  if (!problem.is_object()) return "";
  if (const auto amounts = problem.find("on_sale");
      amounts != problem.end() && amounts->is_array()) {
    std::string text = "On sale:";
    for (const auto& amount : *amounts) text += " " + MoneyText({{"amount", amount}}, "amount");
    return text;
  }
  if (problem.contains("most"))
    return "The most that would be accepted: " + MoneyText(problem, "most");
  if (problem.contains("retry_at"))
    return "It may be tried again at " + LocalTimeText(problem, "retry_at");
  if (const std::string op = TextOf(problem, "operator"); !op.empty()) return "Its operator: " + op;
  if (const std::string why = TextOf(problem, "reason"); !why.empty())
    return "The reason: " + Words(why);
  if (TextOf(problem, "code") == "field_missing") return "The field: " + TextOf(problem, "field");
  return "";
}

// Whether a server listens on the socket. Has no side effects.
bool Answers(Console& console) {
  Asked asked;
  asked.path = "/health/live";
  asked.timeout = Millis(5'000);
  return console.Call(asked).ok();
}

}  // namespace

std::string WhyNoAnswer(net::ClientErrorKind kind, const std::string& socket, Millis waited) {
  switch (kind) {
    case net::ClientErrorKind::kTimeout:
      return "the server did not answer within " + std::to_string(waited.count() / 1'000) +
             " s at " + socket + "; it may still be at work";
    case net::ClientErrorKind::kTooLarge:
      return "the answer of the server at " + socket + " is longer than " +
             std::to_string(kAnswerBytesMax / 1'024 / 1'024) + " MB; ask for less at once";
    case net::ClientErrorKind::kBroken:
      return "the server at " + socket + " ended the connection before it answered: see its log";
    case net::ClientErrorKind::kInvalidRequest:
      return "the request cannot be sent to the server at " + socket;
    case net::ClientErrorKind::kResolve:
    case net::ClientErrorKind::kConnect:
    case net::ClientErrorKind::kForbidden:
    case net::ClientErrorKind::kTls:
    case net::ClientErrorKind::kStopped:
      break;
  }
  return "the server does not answer at " + socket;
}

Result<std::unique_ptr<Console>, ConsoleError> OpenConsole(const ConsoleOptions& options) {
  if (auto closed = ClosedFolder(options.data)) return Failure{*std::move(closed)};
  const std::string socket = Folder::SocketOf(options.data);
  std::error_code error;
  if (std::filesystem::exists(socket, error)) {
    auto console = std::make_unique<SocketConsole>(socket);
    if (Answers(*console)) return std::unique_ptr<Console>(std::move(console));
  }
  const auto config = LoadConfig(options.config);
  if (!config.ok()) return Failure{ConsoleError{config.error(), true}};
  const bool in_folder = DatabaseOf(options.database, *config).empty();
  if (in_folder && !std::filesystem::exists(Folder::DatabasePathOf(options.data), error))
    return Failure{NoDatabase(options.data)};
  AppOptions app_options;
  app_options.data = options.data;
  app_options.config_file = options.config;
  app_options.database = options.database;
  app_options.new_folder = !in_folder;  // holds the lock
  app_options.log_level = LogLevel::kWarning;
  auto app = App::Open(app_options);
  if (!app.ok()) return Failure{ConsoleError{app.error().message, true}};
  if (const auto started = (*app)->StartEngine(); !started.ok())
    return Failure{ConsoleError{started.error(), true}};
  return std::unique_ptr<Console>(std::make_unique<OfflineConsole>(*std::move(app)));
}

void SayIfHeld(Console& console) {
  Asked asked;
  asked.path = "/admin/nodes";
  const auto reply = console.Call(asked);
  if (reply.ok() && reply->ok()) SayIfHeld(reply->body);
}

void SayIfHeld(const nlohmann::json& nodes) {
  if (TextOf(nodes, "outbox_workers") != http::kOutboxWorkersHeld) return;
  std::cerr << "Sending is on hold: nothing is sent to operators and banks until you run `"
            << CommandText("resume") << "`.\n";
}

ExitCode ExitCodeOf(const Reply& reply) {
  if (reply.ok()) return ExitCode::kOk;
  if (reply.status == 404) return ExitCode::kNotFound;
  return reply.status >= 500 ? ExitCode::kUnavailable : ExitCode::kNo;
}

ExitCode Complain(const Reply& reply) {
  std::string detail = TextOf(reply.body, "detail");
  if (detail.empty()) detail = "the server answered with status " + std::to_string(reply.status);
  std::cerr << "error: " << detail << '\n';
  const std::string hint = Hint(reply.body);
  if (!hint.empty()) std::cerr << hint << '\n';
  return ExitCodeOf(reply);
}

ExitCode Complain(const ConsoleError& error) {
  std::cerr << "error: " << error.message << '\n';
  return ExitCode::kUnavailable;
}

ExitCode ComplainOfUsage(const std::string& message) {
  std::cerr << "error: " << message << '\n';
  return ExitCode::kUsage;
}

}  // namespace herlaad::app
