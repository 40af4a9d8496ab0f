// Creates and revokes API keys. Audited. The secret never enters the engine, only its digest.
#pragma once

#include <string>
#include <vector>

#include "base/core/result.h"
#include "engine/commands/command.h"

namespace herlaad::engine {

enum class CreateKeyError : std::uint8_t {
  kNoScope = 1,
  kUnknownScope = 2,
  kNameTooLong = 3,
  kCapsWithoutCash = 4,  // only cash has caps
  kCapNotPositive = 5,
};
inline constexpr std::size_t kKeyNameMax = 80;
// All scopes.
const std::vector<std::string>& KnownScopes();

class CreateKey final : public Command {
 public:
  static Result<std::unique_ptr<CreateKey>, CreateKeyError> Check(std::string name,
                                                                  std::vector<std::string> scopes,
                                                                  Digest secret, std::string actor,
                                                                  limits::CashCaps caps = {});
  [[nodiscard]] std::string_view Kind() const override { return "create_key"; }
  void AddNeeds(Needs& needs) const override { needs.audit = true; }
  // detail: the new key's id
  [[nodiscard]] Decision Decide(const ReadSet& read_set,
                                const DecisionContext& context) const override;

 private:
  CreateKey(ApiKey key, std::string actor) : key_(std::move(key)), actor_(std::move(actor)) {}
  ApiKey key_;
  std::string actor_;
};

enum class RevokeKeyOutcome : std::uint8_t { kRevoked = 1, kAlready = 2, kNoSuchKey = 3 };

class RevokeKey final : public Command {
 public:
  static std::unique_ptr<RevokeKey> Check(KeyId key, std::string actor);
  [[nodiscard]] std::string_view Kind() const override { return "revoke_key"; }
  void AddNeeds(Needs& needs) const override {
    needs.plain.Of<ApiKey>().push_back(key_);
    needs.audit = true;
  }
  // outcome: RevokeKeyOutcome
  [[nodiscard]] Decision Decide(const ReadSet& read_set,
                                const DecisionContext& context) const override;

 private:
  RevokeKey(KeyId key, std::string actor) : key_(key), actor_(std::move(actor)) {}
  KeyId key_;
  std::string actor_;
};

}  // namespace herlaad::engine
