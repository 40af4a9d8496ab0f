// Runs one command as a batch of its own.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "engine/batch.h"

namespace herlaad::testing {

// Its answer.
inline engine::Answer RunCommand(engine::BatchRunner& runner,
                                 std::unique_ptr<engine::Command> command, Instant now) {
  engine::Answer answer;
  std::vector<engine::Submitted> batch;
  batch.push_back({std::move(command), [&answer](const engine::Answer& given,
                                                 const engine::OrderRecord*) { answer = given; }});
  runner.Run(std::move(batch), now);
  return answer;
}

}  // namespace herlaad::testing
