// Receipts as JSON, PDF, PNG and page, with the same access as the top-up; the verification page of
// the QR code; and the public keys.
//
// Drawing takes milliseconds: a separate thread draws one receipt at a time, and requests beyond
// its queue are answered with "busy".
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "api/http/core/errands.h"
#include "api/http/core/exchange.h"
#include "api/http/core/router.h"
#include "api/http/topups/topups.h"
#include "base/messages/language.h"
#include "engine/ports/receipt_renderer.h"

namespace herlaad::http {

inline constexpr std::size_t kDrawingsOfOne = 8;  // waiting, of one customer
inline constexpr std::size_t kDrawingsMax = 64;   // waiting; about a third of a second of PDFs

class Receipts {
 public:
  Receipts(Shared& shared, const Topups& topups) : shared_(shared), topups_(topups) {}

  // All routes; none if this installation issues no receipts.
  std::vector<Route> Routes();

 private:
  void Describe(const ExchangePtr& exchange);
  void Draw(engine::ReceiptForm form, const ExchangePtr& exchange);
  void Drawn(engine::ReceiptForm form, messages::Language language, const orders::Receipt& receipt,
             Exchange& exchange);
  void Page(messages::Language language, const ExchangePtr& exchange);
  void Check(messages::Language language, const ExchangePtr& exchange);
  void Key(const ExchangePtr& exchange);
  void Evidence(const ExchangePtr& exchange);
  void DrawEvidence(const engine::OrderTrail& trail, Exchange& exchange);

  [[nodiscard]] Result<orders::Receipt, Problem> ReceiptOf(const orders::Order& order) const;
  // Calls `go_on` with the receipt of the order in the path, or answers why there is none.
  using WithReceipt =
      std::function<void(const orders::Receipt& receipt, messages::Language of_order)>;
  void Find(const ExchangePtr& exchange, WithReceipt go_on) const;
  [[nodiscard]] engine::ReceiptRenderer& renderer() const { return *shared_.services.receipts; }

  Shared& shared_;
  const Topups& topups_;
  std::deque<std::string> addresses_;  // of the routes, one a language
  Errands drawing_{{kDrawingsMax, kDrawingsOfOne},
                   [this](const char* what) { shared_.LogMistake(what); }};
};

}  // namespace herlaad::http
