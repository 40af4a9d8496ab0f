// Form: the parameters of a request to Stripe, form-encoded with brackets:
// "line_items[0][price_data][unit_amount]=1500&payment_method_types[]=card".
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/result.h"

namespace herlaad::sandbox {

inline constexpr std::size_t kFormFieldsMax = 500;
inline constexpr std::size_t kFormNameMax = 200;   // bytes of a whole name, decoded
inline constexpr std::size_t kFormDepthMax = 8;    // brackets of one name
inline constexpr std::int64_t kFormIndexMax = 99;  // of a list

// Why a form was rejected. Numbers are stable.
enum class FormError : std::int8_t {
  kEncoding = 1,  // a '%' without two hexadecimal digits, bytes that are not UTF-8, or NUL
  kName = 2,      // an empty or too long name, brackets that do not match, an index out of range
  kRepeated = 3,  // the same name twice
  kTooMany = 4,   // more than kFormFieldsMax fields
};
std::string_view Text(FormError error);  // a sentence for the sender

class Form {
 public:
  // Accepts the body of a POST and the query of a GET. "a[]" gets the next free index of "a".
  static Result<Form, FormError> Parse(std::string_view text);

  // The value of the field of that whole name, such as "created[gte]".
  [[nodiscard]] std::optional<std::string> Find(std::string_view name) const;
  // The indices below a name, in ascending order: of "line_items" the 0 of "line_items[0][x]".
  [[nodiscard]] std::vector<std::int64_t> Indices(const std::string& name) const;
  // The keys below a name: of "metadata" the "order" of "metadata[order]".
  [[nodiscard]] std::vector<std::string> Keys(const std::string& name) const;

  // All fields by their whole names. Equal forms have equal fields, in whatever order they were
  // sent.
  [[nodiscard]] const std::map<std::string, std::string, std::less<>>& fields() const {
    return fields_;
  }

 private:
  std::map<std::string, std::string, std::less<>> fields_;
};

}  // namespace herlaad::sandbox
