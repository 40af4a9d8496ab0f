// Runs commands as a batch of their own.
#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "engine/batches/batch.h"

namespace herlaad::testing {

// What each is answered.
template <class C>
std::vector<engine::AnsweredTo<C>> RunCommands(engine::BatchRunner& runner,
                                               std::vector<std::unique_ptr<C>> commands,
                                               Instant now) {
  using Answered = engine::AnsweredTo<C>;
  std::vector<std::optional<Answered>> told(commands.size());
  std::vector<engine::Submitted> batch;
  batch.reserve(commands.size());
  for (std::size_t i = 0; i < commands.size(); ++i) {
    batch.emplace_back(std::move(commands[i]),
                       [&one = told[i]](const Answered& answered, const engine::OrderRecord*) {
                         one.emplace(answered);
                       });
  }
  runner.Run(std::move(batch), now);
  std::vector<Answered> all;
  all.reserve(told.size());
  for (std::optional<Answered>& one : told) all.push_back(std::move(one).value());
  return all;
}

template <class C>
engine::AnsweredTo<C> RunCommand(engine::BatchRunner& runner, std::unique_ptr<C> command,
                                 Instant now) {
  std::vector<std::unique_ptr<C>> one;
  one.push_back(std::move(command));
  return RunCommands(runner, std::move(one), now).front();
}

}  // namespace herlaad::testing
