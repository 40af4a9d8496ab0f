// Creates, disables and enables clients. Audited.
#pragma once

#include <memory>
#include <string>

#include "engine/commands/command.h"

namespace herlaad::engine {

enum class CreateClientOutcome : std::uint8_t { kCreated = 1, kNameTaken = 2 };

struct CreateClientResult {
  CreateClientOutcome outcome = CreateClientOutcome::kCreated;
  ClientId client = {};  // the new one; kNameTaken: the one that has the name
};

class CreateClient final : public CommandOf<CreateClientResult> {
 public:
  // Nullptr unless IsClientName.
  static std::unique_ptr<CreateClient> Check(std::string name, std::string actor);
  [[nodiscard]] std::string_view Kind() const override { return "create_client"; }
  [[nodiscard]] bool RefusesItsRepeat() const override { return true; }
  void AddNeeds(Needs& needs) const override {
    needs.Put<ClientName>(name_);
    needs.audit = true;
  }
  [[nodiscard]] DecisionOf<CreateClientResult> Decide(
      const ReadSet& read_set, const DecisionContext& context) const override;

 private:
  CreateClient(std::string name, std::string actor)
      : name_(std::move(name)), actor_(std::move(actor)) {}
  std::string name_;
  std::string actor_;
};

// Adds a client named `name`, or by its id if that is empty, to `decision`. The name is free.
ClientId AddClient(const std::string& name, const std::string& actor,
                   const DecisionContext& context, Decision& decision);

enum class DisableClientOutcome : std::uint8_t { kDone = 1, kNoSuchClient = 2 };

// While a client is disabled none of its keys is accepted; its orders go on.
class DisableClient final : public CommandOf<DisableClientOutcome> {
 public:
  // `disabled` is false to accept its keys again.
  static std::unique_ptr<DisableClient> Check(ClientId client, bool disabled, std::string actor);
  [[nodiscard]] std::string_view Kind() const override { return "disable_client"; }
  void AddNeeds(Needs& needs) const override {
    needs.Put<ClientRecord>(client_);
    needs.audit = true;
  }
  // A repeat changes nothing.
  [[nodiscard]] DecisionOf<DisableClientOutcome> Decide(
      const ReadSet& read_set, const DecisionContext& context) const override;

 private:
  DisableClient(ClientId client, bool disabled, std::string actor)
      : client_(client), disabled_(disabled), actor_(std::move(actor)) {}
  ClientId client_;
  bool disabled_;
  std::string actor_;
};

}  // namespace herlaad::engine
