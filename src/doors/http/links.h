// Links: who has the link of an order may read it, pay it and cancel it. A link's token is the
// order's id and a 128-bit code that only this installation can make: "tu_0d3m9k2v7x8q1r.4f…".
// Nothing of it is stored.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/core/id.h"
#include "base/core/secret.h"
#include "base/messages/language.h"

namespace herlaad::http {

class Links {
 public:
  // `public_url` without a slash at its end: "https://herlaad.example". `key` is secret and
  // unguessable; with another key all links that were ever given out are dead.
  Links(std::string public_url, Secret key);

  [[nodiscard]] std::string Token(OrderId order) const;
  // The order that the token opens; nothing for everything that Token did not make. Takes as long
  // for a near miss as for a far one.
  [[nodiscard]] std::optional<OrderId> Open(std::string_view token) const;

  // Addresses for browsers: where the order is paid, and its page. The same order always has the
  // same.
  [[nodiscard]] std::string Pay(std::string_view token) const;
  [[nodiscard]] std::string Page(std::string_view token) const;
  // The page in a language of the reader's own choice.
  [[nodiscard]] std::string Page(OrderId order, messages::Language language) const;
  [[nodiscard]] std::string Page(OrderId order) const {
    return Page(std::string_view(Token(order)));
  }

 private:
  [[nodiscard]] Digest Code(std::string_view id) const;

  std::string public_url_;
  Secret key_;
};

}  // namespace herlaad::http
