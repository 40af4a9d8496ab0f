// Messenger: who carries a text to a phone. Sending one twice does no harm beyond reading it twice.
#pragma once

#include <string>

#include "base/numbers/msisdn.h"

namespace herlaad::engine {

struct TextMessage {
  std::string reference;  // ours; the same for every try of one text
  Msisdn to;
  std::string text;  // UTF-8
};

enum class MessengerAnswer {
  kTaken,    // it will arrive, or it is not our doing when it does not
  kRefused,  // this text will never be taken
  kUnknown,  // no trustworthy answer, or nobody reached: try again
};

class Messenger {
 public:
  virtual ~Messenger() = default;

  // Blocks for at most the configured request time-out. Called from several threads.
  virtual MessengerAnswer Send(const TextMessage& message) = 0;

  // Aborts what is under way, for a quick and clean stop.
  virtual void Stop() = 0;
};

}  // namespace herlaad::engine
