// Links: who has the link of an order may read it and pay it. A link's token is the order's id and
// a 128-bit code that only this installation can make: "tu_0d3m9k2v7x8q1r.4f…". Cancelling takes
// another code, which a link does not tell: who placed the order is given it, and nobody else.
// Nothing of either is stored.
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
  // unguessable. What was made with the key `before` it, if there is one, still opens its order and
  // cancels nothing; what any other key made is dead.
  Links(std::string public_url, Secret key, Secret before = {});

  [[nodiscard]] std::string Token(OrderId order) const;
  // The order that the token opens; nothing for everything that Token did not make. Takes as long
  // for a near miss as for a far one.
  [[nodiscard]] std::optional<OrderId> Open(std::string_view token) const;

  // What an order is cancelled with by who placed it and has no API key. In no address, page, mail
  // or answer but that to placing.
  [[nodiscard]] Secret CancelToken(OrderId order) const;
  [[nodiscard]] bool Cancels(OrderId order, std::string_view token) const;

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
  [[nodiscard]] static Digest Code(const Secret& key, std::string_view right, std::string_view id);

  std::string public_url_;
  Secret key_;
  Secret before_;  // may be empty
};

}  // namespace herlaad::http
