// SlowRenderer: draws only once it is told to. For tests.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include "engine/ports/receipt_renderer.h"

namespace herlaad::http {

class SlowRenderer final : public engine::ReceiptRenderer {
 public:
  engine::ReceiptView Write(const orders::Receipt&, messages::Language) override { return {}; }
  Result<std::string, std::string> Draw(const orders::Receipt&, messages::Language,
                                        engine::ReceiptForm) override {
    std::unique_lock lock(mutex_);
    may_.wait(lock, [this] { return go_; });
    if (fails) return Failure{std::string("no ink")};
    return std::string("%PDF-drawn");
  }
  std::optional<orders::SignedReceipt> Check(std::string_view) override { return std::nullopt; }
  Result<std::string, std::string> DrawEvidence(const engine::EvidenceDocument&) override {
    return Failure{std::string("no ink")};
  }
  [[nodiscard]] const engine::Seller& SoldBy() const override { return seller_; }
  [[nodiscard]] std::vector<std::string> PublicKeys() const override { return {"00"}; }
  void LetGo() {
    const std::lock_guard lock(mutex_);
    go_ = true;
    may_.notify_all();
  }

  bool fails = false;

 private:
  engine::Seller seller_;
  std::mutex mutex_;
  std::condition_variable may_;
  bool go_ = false;
};

}  // namespace herlaad::http
