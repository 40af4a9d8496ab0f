#include "apps/herlaad/cli/follow.h"

#include <iomanip>
#include <iostream>

#include "adapters/net/json.h"
#include "apps/herlaad/cli/output.h"
#include "apps/herlaad/cli/repeat.h"
#include "apps/herlaad/cli/terminal.h"
#include "apps/herlaad/cli/text.h"
#include "apps/herlaad/cli/wrap.h"
#include "domain/orders/order.h"

namespace herlaad::app {
namespace {

constexpr Millis kLookAgain{300};
constexpr Millis kLookAgainLater{1'000};
constexpr Millis kSoon{20'000};  // the time in which people watch most closely
constexpr Millis kAnswerTimeout{5'000};
constexpr int kStateWidth = 18;

ExitCode ExitOf(const nlohmann::json& order) {
  return TextOf(order, "state") == "delivered" ? ExitCode::kOk : ExitCode::kNo;
}

class Follower {
 public:
  Follower(Console& console, Signals& signals, const Reply& order, bool json)
      : console_(console), signals_(signals), json_(json), order_(order.body), text_(order.text) {
    id_ = TextOf(order_, "reference");
  }

  int Run() {
    Say();
    while (!IsSettled(order_)) {
      if (OutputFailed()) return GoOnWithout(static_cast<int>(ExitCode::kOutput));
      if (signals_.WaitFor(Pause())) return GoOnWithout(kInterruptedExit);
      Look();
      if (gone_) return static_cast<int>(ExitCode::kNotFound);
    }
    line_.Clear();
    return static_cast<int>(ExitOf(order_));
  }

 private:
  Millis Pause() { return clock_.Now() - begun_ < kSoon ? kLookAgain : kLookAgainLater; }

  void Say() {
    line_.Clear();
    said_ = TextOf(order_, "state");
    sentence_ = StatusSentence(order_);
    since_ = clock_.Now();
    if (json_) {
      std::cout << text_ << std::endl;
    } else {
      PrintState(order_, ClockText(since_));
    }
  }

  void Look() {
    Asked asked;
    asked.path = "/v1/topups/" + id_;
    asked.timeout = kAnswerTimeout;
    auto reply = console_.Call(asked);
    if (reply.ok() && reply->status == 404) return Gone(*reply);
    if (!reply.ok() || !reply->ok())
      return Lost(reply.ok() ? "status " + std::to_string(reply->status) : reply.error().message);
    if (lost_) Note("the server answers again");
    lost_ = false;
    order_ = std::move(reply->body);
    text_ = std::move(reply->text);
    if (TextOf(order_, "state") != said_ || StatusSentence(order_) != sentence_) return Say();
    const auto seconds = (clock_.Now() - since_).count() / 1'000;
    if (seconds >= 2)
      line_.Show("          " + said_ + " for " + std::to_string(seconds) +
                 " s; Ctrl-C stops watching, not the order");
  }

  // Another database than the order was placed in, for example an older copy.
  void Gone(const Reply& reply) {
    line_.Clear();
    (void)Complain(reply);
    gone_ = true;
  }

  void Lost(const std::string& why) {
    if (!lost_) Note(why + "; the order is safe and goes on when the server does. Trying again");
    lost_ = true;
  }

  void Note(const std::string& text) {
    line_.Clear();
    const std::string clock = ClockText(clock_.Now());
    std::cerr << clock << "  ";
    Wrap(text, clock.size() + 2, StderrWidth(), std::cerr);
  }

  int GoOnWithout(int code) {
    line_.Clear();
    std::cerr << "\nThe order continues. To watch it again: " << CommandText("topup watch " + id_)
              << std::endl;
    return code;
  }

  Console& console_;
  Signals& signals_;
  const bool json_;
  nlohmann::json order_;
  std::string text_;
  std::string id_;
  std::string said_;
  std::string sentence_;
  bool lost_ = false;
  bool gone_ = false;
  SystemClock clock_;
  const Instant begun_ = clock_.Now();
  Instant since_{};
  ChangingLine line_;
};

}  // namespace

bool IsSettled(const nlohmann::json& order) {
  const auto state = orders::ParseState(TextOf(order, "state"));
  return !state || orders::IsFinal(*state) || *state == orders::State::kAttention;
}

std::string OperatorName(Console& console, const std::string& id) {
  Asked asked;
  asked.path = "/v1/operators";
  const auto reply = console.Call(asked);
  if (!reply.ok() || !reply->ok() || !reply->body.contains("operators")) return id;
  for (const auto& op : reply->body["operators"]) {
    if (TextOf(op, "id") == id) return TextOf(op, "name");
  }
  return id;
}

void PrintState(const nlohmann::json& order, const std::string& clock) {
  std::string said = StatusSentence(order);
  if (IsSettled(order))
    for (const std::string& next : StatusTexts(order, "next")) said += " " + next;
  std::cout << clock << "  " << std::left << std::setw(kStateWidth) << TextOf(order, "state");
  Wrap(said, clock.size() + 2 + kStateWidth, StdoutWidth(), std::cout);
  std::cout << std::flush;
}

int Follow(Console& console, Signals& signals, const Reply& order, bool json) {
  return Follower(console, signals, order, json).Run();
}

}  // namespace herlaad::app
