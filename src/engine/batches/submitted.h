// Submitted: a command that waits to be decided, with whoever is told of its result. The engine
// decides and answers it without knowing the result's type; both ends of it know the type.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "engine/commands/command.h"

namespace herlaad::engine {

class Submission {
 public:
  virtual ~Submission() = default;
  [[nodiscard]] virtual const Command& command() const = 0;
  // Decides the command and keeps its result for Tell. After a conflict it is decided again.
  virtual Decision Decide(const ReadSet& read_set, const DecisionContext& context) = 0;
  // Tells the fault, or the result of the last decision. `record` is the order as committed if the
  // command changed one, otherwise nullptr; it is valid during the call only.
  virtual void Tell(std::optional<Fault> fault, const OrderRecord* record) = 0;
};

// For a command whose result nobody waits for.
struct Unheard {
  void operator()(const auto& /*answered*/, const OrderRecord* /*record*/) const {}
};

template <class R, class Done>
class SubmissionOf final : public Submission {
  static_assert(std::is_invocable_v<Done&, const Answered<R>&, const OrderRecord*>,
                "whoever is told takes an Answered<> of the command's result and an OrderRecord*");

 public:
  SubmissionOf(std::unique_ptr<CommandOf<R>> command, Done done)
      : command_(std::move(command)), done_(std::move(done)) {}

  [[nodiscard]] const Command& command() const override { return *command_; }
  Decision Decide(const ReadSet& read_set, const DecisionContext& context) override {
    DecisionOf<R> decision = command_->Decide(read_set, context);
    answered_ = Answered<R>(std::move(decision.result), decision.replayed);
    return std::move(static_cast<Decision&>(decision));
  }
  void Tell(std::optional<Fault> fault, const OrderRecord* record) override {
    if (fault) answered_ = *fault;
    done_(std::as_const(answered_), record);
  }

 private:
  std::unique_ptr<CommandOf<R>> command_;
  Done done_;
  Answered<R> answered_ = Fault::kUnavailable;
};

// What whoever submits a C is told.
template <class C>
using AnsweredTo = Answered<typename C::ResultType>;

struct Submitted {
  using TimePoint = std::chrono::steady_clock::time_point;

  explicit Submitted(std::unique_ptr<Submission> the_submission,
                     TimePoint refused = TimePoint::max())
      : submission(std::move(the_submission)), refused_at(refused) {}
  // `done` is called with const Answered<R>& and const OrderRecord*, as Submission::Tell says; R is
  // the type of the command's result.
  template <class C, class Done>
  Submitted(std::unique_ptr<C> command, Done done)
      : Submitted(std::make_unique<SubmissionOf<typename C::ResultType, Done>>(std::move(command),
                                                                               std::move(done))) {}

  std::unique_ptr<Submission> submission;
  // If the command was not begun by then, it is refused and nothing is changed.
  TimePoint refused_at;
};

}  // namespace herlaad::engine
