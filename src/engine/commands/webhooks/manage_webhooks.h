// Webhook endpoints of clients: created, changed, deleted, their secrets rotated and sealed anew;
// a delivery sent again, and a test event. Audited. Whoever asks has found out whose endpoint it
// is: each command but the first names both, and refuses an endpoint of another client.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/webhooks/endpoint.h"
#include "engine/commands/command.h"

namespace herlaad::engine {

// The scope of an API key that manages the webhooks of its client.
inline constexpr std::string_view kScopeWebhooks = "webhook:manage";

// Stored with idempotency records, never reused.
enum class WebhookOutcome : std::uint8_t {
  kDone = 1,
  kNoSuchClient = 2,
  kTooMany = 3,  // the client has kEndpointsMax
  kNoSuchEndpoint = 4,
  kNoSuchDelivery = 5,  // or it was deleted after its time
  kStillOpen = 6,       // the delivery is still tried
  kDisabled = 7,        // nothing is sent to the endpoint
  kTooManySecrets = 8,  // kOldSecretsMax old ones still sign
};

struct WebhookResult {
  WebhookOutcome outcome = WebhookOutcome::kDone;
  std::optional<webhooks::Endpoint> endpoint = {};  // as it is after it
  outbox::MessageId message = {};                   // sent again, or with the test event
  Instant possible_at = {};                         // kTooManySecrets: when it is possible again
};

// What the commands about endpoints of a client share.
class WebhookCommand : public CommandOf<WebhookResult> {
 public:
  void AddNeeds(Needs& needs) const override;

 protected:
  WebhookCommand(ClientId client, webhooks::EndpointId endpoint, std::string actor)
      : client_(client), endpoint_(endpoint), actor_(std::move(actor)) {}
  // Nullptr if there is none, or it is another client's.
  [[nodiscard]] const webhooks::Endpoint* Find(const ReadSet& read_set) const;
  // Puts the endpoint, and its line in the row of its client.
  void Keep(webhooks::Endpoint endpoint, const ReadSet& read_set, Decision& decision) const;
  [[nodiscard]] ClientWebhooks RowOf(const ReadSet& read_set) const;
  void Audit(const char* action, std::string detail, const DecisionContext& context,
             Decision& decision) const;
  [[nodiscard]] ClientId client() const { return client_; }
  [[nodiscard]] webhooks::EndpointId endpoint() const { return endpoint_; }

 private:
  ClientId client_;
  webhooks::EndpointId endpoint_;
  std::string actor_;
};

// The texts and events of an endpoint; bounds and form are checked where they are read.
struct WebhookWish {
  std::optional<std::string> url = {};
  std::optional<std::string> description = {};
  std::optional<webhooks::EventSet> events = {};
  std::optional<bool> disabled = {};
};

class CreateWebhook final : public WebhookCommand {
 public:
  // `secret` is sealed for webhooks::SecretPlace of the client. Nullptr without a url or events, or
  // if one is too long.
  static std::unique_ptr<CreateWebhook> Check(ClientId client, WebhookWish wish, std::string secret,
                                              std::string actor);
  [[nodiscard]] std::string_view Kind() const override { return "create_webhook"; }
  void AddNeeds(Needs& needs) const override;
  // A repeat with the same sealed secret finds the endpoint made by the first one.
  [[nodiscard]] DecisionOf<WebhookResult> Decide(const ReadSet& read_set,
                                                 const DecisionContext& context) const override;

 private:
  CreateWebhook(ClientId client, WebhookWish wish, std::string secret, std::string actor);

  WebhookWish wish_;
  std::string secret_;
  Digest made_with_;
};

class ChangeWebhook final : public WebhookCommand {
 public:
  // Nullptr if a text is too long or empty, or no event is left.
  static std::unique_ptr<ChangeWebhook> Check(ClientId client, webhooks::EndpointId endpoint,
                                              WebhookWish wish, std::string actor);
  [[nodiscard]] std::string_view Kind() const override { return "change_webhook"; }
  // A repeat changes nothing.
  [[nodiscard]] DecisionOf<WebhookResult> Decide(const ReadSet& read_set,
                                                 const DecisionContext& context) const override;

 private:
  ChangeWebhook(ClientId client, webhooks::EndpointId endpoint, WebhookWish wish, std::string actor)
      : WebhookCommand(client, endpoint, std::move(actor)), wish_(std::move(wish)) {}

  WebhookWish wish_;
};

// Deliveries that are still open are then not wanted.
class DeleteWebhook final : public WebhookCommand {
 public:
  static std::unique_ptr<DeleteWebhook> Check(ClientId client, webhooks::EndpointId endpoint,
                                              std::string actor);
  [[nodiscard]] std::string_view Kind() const override { return "delete_webhook"; }
  [[nodiscard]] bool RefusesItsRepeat() const override { return true; }
  [[nodiscard]] DecisionOf<WebhookResult> Decide(const ReadSet& read_set,
                                                 const DecisionContext& context) const override;

 private:
  using WebhookCommand::WebhookCommand;
};

// The secret so far signs beside the new one for `old_for`, those before it for as long as they
// were given; with 0 only the new one signs from now on.
class RotateWebhook final : public WebhookCommand {
 public:
  // Nullptr unless `old_for` is 0 to kOldSecretForMax.
  static std::unique_ptr<RotateWebhook> Check(ClientId client, webhooks::EndpointId endpoint,
                                              std::string secret, Millis old_for,
                                              std::string actor);
  [[nodiscard]] std::string_view Kind() const override { return "rotate_webhook"; }
  // A repeat with the same sealed secret changes nothing.
  [[nodiscard]] DecisionOf<WebhookResult> Decide(const ReadSet& read_set,
                                                 const DecisionContext& context) const override;

 private:
  RotateWebhook(ClientId client, webhooks::EndpointId endpoint, std::string secret, Millis old_for,
                std::string actor)
      : WebhookCommand(client, endpoint, std::move(actor)),
        secret_(std::move(secret)),
        old_for_(old_for) {}

  std::string secret_;
  Millis old_for_;
};

// The same secrets, sealed with another key. Not audited: nothing changes for anybody.
class SealWebhook final : public WebhookCommand {
 public:
  struct Sealed {
    std::string secret;
    std::vector<std::string> old_secrets;  // one for each of Endpoint::old_secrets
  };
  // `before`: as they are sealed so far; `now` has as many.
  static std::unique_ptr<SealWebhook> Check(ClientId client, webhooks::EndpointId endpoint,
                                            Sealed before, Sealed now);
  [[nodiscard]] std::string_view Kind() const override { return "seal_webhook"; }
  // Nothing if the secrets are no longer `before`.
  [[nodiscard]] DecisionOf<WebhookResult> Decide(const ReadSet& read_set,
                                                 const DecisionContext& context) const override;

 private:
  SealWebhook(ClientId client, webhooks::EndpointId endpoint, Sealed before, Sealed now)
      : WebhookCommand(client, endpoint, {}), before_(std::move(before)), now_(std::move(now)) {}

  Sealed before_;
  Sealed now_;
};

// A delivery that has ended or is dropped is sent again, under its id.
class ReplayDelivery final : public WebhookCommand {
 public:
  static std::unique_ptr<ReplayDelivery> Check(ClientId client, webhooks::EndpointId endpoint,
                                               outbox::MessageId message, std::string actor);
  [[nodiscard]] std::string_view Kind() const override { return "replay_delivery"; }
  void AddNeeds(Needs& needs) const override;
  // A repeat finds it open.
  [[nodiscard]] bool RefusesItsRepeat() const override { return true; }
  [[nodiscard]] DecisionOf<WebhookResult> Decide(const ReadSet& read_set,
                                                 const DecisionContext& context) const override;

 private:
  ReplayDelivery(ClientId client, webhooks::EndpointId endpoint, outbox::MessageId message,
                 std::string actor)
      : WebhookCommand(client, endpoint, std::move(actor)), message_(message) {}

  outbox::MessageId message_;
};

// A repeat sends another test event.
class TestWebhook final : public WebhookCommand {
 public:
  static std::unique_ptr<TestWebhook> Check(ClientId client, webhooks::EndpointId endpoint,
                                            std::string actor);
  [[nodiscard]] std::string_view Kind() const override { return "test_webhook"; }
  [[nodiscard]] DecisionOf<WebhookResult> Decide(const ReadSet& read_set,
                                                 const DecisionContext& context) const override;

 private:
  using WebhookCommand::WebhookCommand;
};

}  // namespace herlaad::engine
