// Signatures: what makes a receipt provable.
//
// The token of a receipt is its canonical text and our signature of that: the last part of the link
// behind its QR code. Whoever has only the paper checks this much.
//
// A file is also signed as a whole: it ends in a signature over every byte before it. Whoever
// has the file knows that it is as it was made, down to the references that are in no link.
//
//   PDF   …%%EOF
//         %herlaad-receipt TOKEN SIGNATURE       a comment after the end, which readers skip
//   PNG   … tEXt "herlaad-receipt" TOKEN SIGNATURE, IEND
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "adapters/receipts/signing.h"
#include "domain/orders/signed_receipt.h"

namespace herlaad::receipts {

inline constexpr std::size_t kTokenMax = orders::kSignedTextMax + 1 + kSignatureCharacters;
// Stands in front of a token in a file; in a PDF's keywords too.
inline constexpr std::string_view kSignatureMark = "herlaad-receipt";

// "HR1.….CARD.SIGNATURE"
std::string TokenOf(const orders::SignedReceipt& receipt, const SigningKey& key);
// The receipt, when one of the keys made the token.
std::optional<orders::SignedReceipt> VerifiedReceipt(std::string_view token,
                                                     std::span<const PublicKey> keys);

// The file with its token. CHECKs that it is a PDF, a PNG.
std::string SignPdf(std::string pdf, std::string_view token, const SigningKey& key);
std::string SignPng(std::string png, std::string_view token, const SigningKey& key);

enum class FileVerdict {
  kGenuine,    // as it was made
  kChanged,    // not a file as it was made, or more than a link; what was signed is still known
  kForged,     // there is a token, and it is not ours
  kNoReceipt,  // there is no token
};
struct FileCheck {
  FileVerdict verdict = FileVerdict::kNoReceipt;
  std::optional<orders::SignedReceipt> receipt;  // what was signed
};
// Of a PDF, a PNG, or a receipt's link or token by itself. Anything else that holds a link is not
// genuine: the link proves nothing of what stands around it.
FileCheck CheckFile(std::string_view bytes, std::span<const PublicKey> keys);

// The order that a file or link says it is the receipt of, whoever made it. Nothing when no shop
// ever made such a one.
std::optional<OrderId> ClaimedOrder(std::string_view bytes);

}  // namespace herlaad::receipts
