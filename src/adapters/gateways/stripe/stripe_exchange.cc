#include "adapters/gateways/stripe/stripe_exchange.h"

#include <chrono>

namespace herlaad::gateways::stripe {
namespace {

class HttpExchange final : public StripeExchange {
 public:
  Result<net::ClientResponse, net::ClientError> Send(const net::ClientRequest& request) override {
    return client_.Send(request);
  }
  [[nodiscard]] Millis Steady() const override {
    return std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now().time_since_epoch());
  }
  void Stop() override { client_.Stop(); }

 private:
  net::Client client_;
};

}  // namespace

std::shared_ptr<StripeExchange> OverHttp() { return std::make_shared<HttpExchange>(); }

}  // namespace herlaad::gateways::stripe
