// Creates the connectors from the settings: remote operators, gateways, messenger and mailer.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/gateways/sandbox_bank.h"
#include "adapters/messengers/sandbox_mailbox.h"
#include "adapters/messengers/sandbox_phone.h"
#include "adapters/messengers/smtp_mailer.h"
#include "adapters/operators/remote_operator.h"
#include "apps/herlaad/config/config.h"
#include "base/core/result.h"
#include "domain/catalogue/catalogue.h"
#include "engine/outbox_workers.h"

namespace herlaad::app {

class Connectors {
 public:
  // Fails with a sentence if settings and catalogue are inconsistent.
  static Result<std::unique_ptr<Connectors>, std::string> Build(
      const Config& config, const catalogue::Catalogue& catalogue);

  [[nodiscard]] const engine::Parties& parties() const { return parties_; }
  // `told` is called with failed mails. Set before the first one is sent.
  void OnMailTrouble(std::function<void(const messengers::MailTrouble&)> told) {
    mail_trouble_ = std::move(told);
  }
  // Aborts requests in progress.
  void Stop();

 private:
  std::vector<std::unique_ptr<operators::RemoteOperator>> operators_;
  std::vector<std::unique_ptr<gateways::SandboxBank>> gateways_;
  void BuildMailer(const Config& config);

  std::unique_ptr<messengers::SandboxPhone> messenger_;
  std::unique_ptr<engine::Mailer> mailer_;
  std::function<void(const messengers::MailTrouble&)> mail_trouble_;
  engine::Parties parties_;
};

}  // namespace herlaad::app
