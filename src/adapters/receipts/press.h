// Press: receipts as this installation makes them.
#pragma once

#include <string>
#include <vector>

#include "adapters/receipts/signing.h"
#include "engine/ports/receipts.h"

namespace herlaad::receipts {

class Press final : public engine::ReceiptPress {
 public:
  // `earlier` are keys whose receipts still count. `public_url` without a slash at its end.
  Press(SigningKey key, std::vector<PublicKey> earlier, std::string public_url);

  engine::ReceiptSheet Write(const orders::Receipt& receipt, messages::Language language) override;
  Result<std::string, std::string> Draw(const orders::Receipt& receipt, messages::Language language,
                                        engine::ReceiptForm form) override;
  std::optional<orders::SignedReceipt> Check(std::string_view seal) override;
  [[nodiscard]] std::vector<std::string> PublicKeys() const override;

 private:
  [[nodiscard]] std::string Link(std::string_view seal) const;

  SigningKey key_;
  std::vector<PublicKey> keys_;  // this one's first
  std::string public_url_;
};

}  // namespace herlaad::receipts
