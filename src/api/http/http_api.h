// HttpApi: the HTTP API and the web pages. Parses, authorises, calls the engine, renders; contains
// no domain rules and no SQL. api/openapi.yaml describes the API.
//
// Handle runs on the server's I/O thread and never blocks: decisions are answered on the engine's
// thread, reads on the reader threads (engine/readers.h), and slow work on a thread of the API. The
// engine must be stopped before the API is destroyed.
#pragma once

#include <memory>

#include "adapters/net/http.h"
#include "api/http/core/access/links.h"
#include "api/http/core/services.h"

namespace herlaad::http {

// The body limit that the server must allow under this path: a thousand top-ups.
inline constexpr const char* kBatchPath = "/v1/topups:batch";
inline constexpr std::size_t kBatchBodyMax = 1'024 * 1'024;
// The event of a dispute has all its evidence in it.
inline constexpr const char* kCallbacksPath = "/v1/callbacks/";
inline constexpr std::size_t kCallbackBodyMax = 512 * 1'024;
// Lines of lists come 500 at once.
inline constexpr const char* kReconciliationPath = "/v1/reconciliation";
inline constexpr const char* kLocalReconciliationPath = "/admin/reconciliation";
inline constexpr std::size_t kListBodyMax = 512 * 1'024;

class HttpApi {
 public:
  HttpApi(Services services, HttpApiOptions options);
  HttpApi(const HttpApi&) = delete;
  HttpApi& operator=(const HttpApi&) = delete;
  ~HttpApi();

  void Handle(net::Request&& request, net::Responder&& responder);
  // For a listener that serves metrics and nothing else, without authentication.
  void ServeMetrics(net::Request&& request, net::Responder&& responder);

 private:
  class Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace herlaad::http
