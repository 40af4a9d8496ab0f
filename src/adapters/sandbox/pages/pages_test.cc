// The pages by themselves, in every language.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/sandbox/bank/bank_page.h"
#include "adapters/sandbox/mail/mail_page.h"
#include "adapters/sandbox/pages/page.h"
#include "adapters/sandbox/phone/phone_page.h"
#include "base/messages/formats.h"
#include "base/messages/messages.h"
#include "base/money/money.h"

namespace herlaad::sandbox {
namespace {

using messages::Key;
using messages::Language;
using ::testing::HasSubstr;
using ::testing::Not;

FullSession Session(SessionState state = SessionState::kOpen) {
  FullSession session;
  session.reference = "tu_1-p1";
  session.amount = 1'500;
  session.state = state;
  session.reason = "declined";
  session.token = "t";
  session.payment_method = "card";
  session.description = "0470 •• •• 56";
  session.return_url = "https://shop.example/o/1";
  return session;
}

std::string Said(Language language, Key key) { return EscapeHtml(Text(language, key)); }

// Checks that every page in every language must pass.
void Inspect(const net::Response& page, Language language) {
  const std::string code(Tag(language));
  EXPECT_THAT(page.body, HasSubstr("<html lang=\"" + code + "\">"));
  EXPECT_THAT(page.body, HasSubstr("<p class=\"mark\">" + Said(language, "sandbox.mark")));
  EXPECT_THAT(page.body, HasSubstr("hreflang=\"" + code + "\" aria-current=\"true\">" +
                                   std::string(Name(language))));
  EXPECT_THAT(page.body, HasSubstr("<h1"));
  EXPECT_THAT(page.body, Not(HasSubstr("<script")));
  EXPECT_THAT(page.body, Not(HasSubstr("style=")));
  EXPECT_THAT(page.body, Not(HasSubstr("{"))) << "a place that nobody filled";
  if (language == Language::kEn) return;
  for (const std::string_view name : messages::kKeys) {
    if (!name.starts_with("sandbox.") && !name.starts_with("tender.")) continue;
    const Key key = *Key::Find(name);
    const std::string english = ">" + Said(Language::kEn, key) + "<";
    if (Text(language, key) == Text(Language::kEn, key)) continue;
    EXPECT_THAT(page.body, Not(HasSubstr(english))) << name;
  }
}

TEST(Pages, EveryPageIsMarkedAndTranslatedInEveryLanguage) {
  const BankCharge charge{1, "ch_1", "tu_1-p1", 1'500, {}};
  const Plan approves{"tu_1-p1", Plan::Action::kApprove, {}};
  const Plan charges{"tu_1-p1", Plan::Action::kChargeLate, {}};
  const Msisdn msisdn = *Msisdn::Parse("0470123456");
  for (const Language language : messages::kLanguages) {
    SCOPED_TRACE(Code(language));
    Inspect(IndexPage(language), language);
    Inspect(PaymentPage(Session(), {}, {}, language), language);
    Inspect(PaymentPage(Session(), approves, {}, language), language);
    Inspect(PaymentPage(Session(), charges, {}, language), language);
    Inspect(PaymentPage(Session(SessionState::kPaid), {}, charge, language), language);
    Inspect(PaymentPage(Session(SessionState::kClosed), {}, {}, language), language);
    Inspect(NoPaymentPage(language), language);
    Inspect(PhonePage(msisdn, {}, language, {}), language);
    Inspect(PhonePage(msisdn, {{1, "r", "+32470123456", "text", {}}}, language, {}), language);
    Inspect(NoPhonePage(language), language);
  }
}

TEST(Pages, AmountsAreFormattedForTheLanguage) {
  EXPECT_THAT(PaymentPage(Session(), {}, {}, Language::kDe).body, HasSubstr("15,00\u00a0€</h1>"));
  EXPECT_THAT(PaymentPage(Session(), {}, {}, Language::kNl).body, HasSubstr("€\u00a015,00</h1>"));
}

TEST(Pages, PageSaysWhatBecameOfThePayment) {
  const BankCharge charge{1, "ch_1", "tu_1-p1", 1'400, {}};
  const auto paid = PaymentPage(Session(SessionState::kPaid), {}, charge, Language::kEn);
  EXPECT_THAT(paid.body, HasSubstr("Paid: €14.00 was taken."));
  EXPECT_THAT(paid.body, HasSubstr("href=\"https://shop.example/o/1\""));
  EXPECT_THAT(paid.body, Not(HasSubstr("value=\"approve\"")));
  const auto closed = PaymentPage(Session(SessionState::kClosed), {}, {}, Language::kEn);
  EXPECT_THAT(closed.body, HasSubstr("Declined. No money was taken."));
  EXPECT_THAT(closed.body, HasSubstr("Charge nevertheless"));
}

TEST(Pages, ForeignTextIsEscaped) {
  FullSession session = Session();
  session.description = "<script>alert('x')</script>";
  session.payment_method = "<b>";
  const auto page = PaymentPage(session, {}, {}, Language::kEn);
  EXPECT_THAT(page.body, Not(HasSubstr("<script")));
  EXPECT_THAT(page.body, Not(HasSubstr("<b>")));
  const auto phone =
      PhonePage(*Msisdn::Parse("0470123456"), {{1, "r", "", "<i>x</i>", {}}}, Language::kEn, {});
  EXPECT_THAT(phone.body, HasSubstr("&lt;i&gt;x&lt;/i&gt;"));
}

TEST(Pages, DatesAndNumbersStayOnOneLine) {
  const auto phone = PhonePage(*Msisdn::Parse("0470123456"),
                               {{1, "r", "", "有效期至2027年12月1日。", {}}}, Language::kZh, {});
  EXPECT_THAT(phone.body, HasSubstr("<span class=\"whole\">2027年12月1日</span>"));
  MailEntry mail;
  mail.content = {{"subject", "0470 12 34 56 opgeladen <i>"},
                  {"small_print", {"Hulp: ma-vr 09:00-17:00"}}};
  const auto mailbox =
      MailPage(*EmailAddress::Parse("payer@example.com"), {mail}, Language::kNl, {});
  EXPECT_THAT(mailbox.body,
              HasSubstr("<h2><span class=\"whole\">0470 12 34 56</span> opgeladen &lt;i&gt;</h2>"));
  EXPECT_THAT(mailbox.body, HasSubstr("ma-vr <span class=\"whole\">09:00-17:00</span>"));
  EXPECT_THAT(StyleSheet().body, HasSubstr(".whole { white-space: nowrap; }"));
}

TEST(Pages, LanguageIsTheChosenOneOrTheBrowsers) {
  net::Request request;
  request.headers = {{"accept-language", "fr-BE,fr;q=0.9"}};
  EXPECT_EQ(LanguageOf(request), Language::kFr);
  request.query = "lang=zh";
  EXPECT_EQ(LanguageOf(request), Language::kZh);
  request.query = "lang=xx";
  EXPECT_EQ(LanguageOf(request), Language::kFr);
  EXPECT_EQ(LanguageOf(net::Request()), Language::kEn);
}

}  // namespace
}  // namespace herlaad::sandbox
