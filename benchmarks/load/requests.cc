#include "benchmarks/load/requests.h"

#include <stdexcept>
#include <string_view>
#include <utility>

namespace herlaad::bench {
namespace {

constexpr std::size_t kKeyDigits = 32;
constexpr std::size_t kMsisdnDigits = 11;

std::string HeadersOf(const RequestOptions& options) {
  std::string headers = "Host: " + options.host + "\r\n";
  if (!options.key.empty()) headers += "Authorization: Bearer " + options.key + "\r\n";
  return headers;
}

}  // namespace

Requests::Requests(RequestOptions options, std::uint64_t seed)
    : options_(std::move(options)), random_(seed) {
  const std::string& mode = options_.mode;
  if (mode == "topup" || mode == "empty-post") {
    MakeTemplate();
  } else if (mode == "batch") {
    MakeBatchTemplate();
  } else if (mode == "each") {
    MakeEach();
  } else if (mode == "get" || mode == "empty-get") {
    if (mode == "empty-get") options_.paths = {options_.path};
    if (options_.paths.empty()) throw std::runtime_error("there is no path to get");
    for (const std::string& path : options_.paths) {
      whole_.push_back("GET " + path + " HTTP/1.1\r\n" + HeadersOf(options_) + "\r\n");
    }
  } else {
    throw std::runtime_error("unknown mode " + mode);
  }
}

void Requests::MakeEach() {
  for (const RequestOptions::Signed& one : options_.bodies) {
    whole_.push_back("POST " + options_.path + " HTTP/1.1\r\n" + HeadersOf(options_) +
                     "Content-Type: application/json\r\nStripe-Signature: " + one.signature +
                     "\r\nContent-Length: " + std::to_string(one.body.size()) + "\r\n\r\n" +
                     one.body);
  }
}

void Requests::MakeBatchTemplate() {
  const std::string begin = R"({"idempotency_key":")";
  const std::string middle = R"(","msisdn":"+)";
  const std::string end = R"(","operator":")" + options_.operator_id + R"(","amount":{"amount":)" +
                          std::to_string(options_.amount) +
                          R"(,"currency":"EUR"},"tender":"cash"})";
  std::string body = R"({"topups":[)";
  for (int i = 0; i < options_.batch; ++i) {
    body += (i == 0 ? "" : ",") + begin;
    keys_at_.push_back(body.size());
    body += std::string(kKeyDigits, '0') + middle;
    msisdns_at_.push_back(body.size());
    body += std::string(kMsisdnDigits, '0') + end;
  }
  body += "]}";
  text_ = "POST " + options_.path + ":batch HTTP/1.1\r\n" + HeadersOf(options_) +
          "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
          "\r\n\r\n";
  for (std::size_t& at : keys_at_) at += text_.size();
  for (std::size_t& at : msisdns_at_) at += text_.size();
  text_ += body;
}

// The empty endpoint receives the same bytes, so that only the server's work differs.
void Requests::MakeTemplate() {
  const std::string body = R"({"msisdn":"+)" + std::string(kMsisdnDigits, '0') +
                           R"(","operator":")" + options_.operator_id + R"(","amount":{"amount":)" +
                           std::to_string(options_.amount) +
                           R"(,"currency":"EUR"},"tender":"cash"})";
  text_ = "POST " + options_.path + " HTTP/1.1\r\n" + HeadersOf(options_) +
          "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
          "\r\nIdempotency-Key: \"";
  keys_at_ = {text_.size()};
  text_ += std::string(kKeyDigits, '0') + "\"\r\n\r\n";
  msisdns_at_ = {text_.size() + body.find('+') + 1};
  text_ += body;
}

const std::string& Requests::Next() {
  if (options_.mode == "each") {
    if (next_ == whole_.size()) throw std::runtime_error("every request was sent");
    return whole_[next_++];
  }
  if (!whole_.empty()) return whole_[random_.Below(whole_.size())];
  for (const std::size_t at : keys_at_) DrawKey(at);
  for (const std::size_t at : msisdns_at_) DrawMsisdn(at);
  return text_;
}

void Requests::DrawKey(std::size_t at) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (std::size_t half = 0; half < 2; ++half) {
    std::uint64_t bits = random_.Next();
    for (std::size_t i = 0; i < kKeyDigits / 2; ++i, bits >>= 4) {
      text_[at + half * kKeyDigits / 2 + i] = kDigits[bits & 15];
    }
  }
}

void Requests::DrawMsisdn(std::size_t at) {
  const auto drawn = random_.Below(static_cast<std::uint64_t>(options_.msisdn_count));
  std::int64_t msisdn = options_.msisdn_first + static_cast<std::int64_t>(drawn);
  for (std::size_t i = kMsisdnDigits; i-- > 0; msisdn /= 10) {
    text_[at + i] = static_cast<char>('0' + msisdn % 10);
  }
}

}  // namespace herlaad::bench
