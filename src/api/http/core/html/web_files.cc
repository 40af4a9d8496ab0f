#include "api/http/core/html/web_files.h"

#include "api/http/core/negotiation.h"

namespace herlaad::http {
namespace {

struct Variant {
  std::string_view body;
  std::string_view coding;  // empty: plain
};

Variant VariantFor(const WebFile& file, const net::Request& request) {
  const auto accepted = request.Find("accept-encoding");
  switch (ChooseCoding(accepted.value_or(""), !file.gzip.empty(), !file.brotli.empty())) {
    case Coding::kBrotli:
      return {file.brotli, "br"};
    case Coding::kGzip:
      return {file.gzip, "gzip"};
    case Coding::kPlain:
      break;
  }
  return {file.plain, ""};
}

// A strong tag: each encoding of a file is a different sequence of bytes.
std::string EtagOf(const WebFile& file, const Variant& variant) {
  std::string tag = "\"";
  tag += file.tag;
  if (!variant.coding.empty()) tag.append("-").append(variant.coding);
  return tag += '"';
}

}  // namespace

WebFiles::WebFiles(std::span<const WebFile> files) {
  for (const WebFile& file : files) files_.emplace(file.name, &file);
}

const WebFile* WebFiles::Find(std::string_view name) const {
  const auto found = files_.find(name);
  return found == files_.end() ? nullptr : found->second;
}

net::Response SendFile(const WebFile& file, const net::Request& request,
                       std::string_view cache_control) {
  const Variant variant = VariantFor(file, request);
  std::string etag = EtagOf(file, variant);
  net::Response response{200, std::string(file.type), {}, {}};
  response.headers.reserve(8);
  response.headers.push_back({"Cache-Control", std::string(cache_control)});
  response.headers.push_back({"Vary", "Accept-Encoding"});
  if (const auto known = request.Find("if-none-match"); known && NamesEtag(*known, etag)) {
    response.status = 304;
  } else {
    response.fixed_body = variant.body;
    if (!variant.coding.empty())
      response.headers.push_back({"Content-Encoding", std::string(variant.coding)});
  }
  response.headers.push_back({"ETag", std::move(etag)});
  return response;
}

}  // namespace herlaad::http
