#include "apps/herlaad/config/config_notices.h"

#include <algorithm>

#include "apps/herlaad/config/config_section.h"
#include "apps/herlaad/config/connector_section.h"
#include "base/core/printable.h"
#include "base/email/email_address.h"

namespace herlaad::app {
namespace {

using catalogue::Mistakes;
using catalogue::TableReader;
using catalogue::TomlNode;

constexpr std::size_t kNameMax = 60;
constexpr std::size_t kPhoneMax = 30;

void ReadAddress(Section& section, std::string_view key, std::string& address) {
  section.Text(key, address);
  if (address.empty()) return;
  const auto parsed = EmailAddress::Parse(address);
  if (!parsed.ok())
    section.reader().Complain(key, std::string(key) + ": " + std::string(Text(parsed.error())));
}

void ReadLanguages(TableReader& reader, const TomlNode& table, messages::SupportContact& support) {
  reader.Ignore("languages");
  for (const catalogue::TomlEntry& entry : table.entries) {
    if (entry.key != "languages") continue;
    for (const TomlNode& item : entry.value.items) {
      const auto language = messages::ParseLanguage(item.text);
      if (language &&
          std::count(support.languages.begin(), support.languages.end(), *language) == 0)
        support.languages.push_back(*language);
      if (!language)
        reader.Complain("languages",
                        "languages may contain \"nl\", \"fr\", \"de\", \"en\", \"zh\"");
    }
    if (entry.value.kind != TomlNode::Kind::kArray)
      reader.Complain("languages", "languages must be a list such as [\"nl\", \"fr\"]");
  }
}

void ReadPhone(Section& section, std::string& phone) {
  section.Text("phone", phone);
  const bool fits = phone.size() <= kPhoneMax &&
                    std::all_of(phone.begin(), phone.end(),
                                [](char c) {
                                  return (c >= '0' && c <= '9') || std::string_view("+ ()-./").find(
                                                                       c) != std::string_view::npos;
                                }) &&
                    (phone.empty() || phone.find_first_of("0123456789") != std::string::npos);
  if (!fits)
    section.reader().Complain("phone",
                              "phone must be a telephone number such as \"+32 2 555 01 23\"");
}

}  // namespace

void ReadMessenger(const TomlNode& table, Mistakes& mistakes, Config& config) {
  ConnectorSection section(table, "[messenger]", mistakes, config.file_name);
  ConnectorConfig<engine::Messenger> messenger;
  if (section.Read(MessengerKinds(), messenger.kind, messenger.make))
    config.messenger = std::move(messenger);
}

void ReadMail(const TomlNode& table, Mistakes& mistakes, Config& config) {
  ConnectorSection section(table, "[mail]", mistakes, config.file_name);
  ConnectorConfig<engine::Mailer> mail;
  if (section.Read(MailerKinds(), mail.kind, mail.make)) config.mail = std::move(mail);
}

void ReadSupport(const TomlNode& table, Mistakes& mistakes, Config& config) {
  Section section(table, "[support]", mistakes);
  messages::SupportContact& support = config.support;
  section.Text("name", support.name);
  if (support.name.size() > kNameMax || !IsOneLine(support.name))
    section.reader().Complain("name", "name must be one line of at most 60 bytes");
  ReadPhone(section, support.phone);
  ReadAddress(section, "email", support.email);
  if (support.IsEmpty()) section.reader().Complain("phone", "[support] needs a phone or an email");
  std::string hours;
  section.Text("hours", hours);
  const auto parsed = messages::ParseSupportHours(hours);
  if (parsed) support.hours = *parsed;
  if (!parsed && !hours.empty())
    section.reader().Complain("hours",
                              "hours must be written like \"Mo-Fr 09:00-17:00, Sa 10:00-14:00\"");
  ReadLanguages(section.reader(), table, support);
  section.reader().RefuseUnknownKeys();
}

void RefuseNoticeDestinations(const Config& config, Mistakes& mistakes) {
  for (const std::string_view destination : {orders::kSmsDestination, orders::kMailDestination}) {
    const std::string name = "\"" + std::string(destination) + "\"";
    for (const auto& op : config.operators) {
      if (op.id == destination) mistakes.Add(1, 1, "an operator must not be called " + name);
    }
    for (const auto& gateway : config.gateways) {
      if (gateway.id == destination) mistakes.Add(1, 1, "a gateway must not be called " + name);
    }
  }
}

}  // namespace herlaad::app
