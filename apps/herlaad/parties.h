// The other sides, as the settings name them: remote operators, gateways, and who carries texts and
// mail.
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
#include "apps/herlaad/config.h"
#include "base/core/result.h"
#include "domain/catalogue/catalogue.h"
#include "engine/outbox_workers.h"

namespace herlaad::app {

class PartiesHouse {
 public:
  // A sentence when the settings and the catalogue do not fit together.
  static Result<std::unique_ptr<PartiesHouse>, std::string> Build(
      const Config& config, const catalogue::Catalogue& catalogue);

  [[nodiscard]] const engine::Parties& parties() const { return parties_; }
  // Told of mails that were not taken. Before anybody sends one.
  void OnMailTrouble(std::function<void(const messengers::MailTrouble&)> told) {
    mail_trouble_ = std::move(told);
  }
  // Breaks off what is on the wire.
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
