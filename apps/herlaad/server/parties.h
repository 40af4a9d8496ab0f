// Creates the connectors from the settings: remote operators, gateways, messenger and mailer.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "apps/herlaad/config/config.h"
#include "base/core/result.h"
#include "domain/catalogue/catalogue.h"
#include "engine/outbox/outbox_workers.h"

namespace herlaad::app {

class Connectors {
 public:
  // Fails with a sentence if settings and catalogue are inconsistent, or if some gateways and
  // operators are sandboxes and others are not.
  static Result<std::unique_ptr<Connectors>, std::string> Build(
      const Config& config, const catalogue::Catalogue& catalogue);

  [[nodiscard]] const engine::Parties& parties() const { return parties_; }
  // `told` is called with what could not be sent. Set before anything is sent.
  void OnTrouble(std::function<void(const engine::ConnectorTrouble&)> told) {
    trouble_ = std::move(told);
  }
  // Aborts requests in progress.
  void Stop();

 private:
  template <class Port>
  static Port* Made(const ConnectorConfig<Port>& config, const engine::ConnectorContext& context,
                    std::vector<std::unique_ptr<Port>>& made);

  std::vector<std::unique_ptr<engine::Operator>> operators_;
  std::vector<std::unique_ptr<engine::Gateway>> gateways_;
  std::vector<std::unique_ptr<engine::Messenger>> messengers_;
  std::vector<std::unique_ptr<engine::Mailer>> mailers_;
  std::function<void(const engine::ConnectorTrouble&)> trouble_;
  engine::Parties parties_;
};

}  // namespace herlaad::app
