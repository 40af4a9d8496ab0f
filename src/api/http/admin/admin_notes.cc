// Notes about clients: what an administrator wants to know of one later.
#include "api/http/admin/admin.h"
#include "api/http/core/json/json_writer.h"
#include "api/http/core/json/read_json.h"
#include "engine/commands/clients/add_client_note.h"

namespace herlaad::http {
namespace {

net::Response Json(int status, std::string body) {
  return {status, "application/json", std::move(body), {}};
}

void Render(const engine::ClientNote& note, JsonWriter& json) {
  json.Begin('{').Name("at").At(note.at).Name("author").Text(note.author);
  json.Name("text").Text(note.text).End('}');
}

}  // namespace

void Admin::AddNote(ExchangePtr exchange) {
  const auto id = ParseIdText(engine::kClientIdPrefix, exchange->argument);
  if (!id) return exchange->Refuse(Problem(Code::kClientUnknown));
  const auto body = ReadBody(exchange->request, {"text"});
  if (!body.ok()) return exchange->Refuse(body.error());
  const auto text = ReadLine(*body, "text");
  if (!text.ok()) return exchange->Refuse(text.error());
  Soon(exchange, [this, exchange, client = engine::ClientId(*id), text = *text] {
    auto command = engine::AddClientNote::Check(client, text, "admin");
    if (command == nullptr) {
      return exchange->Refuse(
          FieldProblem(Code::kFieldInvalid, "text", "A note has 1 to 1,000 bytes."));
    }
    const auto answer = Call(*exchange, std::move(command));
    if (!answer.ok()) return;
    if (*answer == engine::AddClientNoteOutcome::kNoSuchClient)
      return exchange->Refuse(Problem(Code::kClientUnknown));
    JsonWriter json;
    json.Begin('{').Name("id").Text(ToText(client)).Name("added").Bool(true).End('}');
    exchange->Send(Json(201, json.Take()));
  });
}

void Admin::ListNotes(ExchangePtr exchange) {
  const auto id = ParseIdText(engine::kClientIdPrefix, exchange->argument);
  if (!id) return exchange->Refuse(Problem(Code::kClientUnknown));
  Soon(exchange, [this, exchange, client = engine::ClientId(*id)] {
    using engine::ClientNote;
    const engine::RowQuery<ClientNote> query{
        .from = std::tuple(client, std::int64_t{0}),
        .below = std::tuple(engine::ClientId(client.value() + 1), std::int64_t{0})};
    const auto notes =
        shared_.readers.Call([query](engine::Queries& queries) { return queries.ReadRows(query); });
    if (!notes.ok()) return exchange->Refuse(OfStoreError(notes.error()));
    JsonWriter json;
    json.Begin('{').Name("notes").Begin('[');
    for (const ClientNote& note : *notes) Render(note, json);
    exchange->Send(Json(200, json.End(']').End('}').Take()));
  });
}

}  // namespace herlaad::http
