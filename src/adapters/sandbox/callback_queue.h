// CallbackQueue: callbacks for the merchant that wait in a store until they were answered.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "adapters/sandbox/database.h"
#include "base/core/instant.h"

namespace herlaad::sandbox {

struct Callback {
  std::int64_t id = 0;
  std::string body;
  std::int64_t tries = 0;
};

// Each method runs one or two statements in the caller's transaction.
class CallbackQueue {
 public:
  virtual ~CallbackQueue() = default;

  virtual std::vector<Callback> DueCallbacks(Instant now, std::size_t limit) = 0;
  virtual std::optional<Instant> NextCallbackDue() = 0;
  virtual void DropCallback(std::int64_t id) = 0;  // delivered
  virtual void PostponeCallback(std::int64_t id, std::int64_t tries, Instant due) = 0;
  virtual void GiveUpCallback(std::int64_t id,
                              std::int64_t tries) = 0;  // kept, but never due again
  [[nodiscard]] virtual Database& database() = 0;
};

}  // namespace herlaad::sandbox
