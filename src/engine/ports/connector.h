// Connectors speak with what is outside: gateways, operators, messengers and mailers. A kind of
// connector is a folder below adapters/ that says what settings it has and makes connectors from
// them, and one line in apps/herlaad/config/connector_kinds.cc.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/instant.h"
#include "base/core/secret.h"

namespace herlaad::engine {

// The settings of one connector: a table of the settings file. Every mistake is noted with its
// place, and a value is returned all the same, so that all mistakes of a file are told at once.
// Keys must be literals.
class ConnectorSettings {
 public:
  virtual ~ConnectorSettings() = default;

  [[nodiscard]] virtual bool Has(std::string_view key) const = 0;
  // Without the key, `otherwise`.
  virtual std::string Text(std::string_view key, std::string otherwise) = 0;
  virtual Millis Duration(std::string_view key, Millis otherwise) = 0;
  // The index in `choices`, of which the first is meant if the key is missing.
  virtual std::size_t Choice(std::string_view key, std::vector<std::string_view> choices) = 0;
  // A path relative to the settings file, made absolute; empty if the key is missing.
  virtual std::string Path(std::string_view key) = 0;

  // Required.
  virtual std::string RequiredText(std::string_view key) = 0;
  // http:// or https://, without trailing slashes.
  virtual std::string RequiredUrl(std::string_view key) = 0;
  // The secret in the environment variable that `env_key` names or in the file that `file_key`
  // names.
  virtual Secret RequiredSecret(std::string_view env_key, std::string_view file_key) = 0;

  // Notes a mistake at the value of `key`.
  virtual void Complain(std::string_view key, const std::string& why) = 0;
};

// Trouble with what a connector was given to send, for the administrator's log. Contains no
// address, number, text or secret.
struct ConnectorTrouble {
  std::string_view reference;
  bool given_up = false;  // false: it will be retried
  int code = 0;           // of the other side's reply; 0: none
  std::string_view why;
};

// What every connector is made with. `report` may be empty.
struct ConnectorContext {
  Millis connect_timeout{3'000};
  Millis request_timeout{10'000};  // including connecting
  std::function<void(const ConnectorTrouble&)> report = {};
};

template <class Port>
using MakeConnector = std::function<std::unique_ptr<Port>(const ConnectorContext&)>;

// Port: engine::Gateway, engine::Operator, engine::Messenger or engine::Mailer.
template <class Port>
struct ConnectorKind {
  std::string_view name;  // `kind` in the settings; never changed
  bool sandbox = false;   // nothing real moves: pages and receipts say so
  MakeConnector<Port> (*read)(ConnectorSettings& settings) = nullptr;
  // Of a gateway: whether its balance lists what it keeps of each payment (Gateway::ListBalance),
  // which reconciliation books. Costs in the settings would book it twice and are refused.
  bool reports_fees = false;
};

}  // namespace herlaad::engine
