// Formats numbers, money, times and states for the terminal, in English.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/instant.h"

namespace herlaad::app {

std::string Grouped(std::int64_t count);  // "1,000,000"
// "1 order", "1,000 orders". `many`: the plural if it is not `one` with an s.
std::string Counted(std::int64_t count, std::string_view one, std::string_view many = {});

// From the API's JSON. Missing or invalid values give an empty text.
std::string MoneyText(const nlohmann::json& object, std::string_view key);  // "€15.00"
std::string FeeText(const nlohmann::json& order);  // "€0.50"; empty without a fee
// What was charged beyond the total of an order that is not refunded: "€15.50"; empty if nothing.
std::string ExtraChargeText(const nlohmann::json& order);
std::string NumberText(const nlohmann::json& object, std::string_view key);  // "0470 12 34 56"
// Without control characters and invisible ones, which could change what else the terminal shows.
std::string TextOf(const nlohmann::json& object, std::string_view key);
std::string DateText(const nlohmann::json& object,
                     std::string_view key);  // "22 Nov 2027", in Brussels
std::string LocalTimeText(const nlohmann::json& object,
                          std::string_view key);  // "2026-11-22 14:02:11 CET", in Brussels

// "cash refund due" for "cash_refund_due".
std::string Words(std::string code);
// A payment method as the pages name it: "WeChat Pay" for "wechat_pay", but "card" and "cash"
// within a sentence. The name itself if a newer server knows more of them.
std::string MethodText(const std::string& name);
// Why the credit was refused: "the operator does not know the number"; empty if it was not.
std::string RefusalText(const nlohmann::json& order);

std::string MomentText(Instant at);  // "2026-11-22 14:02:11 CET", in Brussels
std::string ClockText(Instant at);   // "14:02:11 CET", in Brussels

// Whether a payer can still be sent to its payment page.
bool IsPayable(const nlohmann::json& order);
// The server's description of an order, as its payer reads it: what happened, and what is known of
// the money. `order` must be a single order from the API, not from a list.
std::string PayerSentence(const nlohmann::json& order);
// What a person of staff must do, if anything: "See `herlaad topup resolve tu_…`."
std::string StaffSentence(const nlohmann::json& order);
// Both.
std::string StatusSentence(const nlohmann::json& order);
// The sentences of its status under `key`: "money", "next".
std::vector<std::string> StatusTexts(const nlohmann::json& order, std::string_view key);

}  // namespace herlaad::app
