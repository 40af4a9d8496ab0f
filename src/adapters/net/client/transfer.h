// Transfer: one request over libcurl, and whether a failed one may have been received. Used by
// Client only.
#pragma once

#include <curl/curl.h>

#include <atomic>
#include <cstddef>
#include <memory>
#include <string>

#include "adapters/net/client/client.h"

namespace herlaad::net {

// Why the request must not be sent at all; null if it may.
const char* FindMistake(const ClientRequest& request);

// The destination of the request's connection: scheme, host and port, or the UNIX socket.
std::string OriginOf(const ClientRequest& request);

// The libcurl handles kept between requests to one origin: at most one connection.
class Wire {
 public:
  explicit Wire(std::string origin);
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;
  ~Wire();

  [[nodiscard]] const std::string& origin() const { return origin_; }
  [[nodiscard]] CURL* easy() const { return easy_; }
  [[nodiscard]] CURLM* multi() const { return multi_; }
  // Thread-safe: makes a waiting transfer check whether it was stopped.
  void WakeUp() { curl_multi_wakeup(multi_); }

 private:
  const std::string origin_;
  CURLM* const multi_;
  CURL* const easy_;
};

class Transfer {
 public:
  Transfer(const ClientOptions& options, const ClientRequest& request,
           const std::atomic<bool>& stopped);

  Result<ClientResponse, ClientError> RunOn(Wire& wire);

 private:
  struct ListFree {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };

  void SetUp(CURL* easy);
  void SetMethod(CURL* easy) const;
  void SetHeaders(CURL* easy);
  void AddHeader(const std::string& line);
  CURLcode Perform(Wire& wire);
  [[nodiscard]] ClientError Explain(CURLcode code) const;
  [[nodiscard]] ClientErrorKind KindOf(CURLcode code) const;

  static curl_socket_t OpenSocket(void* self, curlsocktype purpose, curl_sockaddr* address);
  static int BeforeRequest(void* self, char*, char*, int, int);
  static std::size_t OnHeader(char* bytes, std::size_t size, std::size_t count, void* self);
  static std::size_t OnBody(char* bytes, std::size_t size, std::size_t count, void* self);

  const ClientOptions& options_;
  const ClientRequest& request_;
  const std::atomic<bool>& stopped_;
  std::unique_ptr<curl_slist, ListFree> headers_;
  ClientResponse response_;
  std::size_t head_bytes_ = 0;
  int started_ = 0;  // how often the request was about to be written
  bool too_large_ = false;
  bool was_stopped_ = false;
  bool was_forbidden_ = false;
  char reason_[CURL_ERROR_SIZE] = "";
};

}  // namespace herlaad::net
