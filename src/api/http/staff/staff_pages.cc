#include "api/http/staff/staff_pages.h"

#include "api/http/core/parameters/form.h"
#include "api/http/staff/staff_markup.h"
#include "base/messages/formats.h"

namespace herlaad::http {
namespace {

using messages::Language;
using messages::Text;

void Session(Language language, const engine::StaffSession& session, std::int64_t current,
             Instant now, Html& main) {
  const bool is_current = session.id.value() == current;
  main.Markup("<li><div>");
  if (is_current) main.Element("p", "title", Text(language, "staff.session_this"));
  main.Element("p", "",
               session.device.empty() ? Text(language, "staff.session_unknown") : session.device);
  main.Element("p", "quiet",
               Text(language, "staff.session_begun",
                    {{"time", messages::Moment(language, session.times.begun_at, now)}}));
  main.Element("p", "quiet",
               Text(language, "staff.session_seen",
                    {{"time", messages::Moment(language, session.times.seen_at, now)}}));
  if (!is_current) {
    Button(language, StaffPath(language, "/sessions/" + ToText(session.id) + "/end"),
           "staff.session_end", "button", main);
  }
  main.Markup("</div></li>\n");
}

net::Response SeeOther(std::string address) {
  net::Response response{303, "text/plain; charset=utf-8", {}, {}, {}};
  response.headers.push_back({"Location", std::move(address)});
  return response;
}

}  // namespace

StaffPages::StaffPages(Shared& shared, SignIns& sign_ins, StaffSessions& sessions,
                       Invitations& invitations)
    : shared_(shared),
      sign_ins_(sign_ins),
      sessions_(sessions),
      invitations_(invitations),
      shell_(WebFiles(shared.options.web_files), shared.options.sandbox) {}

std::vector<Route> StaffPages::Routes() {
  constexpr auto kPublic = Access::kPublic;
  const auto in_their_language = [](std::string_view path) {
    return [path](const ExchangePtr& exchange) {
      exchange->Send(SeeOther(StaffPath(exchange->request.Language(), path)));
    };
  };
  std::vector<Route> routes = {
      {"GET", "/staff", kPublic, in_their_language("")},
      {"GET", "/staff/disputes", kPublic, in_their_language("/disputes")},
  };
  using Handler = void (StaffPages::*)(Language, const ExchangePtr&);
  const auto add = [&](std::string_view method, Language language, std::string_view path,
                       Handler handler) {
    routes.push_back({method, paths_.emplace_back(StaffPath(language, path)), kPublic,
                      [this, language, handler](const ExchangePtr& exchange) {
                        (this->*handler)(language, exchange);
                      }});
  };
  for (const Language language : messages::kLanguages) {
    add("GET", language, "", &StaffPages::Show);
    add("POST", language, "/sign-in", &StaffPages::SignIn);
    add("GET", language, "/invitation", &StaffPages::ShowInvitation);
    add("POST", language, "/invitation", &StaffPages::OpenInvitation);
    add("POST", language, "/invitation/accept", &StaffPages::AcceptInvitation);
    add("POST", language, "/renew", &StaffPages::Renew);
    add("GET", language, "/disputes", &StaffPages::ShowDisputes);
    add("POST", language, "/sign-out", &StaffPages::SignOut);
    add("POST", language, "/sessions/end", &StaffPages::EndAll);
    add("POST", language, "/sessions/{}/end", &StaffPages::EndOne);
  }
  return routes;
}

void StaffPages::Show(Language language, const ExchangePtr& exchange) {
  if (IsSignedIn(language, *exchange)) ShowSessions(language, exchange, std::nullopt);
}

void StaffPages::ShowSessions(Language language, const ExchangePtr& exchange,
                              std::optional<Problem> problem) {
  shared_.readers.Read(
      [name = exchange->client->person, now = shared_.services.clock.Now()](
          engine::Queries& queries) { return LiveSessions(queries, name, now); },
      [this, language, exchange, problem](const auto& sessions) {
        if (!sessions.ok())
          return SendUnavailable(language, *exchange, OfStoreError(sessions.error()));
        SendSessions(language, *exchange, *sessions, problem ? &*problem : nullptr);
      },
      engine::Readers::Length::kLong);
}

bool StaffPages::IsSignedIn(Language language, Exchange& exchange) const {
  if (exchange.client->kind == Client::Kind::kStaff) return true;
  SendForm(language, exchange, "", nullptr);
  return false;
}

void StaffPages::SignIn(Language language, const ExchangePtr& exchange) {
  const auto form = OwnForm(exchange->request);
  if (!form.ok()) return SendForm(language, *exchange, "", &form.error());
  const std::string name = FieldOf(*form, "name");
  const std::string shown = access::IsStaffName(name) ? name : std::string();
  sign_ins_.Try(exchange->request,
                {name, Secret(FieldOf(*form, "password")), FieldOf(*form, "code")},
                [this, language, exchange, shown](const auto& signed_in) {
                  if (signed_in.ok()) return SendBack(language, *exchange, &signed_in->cookie);
                  SendForm(language, *exchange, shown, &signed_in.error());
                });
}

Result<FormFields, Problem> StaffPages::OwnForm(const net::Request& request) const {
  auto form = ReadForm(request);
  if (!form) return Failure{Problem(Code::kContentType).Say("problem.content_type.form", {})};
  if (!shared_.authenticator.cookie().IsFromOwnPage(request))
    return Failure{Problem(Code::kOriginForeign)};
  return *std::move(form);
}

void StaffPages::SignOut(Language language, const ExchangePtr& exchange) {
  if (!IsSignedIn(language, *exchange)) return;
  const Client& client = *exchange->client;
  sessions_.End(exchange,
                engine::EndSession::Check(engine::StaffSessionId(client.session_id), client.person,
                                          client.name),
                [this, language, exchange](bool) {
                  const net::Header cookie = shared_.authenticator.cookie().Clear();
                  SendBack(language, *exchange, &cookie);
                });
}

void StaffPages::EndOne(Language language, const ExchangePtr& exchange) {
  if (!IsSignedIn(language, *exchange)) return;
  const auto id = ParseIdText("ss_", exchange->argument);
  if (!id) return SendBack(language, *exchange, nullptr);
  const Client& client = *exchange->client;
  sessions_.End(exchange,
                engine::EndSession::Check(engine::StaffSessionId(*id), client.person, client.name),
                [this, language, exchange](bool) { SendBack(language, *exchange, nullptr); });
}

void StaffPages::EndAll(Language language, const ExchangePtr& exchange) {
  if (!IsSignedIn(language, *exchange)) return;
  const Client& client = *exchange->client;
  sessions_.End(exchange, engine::EndSessions::Check(client.person, client.name),
                [this, language, exchange](bool) {
                  const net::Header cookie = shared_.authenticator.cookie().Clear();
                  SendBack(language, *exchange, &cookie);
                });
}

void StaffPages::SendForm(Language language, Exchange& exchange, const std::string& name,
                          const Problem* problem, bool was_set_up) const {
  const bool wrong = problem != nullptr && problem->name() == KindOf(Code::kSignInRefused).name;
  Html main;
  main.Element("h1", "", Text(language, "staff.headline"));
  main.Element("p", "quiet", Text(language, "staff.intro"));
  if (was_set_up) GoodNotice(Text(language, "staff.set_up_done"), main);
  if (problem != nullptr) Notice(problem->DetailIn(language), main);
  main.Markup("<form method=\"post\" action=\"").Markup(StaffPath(language, "/sign-in"));
  main.Markup("\">\n");
  NameField(language, name, wrong, main);
  ProofFields(language, wrong, main);
  main.Element("p", "note", Text(language, "staff.code_note"));
  main.Markup("<button class=\"button next\">").Text(Text(language, "staff.sign_in"));
  main.Markup("</button>\n</form>\n<p class=\"note\">");
  main.Link(StaffPath(language, "/invitation"), "", Text(language, "staff.use_invitation"));
  main.Markup("</p>\n");
  exchange.Send(PageWith(language, problem, main));
}

net::Response StaffPages::PageWith(Language language, const Problem* problem, Html& main) const {
  net::Response page = shell_.Page(StaffHead(language, problem ? problem->status() : 200), main);
  if (problem != nullptr) {
    const auto& headers = problem->headers();
    page.headers.insert(page.headers.end(), headers.begin(), headers.end());
  }
  return page;
}

void StaffPages::SendSessions(Language language, Exchange& exchange,
                              const std::vector<engine::StaffSession>& sessions,
                              const Problem* problem) const {
  const Instant now = shared_.services.clock.Now();
  Html main;
  main.Element("h1", "", Text(language, "staff.sessions"));
  if (problem != nullptr) Notice(problem->DetailIn(language), main);
  main.Element("p", "", Text(language, "staff.signed_in_as", {{"name", exchange.client->person}}));
  if (exchange.client->May(access::kMayReadDisputes)) {
    main.Markup("<p>");
    main.Link(StaffPath(language, "/disputes"), "", Text(language, "staff.disputes"));
    main.Markup("</p>\n");
  }
  main.Markup("<div class=\"mine\"><ul>\n");
  for (const engine::StaffSession& session : sessions)
    Session(language, session, exchange.client->session_id, now, main);
  main.Markup("</ul></div>\n<div class=\"actions\">\n");
  Button(language, StaffPath(language, "/sign-out"), "staff.sign_out", "button next", main);
  Button(language, StaffPath(language, "/sessions/end"), "staff.sessions_end", "button", main);
  main.Markup("</div>\n");
  RenewForm(language, problem != nullptr, main);
  exchange.Send(PageWith(language, problem, main));
}

void StaffPages::SendBack(Language language, Exchange& exchange, const net::Header* cookie) const {
  net::Response response = SeeOther(StaffPath(language, ""));
  if (cookie != nullptr) response.headers.push_back(*cookie);
  exchange.Send(std::move(response));
}

void StaffPages::SendUnavailable(Language language, Exchange& exchange,
                                 const Problem& problem) const {
  Html main;
  main.Element("h1", "", problem.Title(language)).Element("p", "", problem.DetailIn(language));
  exchange.Send(shell_.Page(StaffHead(language, problem.status()), main));
}

}  // namespace herlaad::http
