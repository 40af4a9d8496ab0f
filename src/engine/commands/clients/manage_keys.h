// Creates, rotates and revokes API keys. Audited. The secret never enters the engine, only its
// digest. See docs/adr/0019-clients-own-orders.md.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/core/result.h"
#include "engine/commands/command.h"

namespace herlaad::engine {

enum class CreateKeyError : std::uint8_t {
  kNoScope = 1,
  kUnknownScope = 2,
  kNameTooLong = 3,      // or not IsOneLine
  kCapsWithoutCash = 4,  // only cash has caps
  kCapNotPositive = 5,
  kNameIsNotOfAClient = 6,  // without a client, the name is that of the new one
  kTillWithoutCash = 7,
  kTillName = 8,  // not IsTillName
};
inline constexpr std::size_t kKeyNameMax = 80;
// All scopes.
const std::vector<std::string>& KnownScopes();

struct NewKey {
  std::optional<ClientId> client = {};  // empty: a new one with the name of the key
  std::string name = {};
  std::vector<std::string> scopes = {};
  std::string till = {};  // empty: with the scope for cash the till named by the client's id
  Digest secret = {};
  limits::CashCaps caps = {};
};

// In order of precedence.
enum class CreateKeyOutcome : std::uint8_t {
  kCreated = 1,
  kNoSuchClient = 2,
  kClientDisabled = 3,
  kNameTaken = 4,  // of the new client
  kTillTaken = 5,  // by another client
};

struct CreateKeyResult {
  CreateKeyOutcome outcome = CreateKeyOutcome::kCreated;
  KeyId key = {};          // kCreated
  ClientId has_name = {};  // kNameTaken: the client
};

class CreateKey final : public CommandOf<CreateKeyResult> {
 public:
  static Result<std::unique_ptr<CreateKey>, CreateKeyError> Check(NewKey key, std::string actor);
  [[nodiscard]] std::string_view Kind() const override { return "create_key"; }
  void AddNeeds(Needs& needs) const override;
  // A repeat, with the same secret, changes nothing: such as after a COMMIT without an answer.
  [[nodiscard]] DecisionOf<CreateKeyResult> Decide(const ReadSet& read_set,
                                                   const DecisionContext& context) const override;

 private:
  CreateKey(NewKey key, std::string actor) : new_(std::move(key)), actor_(std::move(actor)) {}
  [[nodiscard]] CreateKeyOutcome Judge(const ReadSet& read_set) const;
  NewKey new_;
  std::string actor_;
};

enum class RotateKeyOutcome : std::uint8_t {
  kRotated = 1,
  kNoSuchKey = 2,
  kNotValid = 3,  // revoked or expired
};

struct RotateKeyResult {
  RotateKeyOutcome outcome = RotateKeyOutcome::kRotated;
  KeyId key = {};  // kRotated: the new one
};
inline constexpr Millis kOldKeyValidFor{24LL * 3'600 * 1'000};  // unless the request says otherwise
inline constexpr Millis kOldKeyValidMax{90 * kOldKeyValidFor};

// Creates a key with everything of another but its secret, and sets when that other key ends: after
// `old_valid_for`, or earlier if that was set before. Cash counts for the caps of both together.
class RotateKey final : public CommandOf<RotateKeyResult> {
 public:
  // Nullptr unless `old_valid_for` is from 0, the old key ends at once, to kOldKeyValidMax.
  static std::unique_ptr<RotateKey> Check(KeyId key, Digest secret, Millis old_valid_for,
                                          std::string actor);
  [[nodiscard]] std::string_view Kind() const override { return "rotate_key"; }
  void AddNeeds(Needs& needs) const override;
  // A repeat, with the same secret, changes nothing.
  [[nodiscard]] DecisionOf<RotateKeyResult> Decide(const ReadSet& read_set,
                                                   const DecisionContext& context) const override;

 private:
  RotateKey(KeyId key, Digest secret, Millis old_valid_for, std::string actor)
      : key_(key), secret_(secret), old_valid_for_(old_valid_for), actor_(std::move(actor)) {}
  [[nodiscard]] Digest Body() const;
  KeyId key_;
  Digest secret_;
  Millis old_valid_for_;
  std::string actor_;
};

enum class RevokeKeyOutcome : std::uint8_t { kRevoked = 1, kAlready = 2, kNoSuchKey = 3 };

class RevokeKey final : public CommandOf<RevokeKeyOutcome> {
 public:
  static std::unique_ptr<RevokeKey> Check(KeyId key, std::string actor);
  [[nodiscard]] std::string_view Kind() const override { return "revoke_key"; }
  void AddNeeds(Needs& needs) const override {
    needs.Put<ApiKey>(key_);
    needs.audit = true;
  }
  [[nodiscard]] DecisionOf<RevokeKeyOutcome> Decide(const ReadSet& read_set,
                                                    const DecisionContext& context) const override;

 private:
  RevokeKey(KeyId key, std::string actor) : key_(key), actor_(std::move(actor)) {}
  KeyId key_;
  std::string actor_;
};

}  // namespace herlaad::engine
