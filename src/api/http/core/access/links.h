// Links: capability links of orders. A token, "tu_0d3m9k2v7x8q1r.4f…", is the order's id and a
// 128-bit code computed with this installation's secret key; who has it may read and pay the order.
// Cancelling requires another code, which only the client that placed the order receives. Neither
// is stored.
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
  // `public_url` without a trailing slash: "https://herlaad.example". `key` must be secret and
  // random. Tokens made with the previous key, `before`, still open their orders but cannot cancel
  // them; tokens of any other key are invalid.
  Links(std::string public_url, Secret key, Secret before = {});

  [[nodiscard]] std::string Token(OrderId order) const;
  // The order that the token opens; nothing if Token did not make it. Takes constant time, however
  // close a wrong token is.
  [[nodiscard]] std::optional<OrderId> Open(std::string_view token) const;

  // The code with which a client without an API key cancels the order it placed. Only the answer to
  // placing contains it; no URL, page or mail does.
  [[nodiscard]] Secret CancelToken(OrderId order) const;
  [[nodiscard]] bool Cancels(OrderId order, std::string_view token) const;

  // URLs for browsers: where the order is paid, and its page. Always the same for the same order.
  [[nodiscard]] std::string Pay(std::string_view token) const;
  [[nodiscard]] std::string Page(std::string_view token) const;
  // The page in a given language.
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
