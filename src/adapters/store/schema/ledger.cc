#include "adapters/store/schema/ledger.h"

#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/core/check.h"

namespace herlaad::store::schema {
namespace {

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

void Codec<ledger::Transfers>::Append(const ledger::Transfers& transfers, RowBatch& rows) {
  thread_local std::string json;  // keeps its memory
  json.assign(1, '[');
  for (const ledger::Transfer& transfer : transfers) {
    if (json.size() > 1) json += ',';
    AppendTransfer(transfer, json);
  }
  json += ']';
  rows.KeptText(json);
}

void Codec<ledger::Transfers>::Read(Fields& fields, ledger::Transfers& transfers) {
  const auto list = nlohmann::json::parse(fields.Text(), nullptr, false);
  if (!list.is_array() || list.empty()) return fields.Refuse();
  transfers.clear();
  for (const nlohmann::json& json : list) {
    auto transfer = ReadTransfer(json);
    if (!transfer) return fields.Refuse();
    transfers.push_back(*std::move(transfer));
  }
}

ledger::Transfers Codec<ledger::Transfers>::Sample(Random& random) {
  const ledger::Account vat = ledger::Of(ledger::AccountKind::kVat);
  ledger::Transfers transfers;
  do {
    auto other = Codec<ledger::Account>::Sample(random);
    transfers.push_back(ledger::Move(1 + SampleAmount(random), std::move(other), vat));
  } while (random.Chance(40));
  return transfers;
}

}  // namespace herlaad::store::schema
