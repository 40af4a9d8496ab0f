// The web app's files as they were built into the program, and how one of them is sent: compressed
// as the browser wants it, not at all when it has it already, and never copied on the way.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string_view>

#include "adapters/net/http.h"

namespace herlaad::http {

// All of it lives as long as the program.
struct WebFile {
  std::string_view name;  // "assets/index-DB2NiDiy.js"
  std::string_view type;  // "text/javascript; charset=utf-8"
  std::string_view tag;   // names this content, and no other
  std::string_view plain;
  std::string_view gzip = {};  // empty: not worth it
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

// The answer to a GET of `file`: 200, or 304 when If-None-Match names what would be sent. With
// ETag, Vary, and Cache-Control as given.
net::Response SendFile(const WebFile& file, const net::Request& request,
                       std::string_view cache_control);

}  // namespace herlaad::http
