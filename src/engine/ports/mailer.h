// Mailer: sends e-mail. A duplicate does no harm.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/core/instant.h"
#include "base/email/email_address.h"
#include "base/messages/language.h"
#include "engine/ports/messenger.h"

namespace herlaad::engine {

// Content of a mail; the mailer decides on layout. Texts are UTF-8 without line ends.
struct MailMessage {
  struct Attachment {
    std::string name;  // "re_0d3m9k2v7x8q1r.pdf"
    std::string type;  // "application/pdf"
    std::string bytes;
  };
  std::string reference;  // ours; the same for every attempt
  EmailAddress to;
  messages::Language language = messages::Language::kEn;
  Instant written_at{};
  std::string subject;
  std::vector<std::string> paragraphs;
  std::string link_text;
  std::string link;  // empty: none
  std::vector<std::string> small_print;
  std::optional<Attachment> attachment;
};

class Mailer {
 public:
  virtual ~Mailer() = default;

  // Blocks for at most the configured request time-out. Called from several threads.
  virtual MessengerAnswer Send(const MailMessage& message) = 0;

  // Aborts running calls, for a quick stop.
  virtual void Stop() = 0;
};

}  // namespace herlaad::engine
