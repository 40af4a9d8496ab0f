// The pages that people see in the sandbox: plain HTML, no script, one style sheet of their own.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "adapters/net/http.h"
#include "adapters/sandbox/bank_book.h"

namespace herlaad::sandbox {

// Where the payer of a session decides what the bank does, or sees what it did.
net::Response PaymentPage(const FullSession& session, const std::optional<Plan>& plan,
                          const std::optional<BankCharge>& charge);
net::Response PageNotFound();

// What there is in the sandbox.
net::Response IndexPage();

// At /sandbox/style.css.
net::Response StyleSheet();

std::string EscapeHtml(std::string_view text);

}  // namespace herlaad::sandbox
