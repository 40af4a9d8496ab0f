// The embedded files of the web app, sent with the compression that the browser accepts, as 304 if
// it has the file, and without copying.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string_view>

#include "adapters/net/http.h"

namespace herlaad::http {

// All of it has static storage.
struct WebFile {
  std::string_view name;  // "assets/index-DB2NiDiy.js"
  std::string_view type;  // "text/javascript; charset=utf-8"
  std::string_view tag;   // unique to this content
  std::string_view plain;
  std::string_view gzip = {};  // empty: would not be smaller
  std::string_view brotli = {};
};

class WebFiles {
 public:
  explicit WebFiles(std::span<const WebFile> files);

  [[nodiscard]] bool empty() const { return files_.empty(); }
  [[nodiscard]] const WebFile* Find(std::string_view name) const;

 private:
  std::map<std::string_view, const WebFile*, std::less<>> files_;
};

// The answer to a GET of `file`: 200, or 304 if If-None-Match matches. With ETag and Vary, and the
// given Cache-Control.
net::Response SendFile(const WebFile& file, const net::Request& request,
                       std::string_view cache_control);

}  // namespace herlaad::http
