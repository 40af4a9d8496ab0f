#include "engine/orders/evidence.h"

#include <algorithm>
#include <optional>

#include "base/messages/messages.h"
#include "base/money/asset.h"
#include "base/money/money.h"
#include "domain/orders/receipts/receipt.h"
#include "engine/orders/evidence_words.h"
#include "engine/orders/order_history.h"

namespace herlaad::engine {
namespace {

using orders::Order;
using Row = ReceiptView::Row;
using Section = EvidenceDocument::Section;

// What any font can draw, on one line: people type reasons.
std::string Drawable(std::string_view text) {
  std::string drawable;
  for (std::size_t i = 0; i < text.size();) {
    const auto first = static_cast<unsigned char>(text[i]);
    const std::size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    const std::string_view character = text.substr(i, size);
    i += size;
    const bool is_control =
        first < 0x20 || first == 0x7F ||
        (size == 2 && first == 0xC2 && static_cast<unsigned char>(character.back()) < 0xA0);
    // Marks that change the direction of text or the look of the character before.
    const bool is_mark = (character >= "\xE2\x80\x8B" && character <= "\xE2\x80\x8F") ||
                         (character >= "\xE2\x80\xA8" && character <= "\xE2\x80\xAE") ||
                         (character >= "\xE2\x81\xA0" && character <= "\xE2\x81\xAF") ||
                         (character >= "\xEF\xB8\x80" && character <= "\xEF\xB8\x8F");
    if (is_control) drawable += ' ';
    if (size == 4) drawable += '?';
    if (!is_control && !is_mark && size < 4) drawable += character;
  }
  return drawable;
}

class EvidenceWriter {
 public:
  EvidenceWriter(const OrderTrail& trail, const std::string& operator_name)
      : trail_(trail), order_(trail.record.order), operator_(operator_name) {}

  Section Ordered() {
    Section section{"Order", {}};
    Put(section, "Reference", ToText(order_.id));
    Put(section, "Seller's own reference", order_.details.reference);
    Put(section, "Ordered", At(order_.created_at));
    if (order_.IsTopup()) {
      Put(section, "Prepaid number", order_.msisdn().Masked());
      Put(section, "Operator", operator_);
    }
    Put(section, "Face value", Amount(order_.terms.amount));
    if (order_.terms.fee > 0) Put(section, "Fee", Amount(order_.terms.fee));
    Put(section, "Total", Amount(order_.terms.total()));
    return section;
  }

  Section Paid() {
    Section section{"Payment", {}};
    Put(section, "Payment method",
        std::string(messages::Text(messages::Language::kEn,
                                   payments::PaymentMethodLabel(order_.payment_method))));
    for (const orders::Payment& payment : order_.payments) {
      Put(section, "Payment page opened", At(payment.opened_at));
      if (payment.received == 0) continue;
      Put(section, "Charged", Amount(payment.received));
      Put(section, "Charged at", At(payment.settled_at));
      Put(section, "Charge", payment.reference);
    }
    for (const orders::Refund& refund : order_.refunds) {
      Put(section, "Refund of " + Amount(refund.amount),
          Joined(RefundWords(refund), IsOver(refund) ? At(refund.settled_at) : std::string()));
      Put(section, "Reference of the refund", refund.reference);
    }
    return section;
  }

  Section Delivered() {
    Section section{"Delivery of the prepaid credit", {}};
    for (const orders::Delivery& delivery : order_.deliveries) {
      Put(section, "Our reference", orders::PartReference(order_.id, 'd', delivery.n));
      Put(section, "Sent to the operator", At(delivery.sent_at));
      Put(section, "Outcome", DeliveryWords(delivery));
      Put(section, "Outcome known at", At(delivery.settled_at));
      Put(section, "Operator's reference", delivery.reference);
      if (delivery.credited == 0) continue;
      const std::string credited = money::Human(money::MoneyFromEur6(delivery.credited).amount);
      const Instant until = delivery.valid_until.ms != 0
                                ? delivery.valid_until
                                : catalogue::ValidUntil(order_.terms.validity, delivery.settled_at);
      Put(section, "Credited to the number", credited + ", valid until " + At(until));
    }
    return section;
  }

  Section Disputed() {
    Section section{"Dispute", {}};
    for (const orders::Dispute& dispute : order_.disputes) {
      Put(section, "Provider's reference", dispute.reference);
      Put(section, "State", DisputeWords(dispute.state));
      Put(section, "Amount in dispute", Amount(dispute.amount));
      Put(section, "Reason given", Words(dispute.reason));
      Put(section, "Evidence is due", At(dispute.due_at));
    }
    return section;
  }

  Section Log() {
    Section section{"What was done, and by whom", {}};
    for (const HistoryEntry& entry : HistoryOf(trail_)) {
      Put(section, At(entry.at), LogWords(entry, operator_));
    }
    return section;
  }

 private:
  static void Put(Section& section, std::string label, const std::string& value) {
    if (!value.empty()) section.rows.push_back({std::move(label), Drawable(value)});
  }
  // In UTC, so that nobody has to ask; empty for 0.
  static std::string At(Instant at) {
    return at.ms == 0 ? std::string()
                      : ToRfc3339(at).substr(0, 10) + " " + ToRfc3339(at).substr(11, 8) + " UTC";
  }
  // While nobody knows the outcome, the time is that of a question.
  static bool IsOver(const orders::Refund& refund) {
    return refund.state != orders::RefundState::kUnknown;
  }
  static std::string Joined(std::string first, const std::string& second) {
    return second.empty() ? first : std::move(first) + ", " + second;
  }
  [[nodiscard]] std::string Amount(std::int64_t minor) const {
    return money::Human({minor, order_.terms.currency});
  }

  const OrderTrail& trail_;
  const Order& order_;
  const std::string& operator_;
};

}  // namespace

EvidenceDocument EvidenceOf(const OrderTrail& trail, const std::string& operator_name,
                            const std::string& receipt_link, bool sandbox, Instant now) {
  EvidenceWriter writer(trail, operator_name);
  EvidenceDocument document;
  document.title = "Evidence for top-up " + ToText(trail.record.order.id);
  document.sandbox = sandbox;
  document.made_at = now;
  for (Section& section : std::vector<Section>{writer.Disputed(), writer.Ordered(), writer.Paid(),
                                               writer.Delivered(), writer.Log()}) {
    if (!section.rows.empty()) document.sections.push_back(std::move(section));
  }
  if (!receipt_link.empty()) {
    document.sections.push_back({"Signed receipt",
                                 {{"Receipt", orders::ReceiptNumber(trail.record.order.id)},
                                  {"Anybody can verify its signature at", receipt_link}}});
  }
  return document;
}

}  // namespace herlaad::engine
