// The webhooks of an App: who posts deliveries, and the secrets that sign them.
#include "api/http/topups/status/render_topup.h"
#include "apps/herlaad/server/app.h"
#include "base/credentials/sealing.h"
#include "engine/ports/client_list.h"

namespace herlaad::app {
namespace {

// What the client reads itself: without scopes, and in the language of its order.
http::Client ReaderOf(const orders::Order& order) {
  http::Client client;
  client.kind = http::Client::Kind::kKey;
  client.name = order.client;
  return client;
}

}  // namespace

// The keys are read before the first delivery, and after the parties are built.
engine::WebhookSources App::WebhooksOf() {
  webhook_poster::PosterOptions options;
  options.allow_private = config_.webhooks_anywhere;
  options.total_timeout = std::min(options.total_timeout, config_.timings.request_timeout);
  webhook_poster_ = std::make_unique<webhook_poster::WebhookPoster>(options);
  const auto topup = [this](const orders::Order& order, Instant now) {
    const http::Client client = ReaderOf(order);
    return http::RenderTopup(order, {client, order.language, now},
                             http::Links(url(), link_keys_.current, link_keys_.before), catalogue_);
  };
  const auto open = [this](const std::string& place, const std::string& sealed) {
    return OpenSealed(place, sealed);
  };
  return {webhook_poster_.get(), topup, open};
}

std::optional<Secret> App::OpenSealed(const std::string& place, const std::string& sealed) const {
  for (const Secret* const key : {&staff_keys_.current, &staff_keys_.before}) {
    if (key->empty()) continue;
    if (auto secret = credentials::Unseal(*key, place, sealed)) return secret;
  }
  return std::nullopt;
}

// Like the secrets of codes; an endpoint whose secrets neither key opens needs a new one.
Status<std::string> App::SealWebhooksAgain(RotatedStaffKey& rotated) {
  const auto all = engine::ListWebhooks(*opened_.queries);
  if (!all.ok()) return Failure{all.error().message};
  for (const webhooks::Endpoint& endpoint : *all) {
    const std::string place = webhooks::SecretPlace(endpoint.client);
    if (credentials::Unseal(staff_keys_.current, place, endpoint.secret)) continue;
    const auto secret = OpenSealed(place, endpoint.secret);
    const auto client = engine::ClientNamed(endpoint.client);
    if (!secret || !client) {
      rotated.unreadable_webhooks.push_back(ToText(endpoint.id));
      continue;
    }
    const auto seal = [&](const Secret& text) {
      return credentials::Seal(staff_keys_.current, place, text);
    };
    engine::SealWebhook::Sealed before{endpoint.secret, {}};
    engine::SealWebhook::Sealed now{seal(*secret), {}};
    for (const webhooks::OldSecret& one : endpoint.old_secrets) {
      // What neither key opens signs nothing more; it stays until its time is over.
      const auto old = OpenSealed(place, one.sealed);
      before.old_secrets.push_back(one.sealed);
      now.old_secrets.push_back(old ? seal(*old) : one.sealed);
    }
    const auto answer = engine_->Call(
        engine::SealWebhook::Check(*client, endpoint.id, std::move(before), std::move(now)));
    if (!answer.ok() || answer->outcome != engine::WebhookOutcome::kDone)
      return Failure{std::string("the database cannot be written; run this again")};
    ++rotated.sealed_webhooks;
  }
  return Nothing{};
}

}  // namespace herlaad::app
