// The ranges of the enums that are stored, for reading: a number outside them is damage.
#pragma once

#include "adapters/store/schema/codec.h"
#include "domain/brakes/rule.h"
#include "domain/outbox/message.h"
#include "domain/payments/payment_method.h"
#include "engine/ports/reconciliation.h"
#include "engine/ports/records.h"
#include "engine/ports/staff.h"

namespace herlaad::store::schema {

template <auto kLow, auto kHigh>
struct From {
  static constexpr auto kFirst = kLow;
  static constexpr auto kLast = kHigh;
};

template <>
struct EnumRange<Currency> : From<Currency::kEur, Currency::kEur> {};
template <>
struct EnumRange<Asset> : From<Asset::kEur2, kLastAsset> {};
template <>
struct EnumRange<messages::Language> : From<messages::Language::kNl, messages::Language::kZh> {};
template <>
struct EnumRange<catalogue::Validity::Unit>
    : From<catalogue::Validity::Unit::kMonths, catalogue::Validity::Unit::kDays> {};
template <>
struct EnumRange<ledger::CauseKind> : From<ledger::CauseKind::kOrder, ledger::kLastCauseKind> {};
template <>
struct EnumRange<prepaid::SimState>
    : From<prepaid::SimState::kPreactive, prepaid::SimState::kTerminated> {};
template <>
struct EnumRange<prepaid::StateCause>
    : From<prepaid::StateCause::kCreated, prepaid::StateCause::kTerminated> {};
template <>
struct EnumRange<payments::PaymentMethod>
    : From<payments::kFirstPaymentMethod, payments::kLastPaymentMethod> {};
template <>
struct EnumRange<orders::PaymentState>
    : From<orders::PaymentState::kOpening, orders::kLastPaymentState> {};
template <>
struct EnumRange<orders::CloseReason> : From<orders::CloseReason::kNone, orders::kLastCloseReason> {
};
template <>
struct EnumRange<orders::DeclineReason>
    : From<orders::DeclineReason::kNone, orders::DeclineReason::kOther> {};
template <>
struct EnumRange<orders::DisputeState>
    : From<orders::DisputeState::kWarned, orders::kLastDisputeState> {};
template <>
struct EnumRange<orders::DeliveryState>
    : From<orders::DeliveryState::kWaiting, orders::kLastDeliveryState> {};
template <>
struct EnumRange<orders::RefusalReason>
    : From<orders::RefusalReason::kNone, orders::kLastRefusalReason> {};
template <>
struct EnumRange<orders::RefundState>
    : From<orders::RefundState::kWaiting, orders::kLastRefundState> {};
template <>
struct EnumRange<orders::Attention> : From<orders::Attention::kNone, orders::kLastAttention> {};
template <>
struct EnumRange<brakes::By> : From<brakes::By::kCard, brakes::kLastBy> {};
template <>
struct EnumRange<brakes::Act> : From<brakes::Act::kRefuse, brakes::kLastAct> {};
template <>
struct EnumRange<orders::State> : From<orders::State::kAwaitingPayment, orders::State::kAttention> {
};
template <>
struct EnumRange<orders::Purpose> : From<orders::Purpose::kOpenPayment, orders::Purpose::kNotify> {
};
template <>
struct EnumRange<orders::OutboxMessageState>
    : From<orders::OutboxMessageState::kDue, orders::OutboxMessageState::kAsking> {};
template <>
struct EnumRange<outbox::Policy> : From<outbox::Policy::kAsk, outbox::kLastPolicy> {};
template <>
struct EnumRange<outbox::MessageState>
    : From<outbox::MessageState::kDue, outbox::kLastMessageState> {};
template <>
struct EnumRange<vouchers::VoucherState>
    : From<vouchers::VoucherState::kActive, vouchers::kLastVoucherState> {};
template <>
struct EnumRange<access::Role> : From<access::Role::kClerk, access::Role::kAdmin> {};
template <>
struct EnumRange<engine::OrderEvent::Kind>
    : From<engine::OrderEvent::Kind::kNeedsReview, engine::OrderEvent::kLastKind> {};

template <>
struct EnumRange<reconcile::SourceKind>
    : From<reconcile::SourceKind::kCoda, reconcile::kLastSourceKind> {};
template <>
struct EnumRange<reconcile::MovementType>
    : From<reconcile::MovementType::kTransfer, reconcile::kLastMovementType> {};
template <>
struct EnumRange<reconcile::DifferenceClass>
    : From<reconcile::DifferenceClass::kMissingHere, reconcile::kLastDifferenceClass> {};
template <>
struct EnumRange<reconcile::DifferenceState>
    : From<reconcile::DifferenceState::kOpen, reconcile::kLastDifferenceState> {};

}  // namespace herlaad::store::schema
