// The tables, as migrations made them: names and order of columns. Each has its key first, and the
// home first of all. What stands in a row is written and read in <name>_table.cc.
//
// An order's row holds all that is its own (payments, deliveries, refunds, transfers, its effect):
// who changes those has read the order for writing. A number's row holds the number.
#pragma once

#include "adapters/store/driver.h"

namespace herlaad::store {

namespace columns {

inline constexpr auto kText = ColumnType::kText;
inline constexpr auto kBlob = ColumnType::kBlob;
inline constexpr auto kInt = ColumnType::kInt;

inline constexpr Column kOrders[] = {
    {"home"},
    {"id"},
    {"msisdn"},
    {"operator", kText},
    {"house"},
    {"currency"},
    {"amount"},
    {"fee"},
    {"fee_vat"},
    {"vat"},
    {"credit"},
    {"bonus"},
    {"valid_unit"},
    {"valid_count"},
    {"bonus_unit"},
    {"bonus_count"},
    {"tender"},
    {"collector", kText},
    {"caller", kText},
    {"created_at"},
    {"expires_at"},
    {"cancel_wanted"},
    {"attention"},
    {"resolution", kText},
    {"limit_month"},
    {"previous_order"},
    {"state"},
    {"is_open"},
    {"payments"},
    {"deliveries"},
    {"refunds"},
    {"transfers"},
    {"language"},
    {"texts"},
    {"topup_before"},
    {"attention_since"},
    {"contact_email", kText},
    {"contact_msisdn"},
    {"contact_told"},
};
inline constexpr Column kPayments[] = {
    {"home"},       {"order_id"},   {"n"},          {"state"},
    {"asked"},      {"received"},   {"reason"},     {"reference", kText},
    {"url", kText}, {"created_at"}, {"settled_at"}, {"decline"},
    {"unpaid_at"},  {"opened_at"},
};
inline constexpr Column kDeliveries[] = {
    {"home"},        {"order_id"},         {"n"},          {"state"},
    {"refusal"},     {"reference", kText}, {"credited"},   {"bonus"},
    {"valid_until"}, {"at_a_loss"},        {"created_at"}, {"sent_at"},
    {"settled_at"},
};
inline constexpr Column kRefunds[] = {
    {"home"},   {"order_id"},         {"n"},          {"payment"},    {"state"},
    {"amount"}, {"reference", kText}, {"created_at"}, {"settled_at"}, {"sent_at"},
};
inline constexpr Column kTransfers[] = {
    {"home"},  {"order_id"}, {"n"},  {"from_account", kText}, {"to_account", kText},
    {"asset"}, {"amount"},   {"at"},
};
inline constexpr Column kAccounts[] = {
    {"home"}, {"name", kText}, {"stripe"}, {"asset"}, {"bounded"}, {"balance"},
};
inline constexpr Column kNumbers[] = {
    {"home"},
    {"msisdn"},
    {"month"},
    {"taken"},
    {"last_topup"},
    {"last_order"},
    {"operator", kText, true},
    {"sim_state", kInt, true},
    {"balance", kInt, true},
    {"valid_until", kInt, true},
    {"bonus", kInt, true},
    {"bonus_until", kInt, true},
    {"month_2"},
    {"taken_2"},
    {"month_3"},
    {"taken_3"},
    {"unpaid_1"},
    {"unpaid_2"},
    {"unpaid_3"},
    {"unpaid_4"},
};
inline constexpr Column kClaims[] = {
    {"home"},    {"n"},        {"key_high"}, {"key_low"},     {"body_high"}, {"body_low"},
    {"outcome"}, {"order_id"}, {"detail"},   {"note", kText}, {"at"},
};
inline constexpr Column kClaimGenerations[] = {
    {"home"},
    {"generation"},
    {"fingerprints", kBlob},
};
inline constexpr Column kEffects[] = {
    {"home"},  {"order_id"}, {"purpose"}, {"n"},       {"lane", kText},
    {"state"}, {"sends"},    {"asks"},    {"next_at"}, {"marked_by"},
};
inline constexpr Column kApiKeys[] = {
    {"home"},          {"id"},         {"secret_high"}, {"secret_low"}, {"name", kText},
    {"scopes", kText}, {"created_at"}, {"revoked_at"},
};
inline constexpr Column kAudit[] = {
    {"home"},          {"n"}, {"at"}, {"actor", kText}, {"action", kText}, {"subject", kText},
    {"detail", kText},
};
inline constexpr Column kOrderEvents[] = {
    {"home"}, {"order_id"}, {"at"}, {"kind"}, {"part"}, {"detail"}, {"by_mail"},
};
inline constexpr Column kNodes[] = {
    {"home"}, {"node"}, {"life"}, {"name", kText}, {"started_at"}, {"seen_at"},
};
inline constexpr Column kSettings[] = {{"home"}, {"name", kText}, {"value", kText}};

}  // namespace columns

inline constexpr Table kOrders{"orders", columns::kOrders, 2, true, true};
inline constexpr Table kPayments{"payments", columns::kPayments, 3};
inline constexpr Table kDeliveries{"deliveries", columns::kDeliveries, 3};
inline constexpr Table kRefunds{"refunds", columns::kRefunds, 3};
inline constexpr Table kTransfers{"transfers", columns::kTransfers, 3};
inline constexpr Table kAccounts{"accounts", columns::kAccounts, 3};
inline constexpr Table kNumbers{"numbers", columns::kNumbers, 2, true, true, true};
// Where one node writes, `n` numbers them all; where several do, it is their generation.
inline constexpr Table kClaims{"claims", columns::kClaims, 2, true};
inline constexpr Table kSharedClaims{"claims", columns::kClaims, 4, false, false, true};
inline constexpr Table kClaimGenerations{"claim_generations", columns::kClaimGenerations, 2, true};
inline constexpr Table kEffects{"effects", columns::kEffects, 4};
inline constexpr Table kApiKeys{"api_keys", columns::kApiKeys, 2, true, true};
inline constexpr Table kAudit{"audit", columns::kAudit, 2, true, false, true};
inline constexpr Table kOrderEvents{"order_events", columns::kOrderEvents, 5};
inline constexpr Table kNodes{"nodes", columns::kNodes, 2, true};
inline constexpr Table kSettings{"settings", columns::kSettings, 2};

}  // namespace herlaad::store
