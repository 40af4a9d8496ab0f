// What the server that ran last tells people, stored in the database when it starts. A command that
// runs without a server says the same: its own settings may differ from the server's, whose port,
// seller and payment methods may come from flags or from the demo.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/herlaad/config/config.h"
#include "domain/payments/payment_method.h"

namespace herlaad::app {

inline constexpr std::string_view kLastServerSetting = "last_server";

struct LastServer {
  std::string url;                     // the address for browsers, without a trailing slash
  std::vector<std::string> operators;  // ids of the remote operators that are connected
  std::map<payments::PaymentMethod, std::string> payment_methods;  // to a gateway's id
  bool sandbox = false;                                            // no real money
  bool texts = false;
  bool mails = false;
  engine::Seller seller;
  messages::SupportContact support;
  std::vector<std::string> bank_accounts;  // our own; see http::HttpApiOptions
};

// Of a server with these settings that is reached at `url`.
LastServer LastServerOf(const Config& config, std::string url);

// One line of JSON.
std::string TextOf(const LastServer& server);
// Reads what TextOf writes; a field that is missing or of another type keeps its default, and a
// payment method or language that this version does not know is left out. nullopt for anything but
// a JSON object.
std::optional<LastServer> LastServerIn(std::string_view text);

}  // namespace herlaad::app
