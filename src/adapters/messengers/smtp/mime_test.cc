#include "adapters/messengers/smtp/mime.h"

#include <gtest/gtest.h>

#include <regex>
#include <sstream>

namespace herlaad::messengers {
namespace {

Sender From(const std::string& name = "Herlaad") {
  return {*EmailAddress::Parse("no-reply@herlaad.example"), name};
}

engine::MailMessage Message() {
  engine::MailMessage message{"tu_0d3m9k2v7x8q1r-m3",
                              *EmailAddress::Parse("jan@example.com"),
                              messages::Language::kFr,
                              *ParseRfc3339("2026-11-28T13:02:11.042Z"),
                              "15,00\u00a0€ ajoutés au 0470\u00a012\u00a034\u00a056",
                              {"15,00\u00a0€ ajoutés <b>", ".", "Référence : tu_0d3m9k2v7x8q1r"},
                              "Voir la commande",
                              "https://herlaad.example/fr/orders/tu_0d3m9k2v7x8q1r.abc?a=1&b=2",
                              {"Ne le transférez pas."},
                              {}};
  return message;
}

std::string Written(const engine::MailMessage& message, const Sender& sender = From()) {
  auto mail = WriteMail(sender, message);
  EXPECT_TRUE(mail.ok()) << (mail.ok() ? "" : mail.error());
  return mail.ok() ? *std::move(mail) : "";
}

bool Has(const std::string& mail, const std::string& text) {
  return mail.find(text) != std::string::npos;
}

TEST(Mime, HeadersArePlainAscii) {
  const std::string mail = Written(Message());
  EXPECT_TRUE(mail.starts_with("From: \"Herlaad\"\r\n <no-reply@herlaad.example>\r\n")) << mail;
  EXPECT_TRUE(Has(mail, "\r\nTo: jan@example.com\r\n"));
  EXPECT_TRUE(Has(mail, "\r\nDate: Sat, 28 Nov 2026 13:02:11 +0000\r\n")) << mail;
  EXPECT_TRUE(Has(mail, "\r\nMessage-ID: <tu_0d3m9k2v7x8q1r-m3@herlaad.example>\r\n"));
  EXPECT_TRUE(Has(mail, "\r\nContent-Language: fr\r\n"));
  EXPECT_TRUE(Has(mail, "\r\nSubject: =?UTF-8?B?"));
  for (const char c : mail) EXPECT_LT(static_cast<unsigned char>(c), 0x80);
}

TEST(Mime, LinesEndWithCrLfAndAreShort) {
  auto message = Message();
  message.paragraphs.emplace_back(500, 'x');
  message.subject = std::string(200, 'y');
  message.attachment = {"re_1.pdf", "application/pdf", std::string(10'000, '\xff')};
  const std::string mail = Written(message);
  std::size_t begin = 0;
  while (begin < mail.size()) {
    const std::size_t end = mail.find('\n', begin);
    ASSERT_NE(end, std::string::npos);
    EXPECT_EQ(mail[end - 1], '\r');
    EXPECT_LE(end - begin, 79U) << mail.substr(begin, end - begin);
    begin = end + 1;
  }
}

TEST(Mime, SameMessageGivesTheSameBytes) { EXPECT_EQ(Written(Message()), Written(Message())); }

TEST(Mime, HeaderInjectionIsRejected) {
  const std::string injections[] = {"a\r\nBcc: eve@example.com", "a\nb", "a\rb", "a\tb", "a\x7f"};
  for (const std::string& bad : injections) {
    auto message = Message();
    message.subject = bad;
    EXPECT_FALSE(WriteMail(From(), message).ok()) << bad;
    EXPECT_FALSE(WriteMail(From(bad), Message()).ok()) << bad;
    message = Message();
    message.reference = bad;
    EXPECT_FALSE(WriteMail(From(), message).ok()) << bad;
    message = Message();
    message.attachment = {bad, "application/pdf", "x"};
    EXPECT_FALSE(WriteMail(From(), message).ok()) << bad;
  }
  auto message = Message();
  message.attachment = {"a\"; x=\"b", "application/pdf", "x"};
  EXPECT_FALSE(WriteMail(From(), message).ok());
}

TEST(Mime, HtmlHasTheSameTextEscaped) {
  const std::string mail = Written(Message());
  EXPECT_TRUE(Has(mail, "\r\nContent-Type: text/plain; charset=utf-8\r\n"));
  EXPECT_TRUE(Has(mail, "ajout=C3=A9s <b>")) << mail;
  EXPECT_TRUE(Has(mail, "ajout=C3=A9s &lt;b&gt;")) << mail;
  EXPECT_TRUE(Has(mail, "&amp;b=3D2")) << mail;
  EXPECT_FALSE(Has(mail, "multipart/mixed"));
}

TEST(Mime, DatesAndNumbersStayOnOneLine) {
  engine::MailMessage message = Message();
  message.paragraphs = {"有效期至2027年12月1日。"};
  const std::string mail = std::regex_replace(Written(message), std::regex("=\r\n"), "");
  EXPECT_TRUE(Has(mail, "<span style=3D\"white-space:nowrap\">2027=E5=B9=B4")) << mail;
  EXPECT_TRUE(Has(mail, "=E6=97=A5</span>")) << mail;
}

TEST(Mime, NamesAreQuotedOrEncoded) {
  EXPECT_TRUE(Has(Written(Message(), From("Her \"laad\"")), "From: \"Her \\\"laad\\\"\"\r\n"));
  EXPECT_TRUE(Has(Written(Message(), From("Herläad")), "From: =?UTF-8?B?SGVybMOkYWQ=?=\r\n"));
  EXPECT_TRUE(Has(Written(Message(), From("")), "From: no-reply@herlaad.example\r\n"));
}

TEST(Mime, EncodedWordsAreSplitBetweenCharacters) {
  EXPECT_EQ(EncodedWords("plain"), "plain");
  EXPECT_EQ(EncodedWords("é"), "=?UTF-8?B?w6k=?=");
  EXPECT_EQ(EncodedWords("=?a"), "=?UTF-8?B?PT9h?=") << "what looks encoded is not read as such";
  std::string long_text;
  for (int i = 0; i < 50; ++i) long_text += "充";
  std::istringstream words(EncodedWords(long_text));
  for (std::string word; words >> word;) EXPECT_LE(word.size(), 75U);
  // 12 characters of three bytes fill a word completely.
  EXPECT_TRUE(EncodedWords(long_text).starts_with("=?UTF-8?B?" + Base64(long_text.substr(0, 36)) +
                                                  "?=\r\n =?UTF-8?B?"));
}

TEST(Mime, EncodingsFollowTheStandard) {
  EXPECT_EQ(Base64(""), "");
  EXPECT_EQ(Base64("f"), "Zg==");
  EXPECT_EQ(Base64("fo"), "Zm8=");
  EXPECT_EQ(Base64("foo"), "Zm9v");
  EXPECT_EQ(Base64("\xff\xfe\xfd\xfc"), "//79/A==");
  EXPECT_EQ(QuotedPrintable("a=b é \nnext"), "a=3Db =C3=A9=20\r\nnext");
  EXPECT_EQ(QuotedPrintable("\t"), "=09");
}

}  // namespace
}  // namespace herlaad::messengers
