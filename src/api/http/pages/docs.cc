#include "api/http/pages/docs.h"

#include <algorithm>

#include "api/http/pages/built_in.h"

namespace herlaad::http {
namespace {

net::Response BuiltIn(std::string_view type, std::string_view text) {
  net::Response response{200, std::string(type), std::string(text), {}};
  response.headers.push_back({"Cache-Control", "public, max-age=300"});
  return response;
}

}  // namespace

void SendDocs(ExchangePtr exchange) {
  net::Response response = BuiltIn("text/html; charset=utf-8", kDocsPage);
  response.headers.push_back({"Content-Security-Policy",
                              "default-src 'none'; style-src 'self'; form-action 'none'; base-uri "
                              "'none'; frame-ancestors 'none'"});
  response.headers.push_back({"X-Frame-Options", "DENY"});
  exchange->Send(std::move(response));
}

// As plain text, which every browser shows.
void SendGuide(ExchangePtr exchange) {
  const auto guide = std::find_if(kGuides.begin(), kGuides.end(),
                                  [&](const Guide& one) { return one.name == exchange->argument; });
  if (guide == kGuides.end()) return exchange->Refuse(Problem(Code::kNotFound));
  exchange->Send(BuiltIn("text/plain; charset=utf-8", guide->text));
}

void SendDescription(ExchangePtr exchange) {
  exchange->Send(BuiltIn("application/yaml", kDescription));
}

void SendReceiptStyle(ExchangePtr exchange) {
  exchange->Send(BuiltIn("text/css; charset=utf-8", kReceiptStyle));
}

void SendStyle(ExchangePtr exchange) { exchange->Send(BuiltIn("text/css; charset=utf-8", kStyle)); }

}  // namespace herlaad::http
