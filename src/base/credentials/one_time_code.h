// One-time codes (TOTP, RFC 6238): SHA-1, six digits, steps of 30 seconds, as every authenticator
// app knows them; computed by liboath. Which step may be used is a rule of domain/access.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/core/secret.h"

namespace herlaad::credentials {

inline constexpr std::size_t kCodeSecretBytes = 20;  // as long as the digest, RFC 4226

// kCodeSecretBytes random bytes; not text.
Secret NewCodeSecret();
// Upper-case base32 (RFC 4648), as it is typed into an app: 32 characters.
Secret Base32Of(const Secret& code_secret);
// What an app scans: "otpauth://totp/Herlaad:an?secret=…&issuer=Herlaad". `label` and `issuer` need
// no escaping.
Secret OtpAuthUri(std::string_view issuer, std::string_view label, const Secret& code_secret);

// The six digits of a step.
Secret CodeOf(const Secret& code_secret, std::int64_t step);
// The digits in what a person typed, who may have put spaces among them; nothing if it cannot be a
// code.
std::optional<Secret> ReadCode(std::string_view typed);
// The last of the steps from `first` to `last` whose code it is. Takes the same time whether and
// wherever there is one.
std::optional<std::int64_t> StepOfCode(const Secret& code_secret, const Secret& code,
                                       std::int64_t first, std::int64_t last);

}  // namespace herlaad::credentials
