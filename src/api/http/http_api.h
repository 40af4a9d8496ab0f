// HttpDoor: where programs and browsers come in. Parses, authorises, asks the engine, renders; no
// rules, no SQL. What it speaks is api/openapi.yaml.
//
// Handle runs on the server's I/O thread and waits for nothing: what the engine decides is answered
// from the engine's thread, what is read from the threads that read (engine/readers.h), what takes
// long from a thread of the API. The engine is stopped before the API is destroyed.
#pragma once

#include <memory>

#include "adapters/net/http.h"
#include "api/http/links.h"
#include "api/http/services.h"

namespace herlaad::http {

// A server in front of the API lets bodies under this path be so large: a thousand top-ups.
inline constexpr const char* kBatchPath = "/v1/topups:batch";
inline constexpr std::size_t kBatchBodyMax = 1'024 * 1'024;

class HttpApi {
 public:
  HttpApi(Services services, HttpApiOptions options);
  HttpApi(const HttpApi&) = delete;
  HttpApi& operator=(const HttpApi&) = delete;
  ~HttpApi();

  void Handle(net::Request&& request, net::Responder&& responder);
  // The same for a listener that gives out metrics and nothing else, to whoever can reach it.
  void ServeMetrics(net::Request&& request, net::Responder&& responder);

 private:
  class Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace herlaad::http
