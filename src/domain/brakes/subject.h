// Whom a brake counts: a card, an address, a number or a device. Only a keyed hash of it is kept,
// so that whoever has the database and not the key cannot find it by trying them all.
#pragma once

#include <string>
#include <string_view>

#include "base/core/id.h"
#include "base/core/secret.h"
#include "domain/brakes/rule.h"

namespace herlaad::brakes {

// 63 bits of the keyed hash: two of a million subjects have the same with a chance of one in ten
// million. Empty: not known.
using SubjectId = Id<struct BrakeSubjectTag>;

// The same for the same key, kind and value. `value`: a fingerprint, an address or network as net
// writes it, a number in E.164, a device id. Empty for an empty value.
SubjectId SubjectOf(const Secret& key, By by, std::string_view value);

// The row in which a rule counts a subject. Derived from the subject's keyed hash and the name.
SubjectId CounterOf(SubjectId subject, std::string_view rule);

// The subjects of one payment, as far as they are known.
struct Subjects {
  SubjectId card = {};
  SubjectId address = {};
  SubjectId neighbourhood = {};  // the /24 or /48 of the address: only for blocks
  SubjectId number = {};
  SubjectId device = {};

  [[nodiscard]] SubjectId Of(By by) const;
  friend bool operator==(const Subjects&, const Subjects&) = default;
};

}  // namespace herlaad::brakes
