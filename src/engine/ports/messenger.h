// Messenger: sends texts (SMS). A duplicate does no harm.
#pragma once

#include <string>

#include "base/numbers/msisdn.h"

namespace herlaad::engine {

struct TextMessage {
  std::string reference;  // ours; the same for every attempt
  Msisdn to;
  std::string text;  // UTF-8
};

enum class MessengerAnswer {
  kTaken,    // accepted for delivery
  kRefused,  // will never be accepted
  kUnknown,  // no reliable answer or no connection: try again
};

class Messenger {
 public:
  virtual ~Messenger() = default;

  // Blocks for at most the configured request time-out. Called from several threads.
  virtual MessengerAnswer Send(const TextMessage& message) = 0;

  // Aborts running calls, for a quick stop.
  virtual void Stop() = 0;
};

}  // namespace herlaad::engine
