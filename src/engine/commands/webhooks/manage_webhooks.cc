#include "engine/commands/webhooks/manage_webhooks.h"

#include <algorithm>
#include <utility>

#include "base/core/check.h"
#include "engine/commands/idempotency.h"

namespace herlaad::engine {
namespace {

using webhooks::Endpoint;
using webhooks::EndpointId;

bool Fits(const WebhookWish& wish) {
  if (wish.url && (wish.url->empty() || wish.url->size() > webhooks::kUrlMax)) return false;
  if (wish.description && wish.description->size() > webhooks::kDescriptionMax) return false;
  return !wish.events || !wish.events->empty();
}

void Apply(const WebhookWish& wish, Instant now, Endpoint& endpoint) {
  if (wish.url) endpoint.url = *wish.url;
  if (wish.description) endpoint.description = *wish.description;
  if (wish.events) endpoint.events = *wish.events;
  if (!wish.disabled || *wish.disabled != endpoint.IsEnabled()) return;
  endpoint.disabled_at = *wish.disabled ? now : Instant{};
  endpoint.disabled_by =
      *wish.disabled ? webhooks::DisabledBy::kClient : webhooks::DisabledBy::kNobody;
  if (!*wish.disabled) endpoint.enabled_at = now;
}

WebhookResult Refused(WebhookOutcome outcome) { return {outcome, {}, {}, {}}; }

}  // namespace

void WebhookCommand::AddNeeds(Needs& needs) const {
  needs.Put<ClientRecord>(client_);
  needs.Put<ClientWebhooks>(ClientText(client_));
  if (!endpoint_.empty()) needs.Put<Endpoint>(endpoint_);
  needs.audit = true;
}

const Endpoint* WebhookCommand::Find(const ReadSet& read_set) const {
  const auto* const found = read_set.Find<Endpoint>(endpoint_);
  return found != nullptr && found->client == ClientText(client_) ? found : nullptr;
}

ClientWebhooks WebhookCommand::RowOf(const ReadSet& read_set) const {
  const auto* const row = read_set.Find<ClientWebhooks>(ClientText(client_));
  return row != nullptr ? *row : ClientWebhooks{ClientText(client_), {}};
}

void WebhookCommand::Keep(Endpoint endpoint, const ReadSet& read_set, Decision& decision) const {
  ClientWebhooks row = RowOf(read_set);
  webhooks::Enter(endpoint, row.endpoints);
  decision.rows.Put(std::move(row));
  decision.rows.Put(std::move(endpoint));
}

void WebhookCommand::Audit(const char* action, std::string detail, const DecisionContext& context,
                           Decision& decision) const {
  decision.audit.push_back({context.now, actor_, action, ToText(client_), std::move(detail)});
}

std::unique_ptr<CreateWebhook> CreateWebhook::Check(ClientId client, WebhookWish wish,
                                                    std::string secret, std::string actor) {
  if (!wish.url || !wish.events || !Fits(wish)) return nullptr;
  return std::unique_ptr<CreateWebhook>(
      new CreateWebhook(client, std::move(wish), std::move(secret), std::move(actor)));
}

CreateWebhook::CreateWebhook(ClientId client, WebhookWish wish, std::string secret,
                             std::string actor)
    : WebhookCommand(client, {}, std::move(actor)),
      wish_(std::move(wish)),
      secret_(std::move(secret)),
      made_with_(IdempotencyKeyDigest("webhook:" + ToText(client), secret_)) {}

void CreateWebhook::AddNeeds(Needs& needs) const {
  WebhookCommand::AddNeeds(needs);
  needs.Put<IdempotencyRecord>(made_with_);
}

DecisionOf<WebhookResult> CreateWebhook::Decide(const ReadSet& read_set,
                                                const DecisionContext& context) const {
  Endpoint made;
  made.client = ClientText(client());
  made.secret = secret_;
  made.created_at = context.now;
  Apply(wish_, context.now, made);
  if (const auto* const earlier = read_set.Find<IdempotencyRecord>(made_with_)) {
    made.id = EndpointId(earlier->detail);
    return Repeated(WebhookResult{WebhookOutcome::kDone, std::move(made), {}});
  }
  if (read_set.Find<ClientRecord>(client()) == nullptr)
    return Refused(WebhookOutcome::kNoSuchClient);
  if (RowOf(read_set).endpoints.size() >= webhooks::kEndpointsMax)
    return Refused(WebhookOutcome::kTooMany);
  made.id = EndpointId(context.ids.Next(context.now));
  DecisionOf<WebhookResult> decision(WebhookResult{WebhookOutcome::kDone, made, {}});
  IdempotencyRecord record;
  record.outcome = static_cast<std::uint8_t>(WebhookOutcome::kDone);
  record.detail = made.id.value();
  Record(made_with_, made_with_, context.now, std::move(record), decision);
  Audit("webhook.create", ToText(made.id) + " " + made.url, context, decision);
  Keep(std::move(made), read_set, decision);
  return decision;
}

std::unique_ptr<ChangeWebhook> ChangeWebhook::Check(ClientId client, EndpointId endpoint,
                                                    WebhookWish wish, std::string actor) {
  if (!Fits(wish)) return nullptr;
  return std::unique_ptr<ChangeWebhook>(
      new ChangeWebhook(client, endpoint, std::move(wish), std::move(actor)));
}

DecisionOf<WebhookResult> ChangeWebhook::Decide(const ReadSet& read_set,
                                                const DecisionContext& context) const {
  const Endpoint* const found = Find(read_set);
  if (found == nullptr) return Refused(WebhookOutcome::kNoSuchEndpoint);
  Endpoint after = *found;
  Apply(wish_, context.now, after);
  DecisionOf<WebhookResult> decision(WebhookResult{WebhookOutcome::kDone, after, {}});
  if (after == *found) return decision;
  const bool switched = after.IsEnabled() != found->IsEnabled();
  const char* const action = !switched           ? "webhook.change"
                             : after.IsEnabled() ? "webhook.enable"
                                                 : "webhook.disable";
  Audit(action, ToText(after.id) + " " + after.url, context, decision);
  Keep(std::move(after), read_set, decision);
  return decision;
}

std::unique_ptr<DeleteWebhook> DeleteWebhook::Check(ClientId client, EndpointId endpoint,
                                                    std::string actor) {
  return std::unique_ptr<DeleteWebhook>(new DeleteWebhook(client, endpoint, std::move(actor)));
}

DecisionOf<WebhookResult> DeleteWebhook::Decide(const ReadSet& read_set,
                                                const DecisionContext& context) const {
  const Endpoint* const found = Find(read_set);
  if (found == nullptr) return Refused(WebhookOutcome::kNoSuchEndpoint);
  DecisionOf<WebhookResult> decision(WebhookResult{WebhookOutcome::kDone, *found, {}});
  decision.deleted.Put<Endpoint>(found->id);
  ClientWebhooks row = RowOf(read_set);
  std::erase_if(row.endpoints, [&](const auto& one) { return one.endpoint == found->id; });
  if (row.endpoints.empty()) {
    decision.deleted.Put<ClientWebhooks>(row.client);
  } else {
    decision.rows.Put(std::move(row));
  }
  Audit("webhook.delete", ToText(found->id) + " " + found->url, context, decision);
  return decision;
}

std::unique_ptr<RotateWebhook> RotateWebhook::Check(ClientId client, EndpointId endpoint,
                                                    std::string secret, Millis old_for,
                                                    std::string actor) {
  if (old_for < Millis(0) || old_for > webhooks::kOldSecretForMax) return nullptr;
  return std::unique_ptr<RotateWebhook>(
      new RotateWebhook(client, endpoint, std::move(secret), old_for, std::move(actor)));
}

DecisionOf<WebhookResult> RotateWebhook::Decide(const ReadSet& read_set,
                                                const DecisionContext& context) const {
  const Endpoint* const found = Find(read_set);
  if (found == nullptr) return Refused(WebhookOutcome::kNoSuchEndpoint);
  if (found->secret == secret_) return WebhookResult{WebhookOutcome::kDone, *found, {}};
  auto after = webhooks::Rotated(*found, secret_, old_for_, context.now);
  if (!after.ok()) return WebhookResult{WebhookOutcome::kTooManySecrets, {}, {}, after.error()};
  DecisionOf<WebhookResult> decision(WebhookResult{WebhookOutcome::kDone, *after, {}});
  Audit("webhook.rotate", ToText(after->id), context, decision);
  Keep(*std::move(after), read_set, decision);
  return decision;
}

std::unique_ptr<SealWebhook> SealWebhook::Check(ClientId client, EndpointId endpoint, Sealed before,
                                                Sealed now) {
  CHECK(before.old_secrets.size() == now.old_secrets.size(), "each secret is sealed again");
  return std::unique_ptr<SealWebhook>(
      new SealWebhook(client, endpoint, std::move(before), std::move(now)));
}

DecisionOf<WebhookResult> SealWebhook::Decide(const ReadSet& read_set,
                                              const DecisionContext&) const {
  const Endpoint* const found = Find(read_set);
  const auto is_as_before = [this](const Endpoint& endpoint) {
    const auto& old = endpoint.old_secrets;
    return endpoint.secret == before_.secret &&
           std::equal(old.begin(), old.end(), before_.old_secrets.begin(),
                      before_.old_secrets.end(),
                      [](const auto& one, const auto& sealed) { return one.sealed == sealed; });
  };
  if (found == nullptr || !is_as_before(*found)) return Refused(WebhookOutcome::kNoSuchEndpoint);
  Endpoint after = *found;
  after.secret = now_.secret;
  for (std::size_t i = 0; i < after.old_secrets.size(); ++i)
    after.old_secrets[i].sealed = now_.old_secrets[i];
  DecisionOf<WebhookResult> decision(WebhookResult{WebhookOutcome::kDone, after, {}});
  decision.rows.Put(std::move(after));
  return decision;
}

std::unique_ptr<ReplayDelivery> ReplayDelivery::Check(ClientId client, EndpointId endpoint,
                                                      outbox::MessageId message,
                                                      std::string actor) {
  return std::unique_ptr<ReplayDelivery>(
      new ReplayDelivery(client, endpoint, message, std::move(actor)));
}

void ReplayDelivery::AddNeeds(Needs& needs) const {
  WebhookCommand::AddNeeds(needs);
  needs.Put<outbox::Message>(message_);
}

DecisionOf<WebhookResult> ReplayDelivery::Decide(const ReadSet& read_set,
                                                 const DecisionContext& context) const {
  const Endpoint* const found = Find(read_set);
  if (found == nullptr) return Refused(WebhookOutcome::kNoSuchEndpoint);
  const auto* const message = read_set.Find<outbox::Message>(message_);
  if (message == nullptr || message->owner.id != ToText(endpoint()) ||
      message->owner.kind != webhooks::kEndpointOwner)
    return Refused(WebhookOutcome::kNoSuchDelivery);
  if (!found->IsEnabled()) return Refused(WebhookOutcome::kDisabled);
  // The worker that finds it dropped may come hours later; one that sends it now has leased it.
  outbox::Message ended = *message;
  if (ended.state == outbox::MessageState::kDue && webhooks::IsDropped(ended, *found))
    ended.state = outbox::MessageState::kNotWanted;
  auto again = outbox::Replayed(std::move(ended), context.now);
  if (!again) return Refused(WebhookOutcome::kStillOpen);
  DecisionOf<WebhookResult> decision(WebhookResult{WebhookOutcome::kDone, *found, message_});
  decision.rows.Put(*std::move(again));
  Audit("webhook.replay", ToText(found->id) + " " + ToText(message_), context, decision);
  return decision;
}

std::unique_ptr<TestWebhook> TestWebhook::Check(ClientId client, EndpointId endpoint,
                                                std::string actor) {
  return std::unique_ptr<TestWebhook>(new TestWebhook(client, endpoint, std::move(actor)));
}

DecisionOf<WebhookResult> TestWebhook::Decide(const ReadSet& read_set,
                                              const DecisionContext& context) const {
  const Endpoint* const found = Find(read_set);
  if (found == nullptr) return Refused(WebhookOutcome::kNoSuchEndpoint);
  if (!found->IsEnabled()) return Refused(WebhookOutcome::kDisabled);
  const outbox::MessageId id(context.ids.Next(context.now));
  DecisionOf<WebhookResult> decision(WebhookResult{WebhookOutcome::kDone, *found, id});
  decision.rows.Put(webhooks::NewDelivery(
      id, endpoint(), {webhooks::Event::kTest, found->client, {}}, context.now));
  Audit("webhook.test", ToText(found->id), context, decision);
  return decision;
}

}  // namespace herlaad::engine
