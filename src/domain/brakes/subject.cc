#include "domain/brakes/subject.h"

#include "base/core/check.h"

namespace herlaad::brakes {
namespace {

// 0 means none.
SubjectId OfBits(std::uint64_t bits) {
  const auto value = static_cast<std::int64_t>(bits >> 1);
  return SubjectId(value == 0 ? 1 : value);
}

std::uint64_t First16(std::string_view hex) {
  std::uint64_t value = 0;
  for (const char c : hex.substr(0, 16)) {
    const int digit = c <= '9' ? c - '0' : c - 'a' + 10;
    value = value << 4 | static_cast<std::uint64_t>(digit);
  }
  return value;
}

}  // namespace

SubjectId SubjectOf(const Secret& key, By by, std::string_view value) {
  CHECK(!key.empty(), "a subject's hash is keyed");
  if (value.empty()) return {};
  std::string text = "herlaad brake ";
  text.append(Name(by)).append(1, ' ').append(value);
  return OfBits(First16(HmacHex(key, text)));
}

SubjectId CounterOf(SubjectId subject, std::string_view rule) {
  std::string text(rule);
  text.append(1, '\0').append(std::to_string(subject.value()));
  return OfBits(DigestOf(text).high);
}

SubjectId Subjects::Of(By by) const {
  switch (by) {
    case By::kCard:
      return card;
    case By::kAddress:
      return address;
    case By::kNumber:
      return number;
    case By::kDevice:
      return device;
  }
  CHECK(false, "a brake counts by one of the listed kinds");
}

}  // namespace herlaad::brakes
