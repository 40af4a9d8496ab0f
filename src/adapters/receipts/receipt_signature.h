// Receipt signatures.
//
// The token of a receipt is its canonical text and a signature of that text. It is the last part of
// the link in the QR code, so a printed receipt can be verified by its link.
//
// A file is also signed as a whole: it ends with a signature over every preceding byte, which
// proves that the file is unchanged, including references that the link does not contain.
//
//   PDF   …%%EOF
//         %herlaad-receipt TOKEN SIGNATURE       a comment after the end, which readers
//         skip
//   PNG   … tEXt "herlaad-receipt" TOKEN SIGNATURE, IEND
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "adapters/receipts/signing.h"
#include "domain/orders/receipts/signed_receipt.h"

namespace herlaad::receipts {

inline constexpr std::size_t kTokenMax = orders::kSignedTextMax + 1 + kSignatureCharacters;
// Precedes a token in a file, also in a PDF's keywords.
inline constexpr std::string_view kSignatureMark = "herlaad-receipt";

// "HR1.….CARD.SIGNATURE"
std::string TokenOf(const orders::SignedReceipt& receipt, const SigningKey& key);
// The receipt, if one of the keys signed the token.
std::optional<orders::SignedReceipt> VerifiedReceipt(std::string_view token,
                                                     std::span<const PublicKey> keys);

// The file with its token added. CHECKs that it is a PDF or PNG.
std::string SignPdf(std::string pdf, std::string_view token, const SigningKey& key);
std::string SignPng(std::string png, std::string_view token, const SigningKey& key);

enum class FileVerdict {
  kGenuine,    // unchanged
  kChanged,    // a changed file, or a link with something around it; the signed receipt is still
               // known
  kForged,     // there is a token, and its signature is invalid
  kNoReceipt,  // there is no token
};
struct FileCheck {
  FileVerdict verdict = FileVerdict::kNoReceipt;
  std::optional<orders::SignedReceipt> receipt;  // the signed receipt
};
// Checks a PDF, a PNG, or a receipt's link or token by itself. Anything else that contains a link
// is not genuine: the link proves nothing about the text around it.
FileCheck CheckFile(std::string_view bytes, std::span<const PublicKey> keys);

// The order that a file or link names, whether or not its signature is valid. Nothing if no shop
// could have issued it.
std::optional<OrderId> ClaimedOrder(std::string_view bytes);

}  // namespace herlaad::receipts
