#include "adapters/net/requests/request_parser.h"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <limits>
#include <optional>
#include <utility>  // before Beast, which lacks this include

#include "adapters/net/ascii.h"
#include "adapters/net/requests/request_checks.h"

namespace herlaad::net {
namespace {

namespace http = boost::beast::http;
using boost::beast::error_code;
using BeastView = boost::beast::string_view;

// The limit for a chunk's line, and for trailers.
constexpr std::size_t kChunkLineBytes = 4 * 1024;

constexpr std::size_t kSkimmedPathBytes = 64;

// A Content-Length alone reserves no more memory than this.
constexpr std::size_t kReserveBytes = 64 * 1024;

std::size_t BodyLimitFor(const ServerLimits& limits, std::string_view path) {
  std::size_t bytes = limits.body_bytes;
  std::size_t longest = 0;
  for (const BodyLimit& limit : limits.body_by_prefix) {
    if (limit.prefix.size() < longest || path.substr(0, limit.prefix.size()) != limit.prefix)
      continue;
    longest = limit.prefix.size();
    bytes = limit.bytes;
  }
  return bytes;
}

// CONNECT names another server and no path (RFC 9112, 3.2.3): it is rejected for the path "/".
Result<Target, Problem> TargetOf(const Request& request, std::string_view target) {
  if (request.method == "CONNECT" && !target.starts_with('/')) return CheckTarget("/");
  if (request.method == "OPTIONS" && target == "*") return Target{"*", ""};
  return CheckTarget(OriginForm(target, request.headers));
}

void AssignLower(BeastView text, std::string& out) {
  out.assign(text.data(), text.size());
  for (char& c : out) c = LowerCase(c);
}

// The path of a request line as sent.
std::string SkimPath(std::string_view line) {
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos) return {};
  const std::string_view target = line.substr(space + 1, kSkimmedPathBytes);
  if (!target.starts_with('/')) return {};
  return std::string(target.substr(0, target.find_first_of(" ?")));
}

// The path and headers of a rejected head, complete or not, for choosing the form of the answer.
Request SkimHead(std::string_view head) {
  Request seen;
  seen.path = SkimPath(head.substr(0, head.find('\r')));
  for (std::size_t end = head.find("\r\n"); end != std::string_view::npos;
       end = head.find("\r\n")) {
    head.remove_prefix(end + 2);
    const std::size_t line_end = head.find('\r');
    if (line_end == std::string_view::npos) break;  // the rest of the line has not arrived
    const std::string_view line = head.substr(0, line_end);
    const std::size_t colon = std::min(line.find(':'), line.size());
    std::string name;
    AssignLower({line.data(), colon}, name);
    if (name != "accept" && name != "accept-language") continue;
    std::string_view value = line.substr(std::min(colon + 1, line.size()));
    value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
    seen.headers.push_back({std::move(name), std::string(value)});
  }
  return seen;
}

}  // namespace

// Fills a Request from Beast's callbacks. Beast passes views; they are copied once, here.
class RequestParser::Grammar {
 public:
  // Parses one complete head.
  bool ReadHead(std::string_view head, std::size_t max_headers, Request& request) {
    parser_.emplace(*this);
    parser_->header_limit(static_cast<std::uint32_t>(head.size()));
    // The limit is checked here. Not boost::none: Beast 1.74 compares with it and finds any length
    // larger.
    parser_->body_limit(std::numeric_limits<std::uint64_t>::max());
    request_ = &request;
    max_headers_ = max_headers;
    too_many_headers_ = false;
    in_head_ = true;
    error_code error;
    const std::size_t used = parser_->put(boost::asio::buffer(head.data(), head.size()), error);
    in_head_ = false;
    return !error && parser_->is_header_done() && used == head.size();
  }

  // Parses chunks; `used` is the number of bytes consumed. False if they are malformed or the body
  // exceeds its limit.
  bool ReadChunks(std::string_view input, std::size_t body_limit, std::size_t& used) {
    body_limit_ = body_limit;
    parser_->eager(true);
    error_code error;
    used = parser_->put(boost::asio::buffer(input.data(), input.size()), error);
    return !error || error == http::error::need_more;
  }

  [[nodiscard]] std::string_view target() const { return target_; }
  [[nodiscard]] int minor() const { return minor_; }
  [[nodiscard]] bool too_many_headers() const { return too_many_headers_; }
  [[nodiscard]] bool too_large() const { return request_->body.size() > body_limit_; }
  [[nodiscard]] bool done() const { return parser_->is_done(); }
  [[nodiscard]] bool keep_alive() const { return parser_->keep_alive(); }
  [[nodiscard]] bool chunked() const { return parser_->chunked(); }
  [[nodiscard]] std::uint64_t length() const { return parser_->content_length().value_or(0); }

 private:
  class Parser final : public http::basic_parser<true> {
   public:
    explicit Parser(Grammar& grammar) : grammar_(grammar) {}

   private:
    void on_request_impl(http::verb, BeastView method, BeastView target, int version,
                         error_code&) override {
      grammar_.request_->method.assign(method.data(), method.size());
      grammar_.target_ = {target.data(), target.size()};
      grammar_.minor_ = version - 10;
    }
    void on_field_impl(http::field, BeastView name, BeastView value, error_code& error) override {
      grammar_.AddHeader(name, value, error);
    }
    std::size_t on_body_impl(BeastView, error_code&) override { return 0; }
    std::size_t on_chunk_body_impl(std::uint64_t, BeastView bytes, error_code& error) override {
      grammar_.request_->body.append(bytes.data(), bytes.size());
      if (grammar_.too_large()) error = http::error::body_limit;
      return bytes.size();
    }
    void on_chunk_header_impl(std::uint64_t, BeastView, error_code&) override {}
    void on_response_impl(int, BeastView, int, error_code&) override {}
    void on_header_impl(error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    void on_finish_impl(error_code&) override {}

    Grammar& grammar_;
  };

  // Trailers arrive here too: they are dropped, so that none can be mistaken for a header.
  void AddHeader(BeastView name, BeastView value, error_code& error) {
    if (!in_head_) return;
    auto& headers = request_->headers;
    if (headers.size() == max_headers_) {
      too_many_headers_ = true;
      error = http::error::header_limit;
      return;
    }
    Header& header = headers.emplace_back();
    AssignLower(name, header.name);
    header.value.assign(value.data(), value.size());
  }

  std::optional<Parser> parser_;
  Request* request_ = nullptr;
  std::string_view target_;
  std::size_t max_headers_ = 0;
  std::size_t body_limit_ = 0;
  int minor_ = 1;
  bool too_many_headers_ = false;
  bool in_head_ = false;
};

RequestParser::RequestParser(const ServerLimits& limits)
    : limits_(limits), grammar_(std::make_unique<Grammar>()) {}

RequestParser::~RequestParser() = default;

std::size_t RequestParser::Feed(std::string_view input) {
  switch (state_) {
    case State::kHead:
      return FeedHead(input);
    case State::kBody:
      return chunked_ ? FeedChunks(input) : FeedBody(input);
    case State::kDone:
    case State::kRefused:
      break;
  }
  return 0;
}

std::size_t RequestParser::FeedHead(std::string_view input) {
  // RFC 9112, 2.2: empty lines before a request are skipped; some clients end a body with one.
  std::size_t skipped = 0;
  while (input.substr(skipped, 2) == "\r\n") skipped += 2;
  if (skipped > 0) scanned_ = 0;
  input.remove_prefix(skipped);
  if (input.empty() || input == "\r") return skipped;

  const std::size_t from = scanned_ > 3 ? scanned_ - 3 : 0;
  const std::size_t end = input.substr(0, limits_.head_bytes).find("\r\n\r\n", from);
  if (end != std::string_view::npos) {
    ReadHead(input.substr(0, end + 4));
    return skipped + end + 4;
  }
  scanned_ = input.size();
  if (auto problem = CheckUnfinishedHead(input, limits_.request_line_bytes)) {
    RefuseHead(*problem, input);
  } else if (input.size() >= limits_.head_bytes) {
    RefuseHead(problems::kHeadersTooLarge, input);
  }
  return skipped;
}

void RequestParser::ReadHead(std::string_view head) {
  scanned_ = 0;
  headers_seen_ = true;
  if (auto problem = CheckFinishedHead(head, limits_.request_line_bytes)) {
    return RefuseHead(*problem, head);
  }
  request_.headers.reserve(8);
  if (!grammar_->ReadHead(head, limits_.headers, request_)) {
    return RefuseHead(
        grammar_->too_many_headers() ? problems::kTooManyHeaders : problems::kBadRequest, head);
  }
  head_only_ = request_.method == "HEAD";
  if (auto problem = CheckMethod(request_.method)) return RefuseHead(*problem, head);
  auto target = TargetOf(request_, grammar_->target());
  if (!target.ok()) return RefuseHead(target.error(), head);
  if (auto problem = CheckHeaders(request_.headers, grammar_->minor())) {
    return RefuseHead(*problem, head);
  }
  request_.path = std::move(target->path);
  request_.query = std::move(target->query);
  http10_ = grammar_->minor() == 0;
  chunked_ = grammar_->chunked();
  // The connection is closed after chunks, because proxies and servers most easily disagree about
  // what follows them.
  keep_alive_ = grammar_->keep_alive() && !chunked_;
  if (head_only_) request_.method = "GET";
  expects_continue_ = !http10_ && request_.Find("expect").has_value();

  body_limit_ = BodyLimitFor(limits_, request_.path);
  if (grammar_->length() > body_limit_) return Refuse(problems::kBodyTooLarge);
  body_left_ = static_cast<std::size_t>(grammar_->length());
  request_.body.reserve(std::min(body_left_, kReserveBytes));
  state_ = chunked_ || body_left_ > 0 ? State::kBody : State::kDone;
}

std::size_t RequestParser::FeedBody(std::string_view input) {
  const std::string_view part = input.substr(0, body_left_);
  request_.body.append(part);
  body_left_ -= part.size();
  if (body_left_ == 0) state_ = State::kDone;
  return part.size();
}

std::size_t RequestParser::FeedChunks(std::string_view input) {
  // "0\r
  // \r
  // " must still follow in any case. Beast 1.74 relies on having that much when it looks at a last
  // chunk again, and asserts it.
  constexpr std::size_t kLeastLeft = 5;
  if (input.size() < kLeastLeft) return 0;
  std::size_t used = 0;
  if (!grammar_->ReadChunks(input, body_limit_, used)) {
    Refuse(grammar_->too_large() ? problems::kBodyTooLarge : problems::kBadChunk);
  } else if (grammar_->done()) {
    state_ = State::kDone;
  } else if (input.size() - used > kChunkLineBytes) {
    Refuse(problems::kBadChunk);
  }
  return used;
}

void RequestParser::Refuse(const Problem& problem) {
  problem_ = problem;
  keep_alive_ = false;
  state_ = State::kRefused;
}

// The head may be invalid in any way, so it is scanned again only for what determines the answer's
// form.
void RequestParser::RefuseHead(const Problem& problem, std::string_view head) {
  request_ = SkimHead(head);
  Refuse(problem);
}

Request RequestParser::Take() {
  state_ = State::kHead;
  headers_seen_ = false;
  head_only_ = false;  // a problem with the next request has a body again
  return std::exchange(request_, Request());
}

}  // namespace herlaad::net
