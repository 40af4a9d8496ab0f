#include "adapters/sandbox/stripe/api/parameter_reader.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "adapters/sandbox/checks.h"

namespace herlaad::sandbox {
namespace {

bool IsDigits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Whether a name is one of the pattern's, segment by segment.
bool Matches(std::string_view name, std::string_view pattern) {
  while (!name.empty() && !pattern.empty()) {
    const std::string_view segment = name.substr(0, name.find('[', 1));
    const std::string_view wanted = pattern.substr(0, pattern.find('[', 1));
    name.remove_prefix(segment.size());
    pattern.remove_prefix(wanted.size());
    const bool same =
        wanted == segment || wanted == "[*]" ||
        (wanted == "[#]" && segment.size() > 2 && IsDigits(segment.substr(1, segment.size() - 2)));
    if (!same) return false;
  }
  return name.empty() && pattern.empty();
}

bool IsFree(std::string_view name) {
  return name.starts_with("metadata[") || name.find("[metadata][") != std::string_view::npos;
}

}  // namespace

ParameterReader::ParameterReader(const Form& form, std::initializer_list<std::string_view> known)
    : form_(form) {
  for (const auto& field : form.fields()) {
    const bool is_known = Matches(field.first, "expand[#]") ||
                          std::any_of(known.begin(), known.end(), [&](std::string_view pattern) {
                            return Matches(field.first, pattern);
                          });
    if (!is_known) {
      Note(UnknownParameter(field.first));
      return;
    }
    if (field.second.empty() && !IsFree(field.first)) {
      Note(InvalidParameter(
          field.first,
          "You passed an empty string for '" + field.first +
              "'. We assume empty values are an attempt to unset a parameter; however '" +
              field.first + "' cannot be unset. You should remove '" + field.first +
              "' from your request or supply a non-empty value.",
          "parameter_invalid_empty"));
      return;
    }
  }
}

void ParameterReader::Note(StripeError mistake) {
  if (!mistake_) mistake_ = std::move(mistake);
}

std::string ParameterReader::Required(const std::string& name, std::size_t length_max) {
  if (!form_.Find(name)) Note(MissingParameter(name));
  return Text(name, length_max);
}

std::string ParameterReader::Text(const std::string& name, std::size_t length_max) {
  std::string text = form_.Find(name).value_or("");
  if (text.size() > length_max) {
    Note(InvalidParameter(
        name, "Invalid string: must be at most " + std::to_string(length_max) + " characters",
        "parameter_invalid_string_too_long"));
  }
  return text;
}

std::int64_t ParameterReader::Integer(const std::string& name, std::int64_t absent) {
  const auto text = form_.Find(name);
  if (!text) return absent;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error == std::errc() && end == text->data() + text->size()) return number;
  Note(InvalidParameter(name, "Invalid integer: " + *text, "parameter_invalid_integer"));
  return absent;
}

std::int64_t ParameterReader::Amount(const std::string& name) {
  if (!form_.Find(name)) Note(MissingParameter(name));
  const std::int64_t amount = Integer(name, 1);
  if (amount < 1) {
    Note(InvalidParameter(name, "This value must be greater than or equal to 1.",
                          "parameter_invalid_integer"));
  }
  if (amount > kAmountMax) {
    Note(InvalidParameter(name, "Amount must be no more than €999,999.99", "amount_too_large"));
  }
  return std::clamp<std::int64_t>(amount, 1, kAmountMax);
}

void ParameterReader::RequireEuros(const std::string& name) {
  const std::string currency = Required(name, 3);
  if (currency == "eur" || currency == "EUR") return;
  Note(InvalidParameter(name, "Invalid currency: " + currency +
                                  ". This stand-in for Stripe keeps its book in eur only."));
}

bool ParameterReader::Flag(const std::string& name, bool absent) {
  const auto text = form_.Find(name);
  if (text && *text != "true" && *text != "false") {
    Note(InvalidParameter(name, "Invalid boolean: " + *text));
  }
  return text ? *text == "true" : absent;
}

std::string ParameterReader::OneOf(const std::string& name,
                                   std::initializer_list<std::string_view> values,
                                   const std::string& absent) {
  const auto text = form_.Find(name);
  if (!text) return absent;
  if (std::find(values.begin(), values.end(), *text) == values.end()) {
    std::string listed;
    for (const std::string_view value : values) {
      listed += (listed.empty() ? "" : ", ") + std::string(value);
    }
    Note(InvalidParameter(name, "Invalid " + name + ": must be one of " + listed));
  }
  return *text;
}

std::vector<std::string> ParameterReader::Texts(const std::string& name) {
  std::vector<std::string> texts;
  for (const std::int64_t index : form_.Indices(name)) {
    texts.push_back(Text(name + "[" + std::to_string(index) + "]", 200));
  }
  return texts;
}

std::string ParameterReader::Url(const std::string& name, bool required) {
  std::string url = required ? Required(name) : Text(name);
  if (!url.empty() && !IsReturnUrl(url)) {
    Note(InvalidParameter(name, "Not a valid URL", "url_invalid"));
  }
  return url;
}

nlohmann::json ParameterReader::Metadata(const std::string& name) {
  nlohmann::json metadata = nlohmann::json::object();
  for (const std::string& key : form_.Keys(name)) {
    const std::string field = name + "[" + key + "]";
    const std::string value = form_.Find(field).value_or("");
    if (key.empty() || key.size() > kMetadataKeyMax || value.size() > kMetadataValueMax) {
      Note(InvalidParameter(field,
                            "Metadata keys can have up to 40 characters and values up to "
                            "500 characters."));
    }
    if (!value.empty()) metadata[key] = value;
  }
  if (metadata.size() > kMetadataMax) {
    Note(InvalidParameter(name, "Metadata can have up to 50 keys."));
  }
  return metadata;
}

}  // namespace herlaad::sandbox
