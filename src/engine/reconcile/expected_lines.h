// What our books expect in the lists of others: the money of orders at gateways and in tills, what
// operators confirmed, and what clients paid into their floats.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "domain/orders/order.h"
#include "domain/reconcile/matcher.h"
#include "engine/ports/float_payments.h"
#include "engine/ports/reconciliation.h"

namespace herlaad::engine {

class ExpectedLines {
 public:
  // Of lists of that kind and account, with days from `from` to `to`; only lines whose references
  // are in `part`.
  ExpectedLines(reconcile::SourceKind kind, std::string account, reconcile::Day from,
                reconcile::Day to, reconcile::Part part)
      : kind_(kind), account_(std::move(account)), from_(from), to_(to), part_(part) {}

  void OnOrder(const orders::Order& order);
  void OnFloatPayment(const FloatPayment& payment);
  // A payout of a gateway, which our bank account expects; cents above zero.
  void OnPayout(const std::string& id, std::int64_t cents, reconcile::Day day);
  // After everything was read.
  void Finish();

  // How many there are so far.
  [[nodiscard]] std::size_t size() const { return sources_.size(); }
  // Once: they are not kept twice.
  [[nodiscard]] std::vector<reconcile::Line> TakeLines() { return std::move(lines_); }
  // What the line is called in our books: "tu_…-p1", "fp_…", "kiosk 2026-11-29".
  [[nodiscard]] std::string TextOf(std::uint32_t index) const;

 private:
  struct Source {
    std::int64_t id = 0;
    std::int32_t n = 0;  // of the part; of `texts_` where part is 's'
    char part = 's';     // as PartReference; 'x' a dispute, 'f' a payment of a float
  };
  void Add(std::string_view reference, std::int64_t cents, reconcile::Day day, Source source,
           bool by_amount = false);
  void AddText(const std::string& text, std::int64_t cents, reconcile::Day day, bool by_amount);
  void OnMoneyAtGateway(const orders::Order& order);
  void OnDispute(const orders::Order& order, const orders::Dispute& dispute);
  void OnDeliveries(const orders::Order& order);
  void OnCash(const orders::Order& order);
  void AddCash(const std::string& till, std::int64_t cents, Instant at);

  reconcile::SourceKind kind_;
  std::string account_;
  reconcile::Day from_;
  reconcile::Day to_;
  reconcile::Part part_;
  std::vector<reconcile::Line> lines_;
  std::vector<Source> sources_;  // of the lines
  std::vector<std::string> texts_;
  std::map<std::pair<std::string, reconcile::Day>, std::int64_t> cash_;
};

// The reference of a count, and of what the books expect in a till on a day.
std::string TillReference(const std::string& till, reconcile::Day day);
// As both sides write a bank reference: a Belgian or ISO 11649 one in plain form, any other text as
// it is.
std::string PlainReference(const std::string& text);
// The structured communication with which a client pays into its float: made from its id, so that
// nothing has to be stored. Two of 1,000 clients have the same one with a chance of 1 in 20,000:
// what comes with it then is not booked by itself.
std::string FloatCommunicationOf(ClientId client);         // 12 digits
std::string WrittenFloatCommunicationOf(ClientId client);  // "+++083/7291/36572+++"

}  // namespace herlaad::engine
