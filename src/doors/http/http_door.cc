#include "doors/http/http_door.h"

#include "doors/http/router.h"
#include "doors/http/topups.h"

namespace herlaad::http {

class HttpDoor::Parts {
 public:
  Parts(Services services, HttpDoorOptions options)
      : shared_(std::move(services), std::move(options)),
        topups_(shared_),
        router_(shared_, Routes()) {}

  void Handle(net::Request&& request, net::Responder&& responder) {
    router_.Handle(std::make_shared<Exchange>(std::move(request), std::move(responder)));
  }

 private:
  std::vector<Route> Routes() {
    return {
        {"POST", "/v1/topups", Access::kPublic, Bind(topups_, &Topups::Place)},
        {"GET", "/v1/topups/{}", Access::kPublic, Bind(topups_, &Topups::Read)},
        {"GET", "/v1/topups", Access::kPublic, Bind(topups_, &Topups::List)},
        {"POST", "/v1/topups/{}/cancel", Access::kPublic, Bind(topups_, &Topups::Cancel)},
    };
  }
  template <class Part>
  static RouteHandler Bind(Part& part, void (Part::*handler)(ExchangePtr)) {
    return [&part, handler](ExchangePtr exchange) { (part.*handler)(std::move(exchange)); };
  }

  Shared shared_;
  Topups topups_;
  Router router_;
};

HttpDoor::HttpDoor(Services services, HttpDoorOptions options)
    : parts_(std::make_unique<Parts>(std::move(services), std::move(options))) {}

HttpDoor::~HttpDoor() = default;

void HttpDoor::Handle(net::Request&& request, net::Responder&& responder) {
  parts_->Handle(std::move(request), std::move(responder));
}

}  // namespace herlaad::http
