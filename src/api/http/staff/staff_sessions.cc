#include "api/http/staff/staff_sessions.h"

#include "api/http/core/json/json_writer.h"
#include "api/http/core/json/read_json.h"

namespace herlaad::http {
namespace {

using engine::StaffSession;

constexpr int kReadsMax = 10;  // of engine::kRowsMax rows

net::Response Json(int status, std::string body) {
  return {status, "application/json", std::move(body), {}};
}

void Render(const StaffSession& session, std::int64_t current, JsonWriter& json) {
  json.Begin('{').Name("id").Text(ToText(session.id)).Name("device").Text(session.device);
  json.Name("begun_at").At(session.times.begun_at).Name("seen_at").At(session.times.seen_at);
  json.Name("ends_at").At(access::EndsAt(session.times));
  json.Name("current").Bool(session.id.value() == current).End('}');
}

std::string RenderSignedIn(const SignIns::SignedIn& signed_in) {
  JsonWriter json;
  const engine::StaffMember& member = signed_in.member;
  json.Begin('{').Name("name").Text(member.name).Name("full_name").Text(member.full_name);
  json.Name("role").Text(access::RoleName(member.role)).Name("permissions").Begin('[');
  for (const std::string_view permission : access::PermissionsOf(member.role))
    json.Text(permission);
  json.End(']').Name("session");
  Render(signed_in.session, signed_in.session.id.value(), json);
  return json.End('}').Take();
}

}  // namespace

Result<std::vector<StaffSession>, engine::StoreError> LiveSessions(engine::Queries& queries,
                                                                   const std::string& name,
                                                                   Instant now) {
  const auto member = queries.FindRow<engine::StaffMember>(name);
  if (!member.ok()) return Failure{member.error()};
  std::vector<StaffSession> live;
  if (!*member || (*member)->disabled_at.ms != 0) return live;
  engine::RowQuery<StaffSession> query{
      .from = engine::StaffSessionId(FirstIdAt(Shard{}, now - access::kSessionLongest)),
      .newest_first = true};
  for (int reads = 0; reads < kReadsMax; ++reads) {
    auto rows = queries.ReadRows(query);
    if (!rows.ok()) return Failure{rows.error()};
    for (StaffSession& session : *rows) {
      query.below = session.id;
      if (engine::IsLive(session, **member, now)) live.push_back(std::move(session));
    }
    if (rows->size() < query.limit) break;
  }
  return live;
}

void StaffSessions::SignIn(ExchangePtr exchange) {
  const auto body = ReadBody(exchange->request, {"name", "password", "code"});
  if (!body.ok()) return exchange->Refuse(body.error());
  const auto name = ReadText(*body, "name");
  if (!name.ok()) return exchange->Refuse(name.error());
  const auto password = ReadText(*body, "password");
  if (!password.ok()) return exchange->Refuse(password.error());
  const auto code = ReadText(*body, "code");
  if (!code.ok()) return exchange->Refuse(code.error());
  sign_ins_.Try(exchange->request, {*name, Secret(*password), *code},
                [exchange](const auto& signed_in) {
                  if (!signed_in.ok()) return exchange->Refuse(signed_in.error());
                  net::Response response = Json(200, RenderSignedIn(*signed_in));
                  response.headers.push_back(signed_in->cookie);
                  exchange->Send(std::move(response));
                });
}

void StaffSessions::StepUp(ExchangePtr exchange) {
  if (!IsPerson(*exchange)) return;
  const auto body = ReadBody(exchange->request, {"password", "code"});
  if (!body.ok()) return exchange->Refuse(body.error());
  const auto password = ReadText(*body, "password");
  if (!password.ok()) return exchange->Refuse(password.error());
  const auto code = ReadText(*body, "code");
  if (!code.ok()) return exchange->Refuse(code.error());
  sign_ins_.StepUp(*exchange, Secret(*password), *code, [exchange](const auto& until) {
    if (!until.ok()) return exchange->Refuse(until.error());
    JsonWriter json;
    exchange->Send(Json(200, json.Begin('{').Name("until").At(*until).End('}').Take()));
  });
}

void StaffSessions::End(const ExchangePtr& exchange, std::unique_ptr<Ending> command, Ended ended) {
  const bool taken = shared_.services.engine.Submit(
      std::move(command),
      [this, exchange, ended = std::move(ended)](
          const engine::Answered<engine::EndSessionOutcome>& answer, const auto*) {
        if (!answer.ok()) return exchange->Refuse(OfFault(answer.fault()));
        shared_.authenticator.Forget();
        ended(*answer == engine::EndSessionOutcome::kEnded);
      });
  if (!taken) exchange->Refuse(Busy());
}

void StaffSessions::SendEnded(const ExchangePtr& exchange, std::unique_ptr<Ending> command,
                              bool clear_cookie, Code otherwise) {
  End(exchange, std::move(command), [this, exchange, clear_cookie, otherwise](bool ended) {
    if (!ended) return exchange->Refuse(Problem(otherwise));
    net::Response response{204, "", {}, {}};
    if (clear_cookie) response.headers.push_back(shared_.authenticator.cookie().Clear());
    exchange->Send(std::move(response));
  });
}

void StaffSessions::SignOut(ExchangePtr exchange) {
  if (!IsPerson(*exchange)) return;
  const Client& client = *exchange->client;
  SendEnded(exchange,
            engine::EndSession::Check(engine::StaffSessionId(client.session_id), client.person,
                                      client.name),
            true, Code::kStaffSessionUnknown);
}

void StaffSessions::List(ExchangePtr exchange) {
  if (IsPerson(*exchange)) SendList(exchange, exchange->client->person);
}

void StaffSessions::ListOf(ExchangePtr exchange) {
  if (StaffMay(*exchange, access::kMayManageStaff)) SendList(exchange, exchange->argument);
}

void StaffSessions::SendList(const ExchangePtr& exchange, const std::string& name) {
  shared_.readers.Read([name, now = shared_.services.clock.Now()](
                           engine::Queries& queries) { return LiveSessions(queries, name, now); },
                       [exchange](const auto& sessions) {
                         if (!sessions.ok())
                           return exchange->Refuse(OfStoreError(sessions.error()));
                         JsonWriter json;
                         json.Begin('{').Name("sessions").Begin('[');
                         for (const StaffSession& session : *sessions)
                           Render(session, exchange->client->session_id, json);
                         exchange->Send(Json(200, json.End(']').End('}').Take()));
                       },
                       engine::Readers::Length::kLong);
}

void StaffSessions::EndAll(ExchangePtr exchange) {
  if (!IsPerson(*exchange)) return;
  const Client& client = *exchange->client;
  SendEnded(exchange, engine::EndSessions::Check(client.person, client.name), true,
            Code::kStaffUnknown);
}

void StaffSessions::EndAllOf(ExchangePtr exchange) {
  if (!StaffMay(*exchange, access::kMayManageStaff)) return;
  SendEnded(exchange, engine::EndSessions::Check(exchange->argument, exchange->client->name), false,
            Code::kStaffUnknown);
}

void StaffSessions::EndOne(ExchangePtr exchange) {
  if (!IsPerson(*exchange)) return;
  const Client& client = *exchange->client;
  const auto id = ParseIdText("ss_", exchange->argument);
  if (!id) return exchange->Refuse(Problem(Code::kStaffSessionUnknown));
  SendEnded(exchange,
            engine::EndSession::Check(engine::StaffSessionId(*id), client.person, client.name),
            *id == client.session_id, Code::kStaffSessionUnknown);
}

}  // namespace herlaad::http
