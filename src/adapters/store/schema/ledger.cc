#include "adapters/store/schema/ledger.h"

#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/core/check.h"

namespace herlaad::store::schema {
namespace {

using engine::PostedTransfer;

// Names come from settings and hold what people chose.
void AppendText(std::string_view text, std::string& json) {
  json += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      (json += '\\') += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escaped[8];
      (void)std::snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned char>(c));
      json += escaped;
    } else {
      json += c;
    }
  }
  json += '"';
}

void AppendTransfer(const ledger::Transfer& transfer, std::string& json) {
  CHECK(transfer.from.asset == transfer.to.asset, "a transfer has one asset");
  json += '[';
  AppendText(ledger::Name(transfer.from), json);
  json += ',';
  AppendText(ledger::Name(transfer.to), json);
  json += ',';
  json += std::to_string(static_cast<int>(transfer.from.asset));
  json += ',';
  json += std::to_string(transfer.amount);
  json += ']';
}

std::optional<ledger::Transfer> ReadTransfer(const nlohmann::json& json) {
  if (!json.is_array() || json.size() != 4 || !json[0].is_string() || !json[1].is_string() ||
      !json[2].is_number_integer() || !json[3].is_number_integer()) {
    return std::nullopt;
  }
  auto from = ledger::ParseName(json[0].get<std::string>());
  auto to = ledger::ParseName(json[1].get<std::string>());
  if (!from || !to || from->asset != to->asset) return std::nullopt;
  if (json[2].get<std::int64_t>() != static_cast<std::int64_t>(from->asset)) return std::nullopt;
  return ledger::Transfer{*std::move(from), *std::move(to), json[3].get<std::int64_t>()};
}

}  // namespace

bool AppendEntries(Shard shard, const std::vector<PostedTransfer>& transfers, RowBatch& rows) {
  std::string json;
  for (auto first = transfers.begin(); first != transfers.end();) {
    auto end = first;
    json = "[";
    for (; end != transfers.end() && end->order == first->order && end->at == first->at; ++end) {
      if (end->transfer.amount <= 0 || end->transfer.from == end->transfer.to) return false;
      if (end != first) json += ',';
      AppendTransfer(end->transfer, json);
    }
    json += ']';
    rows.Int(shard.number).Int(first->order.value()).Int(first->n).At(first->at).KeptText(json);
    first = end;
  }
  return true;
}

bool ReadEntry(store::Row row, std::vector<PostedTransfer>& transfers) {
  const auto entry = ReadRow<Entry>(row);
  if (!entry) return false;
  const auto list = nlohmann::json::parse(entry->transfers, nullptr, false);
  if (!list.is_array() || list.empty()) return false;
  std::int32_t n = entry->n;
  for (const nlohmann::json& json : list) {
    auto transfer = ReadTransfer(json);
    if (!transfer) return false;
    transfers.push_back({entry->order, n++, entry->at, *std::move(transfer)});
  }
  return true;
}

}  // namespace herlaad::store::schema
