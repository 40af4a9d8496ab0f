// What a client may say about a top-up for its own use: its reference, an address to return to, and
// metadata.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "api/http/core/access/client.h"
#include "api/http/core/json/json_writer.h"
#include "api/http/core/problem.h"
#include "base/core/result.h"
#include "domain/orders/order.h"

namespace herlaad::http {

// "client_reference", "return_url" and "metadata", all of which may be absent.
Result<orders::ClientDetails, Problem> ReadClientDetails(const nlohmann::json& body);

// The reference alone, as the filter of a list.
bool IsClientReference(std::string_view text);

// Why `client` may not say them. They are for the programs of a client, which has an API key.
// Without one nobody could read them again, and a page of ours would link to whatever address a
// stranger or a person of staff chose. Addresses other than https only where `allow_private`, and
// of this machine.
std::optional<Problem> WhyNotSaid(const orders::ClientDetails& details, const Client& client,
                                  bool allow_private);

// The members, for the client that said them and those that read all orders.
void RenderClientDetails(const orders::ClientDetails& details, JsonWriter& json);

// Whether the payer's page links to where the client wants the payer back. Also while the order
// waits for its payment: who does not want to pay, or whose bank takes days, must find the way.
bool MayReturn(const orders::Order& order);

// "shop.example" of "https://shop.example/thanks"; empty if there is no address.
std::string ReturnHost(const orders::ClientDetails& details);

}  // namespace herlaad::http
