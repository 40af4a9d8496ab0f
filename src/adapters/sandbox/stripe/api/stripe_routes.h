// The paths of Stripe's API that the stand-in speaks.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "adapters/sandbox/stripe/book/stripe_book.h"

namespace herlaad::sandbox {

struct StripeRoute {
  StripeOperation operation = nullptr;
  std::string id;  // in the path, if it has one
};

// Nothing for a path that Stripe, or the stand-in, does not have.
std::optional<StripeRoute> FindStripeRoute(std::string_view method, std::string_view path);

}  // namespace herlaad::sandbox
