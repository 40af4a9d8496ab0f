#include "adapters/statements/camt/camt053_reader.h"

#include <expat.h>

#include <algorithm>
#include <cstring>

#include "adapters/statements/utf16.h"
#include "adapters/statements/windows1252.h"
#include "base/core/check.h"
#include "domain/reconcile/ascii.h"

namespace herlaad::statements {
namespace {

constexpr std::size_t kPieceSize = 16'384;  // an incomplete token is scanned again with each piece
constexpr std::string_view kUri = "urn:iso:std:iso:20022:tech:xsd:";
constexpr std::string_view kMessageName = "camt.053.001.";

std::string_view LocalName(const char* name) {
  const char* const colon = std::strchr(name, ':');
  return colon == nullptr ? name : colon + 1;
}

// windows-1252 is in no standard of XML, but banks write it.
int SetEncoding(void* /*unused*/, const XML_Char* name, XML_Encoding* encoding) {
  std::string upper;
  for (const char* c = name; *c != '\0'; ++c) upper += reconcile::ToCapital(*c);
  if (upper != "WINDOWS-1252" && upper != "CP1252") return XML_STATUS_ERROR;
  for (int byte = 0; byte < 256; ++byte) {
    encoding->map[byte] = FromWindows1252(static_cast<unsigned char>(byte));
  }
  encoding->data = nullptr;
  encoding->convert = nullptr;
  encoding->release = nullptr;
  return XML_STATUS_OK;
}

LineFault TooLarge(std::string_view what) {
  return {.kind = StatementErrorKind::kTooLarge,
          .text = std::string(what) + " Ask the bank for a correct file."};
}

// Where UTF-16 is declared and another encoding is found, or the other way round.
LineFault WrongEncoding(bool is_utf16) {
  return {.kind = StatementErrorKind::kXml,
          .text = is_utf16 ? "The file is in UTF-16, and its first line names another encoding. "
                             "Save it as UTF-8, with encoding=\"UTF-8\" in its first line."
                           : "The first line names the encoding UTF-16, and the file has another "
                             "one. Save it as UTF-8, with encoding=\"UTF-8\" in its first line."};
}

LineFault NotCamt(std::string_view found) {
  return {.kind = StatementErrorKind::kNotStatement,
          .text = "This is not a camt.053 statement but \"" + std::string(found.substr(0, 80)) +
                  "\". Ask the bank for camt.053."};
}

}  // namespace

// What Expat calls. It is C: nothing may be thrown through it, and allocation failure ends the
// program anyway.
struct Camt053Reader::Callbacks {
  static Camt053Reader& Of(void* reader) { return *static_cast<Camt053Reader*>(reader); }
  static void Begin(void* reader, const XML_Char* name, const XML_Char** attributes) {
    Of(reader).Begin(name, attributes);
  }
  static void End(void* reader, const XML_Char* /*name*/) { Of(reader).End(); }
  static void Text(void* reader, const XML_Char* text, int length) {
    if (Of(reader).captures_) Of(reader).Text({text, static_cast<std::size_t>(length)});
  }
  static void Doctype(void* reader, const XML_Char* /*name*/, const XML_Char* /*system*/,
                      const XML_Char* /*public_id*/, int /*internal*/) {
    Of(reader).Fail({.kind = StatementErrorKind::kDoctype,
                     .text = "The file has a DTD, which no statement needs. Fetch the file from "
                             "the bank again."});
  }
};

void Camt053Reader::Free::operator()(XML_ParserStruct* parser) const { XML_ParserFree(parser); }

Camt053Reader::Camt053Reader(StatementSink& sink)
    : parser_(XML_ParserCreate(nullptr)), statement_(sink) {
  CHECK(parser_ != nullptr, "there is memory for a parser");
  XML_SetUserData(parser_.get(), this);
  XML_SetElementHandler(parser_.get(), Callbacks::Begin, Callbacks::End);
  XML_SetCharacterDataHandler(parser_.get(), Callbacks::Text);
  XML_SetStartDoctypeDeclHandler(parser_.get(), Callbacks::Doctype);
  XML_SetUnknownEncodingHandler(parser_.get(), SetEncoding, nullptr);
}

Camt053Reader::~Camt053Reader() = default;

Status<StatementError> Camt053Reader::Outcome() const {
  if (error_) return Failure{*error_};
  return Nothing{};
}

std::uint64_t Camt053Reader::Line() const { return XML_GetCurrentLineNumber(parser_.get()); }

Status<StatementError> Camt053Reader::Feed(std::string_view bytes) {
  while (!bytes.empty() && !error_) {
    const std::string_view piece = bytes.substr(0, kPieceSize - pending_.size());
    bytes.remove_prefix(piece.size());
    if (pending_.empty() && piece.size() == kPieceSize) {
      Parse(piece, false);
      continue;
    }
    pending_ += piece;
    if (pending_.size() < kPieceSize) break;
    Parse(pending_, false);
    pending_.clear();
  }
  return Outcome();
}

Status<StatementError> Camt053Reader::Finish() {
  if (!error_) Parse(pending_, true);
  pending_.clear();
  if (!error_ && statement_.statements() == 0) {
    Fail({.kind = StatementErrorKind::kNotStatement,
          .text = "The message has no statement in it. Choose another file."});
  }
  return Outcome();
}

void Camt053Reader::Parse(std::string_view bytes, bool is_final) {
  fed_ += bytes.size();
  const auto status = XML_Parse(parser_.get(), bytes.data(), static_cast<int>(bytes.size()),
                                is_final ? XML_TRUE : XML_FALSE);
  if (error_) return;
  if (status == XML_STATUS_ERROR) {
    FailParsing(bytes, is_final);
    return;
  }
  // Expat keeps a token that is not complete.
  const auto at = XML_GetCurrentByteIndex(parser_.get());
  if (!is_final && at >= 0 && fed_ - static_cast<std::uint64_t>(at) > kTokenMax + kPieceSize) {
    Fail(TooLarge("A tag or comment is longer than 64 KiB."));
  }
}

void Camt053Reader::FailParsing(std::string_view bytes, bool is_final) {
  const XML_Error code = XML_GetErrorCode(parser_.get());
  // The declaration is at the beginning, and so in the first piece.
  if (code == XML_ERROR_INCORRECT_ENCODING) return Fail(WrongEncoding(IsUtf16(bytes)));
  const bool ended =
      is_final && (code == XML_ERROR_NO_ELEMENTS || code == XML_ERROR_UNCLOSED_TOKEN ||
                   code == XML_ERROR_PARTIAL_CHAR || code == XML_ERROR_UNCLOSED_CDATA_SECTION);
  const bool unread = version_ == 0 && depth_ == 0 && code != XML_ERROR_UNKNOWN_ENCODING;
  if (fed_ == 0 || (unread && !ended)) {
    Fail({.kind = StatementErrorKind::kNotStatement,
          .text = "This is not an XML file. Choose a camt.053 file of the bank; read CODA files as "
                  "CODA."});
  } else if (ended) {
    Fail({.kind = StatementErrorKind::kTruncated,
          .text = "The file ends too early. Fetch the file from the bank again."});
  } else if (code == XML_ERROR_JUNK_AFTER_DOC_ELEMENT) {
    Fail({.kind = StatementErrorKind::kAfterEnd,
          .text = "Something follows the end of the message. Fetch the file from the bank again."});
  } else {
    Fail({.kind = StatementErrorKind::kXml,
          .text = std::string("The XML is wrong (") + XML_ErrorString(code) +
                  "). Fetch the file from the bank again."});
  }
}

void Camt053Reader::Fail(LineFault fault) {
  if (error_) return;
  const auto at = XML_GetCurrentByteIndex(parser_.get());
  error_ = StatementError{.kind = fault.kind,
                          .line = Line(),
                          .offset = at < 0 ? fed_ : static_cast<std::uint64_t>(at),
                          .text = std::move(fault.text),
                          .fault = fault.fault};
  XML_StopParser(parser_.get(), XML_FALSE);
}

void Camt053Reader::Begin(const char* name, const char** attributes) {
  if (error_) return;
  if (depth_ + skipped_ >= kDepthMax - 1) return Fail(TooLarge("The elements nest too deeply."));
  if (skipped_ > 0) {
    ++skipped_;
    return;
  }
  captures_ = false;
  const std::string_view local = LocalName(name);
  const CamtElement parent = depth_ == 0 ? CamtElement::kRoot : path_[depth_ - 1];
  const CamtElement element = CamtChild(parent, local);
  if (parent == CamtElement::kRoot || parent == CamtElement::kDocument) {
    if (auto fault = BeginRoot(local, attributes)) return Fail(*std::move(fault));
  }
  if (element == CamtElement::kOther) {
    skipped_ = 1;
    return;
  }
  path_[depth_++] = element;
  if (HasText(element)) {
    captures_ = true;
    text_.clear();
    currency_.clear();
    for (; *attributes != nullptr; attributes += 2) {
      if (std::strcmp(attributes[0], "Ccy") == 0) currency_ = attributes[1];
    }
  } else if (auto fault = statement_.BeginElement(element, Line())) {
    Fail(*std::move(fault));
  }
}

// The root's namespace says which message it is; the element inside it says it once more.
std::optional<LineFault> Camt053Reader::BeginRoot(std::string_view name, const char** attributes) {
  if (depth_ == 1) {
    if (name == "BkToCstmrStmt") return std::nullopt;
    return NotCamt(name);
  }
  if (name != "Document") return NotCamt(name);
  for (; *attributes != nullptr; attributes += 2) {
    const std::string_view value = attributes[1];
    const bool declares = std::strncmp(attributes[0], "xmlns", 5) == 0;
    if (declares && value.substr(0, kUri.size()) == kUri) return CheckNamespace(value);
  }
  return NotCamt("a Document without a namespace of ISO 20022");
}

std::optional<LineFault> Camt053Reader::CheckNamespace(std::string_view uri) {
  const std::string_view message = uri.substr(kUri.size());
  const std::string_view digits = message.substr(std::min(message.size(), kMessageName.size()));
  const bool is_number =
      digits.size() == 2 && reconcile::IsDigit(digits[0]) && reconcile::IsDigit(digits[1]);
  if (message.substr(0, kMessageName.size()) != kMessageName || !is_number) return NotCamt(message);
  version_ = (digits[0] - '0') * 10 + (digits[1] - '0');
  if (version_ >= 2) return std::nullopt;
  return LineFault{.kind = StatementErrorKind::kVersion,
                   .text = "Version 01 of camt.053 is not read. Ask the bank for a newer one."};
}

void Camt053Reader::Text(std::string_view text) {
  if (text_.size() + text.size() > kTextMax) {
    Fail(TooLarge("A text is longer than " + std::to_string(kTextMax) + " bytes."));
    return;
  }
  text_ += text;
}

void Camt053Reader::End() {
  if (error_) return;
  if (skipped_ > 0) {
    --skipped_;
    captures_ = false;
    return;
  }
  const CamtElement element = path_[--depth_];
  captures_ = false;
  auto fault = HasText(element) ? statement_.TakeText(element, reconcile::Trimmed(text_), currency_)
                                : statement_.EndElement(element, Line());
  text_.clear();
  if (fault) Fail(*std::move(fault));
}

}  // namespace herlaad::statements
