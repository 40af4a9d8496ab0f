#include "adapters/messengers/smtp/mime.h"

#include <algorithm>
#include <array>

#include "base/messages/pieces.h"

namespace herlaad::messengers {
namespace {

constexpr std::size_t kLineMax = 76;
constexpr std::size_t kWordBytes = 36;  // 48 in base64, 12 around them, and a header name before
constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kHex = "0123456789ABCDEF";
constexpr std::string_view kEnd = "\r\n";

unsigned char Byte(char c) { return static_cast<unsigned char>(c); }

bool HasControl(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return Byte(c) < 0x20 || Byte(c) == 0x7F; });
}

bool IsPlain(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return Byte(c) >= 0x20 && Byte(c) < 0x7F; });
}

// At most `max` bytes, without splitting a character.
std::string_view FirstCharacters(std::string_view text, std::size_t max) {
  if (text.size() <= max) return text;
  while (max > 0 && (Byte(text[max]) & 0xC0U) == 0x80U) --max;
  return text.substr(0, max);
}

std::string EscapeHtml(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

// A number and a date stay on one line.
std::string Words(std::string_view text) {
  std::string out;
  for (const messages::Piece& piece : messages::PiecesOf(text)) {
    if (piece.whole) out += "<span style=\"white-space:nowrap\">";
    out += EscapeHtml(piece.text);
    if (piece.whole) out += "</span>";
  }
  return out;
}

std::string PlainBody(const engine::MailMessage& message) {
  std::string body;
  for (const std::string& paragraph : message.paragraphs) body += paragraph + "\n\n";
  if (!message.link.empty()) body += message.link_text + ":\n" + message.link + "\n\n";
  body += "-- \n";
  for (const std::string& line : message.small_print) body += line + "\n";
  return body;
}

std::string HtmlBody(const engine::MailMessage& message) {
  std::string body = "<!doctype html>\n<html lang=\"" +
                     std::string(messages::Tag(message.language)) +
                     "\"><head><meta charset=\"utf-8\"><title>" + EscapeHtml(message.subject) +
                     "</title></head>\n<body style=\"font-family:sans-serif;max-width:34em\">\n";
  for (const std::string& paragraph : message.paragraphs) {
    body += "<p>" + Words(paragraph) + "</p>\n";
  }
  if (!message.link.empty()) {
    body += "<p><a href=\"" + EscapeHtml(message.link) + "\">" + EscapeHtml(message.link_text) +
            "</a></p>\n";
  }
  for (const std::string& line : message.small_print) {
    body += "<p><small>" + Words(line) + "</small></p>\n";
  }
  return body + "</body></html>\n";
}

// "Sat, 28 Nov 2026 14:02:11 +0000".
std::string Date(Instant at) {
  static constexpr std::array<std::string_view, 7> kDays{"Thu", "Fri", "Sat", "Sun",
                                                         "Mon", "Tue", "Wed"};
  static constexpr std::array<std::string_view, 12> kMonths{
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::string utc = ToRfc3339(at);  // "2026-11-28T14:02:11.042Z"
  const auto days = static_cast<std::size_t>(at.ms / 86'400'000);
  const auto month = static_cast<std::size_t>(std::stoi(utc.substr(5, 2)));
  return std::string(kDays[days % 7]) + ", " + utc.substr(8, 2) + " " +
         std::string(kMonths.at(month - 1)) + " " + utc.substr(0, 4) + " " + utc.substr(11, 8) +
         " +0000";
}

std::string Header(std::string_view name, std::string_view value) {
  return std::string(name) + ": " + std::string(value) + std::string(kEnd);
}

// A name with its address: quoted if it is ASCII, encoded otherwise.
std::string Mailbox(const Sender& sender) {
  if (sender.name.empty()) return sender.address.text();
  std::string name = EncodedWords(sender.name);
  if (IsPlain(sender.name)) {
    name = "\"";
    for (const char c : sender.name)
      name += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    name += '"';
  }
  return name + "\r\n <" + sender.address.text() + ">";
}

std::string Part(std::string_view type, std::string_view encoding, std::string_view more,
                 std::string_view body) {
  return Header("Content-Type", type) + Header("Content-Transfer-Encoding", encoding) +
         std::string(more) + std::string(kEnd) + std::string(body);
}

std::string Multipart(std::string_view kind, const std::string& boundary,
                      std::initializer_list<std::string_view> parts) {
  std::string out = Header("Content-Type", "multipart/" + std::string(kind) + ";\r\n boundary=\"" +
                                               boundary + "\"") +
                    std::string(kEnd);
  for (const std::string_view part : parts) {
    out += "--" + boundary + std::string(kEnd) + std::string(part) + std::string(kEnd);
  }
  return out + "--" + boundary + "--" + std::string(kEnd);
}

std::string Body(const engine::MailMessage& message) {
  const std::string plain = Part("text/plain; charset=utf-8", "quoted-printable", "",
                                 QuotedPrintable(PlainBody(message)));
  const std::string html =
      Part("text/html; charset=utf-8", "quoted-printable", "", QuotedPrintable(HtmlBody(message)));
  // No line of quoted-printable or base64 begins with "=_".
  std::string alternative = Multipart("alternative", "=_a_" + message.reference, {plain, html});
  if (!message.attachment) return alternative;
  const auto& file = *message.attachment;
  const std::string attached =
      Part(file.type, "base64",
           Header("Content-Disposition", "attachment;\r\n filename=\"" + file.name + "\""),
           Base64Lines(file.bytes));
  return Multipart("mixed", "=_m_" + message.reference, {alternative, attached});
}

// Checks the values used in headers and quoted strings.
const char* WhyRefused(const Sender& sender, const engine::MailMessage& message) {
  if (HasControl(sender.name)) return "the sender's name holds a control character";
  if (HasControl(message.subject)) return "the subject holds a control character";
  const bool fits =
      !message.reference.empty() && message.reference.size() <= 40 &&
      std::all_of(message.reference.begin(), message.reference.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
      });
  if (!fits) return "the reference is not one of ours";
  if (!message.attachment) return nullptr;
  for (const std::string& text : {message.attachment->name, message.attachment->type}) {
    if (!IsPlain(text) || text.find_first_of("\"\\") != std::string::npos || text.size() > 60) {
      return "the attachment's name or type cannot stand in a header";
    }
  }
  return nullptr;
}

}  // namespace

std::string Base64(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::string_view three = bytes.substr(i, 3);
    const auto at = [three](std::size_t n) {
      return n < three.size() ? static_cast<unsigned>(Byte(three[n])) : 0U;
    };
    const unsigned bits = (at(0) << 16U) | (at(1) << 8U) | at(2);
    for (unsigned n = 0; n < 4; ++n) {
      out += n <= three.size() ? kBase64[(bits >> (18U - 6U * n)) & 63U] : '=';
    }
  }
  return out;
}

std::string EncodedWords(std::string_view text) {
  if (IsPlain(text) && text.find("=?") == std::string_view::npos && text.size() <= 60) {
    return std::string(text);
  }
  std::string out;
  while (!text.empty()) {
    const std::string_view word = FirstCharacters(text, kWordBytes);
    if (!out.empty()) out += "\r\n ";
    out += "=?UTF-8?B?" + Base64(word) + "?=";
    text.remove_prefix(word.size());
  }
  return out;
}

std::string QuotedPrintable(std::string_view text) {
  std::string out;
  std::size_t in_line = 0;
  const auto put = [&](std::string_view piece) {
    if (in_line + piece.size() >= kLineMax) {
      out += "=\r\n";
      in_line = 0;
    }
    out += piece;
    in_line += piece.size();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') {
      out += kEnd;
      in_line = 0;
      continue;
    }
    const bool last_in_line = i + 1 == text.size() || text[i + 1] == '\n';
    const bool as_it_is = (c > 0x20 && c < 0x7F && c != '=') || (c == ' ' && !last_in_line);
    if (as_it_is) {
      put(std::string_view(&text[i], 1));
    } else {
      const char code[] = {'=', kHex[Byte(c) >> 4U], kHex[Byte(c) & 15U]};
      put(std::string_view(code, 3));
    }
  }
  return out;
}

std::string Base64Lines(std::string_view bytes) {
  const std::string all = Base64(bytes);
  std::string out;
  for (std::size_t i = 0; i < all.size(); i += kLineMax) {
    out += all.substr(i, kLineMax);
    out += kEnd;
  }
  return out;
}

Result<std::string, std::string> WriteMail(const Sender& sender,
                                           const engine::MailMessage& message) {
  if (const char* const why = WhyRefused(sender, message)) return Failure{std::string(why)};
  std::string mail = Header("From", Mailbox(sender));
  mail += Header("To", message.to.text());
  mail += Header("Subject", EncodedWords(message.subject));
  mail += Header("Date", Date(message.written_at));
  mail += Header("Message-ID",
                 "<" + message.reference + "@" + std::string(sender.address.domain()) + ">");
  mail += Header("Content-Language", messages::Code(message.language));
  mail += Header("Auto-Submitted", "auto-generated");
  mail += Header("MIME-Version", "1.0");
  return mail + Body(message);
}

}  // namespace herlaad::messengers
