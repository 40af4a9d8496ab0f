#include "api/http/admin/admin.h"

#include "api/http/admin/render_verification.h"
#include "api/http/core/json/json_writer.h"
#include "api/http/core/json/read_json.h"
#include "engine/commands/sims/provision_sims.h"
#include "engine/verify/verify.h"

namespace herlaad::http {
namespace {

net::Response Json(int status, std::string body) {
  return {status, "application/json", std::move(body), {}};
}

}  // namespace

void Admin::Soon(const ExchangePtr& exchange, std::function<void()> chore) {
  if (!chores_.Post({}, std::move(chore))) exchange->Refuse(Busy());
}

void Admin::Backup(ExchangePtr exchange) {
  if (!shared_.services.backup) return exchange->Refuse(Problem(Code::kNotFound));
  const auto body = ReadBody(exchange->request, {"path"});
  if (!body.ok()) return exchange->Refuse(body.error());
  const auto path = ReadText(*body, "path");
  if (!path.ok()) return exchange->Refuse(path.error());
  Soon(exchange, [this, exchange, path = *path] {
    const auto made = shared_.services.backup(path);
    if (!made.ok()) {
      return exchange->Refuse(Problem(Code::kBackupFailed).Detail(made.error()));
    }
    shared_.Log("backup.made", {{"path", path}});
    exchange->Send(Json(200, JsonWriter().Begin('{').Name("path").Text(path).End('}').Take()));
  });
}

void Admin::ListNodes(ExchangePtr exchange) {
  if (!shared_.services.nodes) return exchange->Refuse(Problem(Code::kNotFound));
  Soon(exchange, [this, exchange] {
    const auto nodes = shared_.services.nodes();
    if (!nodes.ok()) return exchange->Refuse(StoreUnavailable());
    JsonWriter json;
    json.Begin('{').Name("nodes").Begin('[');
    for (const auto& node : *nodes) {
      json.Begin('{').Name("node").Number(node.number).Name("name").Text(node.name);
      json.Name("alive").Bool(node.alive).Name("answering").Bool(node.is_this);
      json.Name("started_at").At(node.started_at).Name("seen_at").At(node.seen_at).End('}');
    }
    const auto word = shared_.services.queries.FindSetting(kOutboxWorkersSetting);
    if (!word.ok()) return exchange->Refuse(StoreUnavailable());
    json.End(']').Name("outbox_workers").Text(word->value_or(std::string(kOutboxWorkersRunning)));
    exchange->Send(Json(200, json.End('}').Take()));
  });
}

void Admin::Verify(ExchangePtr exchange) {
  Soon(exchange, [this, exchange] {
    const auto report = engine::Verify(shared_.services.queries);
    if (!report.ok()) return exchange->Refuse(StoreUnavailable());
    exchange->Send(Json(200, RenderVerification(*report)));
  });
}

void Admin::Hold(ExchangePtr exchange) { SetOutboxWorkers(exchange, true); }
void Admin::Resume(ExchangePtr exchange) { SetOutboxWorkers(exchange, false); }

// Holding takes effect before it is stored, and resuming after: in between, nothing is sent.
void Admin::SetOutboxWorkers(const ExchangePtr& exchange, bool held) {
  if (!shared_.services.hold_outbox_workers) return exchange->Refuse(Problem(Code::kNotFound));
  Soon(exchange, [this, exchange, held] {
    const std::string word(held ? kOutboxWorkersHeld : kOutboxWorkersRunning);
    if (held) shared_.services.hold_outbox_workers(true);
    const auto answer = Call(
        *exchange, engine::ChangeSetting::Check(std::string(kOutboxWorkersSetting), word, "admin"));
    if (!answer.ok()) return;
    if (!held) shared_.services.hold_outbox_workers(false);
    shared_.Log("outbox_workers", {{"state", word}});
    exchange->Send(
        Json(200, JsonWriter().Begin('{').Name("outbox_workers").Text(word).End('}').Take()));
  });
}

}  // namespace herlaad::http
