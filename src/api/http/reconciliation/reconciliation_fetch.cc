#include <algorithm>

#include "api/http/core/access/staff_access.h"
#include "api/http/core/json/read_json.h"
#include "api/http/reconciliation/list_body.h"
#include "api/http/reconciliation/problems.h"
#include "api/http/reconciliation/reconciliation.h"
#include "domain/access/roles.h"

namespace herlaad::http {
namespace {

using engine::ImportedFile;

constexpr int kPagesMax = 10'000;  // of a gateway's list of a day

std::string_view WhyNot(engine::CallbackError error) {
  switch (error) {
    case engine::CallbackError::kNotForUs:
      return "This gateway has no list of its balance.";
    case engine::CallbackError::kMalformed:
    case engine::CallbackError::kBadSignature:
      return "The gateway lists something that is not in euros, or cannot be read: see the log.";
    case engine::CallbackError::kUnavailable:
      break;
  }
  return "The gateway cannot be asked now. Nothing was imported: do it again later.";
}

void Add(const engine::BalanceLine& each, ImportedFile& file,
         std::vector<engine::ExternalMovement>& lines) {
  engine::ExternalMovement line;
  line.type = each.type;
  line.own_id = each.id;
  line.day = reconcile::DayOf(each.at);
  line.cents = each.cents;
  line.fee = each.fee;
  line.reference = each.reference;
  line.is_sure = !each.reference.empty();
  if (each.cents > 0) {
    file.totals.credits += each.cents;
  } else {
    file.totals.debits -= each.cents;
  }
  lines.push_back(std::move(line));
}

// All of the day, oldest first; the problem why there is none.
Result<std::vector<engine::ExternalMovement>, Problem> ReadDay(engine::Gateway& gateway,
                                                               reconcile::Day day,
                                                               ImportedFile& file) {
  std::vector<engine::ExternalMovement> lines;
  std::string after;
  for (int page = 0; page < kPagesMax; ++page) {
    const auto listed =
        gateway.ListBalance(reconcile::StartOf(day), reconcile::StartOf(day + 1), after);
    if (!listed.ok()) return Failure{ImportRefused(WhyNot(listed.error()))};
    for (const engine::BalanceLine& each : listed->lines) Add(each, file, lines);
    after = listed->next;
    if (after.empty()) {
      std::reverse(lines.begin(), lines.end());
      return lines;
    }
  }
  return Failure{ImportRefused("The gateway's list of this day is too long.")};
}

}  // namespace

void Reconciliation::Fetch(ExchangePtr exchange) {
  if (!StaffMay(*exchange, access::kMayReconcile)) return;
  const auto body = ReadBody(exchange->request, {"gateway", "date"});
  if (!body.ok()) return exchange->Refuse(body.error());
  const auto gateway = ReadText(*body, "gateway");
  if (!gateway.ok()) return exchange->Refuse(gateway.error());
  const auto day = ReadDayField(*body, "date");
  if (!day.ok()) return exchange->Refuse(day.error());
  if (!shared_.services.gateways.contains(*gateway)) {
    std::string names;
    for (const auto& [name, each] : shared_.services.gateways)
      names += (names.empty() ? "" : ", ") + name;
    return exchange->Refuse(
        FieldProblem(Code::kFieldInvalid, "gateway",
                     "There is no gateway \"" + *gateway + "\". The gateways are " + names + "."));
  }
  // A day that is not over would be imported without its end.
  if (*day >= reconcile::DayOf(shared_.services.clock.Now())) {
    return exchange->Refuse(FieldProblem(Code::kFieldInvalid, "date",
                                         "Only a day that is over, in Brussels, can be fetched."));
  }
  Soon(exchange, [this, exchange, name = *gateway, day = *day] { FetchDay(*exchange, name, day); });
}

void Reconciliation::FetchDay(Exchange& exchange, const std::string& gateway, reconcile::Day day) {
  ImportedFile file;
  auto lines = ReadDay(*shared_.services.gateways.at(gateway), day, file);
  if (!lines.ok()) return exchange.Refuse(lines.error());
  // A day without a line was compared too: what our books have of it is missing there.
  file.kind = reconcile::SourceKind::kGateway;
  file.account = gateway;
  file.name = "balance of " + gateway + " on " + reconcile::DayText(day);
  file.is_fetched = true;
  file.digest = DigestOf(file.name);  // a day is imported once
  file.actor = exchange.client->name;
  file.totals.from = file.totals.to = day;
  file.totals.lines = static_cast<std::int32_t>(lines->size());
  Import(exchange, file, *std::move(lines));
}

}  // namespace herlaad::http
