// PangoRenderer: renders, signs and verifies the receipts of this installation.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "adapters/receipts/signing.h"
#include "engine/ports/receipt_renderer.h"

namespace herlaad::receipts {

class PangoRenderer final : public engine::ReceiptRenderer {
 public:
  // `earlier` are keys whose receipts are still valid. `public_url` without a trailing slash.
  PangoRenderer(SigningKey key, std::vector<PublicKey> earlier, std::string public_url,
                engine::Issuer issuer = {});

  // Replaces the other keys whose receipts are valid. Thread-safe.
  void Believe(std::vector<PublicKey> others);

  engine::ReceiptView Write(const orders::Receipt& receipt, messages::Language language) override;
  Result<std::string, std::string> Draw(const orders::Receipt& receipt, messages::Language language,
                                        engine::ReceiptForm form) override;
  Result<std::string, std::string> DrawEvidence(const engine::EvidenceDocument& document) override;
  [[nodiscard]] const engine::Seller& SoldBy() const override { return issuer_.seller; }
  std::optional<orders::SignedReceipt> Check(std::string_view signature) override;
  [[nodiscard]] std::vector<std::string> PublicKeys() const override;

 private:
  [[nodiscard]] std::string Link(std::string_view signature) const;
  [[nodiscard]] std::vector<PublicKey> Keys() const;

  const SigningKey key_;
  const std::string public_url_;
  const engine::Issuer issuer_;
  mutable std::mutex mutex_;
  std::vector<PublicKey> keys_;  // this installation's first
};

}  // namespace herlaad::receipts
