#include "api/http/admin/render_verification.h"

#include "api/http/core/json/json_writer.h"
#include "base/core/secret.h"

namespace herlaad::http {
namespace {

void RenderTail(const engine::AuditTail& tail, JsonWriter& json) {
  json.Begin('{').Name("node").Number(tail.node).Name("acts").Number(tail.rows);
  json.Name("last").Text(ToText(tail.last)).Name("sha256").Text(Hex(tail.hash)).End('}');
}

}  // namespace

std::string RenderVerification(const engine::VerifyReport& report) {
  JsonWriter json;
  json.Begin('{').Name("orders").Number(report.counts.orders);
  json.Name("transfers").Number(report.counts.transfers);
  json.Name("numbers").Number(report.counts.numbers);
  json.Name("accounts").Number(report.counts.accounts);
  json.Name("suspense").Amount(Euros(report.suspense));
  json.Name("in_review").Amount(Euros(report.in_review)).Name("difference");
  if (report.difference) {
    json.Text(*report.difference);
  } else {
    json.Null();
  }
  json.Name("audit").Begin('[');
  for (const engine::AuditTail& tail : report.audit) RenderTail(tail, json);
  return json.End(']').End('}').Take();
}

}  // namespace herlaad::http
