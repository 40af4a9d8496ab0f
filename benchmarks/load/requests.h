// The generator's requests: every top-up has its own key and a random number.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/core/random.h"

namespace herlaad::bench {

struct RequestOptions {
  std::string mode = "topup";  // topup, batch, get, each, empty-post, empty-get
  int batch = 100;             // top-ups in a request of mode batch
  std::string host = "localhost";
  std::string key;  // API key; empty: no Authorization
  std::string path = "/v1/topups";
  std::vector<std::string> paths;  // for get
  // For each, which posts every one once, in order: the JSON, and its Stripe-Signature.
  struct Signed {
    std::string signature;
    std::string body;
  };
  std::vector<Signed> bodies = {};
  std::int64_t msisdn_first = 32'470'000'000;
  std::int64_t msisdn_count = 1'000'000;
  std::string operator_id = "proximus";
  std::int64_t amount = 1500;
};

class Requests {
 public:
  Requests(RequestOptions options, std::uint64_t seed);
  // The next complete request; valid until the next call. Throws std::runtime_error after the last
  // of `each`.
  const std::string& Next();

 private:
  void MakeTemplate();
  void MakeBatchTemplate();
  void MakeEach();
  void DrawKey(std::size_t at);
  void DrawMsisdn(std::size_t at);

  RequestOptions options_;
  Random random_;
  std::vector<std::string> whole_;  // requests that never change
  std::size_t next_ = 0;            // of those of each
  std::string text_;                // top-ups, whose keys and numbers are rewritten each time
  std::vector<std::size_t> keys_at_;
  std::vector<std::size_t> msisdns_at_;
};

}  // namespace herlaad::bench
