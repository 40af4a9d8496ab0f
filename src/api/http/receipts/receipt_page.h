// The pages of a receipt: the receipt, its verification, and why there is none. Without script; the
// receipt's page is printable as shown.
#pragma once

#include <string>
#include <string_view>

#include "adapters/net/http.h"
#include "api/http/core/problem.h"
#include "base/messages/language.h"
#include "engine/ports/receipt_renderer.h"

namespace herlaad::http {

net::Response ReceiptPage(const engine::ReceiptView& view, const std::string& token);

// The signed data, to compare with the paper. `signature` is the last part of this page's URL.
net::Response GenuinePage(messages::Language language, const orders::SignedReceipt& receipt,
                          const std::string& operator_name, const std::string& signature);
net::Response NotGenuinePage(messages::Language language, const std::string& signature);

net::Response NoReceiptPage(messages::Language language, const Problem& reason,
                            const std::string& token);
net::Response NoSuchOrderPage(messages::Language language, const std::string& token);
net::Response UnavailablePage(messages::Language language, const Problem& reason,
                              const std::string& token);

}  // namespace herlaad::http
