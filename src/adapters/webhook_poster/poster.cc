#include "adapters/webhook_poster/poster.h"

#include "adapters/net/addresses/public_address.h"
#include "adapters/net/addresses/url.h"
#include "base/core/check.h"
#include "base/credentials/webhook_secret.h"

namespace herlaad::webhook_poster {
namespace {

using engine::WebhookAnswer;
using engine::WebhookCall;
using outbox::Answer;

net::ClientOptions ClientOptionsOf(const PosterOptions& options) {
  net::ClientOptions client{.kept_connections = 16};
  client.ca_file = options.ca_file;
  if (!options.allow_private) client.may_connect = net::IsPublic;
  return client;
}

// All secrets sign, separated by spaces, so that the receiver may know any of them.
std::string Signatures(const WebhookCall& call, std::int64_t seconds) {
  std::string signatures;
  for (const Secret& secret : call.secrets) {
    if (!signatures.empty()) signatures += ' ';
    signatures += credentials::WebhookSignature(secret, call.id, seconds, call.body);
  }
  return signatures;
}

}  // namespace

WebhookPoster::WebhookPoster(PosterOptions options)
    : options_(std::move(options)), client_(ClientOptionsOf(options_)) {}

WebhookAnswer WebhookPoster::Call(const WebhookCall& call) {
  const auto url = net::ParseUrl(call.url);
  if (!url.ok() || (!url->is_https && !options_.allow_private))
    return {Answer::kNotSent, "the address must begin with https://"};
  const std::int64_t seconds = call.at.ms / 1'000;
  const auto answer = client_.Send({.method = "POST",
                                    .url = call.url,
                                    .headers = {{"Content-Type", "application/json"},
                                                {"webhook-id", call.id},
                                                {"webhook-timestamp", std::to_string(seconds)},
                                                {"webhook-signature", Signatures(call, seconds)}},
                                    .body = call.body,
                                    .connect_timeout = options_.connect_timeout,
                                    .total_timeout = options_.total_timeout,
                                    .max_answer_bytes = options_.max_answer_bytes});
  if (!answer.ok()) {
    const bool unsent = answer.error().sent == net::Sent::kNo;
    return {unsent ? Answer::kNotSent : Answer::kUnknown, NoteOf(answer.error())};
  }
  const bool taken = answer->status >= 200 && answer->status < 300;
  return {taken ? Answer::kTaken : Answer::kUnknown, "HTTP " + std::to_string(answer->status)};
}

// Words of our own: those of the library may name addresses of our network.
std::string WebhookPoster::NoteOf(const net::ClientError& error) const {
  switch (error.kind) {
    case net::ClientErrorKind::kInvalidRequest:
      return "the address cannot be used";
    case net::ClientErrorKind::kResolve:
      return "the name of the host was not found";
    case net::ClientErrorKind::kConnect:
      return "no connection to the host";
    case net::ClientErrorKind::kForbidden:
      return "the host has a private address, which this server does not call";
    case net::ClientErrorKind::kTls:
      return "the certificate was not accepted, or TLS failed";
    case net::ClientErrorKind::kTimeout:
      return "no answer within " + std::to_string(options_.total_timeout.count() / 1'000) + " s";
    case net::ClientErrorKind::kBroken:
      return "the connection ended without an answer";
    case net::ClientErrorKind::kTooLarge:
      return "the answer is longer than " + std::to_string(options_.max_answer_bytes / 1'024) +
             " KiB";
    case net::ClientErrorKind::kStopped:
      return "this server was being stopped";
  }
  CHECK(false, "a request fails for one of the listed reasons");
}

}  // namespace herlaad::webhook_poster
