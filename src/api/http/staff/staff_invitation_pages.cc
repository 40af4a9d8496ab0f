// The pages with which a person chooses a password and sets up the codes.
#include "api/http/staff/staff_markup.h"
#include "api/http/staff/staff_pages.h"
#include "base/credentials/one_time_code.h"

namespace herlaad::http {
namespace {

using messages::Text;

Invitations::Invited InvitedIn(const FormFields& form) {
  std::string invitation = FieldOf(form, "invitation");
  // As it was copied from a message.
  std::erase_if(invitation, [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
  return {FieldOf(form, "name"), Secret(std::move(invitation))};
}

// The secret in groups of four, as an app wants it typed.
std::string Grouped(const std::string& secret) {
  std::string grouped;
  for (std::size_t i = 0; i < secret.size(); ++i) {
    if (i != 0 && i % 4 == 0) grouped += ' ';
    grouped += secret[i];
  }
  return grouped;
}

}  // namespace

void StaffPages::ShowInvitation(Language language, const ExchangePtr& exchange) {
  SendInvitationForm(language, *exchange, "", nullptr);
}

void StaffPages::OpenInvitation(Language language, const ExchangePtr& exchange) {
  const auto form = OwnForm(exchange->request);
  if (!form.ok()) return SendInvitationForm(language, *exchange, "", &form.error());
  SetUp(language, exchange, InvitedIn(*form), std::nullopt);
}

void StaffPages::AcceptInvitation(Language language, const ExchangePtr& exchange) {
  const auto form = OwnForm(exchange->request);
  if (!form.ok()) return SendInvitationForm(language, *exchange, "", &form.error());
  const Invitations::Invited invited = InvitedIn(*form);
  invitations_.Choose(exchange->request, invited,
                      {Secret(FieldOf(*form, "password")), FieldOf(*form, "code")},
                      [this, language, exchange, invited](const auto& chosen) {
                        if (chosen.ok())
                          return SendForm(language, *exchange, invited.name, nullptr, true);
                        const Problem& problem = chosen.error();
                        if (problem.name() == KindOf(Code::kFieldInvalid).name)
                          return SetUp(language, exchange, invited, problem);
                        SendInvitationForm(language, *exchange, "", &problem);
                      });
}

void StaffPages::Renew(Language language, const ExchangePtr& exchange) {
  if (!IsSignedIn(language, *exchange)) return;
  const auto form = OwnForm(exchange->request);
  if (!form.ok()) return ShowSessions(language, exchange, form.error());
  sign_ins_.StepUp(
      *exchange, Secret(FieldOf(*form, "password")), FieldOf(*form, "code"),
      [this, language, exchange](const auto& until) {
        if (!until.ok()) return ShowSessions(language, exchange, until.error());
        invitations_.Renew(exchange, [this, language, exchange](const auto& invitation) {
          if (!invitation.ok()) return ShowSessions(language, exchange, invitation.error());
          SetUp(language, exchange, {exchange->client->person, *invitation}, std::nullopt);
        });
      });
}

void StaffPages::SetUp(Language language, const ExchangePtr& exchange,
                       const Invitations::Invited& invited, std::optional<Problem> problem) {
  invitations_.Find(
      exchange->request, invited, [this, language, exchange, invited, problem](const auto& set_up) {
        if (!set_up.ok()) {
          const std::string name = access::IsStaffName(invited.name) ? invited.name : std::string();
          return SendInvitationForm(language, *exchange, name, &set_up.error());
        }
        SendSetUp(language, *exchange, invited, *set_up, problem ? &*problem : nullptr);
      });
}

void StaffPages::SendInvitationForm(Language language, Exchange& exchange, const std::string& name,
                                    const Problem* problem) const {
  const bool wrong = problem != nullptr && problem->name() == KindOf(Code::kInvitationRefused).name;
  Html main;
  main.Element("h1", "", Text(language, "staff.set_up"));
  main.Element("p", "quiet", Text(language, "staff.set_up_intro"));
  if (problem != nullptr) Notice(problem->DetailIn(language), main);
  main.Markup("<form method=\"post\" action=\"").Markup(StaffPath(language, "/invitation"));
  main.Markup("\">\n");
  NameField(language, name, wrong, main);
  Field(language,
        {"invitation", "staff.invitation",
         "type=\"text\" autocomplete=\"off\" autocapitalize=\"none\" spellcheck=\"false\" "
         "maxlength=\"64\" required"},
        "", wrong, main);
  main.Markup("<button class=\"button next\">").Text(Text(language, "staff.next"));
  main.Markup("</button>\n</form>\n");
  exchange.Send(PageWith(language, problem, main));
}

void StaffPages::SendSetUp(Language language, Exchange& exchange,
                           const Invitations::Invited& invited, const Invitations::SetUp& set_up,
                           const Problem* problem) const {
  Html main;
  main.Element("h1", "", Text(language, "staff.set_up"));
  // A problem of a field is in English for programs; the notes below say the same.
  if (problem != nullptr) Notice(Text(language, "staff.set_up_again"), main);
  main.Element("p", "", Text(language, "staff.app_note"));
  const std::string secret = credentials::Base32Of(set_up.code_secret).Reveal();
  main.Markup("<p><code id=\"secret\">").Text(Grouped(secret)).Markup("</code></p>\n<p>");
  main.Link(set_up.otpauth_uri.Reveal(), "", Text(language, "staff.app_link")).Markup("</p>\n");
  main.Markup("<form method=\"post\" action=\"");
  main.Markup(StaffPath(language, "/invitation/accept")).Markup("\">\n");
  // A password manager keeps the password with the name.
  main.Markup("<input type=\"hidden\" name=\"name\" autocomplete=\"username\" value=\"");
  main.Text(invited.name).Markup("\">\n");
  Hidden("invitation", invited.invitation.Reveal(), main);
  const bool wrong = problem != nullptr;
  Field(language,
        {"password", "staff.new_password",
         "type=\"password\" autocomplete=\"new-password\" minlength=\"12\" maxlength=\"256\" "
         "required"},
        "", wrong, main);
  main.Element("p", "note", Text(language, "staff.new_password_note"));
  Field(language,
        {"code", "staff.code",
         "type=\"text\" inputmode=\"numeric\" autocomplete=\"one-time-code\" maxlength=\"16\" "
         "required"},
        "", wrong, main);
  main.Element("p", "note", Text(language, "staff.code_note"));
  main.Markup("<button class=\"button next\">").Text(Text(language, "staff.set_up_save"));
  main.Markup("</button>\n</form>\n");
  exchange.Send(PageWith(language, problem, main));
}

}  // namespace herlaad::http
