// What the generator sends: every top-up under a key of its own, for a number drawn at random.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/core/random.h"

namespace herlaad::bench {

struct RequestOptions {
  std::string mode = "topup";  // topup, get, empty-post, empty-get
  std::string host = "localhost";
  std::string key;  // of the API; none: no Authorization
  std::string path = "/v1/topups";
  std::vector<std::string> paths;  // for get
  std::int64_t msisdn_first = 32'470'000'000;
  std::int64_t msisdn_count = 1'000'000;
  std::string operator_id = "proximus";
  std::int64_t amount = 1500;
};

class Requests {
 public:
  Requests(RequestOptions options, std::uint64_t seed);
  // The next request, whole; valid until the next call.
  const std::string& Next();

 private:
  void MakeTemplate();
  void DrawKey();
  void DrawMsisdn();

  RequestOptions options_;
  Random random_;
  std::vector<std::string> whole_;  // requests that never change
  std::string text_;                // a top-up, its key and number written anew each time
  std::size_t key_at_ = 0;
  std::size_t msisdn_at_ = 0;
};

}  // namespace herlaad::bench
