#include "adapters/receipts/receipt_signature.h"

#include <sodium.h>
#include <zlib.h>

#include <algorithm>

#include "base/core/check.h"

namespace herlaad::receipts {
namespace {

// The kinds of signed texts.
constexpr std::string_view kReceipt = "receipt";
constexpr std::string_view kFile = "receipt file";

constexpr std::size_t kLinkMax = 1'024;
constexpr std::string_view kPdfStart = "%PDF-";
constexpr std::string_view kPngStart = "\x89PNG\r\n\x1a\n";
constexpr std::string_view kPngEnd{"\0\0\0\0IEND\xae\x42\x60\x82", 12};

// Files are signed by their digest, since signing needs a short text.
std::string DigestHex(std::string_view bytes) {
  std::array<unsigned char, 32> digest{};
  crypto_generichash(digest.data(), digest.size(),
                     reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), nullptr,
                     0);
  std::string text(digest.size() * 2 + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), digest.data(), digest.size());
  text.pop_back();
  return text;
}

std::string BigEndian(std::size_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>((value >> shift) & 0xFFU);
  return bytes;
}

// The end of a PNG whose text chunk begins at `chunk`: that chunk's checksum and IEND.
std::string PngTail(std::string_view file, std::size_t chunk) {
  const std::string_view checked = file.substr(chunk + 4);  // type and content
  const auto sum = crc32(0, reinterpret_cast<const unsigned char*>(checked.data()),
                         static_cast<uInt>(checked.size()));
  return BigEndian(sum).append(kPngEnd);
}

bool IsTokenCharacter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}

std::string_view TokenAt(std::string_view bytes) {
  const auto end = std::find_if_not(bytes.begin(), bytes.end(), IsTokenCharacter);
  return bytes.substr(0, static_cast<std::size_t>(end - bytes.begin()));
}

bool IsFile(std::string_view bytes) {
  return bytes.starts_with(kPdfStart) || bytes.starts_with(kPngStart);
}

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const auto begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) + 1 - begin);
}

// Whether `text` is the token, or a URL ending with it, and nothing else.
bool IsLinkAlone(std::string_view text, std::string_view token) {
  text = Trimmed(text);
  if (text == token) return true;
  if (!text.starts_with("https://") && !text.starts_with("http://")) return false;
  const bool one_word =
      std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
  return one_word && text.size() <= kLinkMax && text.ends_with(token);
}

// The position of the token: the last one in a file, the first one in a text.
std::optional<std::size_t> FindToken(std::string_view bytes) {
  if (IsFile(bytes)) {
    const auto mark = bytes.rfind(kSignatureMark);
    if (mark == std::string_view::npos) return std::nullopt;
    return std::min(bytes.size(), mark + kSignatureMark.size() + 1);
  }
  for (const std::string_view start : {"/HR1.", "/HS1."}) {
    if (const auto link = bytes.find(start); link != std::string_view::npos) return link + 1;
  }
  if (bytes.starts_with("HR1.") || bytes.starts_with("HS1.")) return 0;
  return std::nullopt;
}

bool IsWhole(std::string_view covered, std::string_view signature,
             std::span<const PublicKey> keys) {
  const std::string digest = DigestHex(covered);
  return std::any_of(keys.begin(), keys.end(),
                     [&](const PublicKey& key) { return key.Verifies(kFile, digest, signature); });
}

// The file's signature must start one character after `token_end`.
bool IsWholeFile(std::string_view bytes, std::size_t token_at, std::size_t token_end,
                 std::span<const PublicKey> keys) {
  const std::size_t signature_at = token_end + 1;
  const std::size_t end = signature_at + kSignatureCharacters;
  if (bytes.size() <= end || bytes[token_end] != ' ') return false;
  const std::string_view tail = bytes.substr(end);
  if (bytes.starts_with(kPdfStart)) {
    if (tail != "\n") return false;
  } else if (bytes.starts_with(kPngStart)) {
    const std::size_t before_text = 8 + kSignatureMark.size() + 1;  // length, type, keyword
    if (token_at < before_text) return false;
    if (tail != PngTail(bytes.substr(0, end), token_at - before_text)) return false;
  } else {
    return false;
  }
  return IsWhole(bytes.substr(0, signature_at), bytes.substr(signature_at, kSignatureCharacters),
                 keys);
}

}  // namespace

std::string TokenOf(const orders::SignedReceipt& receipt, const SigningKey& key) {
  std::string token = orders::ToText(receipt);
  const std::string signature = key.Sign(kReceipt, token);
  return token.append(".").append(signature);
}

std::optional<orders::SignedReceipt> VerifiedReceipt(std::string_view token,
                                                     std::span<const PublicKey> keys) {
  const std::size_t dot = token.rfind('.');
  if (token.size() > kTokenMax || dot == std::string_view::npos) return std::nullopt;
  const std::string_view text = token.substr(0, dot);
  const std::string_view signature = token.substr(dot + 1);
  auto receipt = orders::ParseSignedReceipt(text);
  const bool ours = receipt && std::any_of(keys.begin(), keys.end(), [&](const PublicKey& key) {
                      return key.Verifies(kReceipt, text, signature);
                    });
  return ours ? std::move(receipt) : std::nullopt;
}

std::string SignPdf(std::string pdf, std::string_view token, const SigningKey& key) {
  CHECK(pdf.starts_with(kPdfStart), "a PDF begins as one");
  if (pdf.back() != '\n') pdf += '\n';
  pdf.append("%").append(kSignatureMark).append(" ").append(token).append(" ");
  const std::string signature = key.Sign(kFile, DigestHex(pdf));
  return pdf.append(signature).append("\n");
}

std::string SignPng(std::string png, std::string_view token, const SigningKey& key) {
  CHECK(png.starts_with(kPngStart) && png.ends_with(kPngEnd), "a PNG begins and ends as one");
  png.resize(png.size() - kPngEnd.size());
  const std::size_t chunk = png.size();
  png += BigEndian(kSignatureMark.size() + 1 + token.size() + 1 + kSignatureCharacters);
  png.append("tEXt").append(kSignatureMark).append(1, '\0').append(token).append(" ");
  const std::string signature = key.Sign(kFile, DigestHex(png));
  png.append(signature);
  const std::string tail = PngTail(png, chunk);
  return png.append(tail);
}

FileCheck CheckFile(std::string_view bytes, std::span<const PublicKey> keys) {
  const auto at = FindToken(bytes);
  if (!at) return {};
  const std::string_view token = TokenAt(bytes.substr(*at));
  FileCheck check;
  check.receipt = VerifiedReceipt(token, keys);
  if (!check.receipt) {
    check.verdict = FileVerdict::kForged;
  } else {
    const bool as_made = IsFile(bytes) ? IsWholeFile(bytes, *at, *at + token.size(), keys)
                                       : IsLinkAlone(bytes, token);
    check.verdict = as_made ? FileVerdict::kGenuine : FileVerdict::kChanged;
  }
  return check;
}

std::optional<OrderId> ClaimedOrder(std::string_view bytes) {
  const auto at = FindToken(bytes);
  if (!at) return std::nullopt;
  const std::string_view token = TokenAt(bytes.substr(*at));
  const std::size_t dot = token.rfind('.');
  if (token.size() > kTokenMax || dot == std::string_view::npos) return std::nullopt;
  const auto receipt = orders::ParseSignedReceipt(token.substr(0, dot));
  return receipt ? std::optional(receipt->order) : std::nullopt;
}

}  // namespace herlaad::receipts
