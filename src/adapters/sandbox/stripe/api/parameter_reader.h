// ParameterReader: reads typed parameters of one request and keeps the first mistake, so that a
// caller reads all of them and checks once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/sandbox/stripe/api/form.h"
#include "adapters/sandbox/stripe/api/stripe_error.h"

namespace herlaad::sandbox {

inline constexpr std::size_t kMetadataMax = 50;
inline constexpr std::size_t kMetadataKeyMax = 40;
inline constexpr std::size_t kMetadataValueMax = 500;
inline constexpr std::int64_t kAmountMax = 99'999'999;  // cents
inline constexpr std::int64_t kAmountMin = 50;          // of a payment

class ParameterReader {
 public:
  // `known` lists the names that may be sent, with '#' for the index of a list and '*' for any key:
  // "line_items[#][quantity]", "metadata[*]". "expand[#]" is always known. Any other name, and an
  // empty value outside metadata, is a mistake.
  ParameterReader(const Form& form, std::initializer_list<std::string_view> known);

  // Notes a missing parameter.
  std::string Required(const std::string& name, std::size_t length_max = 5'000);
  // Empty if absent.
  std::string Text(const std::string& name, std::size_t length_max = 5'000);
  // `absent` if absent. Only digits, with a '-' before them, are a number.
  std::int64_t Integer(const std::string& name, std::int64_t absent);
  // An amount of money in cents, above zero.
  std::int64_t Amount(const std::string& name);
  // Notes anything but "eur", in lower case or capitals.
  void RequireEuros(const std::string& name);
  bool Flag(const std::string& name, bool absent = false);
  std::string OneOf(const std::string& name, std::initializer_list<std::string_view> values,
                    const std::string& absent = "");
  std::vector<std::string> Texts(const std::string& name);
  // An http(s) address that is safe in a Location header.
  std::string Url(const std::string& name, bool required);
  nlohmann::json Metadata(const std::string& name);

  void Note(StripeError mistake);
  [[nodiscard]] const std::optional<StripeError>& mistake() const { return mistake_; }
  [[nodiscard]] const Form& form() const { return form_; }

 private:
  const Form& form_;
  std::optional<StripeError> mistake_;
};

}  // namespace herlaad::sandbox
