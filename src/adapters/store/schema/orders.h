// orders with their payments, deliveries, refunds and disputes, what is to be sent for them, and
// what happened to them. The first payment and the first delivery stand in the order's row.
#pragma once

#include "adapters/store/schema/description.h"
#include "adapters/store/schema/enum_ranges.h"
#include "engine/ports/disputed_orders.h"

namespace herlaad::store::schema {

template <>
struct Codec<catalogue::Validity> {
  static constexpr std::array kColumns{ColumnType::kInt, ColumnType::kInt};
  static void Append(const catalogue::Validity& validity, RowBatch& rows) {
    rows.Of(validity.unit).Int(validity.count);
  }
  static void Read(Fields& fields, catalogue::Validity& validity) {
    Codec<catalogue::Validity::Unit>::Read(fields, validity.unit);
    validity.count = fields.Int32();
  }
  static catalogue::Validity Sample(Random& random) {
    return {Codec<catalogue::Validity::Unit>::Sample(random),
            static_cast<std::int32_t>(random.Between(0, 400))};
  }
};

// Three columns that say what is delivered. `fulfilment` is 0 for credit at a remote operator, 1
// for credit at a hosted one, and 2 for a voucher, which has no number (0) and no operator (empty).
template <>
struct Codec<orders::Fulfilment> {
  static constexpr std::array kColumns{ColumnType::kInt, ColumnType::kText, ColumnType::kInt};
  static void Append(const orders::Fulfilment& fulfilment, RowBatch& rows);
  static void Read(Fields& fields, orders::Fulfilment& fulfilment);
  static orders::Fulfilment Sample(Random& random);
};

// A JSON object; empty for none.
template <>
struct Codec<std::vector<orders::Metadatum>> : TextCodec {
  static void Append(const std::vector<orders::Metadatum>& metadata, RowBatch& rows);
  static void Read(Fields& fields, std::vector<orders::Metadatum>& metadata);
  static std::vector<orders::Metadatum> Sample(Random& random);
};

template <>
struct Described<orders::Payment> {
  using Row = orders::Payment;
  static constexpr std::tuple kFields{Member("n", &Row::n),
                                      Member("state", &Row::state),
                                      Member("asked", &Row::asked),
                                      Member("received", &Row::received),
                                      Member("reason", &Row::reason),
                                      Member("decline", &Row::decline),
                                      Member("reference", &Row::reference),
                                      Member("session", &Row::session),
                                      Member("url", &Row::url),
                                      Member("created_at", &Row::created_at),
                                      Member("opened_at", &Row::opened_at),
                                      Member("unpaid_at", &Row::unpaid_at),
                                      Member("settled_at", &Row::settled_at)};
};
template <>
struct Described<orders::Delivery> {
  using Row = orders::Delivery;
  static constexpr std::tuple kFields{Member("n", &Row::n),
                                      Member("state", &Row::state),
                                      Member("refusal", &Row::refusal),
                                      Member("reference", &Row::reference),
                                      Member("credited", &Row::credited),
                                      Member("bonus", &Row::bonus),
                                      Member("valid_until", &Row::valid_until),
                                      Member("at_a_loss", &Row::at_a_loss),
                                      Member("created_at", &Row::created_at),
                                      Member("sent_at", &Row::sent_at),
                                      Member("settled_at", &Row::settled_at)};
};
template <>
struct Described<orders::Refund> {
  using Row = orders::Refund;
  static constexpr std::tuple kFields{Member("n", &Row::n),
                                      Member("payment", &Row::payment),
                                      Member("dispute", &Row::dispute),
                                      Member("state", &Row::state),
                                      Member("amount", &Row::amount),
                                      Member("reference", &Row::reference),
                                      Member("created_at", &Row::created_at),
                                      Member("sent_at", &Row::sent_at),
                                      Member("settled_at", &Row::settled_at)};
};

template <>
struct Described<orders::Dispute> {
  using Row = orders::Dispute;
  static constexpr std::tuple kFields{Member("n", &Row::n),
                                      Member("payment", &Row::payment),
                                      Member("state", &Row::state),
                                      Member("amount", &Row::amount),
                                      Member("taken", &Row::taken),
                                      Member("at_loss", &Row::at_loss),
                                      Member("twice", &Row::twice),
                                      Member("reference", &Row::reference),
                                      Member("reason", &Row::reason),
                                      Member("created_at", &Row::created_at),
                                      Member("due_at", &Row::due_at),
                                      Member("reported_at", &Row::reported_at),
                                      Member("settled_at", &Row::settled_at)};
};

template <class Parts>
std::int32_t CountOf(const Parts& parts) {
  return static_cast<std::int32_t>(parts.size());
}

template <>
struct Described<engine::OrderRecord> {
  using Record = engine::OrderRecord;
  using Row = orders::Order;
  using Terms = orders::Terms;
  static Record Blank() { return Record(Row(OrderId(), Msisdn::FromStored(32'470'000'000))); }
  static constexpr TableTraits kTraits{
      .name = "orders",
      .is_by_id = true,
      .is_held = true,
      .indexes =
          "CREATE INDEX orders_open ON orders (shard, state, id) WHERE is_open = 1;"
          "CREATE INDEX orders_client_reference ON orders (shard, client_reference, id) "
          "WHERE client_reference <> ''",
      .checks =
          "CHECK (amount > 0), CHECK (fee >= 0), CHECK (fee_vat BETWEEN 0 AND fee), "
          "CHECK (vat BETWEEN 0 AND amount + fee), CHECK (credit >= 0), CHECK (bonus >= 0), "
          "CHECK (payments >= 1), CHECK (transfers >= 0), CHECK (payment_n = 1), "
          "CHECK (payment_received >= 0), CHECK (delivery_n BETWEEN 0 AND 1), "
          "CHECK (delivery_credited >= 0), CHECK (delivery_bonus >= 0)"};
  static constexpr std::tuple kFields{
      Through(
          &Record::order, Member("id", &Row::id),
          Members({"msisdn", "operator", "fulfilment"}, &Row::fulfilment),
          Through(&Row::terms, Member("currency", &Terms::currency),
                  Member("amount", &Terms::amount), Member("fee", &Terms::fee),
                  Member("fee_vat", &Terms::fee_vat), Member("vat", &Terms::vat),
                  Member("credit", &Terms::credit), Member("bonus", &Terms::bonus),
                  Members({"valid_unit", "valid_count"}, &Terms::validity),
                  Members({"bonus_unit", "bonus_count"}, &Terms::bonus_validity)),
          Member("payment_method", &Row::payment_method),
          Member("payment_account", &Row::payment_account), Member("client", &Row::client),
          Member("created_at", &Row::created_at), Member("expires_at", &Row::expires_at),
          Member("cancel_wanted", &Row::cancel_wanted), Member("attention", &Row::attention),
          Member("attention_since", &Row::attention_since),
          Member("review_decision", &Row::review_decision),
          Member("limit_month", &Row::limit_month), Member("topup_before", &Row::topup_before),
          Member("previous_order", &Row::previous), Member("language", &Row::language),
          Through(&Row::texts, Member("notifications", &orders::Texts::bits)),
          Through(&Row::contact, Member("contact_email", &orders::Contact::email),
                  Member("contact_msisdn", &orders::Contact::msisdn),
                  Member("contact_notified", &orders::Contact::told)),
          Through(&Row::details, Member("client_reference", &orders::ClientDetails::reference),
                  Member("return_url", &orders::ClientDetails::return_url),
                  Member("metadata", &orders::ClientDetails::metadata)),
          // They follow from the parts, which OrderLoader checks: for indexes and for people.
          Derived<orders::State>("state", [](const Row& row) { return StateOf(row); }),
          Derived<bool>("is_open", [](const Row& row) { return !IsFinal(StateOf(row)); }),
          // So that no part can be missing without being noticed.
          Derived<std::int32_t>("payments", [](const Row& row) { return CountOf(row.payments); }),
          Derived<std::int32_t>("deliveries",
                                [](const Row& row) { return CountOf(row.deliveries); }),
          Derived<std::int32_t>("refunds", [](const Row& row) { return CountOf(row.refunds); }),
          Derived<std::int32_t>("disputes", [](const Row& row) { return CountOf(row.disputes); })),
      Member("transfers", &Record::transfers),
      Derived<bool>("has_outbox_message",
                    [](const Record& record) { return record.outbox_message.has_value(); }),
      // Nearly every order has one payment and one delivery: they cost no row of their own.
      Through(&Record::order, FirstPart<"payment_", orders::Payment>(&Row::payments),
              FirstPart<"delivery_", orders::Delivery>(&Row::deliveries))};
  static void Adjust(Record& record);  // a sample: terms that add up, and parts
};

// A part of an order, which has its number within the order and not the order's id.
template <class Part>
struct PartOf {
  OrderId order;
  Part part;
  friend bool operator==(const PartOf&, const PartOf&) = default;
};

template <class Part>
struct PartFields {
  static constexpr auto kFields = std::tuple_cat(
      std::tuple{Member("order_id", &PartOf<Part>::order)},
      std::tuple{
          std::apply([](const auto&... field) { return Through(&PartOf<Part>::part, field...); },
                     Described<Part>::kFields)});
};
template <>
struct Described<PartOf<orders::Payment>> : PartFields<orders::Payment> {
  static constexpr TableTraits kTraits{
      .name = "payments",
      .key = 2,
      .checks = "CHECK (n > 0), CHECK (asked >= 0), CHECK (received >= 0)"};
};
template <>
struct Described<PartOf<orders::Delivery>> : PartFields<orders::Delivery> {
  static constexpr TableTraits kTraits{
      .name = "deliveries",
      .key = 2,
      .checks = "CHECK (n > 0), CHECK (credited >= 0), CHECK (bonus >= 0)"};
};
template <>
struct Described<PartOf<orders::Refund>> : PartFields<orders::Refund> {
  static constexpr TableTraits kTraits{
      .name = "refunds",
      .key = 2,
      .checks = "CHECK (n > 0), CHECK (payment > 0), CHECK (dispute >= 0), CHECK (amount > 0)"};
};
template <>
struct Described<PartOf<orders::Dispute>> : PartFields<orders::Dispute> {
  static constexpr TableTraits kTraits{
      .name = "disputes",
      .key = 2,
      .indexes =
          "CREATE INDEX disputes_open ON disputes (shard, due_at, order_id, n) "
          "WHERE settled_at = 0",
      .checks =
          "CHECK (n > 0), CHECK (payment > 0), CHECK (amount > 0), "
          "CHECK (taken BETWEEN 0 AND amount), CHECK (at_loss <= taken)"};
};

template <>
struct Described<orders::OutboxMessage> {
  using Row = orders::OutboxMessage;
  static constexpr TableTraits kTraits{
      .name = "outbox_messages",
      .key = 3,
      .indexes =
          "CREATE INDEX outbox_messages_due ON outbox_messages (shard, destination, next_at)",
      .checks = "CHECK (n > 0), CHECK (sends >= 0), CHECK (asks >= 0)"};
  static constexpr std::tuple kFields{Member("order_id", &Row::order),
                                      Member("purpose", &Row::purpose),
                                      Member("n", &Row::n),
                                      Member("destination", &Row::destination),
                                      Member("state", &Row::state),
                                      Member("sends", &Row::sends),
                                      Member("asks", &Row::asks),
                                      Member("next_at", &Row::next_at),
                                      Member("leased_by", &Row::leased_by)};
};

template <>
struct Described<engine::OrderEvent> {
  using Row = engine::OrderEvent;
  static constexpr TableTraits kTraits{.name = "order_events", .key = 4};
  static constexpr std::tuple kFields{
      Member("order_id", &Row::order), Member("at", &Row::at),
      Member("kind", &Row::kind),      Member("part", &Row::part),
      Member("detail", &Row::detail),  Member("by_mail", &Row::by_mail)};
};

template <>
struct Described<engine::DisputedOrder> {
  using Row = engine::DisputedOrder;
  static constexpr TableTraits kTraits{.name = "disputed_orders", .is_by_id = true};
  static constexpr std::tuple kFields{Member("order_id", &Row::order),
                                      Member("is_open", &Row::open),
                                      Member("due_at", &Row::due_at)};
};

}  // namespace herlaad::store::schema
