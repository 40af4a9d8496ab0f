#include "adapters/net/client/transfer.h"

#include <algorithm>
#include <string_view>

#include "adapters/net/ascii.h"
#include "base/core/check.h"

namespace herlaad::net {
namespace {

constexpr std::size_t kMostHeadBytes = 64 * 1024;
constexpr int kPollMs = 1'000;  // libcurl returns earlier for any event

bool IsPlain(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
}

bool IsToken(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    const char lower = LowerCase(c);
    return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

bool StartsWith(std::string_view text, std::string_view lower) {
  return text.size() > lower.size() && EqualsIgnoringCase(text.substr(0, lower.size()), lower);
}

bool MayRepeat(const ClientRequest& request) {
  return request.method == "GET" || request.method == "HEAD";
}

// libcurl's options are of type long.
long ToLong(std::int64_t number) { return static_cast<long>(number); }  // NOLINT

}  // namespace

const char* FindMistake(const ClientRequest& request) {
  if (!IsToken(request.method)) return "the method is not a word";
  if (!StartsWith(request.url, "http://") && !StartsWith(request.url, "https://")) {
    return "the URL is not of http or https";
  }
  if (!IsPlain(request.url) || request.url.find(' ') != std::string::npos) {
    return "the URL holds characters that must be encoded";
  }
  for (const Header& header : request.headers) {
    if (!IsToken(header.name) || !IsPlain(header.value)) return "a header holds control characters";
  }
  return nullptr;
}

std::string OriginOf(const ClientRequest& request) {
  const std::size_t host = request.url.find("//") + 2;
  return request.unix_socket + " " + request.url.substr(0, request.url.find_first_of("/?#", host));
}

Wire::Wire(std::string origin)
    : origin_(std::move(origin)), multi_(curl_multi_init()), easy_(curl_easy_init()) {
  CHECK(multi_ != nullptr && easy_ != nullptr, "libcurl has memory");
  curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, 1L);
}

Wire::~Wire() {
  curl_easy_cleanup(easy_);
  curl_multi_cleanup(multi_);
}

Transfer::Transfer(const ClientOptions& options, const ClientRequest& request,
                   const std::atomic<bool>& stopped)
    : options_(options), request_(request), stopped_(stopped) {}

Result<ClientResponse, ClientError> Transfer::RunOn(Wire& wire) {
  curl_easy_reset(wire.easy());
  SetUp(wire.easy());
  const CURLcode code = Perform(wire);
  if (code != CURLE_OK || was_stopped_) return Failure{Explain(code)};
  long status = 0;  // NOLINT: libcurl's type
  curl_easy_getinfo(wire.easy(), CURLINFO_RESPONSE_CODE, &status);
  response_.status = static_cast<int>(status);
  return std::move(response_);
}

CURLcode Transfer::Perform(Wire& wire) {
  curl_multi_add_handle(wire.multi(), wire.easy());
  CURLcode code = CURLE_ABORTED_BY_CALLBACK;
  int running = 1;
  while (running > 0) {
    // Checked after each wait, so that Stop ends a transfer at once, and a later one before it
    // begins.
    if (stopped_.load()) {
      was_stopped_ = true;
      break;
    }
    if (curl_multi_perform(wire.multi(), &running) != CURLM_OK) break;
    if (running > 0) curl_multi_poll(wire.multi(), nullptr, 0, kPollMs, nullptr);
  }
  int left = 0;
  while (const CURLMsg* const message = curl_multi_info_read(wire.multi(), &left)) {
    if (message->msg == CURLMSG_DONE) code = message->data.result;
  }
  curl_multi_remove_handle(wire.multi(), wire.easy());
  return code;
}

void Transfer::SetUp(CURL* easy) {
  curl_easy_setopt(easy, CURLOPT_URL, request_.url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, ToLong(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  if (!request_.unix_socket.empty()) {
    curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, request_.unix_socket.c_str());
  }
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);  // Stop does not wait for a slow name server
  curl_easy_setopt(easy, CURLOPT_USERAGENT, "Herlaad");
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, reason_);
  const auto total = std::max<std::int64_t>(1, request_.total_timeout.count());
  const auto connect = std::clamp<std::int64_t>(request_.connect_timeout.count(), 1, total);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, ToLong(total));
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, ToLong(connect));
  const auto age = std::max<std::int64_t>(1, options_.connection_age.count() / 1000);
  curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, ToLong(age));

  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, ToLong(CURL_SSLVERSION_TLSv1_2));
  if (!options_.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, options_.ca_file.c_str());

  if (options_.may_connect) {
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &Transfer::OpenSocket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this);
  }
  curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, &Transfer::BeforeRequest);
  curl_easy_setopt(easy, CURLOPT_PREREQDATA, this);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &Transfer::OnHeader);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Transfer::OnBody);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
  SetMethod(easy);
  SetHeaders(easy);
}

void Transfer::SetMethod(CURL* easy) const {
  const std::string& method = request_.method;
  const bool has_body =
      !request_.body.empty() || method == "POST" || method == "PUT" || method == "PATCH";
  if (method == "HEAD") {
    curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
  } else if (has_body) {
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request_.body.size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request_.body.data());
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method.c_str());
  } else if (method != "GET") {
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method.c_str());
  }
}

void Transfer::SetHeaders(CURL* easy) {
  AddHeader("Expect:");  // libcurl would wait a second for 100 Continue before a large body
  bool has_type = false;
  for (const Header& header : request_.headers) {
    has_type |= EqualsIgnoringCase(header.name, "content-type");
    AddHeader(header.value.empty() ? header.name + ";" : header.name + ": " + header.value);
  }
  if (!has_type) AddHeader("Content-Type:");  // libcurl would declare it a form
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers_.get());
}

void Transfer::AddHeader(const std::string& line) {
  curl_slist* const longer = curl_slist_append(headers_.get(), line.c_str());
  CHECK(longer != nullptr, "libcurl has memory");
  static_cast<void>(headers_.release());
  headers_.reset(longer);
}

// Called with each address that libcurl is about to connect to, so that a name cannot resolve to
// one address when it is checked and to another when it is used.
curl_socket_t Transfer::OpenSocket(void* self, curlsocktype, curl_sockaddr* address) {
  auto& transfer = *static_cast<Transfer*>(self);
  const auto target = Address::From(&address->addr);
  if (!target || !transfer.options_.may_connect(*target)) {
    transfer.was_forbidden_ = true;
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

// libcurl calls this when name lookup, connection and handshake are done, just before it writes the
// request: the boundary between kNo and kUnknown. When a kept connection dies, libcurl would send
// the request again on a fresh one; a request that moves money must not be sent twice, so the
// second call aborts.
int Transfer::BeforeRequest(void* self, char*, char*, int, int) {
  auto& transfer = *static_cast<Transfer*>(self);
  const int allowed = MayRepeat(transfer.request_) ? 2 : 1;
  if (transfer.started_ >= allowed || transfer.stopped_.load()) return CURL_PREREQFUNC_ABORT;
  ++transfer.started_;
  return CURL_PREREQFUNC_OK;
}

std::size_t Transfer::OnHeader(char* bytes, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  std::string_view line(bytes, size * count);
  transfer.head_bytes_ += line.size();
  if (transfer.head_bytes_ > kMostHeadBytes) {
    transfer.too_large_ = true;
    return 0;
  }
  while (!line.empty() && (line.back() == '\r' || line.back() == '\n')) line.remove_suffix(1);
  const std::size_t colon = line.find(':');
  if (line.substr(0, 5) == "HTTP/") {
    transfer.response_.headers.clear();  // the earlier ones belonged to a 1xx
  } else if (colon != std::string_view::npos) {
    std::string name(line.substr(0, colon));
    std::transform(name.begin(), name.end(), name.begin(), LowerCase);
    std::string_view value = line.substr(colon + 1);
    value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
    transfer.response_.headers.push_back({std::move(name), std::string(value)});
  }
  return size * count;
}

std::size_t Transfer::OnBody(char* bytes, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  std::string& body = transfer.response_.body;
  if (size * count > transfer.request_.max_answer_bytes - body.size()) {
    transfer.too_large_ = true;
    return 0;
  }
  body.append(bytes, size * count);
  return size * count;
}

ClientError Transfer::Explain(CURLcode code) const {
  ClientError error;
  error.kind = KindOf(code);
  error.sent = started_ > 0 ? Sent::kUnknown : Sent::kNo;
  error.message = was_stopped_ ? "stopped" : curl_easy_strerror(code);
  // Before the request starts, libcurl's message is only about names, addresses and certificates.
  if (started_ == 0 && !was_stopped_ && error.kind != ClientErrorKind::kInvalidRequest &&
      reason_[0] != '\0') {
    error.message += std::string(": ") + reason_;
  }
  return error;
}

ClientErrorKind Transfer::KindOf(CURLcode code) const {
  if (was_stopped_ || stopped_.load()) return ClientErrorKind::kStopped;
  if (too_large_) return ClientErrorKind::kTooLarge;
  if (started_ > 0) {
    return code == CURLE_OPERATION_TIMEDOUT ? ClientErrorKind::kTimeout : ClientErrorKind::kBroken;
  }
  if (was_forbidden_ && code == CURLE_COULDNT_CONNECT) return ClientErrorKind::kForbidden;
  switch (code) {
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return ClientErrorKind::kInvalidRequest;
    case CURLE_COULDNT_RESOLVE_HOST:
      return ClientErrorKind::kResolve;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return ClientErrorKind::kTls;
    default:
      return ClientErrorKind::kConnect;
  }
}

}  // namespace herlaad::net
