#include "api/http/staff/staff_pages.h"

#include "api/http/core/form.h"
#include "base/messages/formats.h"

namespace herlaad::http {
namespace {

using messages::Key;
using messages::Language;
using messages::Text;

std::string In(Language language, std::string_view path) {
  return std::string("/").append(messages::Code(language)).append("/staff").append(path);
}

PageHead HeadOf(Language language, int status) {
  PageHead head;
  head.status = status;
  head.language = language;
  head.title = Text(language, "staff.title");
  head.elsewhere = "/staff";
  head.forms_say_origin = true;
  return head;
}

struct Input {
  std::string_view id;
  Key label;
  std::string_view attributes;  // constant markup
};

void Field(Language language, const Input& input, std::string_view value, bool wrong, Html& main) {
  main.Markup("<div class=\"contact\"><label for=\"").Markup(input.id).Markup("\">");
  main.Text(Text(language, input.label)).Markup("</label><div class=\"field");
  main.Markup(wrong ? " wrong" : "").Markup("\"><input id=\"").Markup(input.id);
  main.Markup("\" name=\"").Markup(input.id).Markup("\" value=\"").Text(value).Markup("\" ");
  main.Markup(input.attributes);
  if (wrong) main.Markup(" aria-invalid=\"true\" aria-describedby=\"sign-in-problem\"");
  main.Markup("></div></div>\n");
}

void Button(Language language, const std::string& action, Key text, std::string_view css_class,
            Html& main) {
  main.Markup("<form method=\"post\" action=\"").Text(action).Markup("\"><button class=\"");
  main.Markup(css_class).Markup("\">").Text(Text(language, text)).Markup("</button></form>\n");
}

// That something failed, read out at once by screen readers.
void Notice(std::string_view sentence, Html& main) {
  main.Markup("<div class=\"notice stop\" role=\"alert\" id=\"sign-in-problem\"><div>");
  main.Element("p", "", sentence).Markup("</div></div>\n");
}

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
    Button(language, In(language, "/sessions/" + ToText(session.id) + "/end"), "staff.session_end",
           "button", main);
  }
  main.Markup("</div></li>\n");
}

}  // namespace

StaffPages::StaffPages(Shared& shared, SignIns& sign_ins, StaffSessions& sessions)
    : shared_(shared),
      sign_ins_(sign_ins),
      sessions_(sessions),
      shell_(WebFiles(shared.options.web_files), shared.options.sandbox) {}

std::vector<Route> StaffPages::Routes() {
  constexpr auto kPublic = Access::kPublic;
  std::vector<Route> routes = {{"GET", "/staff", kPublic, [this](const ExchangePtr& exchange) {
                                  SendBack(exchange->request.Language(), *exchange, nullptr);
                                }}};
  using Handler = void (StaffPages::*)(Language, const ExchangePtr&);
  const auto add = [&](std::string_view method, Language language, std::string_view path,
                       Handler handler) {
    routes.push_back({method, paths_.emplace_back(In(language, path)), kPublic,
                      [this, language, handler](const ExchangePtr& exchange) {
                        (this->*handler)(language, exchange);
                      }});
  };
  for (const Language language : messages::kLanguages) {
    add("GET", language, "", &StaffPages::Show);
    add("POST", language, "/sign-in", &StaffPages::SignIn);
    add("POST", language, "/sign-out", &StaffPages::SignOut);
    add("POST", language, "/sessions/end", &StaffPages::EndAll);
    add("POST", language, "/sessions/{}/end", &StaffPages::EndOne);
  }
  return routes;
}

void StaffPages::Show(Language language, const ExchangePtr& exchange) {
  if (!IsSignedIn(language, *exchange)) return;
  shared_.readers.Read([name = exchange->client->person, now = shared_.services.clock.Now()](
                           engine::Queries& queries) { return LiveSessions(queries, name, now); },
                       [this, language, exchange](const auto& sessions) {
                         if (!sessions.ok())
                           return SendUnavailable(language, *exchange,
                                                  OfStoreError(sessions.error()));
                         SendSessions(language, *exchange, *sessions);
                       },
                       engine::Readers::Length::kLong);
}

bool StaffPages::IsSignedIn(Language language, Exchange& exchange) const {
  if (exchange.client->kind == Client::Kind::kStaff) return true;
  SendForm(language, exchange, "", nullptr);
  return false;
}

void StaffPages::SignIn(Language language, const ExchangePtr& exchange) {
  const auto form = ReadForm(exchange->request);
  if (!form || !shared_.authenticator.cookie().IsFromOwnPage(exchange->request)) {
    const Problem problem(form ? Code::kOriginForeign : Code::kContentType);
    return SendForm(language, *exchange, "", &problem);
  }
  const std::string name = FieldOf(*form, "name");
  const std::string shown = access::IsStaffName(name) ? name : std::string();
  sign_ins_.Try(exchange->request,
                {name, Secret(FieldOf(*form, "password")), FieldOf(*form, "code")},
                [this, language, exchange, shown](const auto& signed_in) {
                  if (signed_in.ok()) return SendBack(language, *exchange, &signed_in->cookie);
                  SendForm(language, *exchange, shown, &signed_in.error());
                });
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
                          const Problem* problem) const {
  const bool wrong = problem != nullptr && problem->name() == KindOf(Code::kSignInRefused).name;
  Html main;
  main.Element("h1", "", Text(language, "staff.headline"));
  main.Element("p", "quiet", Text(language, "staff.intro"));
  if (problem != nullptr) Notice(problem->DetailIn(language), main);
  main.Markup("<form method=\"post\" action=\"").Markup(In(language, "/sign-in")).Markup("\">\n");
  Field(language,
        {"name", "staff.name",
         "type=\"text\" autocomplete=\"username\" autocapitalize=\"none\" spellcheck=\"false\" "
         "maxlength=\"32\" required"},
        name, wrong, main);
  Field(language,
        {"password", "staff.password",
         "type=\"password\" autocomplete=\"current-password\" maxlength=\"256\" required"},
        "", wrong, main);
  Field(language,
        {"code", "staff.code",
         "type=\"text\" inputmode=\"numeric\" autocomplete=\"one-time-code\" maxlength=\"16\" "
         "required"},
        "", wrong, main);
  main.Element("p", "note", Text(language, "staff.code_note"));
  main.Markup("<button class=\"button next\">").Text(Text(language, "staff.sign_in"));
  main.Markup("</button>\n</form>\n");
  net::Response page = shell_.Page(HeadOf(language, problem ? problem->status() : 200), main);
  if (problem != nullptr) {
    const auto& headers = problem->headers();
    page.headers.insert(page.headers.end(), headers.begin(), headers.end());
  }
  exchange.Send(std::move(page));
}

void StaffPages::SendSessions(Language language, Exchange& exchange,
                              const std::vector<engine::StaffSession>& sessions) const {
  const Instant now = shared_.services.clock.Now();
  Html main;
  main.Element("h1", "", Text(language, "staff.sessions"));
  main.Element("p", "", Text(language, "staff.signed_in_as", {{"name", exchange.client->person}}));
  main.Markup("<div class=\"mine\"><ul>\n");
  for (const engine::StaffSession& session : sessions)
    Session(language, session, exchange.client->session_id, now, main);
  main.Markup("</ul></div>\n<div class=\"actions\">\n");
  Button(language, In(language, "/sign-out"), "staff.sign_out", "button next", main);
  Button(language, In(language, "/sessions/end"), "staff.sessions_end", "button", main);
  main.Markup("</div>\n");
  exchange.Send(shell_.Page(HeadOf(language, 200), main));
}

void StaffPages::SendBack(Language language, Exchange& exchange, const net::Header* cookie) const {
  net::Response response{303, "text/plain; charset=utf-8", {}, {}, {}};
  response.headers.push_back({"Location", In(language, "")});
  if (cookie != nullptr) response.headers.push_back(*cookie);
  exchange.Send(std::move(response));
}

void StaffPages::SendUnavailable(Language language, Exchange& exchange,
                                 const Problem& problem) const {
  Html main;
  main.Element("h1", "", problem.Title(language)).Element("p", "", problem.DetailIn(language));
  exchange.Send(shell_.Page(HeadOf(language, problem.status()), main));
}

}  // namespace herlaad::http
