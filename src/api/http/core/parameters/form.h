// Bodies of forms, application/x-www-form-urlencoded, as pages without script send them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/net/http.h"

namespace herlaad::http {

using FormFields = std::map<std::string, std::string, std::less<>>;
inline constexpr std::size_t kFormFieldsMax = 16;

// Nothing if it is no such body, a field is there twice, or there are too many. Values are any
// bytes.
std::optional<FormFields> ReadForm(const net::Request& request);
// Empty if there is no such field.
std::string FieldOf(const FormFields& form, std::string_view name);

}  // namespace herlaad::http
